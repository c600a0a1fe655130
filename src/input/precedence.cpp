#include <algorithm>

#include "input/branch.hpp"

// Keys that contradict each other but come from different files: the later file replaces the earlier one's choice.
namespace silith {

using Branch = Registry::Branch;

namespace {

bool excludes(const Branch& branch, const std::string& key, const std::string& other) {
  const Branch* child = branch.literal(key);
  if (child == nullptr || child->key == nullptr) return false;
  const auto& names = child->key->excludes;
  return std::find(names.begin(), names.end(), other) != names.end();
}

class Precedence {
public:
  explicit Precedence(const std::vector<std::string>& order) : order_(order) {}

  void apply(Node& node, const Branch& branch) const {
    if (!node.is_table()) return;
    std::erase_if(node.entries(), [&](const Node::Entry& entry) { return is_replaced(entry, node, branch); });
    for (auto& entry : node.entries()) {
      if (const Branch* child = branch.child(entry.key)) apply(entry.value, *child);
    }
  }

private:
  bool is_replaced(const Node::Entry& entry, const Node& table, const Branch& branch) const {
    return std::any_of(table.entries().begin(), table.entries().end(), [&](const Node::Entry& other) {
      return rank(other.value) > rank(entry.value) && contradict(branch, entry.key, other.key);
    });
  }

  /// The command line comes after every file.
  std::ptrdiff_t rank(const Node& node) const {
    return std::find(order_.begin(), order_.end(), node.location().file) - order_.begin();
  }

  const std::vector<std::string>& order_;
};

}  // namespace

bool contradict(const Branch& branch, const std::string& one, const std::string& other) {
  return excludes(branch, one, other) || excludes(branch, other, one);
}

void let_later_files_win(Node& root, const Registry& registry, const std::vector<std::string>& order) {
  Precedence(order).apply(root, registry.root());
}

}  // namespace silith
