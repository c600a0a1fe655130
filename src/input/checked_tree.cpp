#include "input/checked_tree.hpp"

#include <algorithm>

#include "input/keys.hpp"

namespace silith {

CheckedTree checked_tree(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  std::vector<std::string> order;
  Node root = read_with_bases(file, &order);
  for (const auto& assignment : overrides) apply_override(root, assignment);
  let_later_files_win(root, case_registry(), order);
  auto problems = case_registry().check(root);
  if (!problems.empty()) throw InputError(std::move(problems));
  return {std::move(root), std::move(order)};
}

void drop_warnings_of_bases(std::vector<Diagnostic>& warnings, const CheckedTree& tree) {
  std::erase_if(warnings, [&](const Diagnostic& warning) {
    const auto found = std::find(tree.order.begin(), tree.order.end(), warning.where.file);
    return found != tree.order.end() && found + 1 != tree.order.end();
  });
}

}  // namespace silith
