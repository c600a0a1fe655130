#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"
#include "input/registry.hpp"

namespace silith {

/// A checked tree being read by builders: typed values, defaults from the registry, problems collected on the way.
///
/// Every getter takes a path below the view's own table. Asking for a key that the registry doesn't know or knows as
/// another type is our mistake: std::logic_error. A key that is not given and has no default is the user's: the problem
/// is noted, and a placeholder (NaN, 0, "") returned so that reading goes on and finds more. A reader calls finish()
/// (or the owner of the views does) to throw what was noted.
class View {
public:
  /// Reads `root`, which must have passed registry.check(); both must outlive the view and those made from it.
  View(const Registry& registry, const Node& root);

  bool has(std::string_view path) const;  ///< given in the file; counts as asked for

  double quantity(std::string_view path) const;  ///< SI
  double number(std::string_view path) const { return quantity(path); }
  int integer(std::string_view path) const;
  bool boolean(std::string_view path) const;
  std::string text(std::string_view path) const;
  std::string word(std::string_view path) const { return text(path); }

  /// nullopt if neither given nor defaulted.
  std::optional<double> optional_quantity(std::string_view path) const;
  std::optional<int> optional_integer(std::string_view path) const;
  std::optional<std::string> optional_text(std::string_view path) const;

  std::vector<double> quantities(std::string_view path) const;  ///< items of a list, SI; empty if not given
  std::vector<std::string> texts(std::string_view path) const;  ///< items of a list; empty if not given

  /// What resolved() is to show instead of the value here, such as a text with the full name of a file.
  void rewrite(Node value) const;

  /// A text that names a file, sought beside the file it is written in, in the working directory, in silith's home.
  /// @returns the path found; if there is none, notes the problem and returns what is written
  std::string file(std::string_view path) const;

  /// Names in a table that stand for a placeholder, in the order of the file: names("cell") gives the layers and not
  /// "area"; names("cell.anode.phases") the phases. Empty if there is no such table.
  std::vector<std::string> names(std::string_view path) const;

  /// The table at `path`, as a view of its own; of an empty table if it isn't given.
  View at(std::string_view path) const;
  /// Views of the items of a list (tables or values; see node()).
  std::vector<View> items(std::string_view path) const;

  /// The value itself, for keys of type `any`; nullptr if not given. An empty path: the view's own.
  const Node* node(std::string_view path) const;

  /// Where the number comes from, if it says so: { value = ..., source = ..., note = ... }.
  Source source(std::string_view path) const;
  Location location(std::string_view path) const;           ///< of the value, else of the nearest table that is given
  std::string full_path(std::string_view path = {}) const;  ///< "cell.cathode.thickness"

  /// Notes an error, or a warning, at a key (or at the nearest table that is given).
  void problem(std::string_view path, std::string message, std::string hint = {}) const;
  /// Notes a finding of somebody else; place, key and line are filled in from this view where they lack.
  void problem(Diagnostic finding) const;
  /// No problem has been noted so far at the path or below it.
  bool is_sound(std::string_view path) const;
  void warning(std::string_view path, std::string message, std::string hint = {}) const;

  /// @throws InputError with all problems noted so far by this view and its relatives, in the order of the file
  void finish() const;
  std::vector<Diagnostic> warnings() const;

  /// Patterns asked for so far, by this view and its relatives.
  const std::set<std::string>& asked() const;
  /// Keys that are given and that nobody asked for: a warning each, in the order of the file.
  std::vector<Diagnostic> without_effect() const;
  /// The whole tree with the defaults that were used.
  Node resolved() const;

private:
  struct Reading;
  View(std::shared_ptr<Reading> reading, std::string prefix);
  std::shared_ptr<Reading> reading_;
  std::string prefix_;
};

}  // namespace silith
