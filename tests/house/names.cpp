// Two types of one name in one namespace are one type to the linker, whatever their headers say.
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "tree.hpp"

namespace silith::house {
namespace {

TEST(Names, OfTypesInHeadersAreTheirOwn) {
  static const std::regex space(R"(^namespace ([\w:]+) \{)");
  static const std::regex type(R"(^(?:struct|class|enum class) (\w+)\b(?!.*;\s*$)(?!<|::))");
  std::map<std::string, std::string> places;
  for (const auto& header : files("src", {".hpp"})) {
    std::string around;
    for (const Line& line : lines(header)) {
      std::smatch match;
      if (std::regex_search(line.text, match, space)) around = match[1].str() + "::";
      if (!std::regex_search(line.text, match, type)) continue;
      const auto [known, is_new] = places.emplace(around + match[1].str(), place(line));
      EXPECT_TRUE(is_new) << known->first << " stands at " << known->second << " and at " << place(line);
    }
  }
  EXPECT_GT(places.size(), 300u);
}

}  // namespace
}  // namespace silith::house
