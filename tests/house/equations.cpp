// Every equation cited in the code stands in docs/equations, once.
//
// A definition is a line that starts with the number in bold ("- **P1** ..." or "**P1** ...") or a heading that starts
// with it ("### P1 Lithium in a sphere"). A citation is "Eq. P1", "Eq. P1, P2", "Eq. P1 to P3", "Eqs. P1-P3"; a comment
// may break between "Eq." and the number.
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "tree.hpp"

namespace silith::house {
namespace {

std::map<std::string, std::vector<std::string>> definitions() {
  const std::regex start(R"(^(?:[-*] +)?(?:\*\*|#{1,6} +)([A-Z]{1,2}[0-9]+[a-z]?)(?![A-Za-z0-9]))");
  std::map<std::string, std::vector<std::string>> places;
  for (const auto& page : files("docs/equations", {".md"})) {
    for (const Line& line : lines(page)) {
      std::smatch match;
      if (std::regex_search(line.text, match, start)) places[match[1]].push_back(place(line));
    }
  }
  return places;
}

/// "P1" to "P3" -> P1, P2, P3; the last may leave its letter out.
std::vector<std::string> range(const std::string& first, const std::string& last) {
  const auto digits = first.find_first_of("0123456789");
  const std::string letters = first.substr(0, digits);
  const int from = std::stoi(first.substr(digits));
  const int to = std::stoi(last.substr(last.find_first_of("0123456789")));
  std::vector<std::string> all;
  for (int i = from; i <= to; ++i) all.push_back(letters + std::to_string(i));
  return all;
}

/// The numbers of one citation, `P1, P2 to P4` or the like.
std::vector<std::string> numbers(const std::string& citation) {
  static const std::regex part(R"(([A-Z]{1,2}[0-9]+[a-z]?)(?:(?:-| to )([A-Z]{0,2}[0-9]+))?)");
  std::vector<std::string> all;
  for (std::sregex_iterator at(citation.begin(), citation.end(), part), end; at != end; ++at) {
    if ((*at)[2].matched) {
      for (const std::string& number : range((*at)[1], (*at)[2])) all.push_back(number);
    } else {
      all.push_back((*at)[1]);
    }
  }
  return all;
}

/// Number -> a file that cites it.
std::map<std::string, std::string> citations(const std::filesystem::path& file) {
  static const std::regex comment_break(R"(\n\s*///?)");
  static const std::regex citation(
      R"(\bEqs?\.\s+([A-Z]{1,2}[0-9]+[a-z]?(?:(?:-| to |, | and )[A-Z]{0,2}[0-9]+[a-z]?\b)*))");
  const std::string text = std::regex_replace(read(file), comment_break, " ");
  std::map<std::string, std::string> cited;
  for (std::sregex_iterator at(text.begin(), text.end(), citation), end; at != end; ++at) {
    for (const std::string& number : numbers((*at)[1])) cited[number] = file.string();
  }
  return cited;
}

TEST(Equations, NumbersAreDefinedOnce) {
  const auto defined = definitions();
  EXPECT_FALSE(defined.empty());
  for (const auto& [number, places] : defined) {
    std::string all;
    for (const std::string& place : places) all += "\n" + place;
    EXPECT_EQ(places.size(), 1u) << "Eq. " << number << " is defined more than once:" << all;
  }
}

TEST(Equations, CitedNumbersAreDefined) {
  const auto defined = definitions();
  for (const char* folder : {"src", "tests", "docs", "bench"}) {
    for (const auto& file : files(folder, {".hpp", ".cpp", ".md"})) {
      if (file.generic_string().starts_with("tests/house")) continue;
      for (const auto& [number, where] : citations(file)) {
        EXPECT_TRUE(defined.contains(number)) << where << " cites Eq. " << number << ", docs/equations has none";
      }
    }
  }
}

TEST(Equations, CitationsAreRead) {
  EXPECT_EQ(numbers("P1"), (std::vector<std::string>{"P1"}));
  EXPECT_EQ(numbers("P1-P3"), (std::vector<std::string>{"P1", "P2", "P3"}));
  EXPECT_EQ(numbers("L7 to L9, K1 and C5"), (std::vector<std::string>{"L7", "L8", "L9", "K1", "C5"}));
}

}  // namespace
}  // namespace silith::house
