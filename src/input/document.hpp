#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"

// A TOML file as a tree of values that remember where they were written. toml++ stays inside document.cpp.
namespace silith {

/// The lines of one input file, shared by all values read from it.
struct SourceFile {
  std::string name;  ///< as shown in messages; "--set" for the command line
  std::vector<std::string> lines;
};

/// One value of a case file: table, array, text, integer, number or boolean. Copies are deep.
class Node {
public:
  enum class Kind { table, array, text, integer, number, boolean };
  struct Entry;  ///< key, place of the key, value

  static Node table();
  static Node array();
  explicit Node(std::string text);
  explicit Node(const char* text);
  explicit Node(double number);
  explicit Node(std::int64_t integer);
  explicit Node(bool boolean);

  Kind kind() const;
  bool is_table() const { return kind() == Kind::table; }
  bool is_array() const { return kind() == Kind::array; }
  bool is_text() const { return kind() == Kind::text; }
  bool is_number() const { return kind() == Kind::number || kind() == Kind::integer; }  ///< integer or not
  std::string kind_name() const;  ///< "a table", "an array", "a text", "an integer", "a number", "a boolean"

  /// The value; @throws std::logic_error if the node is of another kind. number() also takes an integer.
  const std::string& text() const;
  double number() const;
  std::int64_t integer() const;
  bool boolean() const;

  /// Entries of a table in the order of the file (merged files: the base's first).
  const std::vector<Entry>& entries() const;
  std::vector<Entry>& entries();
  /// Items of an array.
  const std::vector<Node>& items() const;
  std::vector<Node>& items();

  /// Direct child of a table; nullptr if there is none or this is no table.
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  /// Descends along a path, "cell.layers[0].name"; nullptr if there is nothing. An empty path is the node itself.
  const Node* find_path(std::string_view path) const;
  /// Adds or replaces a child of a table; keeps its place in the order if it exists.
  Node& set(std::string_view key, Node value);

  Location location() const;
  std::string source_line() const;  ///< the line as written; empty if unknown or very long
  void set_place(std::shared_ptr<const SourceFile> file, int line, int column);
  const std::shared_ptr<const SourceFile>& file() const { return file_; }

private:
  Node();
  std::variant<std::vector<Entry>, std::vector<Node>, std::string, std::int64_t, double, bool> value_;
  std::shared_ptr<const SourceFile> file_;
  int line_ = 0;
  int column_ = 0;
};

struct Node::Entry {
  std::string key;
  int line = 0, column = 0;  ///< of the key, in the file of the value (0: unknown)
  Node value;
};

/// A path split at dots and brackets: "a.b[2].'c.d'" -> a, b, [2], c.d
struct PathSegment {
  std::string key;  ///< empty for an array index
  std::size_t index = 0;
};
/// @throws InputError if the path is malformed
std::vector<PathSegment> split_path(std::string_view path);

/// A finding at a node, with its place and line.
Diagnostic diagnostic_at(const Node& node, std::string key, std::string message, std::string hint = {});

/// Reads TOML text. @throws InputError with the place of the mistake; for texts above 4 MiB or nested above 32 levels
Node parse_toml(std::string_view text, const std::string& name);
Node read_toml(const std::filesystem::path& file);

/// Reads a file and the files it is based on (`base = "cells/double-layer.toml"`, sought beside the file, in the
/// working directory, in silith's home). Tables merge, everything else (and a table that gives a `value`) replaces.
/// @throws InputError for missing files, cycles, and everything read_toml throws for
/// @param[out] order if wanted: names of the files as in the values' places, the first base first
Node read_with_bases(const std::filesystem::path& file, std::vector<std::string>* order = nullptr);

/// Puts `over` on top of `under`, as read_with_bases does.
void merge(Node& under, const Node& over);

/// Applies "cell.cathode.loading=60 mg/cm^2". The value is TOML if it reads as such, a text otherwise.
/// @throws InputError if there is no '=' or the path leads through something that is no table or array
void apply_override(Node& root, const std::string& assignment);

/// The tree as TOML: values before tables, otherwise in the order of the tree. Reading it again gives the same tree.
std::string to_toml(const Node& root);

}  // namespace silith
