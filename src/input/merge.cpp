#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/installation.hpp"
#include "input/document.hpp"

// Cases that build on other files, and overrides from the command line.
namespace silith {
namespace {

namespace fs = std::filesystem;

/// A quantity with its provenance ({value = ..., source = ...}) is replaced as a whole: a new value keeps no old note.
bool merges(const Node& under, const Node& over) {
  return under.is_table() && over.is_table() && over.find("value") == nullptr && under.find("value") == nullptr;
}

fs::path resolve_base(const Node& base, const fs::path& including) {
  const fs::path wanted = base.text();
  std::error_code error;
  if (wanted.is_absolute() && fs::exists(wanted, error)) return wanted;
  for (const fs::path& candidate : {including.parent_path() / wanted, wanted, home_directory() / wanted})
    if (fs::exists(candidate, error)) return candidate;
  throw InputError({diagnostic_at(base, "base", fmt::format("there is no file \"{}\"", wanted.string()),
                                  "sought beside the file, in the working directory and in silith's home; "
                                  "write for example base = \"cells/double-layer.toml\"")});
}

void refuse_cycle(const Node& base, const fs::path& file, const std::vector<fs::path>& open) {
  for (const auto& other : open) {
    std::error_code error;
    if (fs::equivalent(file, other, error))
      throw InputError({diagnostic_at(base, "base", fmt::format("\"{}\" is based on itself", file.string()),
                                      "the files lead in a circle; drop one `base`")});
  }
}

Node read_chain(const fs::path& file, std::vector<fs::path>& open, std::vector<std::string>& order) {
  Node document = read_toml(file);
  open.push_back(file);
  const Node* base = document.find("base");
  const std::string name = document.location().file;
  if (base == nullptr) {
    order.push_back(name);
    return document;
  }
  if (!base->is_text())
    throw InputError(
        {diagnostic_at(*base, "base", fmt::format("the name of a file is expected, this is {}", base->kind_name()),
                       "write for example base = \"cells/double-layer.toml\"")});
  const fs::path base_file = resolve_base(*base, file);
  refuse_cycle(*base, base_file, open);
  Node under = read_chain(base_file, open, order);
  order.push_back(name);
  std::erase_if(document.entries(), [](const Node::Entry& entry) { return entry.key == "base"; });
  merge(under, document);
  under.set_place(document.file(), document.location().line, document.location().column);
  return under;
}

Node as_value(const std::string& text) {
  Node value{text};
  try {
    const Node parsed = parse_toml("value = " + text + "\n", "--set");
    if (parsed.entries().size() == 1 && parsed.entries().front().key == "value") value = parsed.entries().front().value;
  } catch (const InputError&) {
    // no TOML: taken as text, so that --set key=60 mg/cm^2 needs no inner quotes
  }
  return value;
}

/// Values given on the command line have no line to show.
void forget_lines(Node& node, const std::shared_ptr<const SourceFile>& file) {
  node.set_place(file, 0, 0);
  if (node.is_table()) {
    for (auto& entry : node.entries()) {
      entry.line = entry.column = 0;
      forget_lines(entry.value, file);
    }
  } else if (node.is_array()) {
    for (auto& item : node.items()) forget_lines(item, file);
  }
}

[[noreturn]] void bad_override(const std::string& assignment, const std::string& message) {
  throw InputError(fmt::format("--set {}: {}", assignment, message),
                   "write for example --set cell.cathode.loading=\"60 mg/cm^2\"");
}

Node& step_into(Node& node, const PathSegment& segment, const std::string& assignment) {
  if (!segment.key.empty()) {
    if (!node.is_table())
      bad_override(assignment, fmt::format("\"{}\" can't be set in {}", segment.key, node.kind_name()));
    if (Node* child = node.find(segment.key)) return *child;
    return node.set(segment.key, Node::table());
  }
  if (!node.is_array()) bad_override(assignment, fmt::format("{} has no items", node.kind_name()));
  if (segment.index >= node.items().size())
    bad_override(assignment, fmt::format("item {} of {}", segment.index, node.items().size()));
  return node.items()[segment.index];
}

}  // namespace

void merge(Node& under, const Node& over) {
  if (!merges(under, over)) {
    under = over;
    return;
  }
  for (const auto& entry : over.entries()) {
    const auto known = std::find_if(under.entries().begin(), under.entries().end(),
                                    [&](const Node::Entry& other) { return other.key == entry.key; });
    if (known == under.entries().end()) {
      under.entries().push_back(entry);
    } else {
      known->line = entry.line;
      known->column = entry.column;
      merge(known->value, entry.value);
    }
  }
}

Node read_with_bases(const fs::path& file, std::vector<std::string>* order) {
  std::vector<fs::path> open;
  std::vector<std::string> names;
  Node root = read_chain(file, open, names);
  if (order != nullptr) *order = std::move(names);
  return root;
}

void apply_override(Node& root, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) bad_override(assignment, "a key, '=' and a value are expected");
  const auto trim = [](std::string text) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
  };
  const auto path = split_path(trim(assignment.substr(0, equals)));
  if (path.empty()) bad_override(assignment, "a key, '=' and a value are expected");
  Node* node = &root;
  for (const auto& segment : path) node = &step_into(*node, segment, assignment);
  Node value = as_value(trim(assignment.substr(equals + 1)));
  forget_lines(value, std::make_shared<SourceFile>(SourceFile{"--set", {}}));
  *node = std::move(value);
}

}  // namespace silith
