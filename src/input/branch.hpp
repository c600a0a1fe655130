#pragma once
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "input/registry.hpp"

namespace silith {

/// One step in the patterns' tree.
struct Registry::Branch {
  std::vector<std::pair<std::string, std::unique_ptr<Branch>>> literals;  ///< in the order of declaration
  std::string placeholder;                                                ///< "<layer>"; empty if there is none
  std::vector<std::string> allowed;                                       ///< names for the placeholder; empty: any
  std::unique_ptr<Branch> any_name;
  std::unique_ptr<Branch> own_item;
  const Branch* item = nullptr;  ///< own_item, or that of an enclosing list
  const Key* key = nullptr;

  const Branch* literal(std::string_view name) const;
  /// Literal, else placeholder; nullptr if the name fits neither.
  const Branch* child(std::string_view name) const;
  bool has_children() const { return !literals.empty() || any_name != nullptr; }
  /// Names that may stand here, for messages.
  std::vector<std::string> names() const;
};

/// The default of a key as a value; @throws std::logic_error if it doesn't suit the key's type.
Node default_value(const Key& key);

/// A value as written: quotes where TOML wants them.
std::string as_written(const Key& key, const std::string& value);

/// `allowed 10 nm to 100 um`, `one of "mass", "thickness"`, or empty.
std::string allowed_text(const Key& key);

/// `write for example "2.5 um"; allowed ...; see silith explain KEY` (each part where known)
std::string hint_for(const Key& key, const std::string& path);

/// "a length", "an integer", "one of ..."
std::string expectation(const Key& key);

/// The text of a quantity or its provenance's `value`; the node itself otherwise.
const Node& bare_value(const Node& node);

/// In the order of the files, each file in the order of its lines.
void sort_by_place(std::vector<Diagnostic>& diagnostics);

/// Whether two keys of one table contradict each other.
bool contradict(const Registry::Branch& branch, const std::string& one, const std::string& other);

/// A warning for every value of which neither it nor anything around it is in `touched`.
std::vector<Diagnostic> untouched_values(const Node& root, const std::set<std::string>& touched);

/// A copy with values put at paths; tables on the way are made.
Node with_changes(const Node& root, const std::vector<std::pair<std::string, Node>>& changes);

}  // namespace silith
