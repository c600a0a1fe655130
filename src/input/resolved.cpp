#include <fmt/format.h>

#include "input/branch.hpp"

// What a reading leaves behind: keys nobody asked for, and the tree with all defaults in place.
namespace silith {
namespace {

/// Calls `visit(path, node)` for everything that is a value: no section, no array of sections.
template <class Visit>
void each_value(const Node& node, const std::string& path, const Visit& visit) {
  if (node.is_table() && node.find("value") == nullptr) {
    for (const auto& entry : node.entries())
      each_value(entry.value, path.empty() ? entry.key : path + "." + entry.key, visit);
  } else if (node.is_array() && !node.items().empty()) {
    for (std::size_t i = 0; i < node.items().size(); ++i)
      each_value(node.items()[i], fmt::format("{}[{}]", path, i), visit);
  } else {
    visit(path, node);
  }
}

/// The path or something it lies in was asked for.
bool was_touched(std::string path, const std::set<std::string>& touched) {
  while (!path.empty()) {
    if (touched.contains(path)) return true;
    const std::size_t cut = path.find_last_of(".[");
    path = cut == std::string::npos ? std::string() : path.substr(0, cut);
  }
  return false;
}

void put(Node& root, const std::string& path, const Node& value) {
  Node* node = &root;
  for (const auto& segment : split_path(path)) {
    if (segment.key.empty())
      node = &node->items().at(segment.index);
    else if (Node* child = node->find(segment.key))
      node = child;
    else
      node = &node->set(segment.key, Node::table());
  }
  *node = value;
}

}  // namespace

std::vector<Diagnostic> untouched_values(const Node& root, const std::set<std::string>& touched) {
  std::vector<Diagnostic> found;
  each_value(root, {}, [&](const std::string& path, const Node& node) {
    if (path.empty() || was_touched(path, touched)) return;
    Diagnostic diagnostic =
        diagnostic_at(node, path, "has no effect in this case", "remove it, or see `silith explain " + path + "`");
    diagnostic.severity = Severity::warning;
    found.push_back(std::move(diagnostic));
  });
  sort_by_place(found);
  return found;
}

Node with_changes(const Node& root, const std::vector<std::pair<std::string, Node>>& changes) {
  Node result = root;
  for (const auto& [path, value] : changes) put(result, path, value);
  return result;
}

}  // namespace silith
