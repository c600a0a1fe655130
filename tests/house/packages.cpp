// The pages name the packages of packages/debian-12.txt, neither more nor fewer.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "tree.hpp"

namespace silith::house {
namespace {

TEST(Packages, InstallPageListsThem) {
  std::map<std::string, std::string> groups;
  for (const Line& line : lines("packages/debian-12.txt")) {
    std::istringstream words(line.text);
    std::string group, name, more;
    if (!(words >> group) || group.front() == '#') continue;
    ASSERT_TRUE(words >> name && !(words >> more)) << place(line) << "\nexpected: GROUP PACKAGE";
    groups[group] += " " + name;
  }
  const std::string page = read("docs/install.md");
  ASSERT_TRUE(groups.contains("build"));
  for (const auto& [group, names] : groups) {
    EXPECT_NE(page.find("\n" + group + ":" + names + "\n"), std::string::npos)
        << "docs/install.md lacks the line that ./dev packages prints:\n"
        << group << ":" << names;
  }
}

}  // namespace
}  // namespace silith::house
