#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/nearest.hpp"
#include "input/document.hpp"

// Every key an input may have, declared once: read, validated, explained and documented from here.
namespace silith {

enum class ValueType {
  quantity,  ///< text with unit; a bare number too where the unit is "1"
  integer,
  boolean,
  text,   ///< free text
  word,   ///< one of `words`
  table,  ///< a section; its keys are declared on their own
  list,   ///< an array; its items are declared as PATTERN[]
  any,    ///< checked by whoever reads it
  same,   ///< items built like those of another list (`unit` holds its pattern): lists within lists
};

/// One key. Made by the functions below and refined by the chained ones:
/// quantity("cell.<layer>.thickness", "m").range("10 nm", "10 mm").example("50 um").doc("Thickness as pressed.")
///
/// Patterns: names joined by dots; <layer> stands for any name, [] for any item of an array:
/// "cell.<layer>.phases.<phase>.mass_fraction", "protocol.steps[].until".
/// A quantity may be given as "2.5 um" or with its provenance as
/// { value = "2.5 um", source = "calibrated", bounds = ["1 um", "5 um"], note = "why" }.
struct Key {
  std::string pattern;
  ValueType type = ValueType::any;
  std::string unit;                     ///< SI, of a quantity
  std::optional<std::string> min, max;  ///< quantities with unit, integers without
  bool above_min = false;               ///< the minimum itself is excluded
  std::vector<std::string> words;       ///< of a word
  std::optional<std::string> fallback;  ///< the default, written as the user would, without TOML's quotes
  bool is_required = false;             ///< wherever the table it belongs to is given
  std::vector<std::string> excludes;    ///< names of keys beside it that contradict it
  std::string text;                     ///< one line of documentation
  std::string sample;                   ///< as the user would write it, without TOML's quotes

  Key& range(std::string least, std::string most) { return min = std::move(least), max = std::move(most), *this; }
  Key& at_least(std::string least) { return min = std::move(least), *this; }
  Key& at_most(std::string most) { return max = std::move(most), *this; }
  Key& above(std::string least) { return above_min = true, at_least(std::move(least)); }
  Key& otherwise(std::string value) { return fallback = std::move(value), *this; }  ///< the default
  Key& required() { return is_required = true, *this; }
  Key& contradicts(std::vector<std::string> siblings) { return excludes = std::move(siblings), *this; }
  Key& doc(std::string line) { return text = std::move(line), *this; }
  Key& example(std::string value) { return sample = std::move(value), *this; }
};

Key quantity(std::string pattern, std::string si_unit);
Key number(std::string pattern);  ///< a quantity of unit "1"
Key integer(std::string pattern);
Key boolean(std::string pattern);
Key text(std::string pattern);
Key word(std::string pattern, std::vector<std::string> words);
Key table(std::string pattern);
Key list(std::string pattern);
Key any(std::string pattern);
/// Items of a list built like those of an enclosing one: same_items("steps[].steps[]", "steps[]").
Key same_items(std::string pattern, std::string as_pattern);

/// Which names may stand for a placeholder, "<property>"; without one any name may.
struct Placeholder {
  std::string name;
  std::vector<std::string> names;
};

/// The keys of one kind of file. Immutable; built once.
class Registry {
public:
  /// @throws std::logic_error for a pattern declared twice or a key without documentation
  explicit Registry(std::vector<Key> keys, std::vector<Placeholder> placeholders = {});
  ~Registry();
  Registry(Registry&&) noexcept;

  const std::vector<Key>& keys() const;

  /// The key a concrete path ("cell.cathode.thickness", "protocol.steps[0]") belongs to; nullptr if there is none.
  const Key* find(std::string_view path) const;

  /// Keys along a concrete path from the outermost table to find(path) itself (sections without a key left out).
  std::vector<const Key*> chain(std::string_view path) const;

  /// Everything wrong with a tree, in the order of the file.
  std::vector<Diagnostic> check(const Node& root) const;

  /// Text for `silith explain`: of one key, or a list of the keys below a section.
  /// @throws InputError with the nearest key if there is none
  std::string explain(const std::string& path) const;
  std::string json_schema(const std::string& title) const;  ///< draft 2020-12
  std::string markdown(const std::string& title) const;     ///< the reference page

  struct Branch;  ///< a node of the tree of patterns
  const Branch& root() const;

private:
  std::vector<Key> keys_;
  std::vector<Placeholder> placeholders_;
  std::unique_ptr<Branch> root_;
};

/// Where two keys that contradict each other come from different files, drops that of the earlier one: a case may
/// choose another way than its base. @param order names of the files, first base first; anything else (--set) comes
/// last
void let_later_files_win(Node& root, const Registry& registry, const std::vector<std::string>& order);

}  // namespace silith
