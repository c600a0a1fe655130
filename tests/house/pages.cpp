// Links between the pages lead somewhere, and every page can be reached from docs/index.md.
#include <gtest/gtest.h>

#include <regex>

#include "tree.hpp"

namespace silith::house {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pages() {
  std::vector<fs::path> all = files("docs", {".md"});
  for (const char* name : {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}) all.emplace_back(name);
  for (const char* folder : {"bench", "validation", "examples", "data"}) {
    for (const auto& page : files(folder, {".md"})) all.push_back(page);
  }
  return all;
}

/// Files of the tree a page links to, relative to the root.
std::set<fs::path> links(const fs::path& page) {
  static const std::regex link(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  const std::string text = read(page);
  std::set<fs::path> found;
  for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
    const std::string target = (*at)[1];
    if (target.find("://") == std::string::npos) found.insert((page.parent_path() / target).lexically_normal());
  }
  return found;
}

TEST(Pages, LinksLeadSomewhere) {
  for (const auto& page : pages()) {
    for (const auto& target : links(page)) EXPECT_TRUE(fs::exists(root() / target)) << page << " links to " << target;
  }
}

TEST(Pages, IndexReachesEveryPage) {
  std::set<fs::path> reached{"docs/index.md"};
  std::vector<fs::path> open{"docs/index.md"};
  while (!open.empty()) {
    const fs::path page = open.back();
    open.pop_back();
    if (page.extension() != ".md" || !fs::exists(root() / page)) continue;
    for (const auto& target : links(page)) {
      if (reached.insert(target).second) open.push_back(target);
    }
  }
  for (const auto& page : files("docs", {".md"})) {
    EXPECT_TRUE(reached.contains(page)) << page << ": add it to docs/index.md";
  }
}

}  // namespace
}  // namespace silith::house
