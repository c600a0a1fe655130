// docs/verification.md names tests that there are.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tree.hpp"

namespace silith::house {
namespace {

std::set<std::string> tests_in(const std::vector<std::filesystem::path>& sources) {
  static const std::regex definition(R"(TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\))");
  std::set<std::string> names;
  for (const auto& source : sources) {
    const std::string text = read(source);
    for (std::sregex_iterator at(text.begin(), text.end(), definition), end; at != end; ++at)
      names.insert((*at)[1].str() + "." + (*at)[2].str());
  }
  return names;
}

TEST(Verification, NamesTestsThatThereAre) {
  const auto tests = tests_in(files("tests", {".cpp"}));
  static const std::regex name(R"(`(\w+\.[A-Z]\w+)`)");
  int named = 0;
  for (const auto& page : files("docs", {".md"})) {
    if (page.filename() != "verification.md") continue;
    const std::string text = read(page);
    for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at, ++named)
      EXPECT_TRUE(tests.contains((*at)[1].str())) << (*at)[1].str();
  }
  EXPECT_GT(named, 40);
}

}  // namespace
}  // namespace silith::house
