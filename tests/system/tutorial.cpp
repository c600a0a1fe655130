// docs/tutorial-measurements.md: every command runs, and prints what stands there.
//
// In a console block a line that begins with "$ " is a command; what follows are lines of its output in their order,
// "..." stands for lines left out. Blanks count as one; numbers may differ by 2 in 1000, as between compilers.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "program.hpp"

namespace silith::test {
namespace {

const std::string data = SILITH_SOURCE_DIR "/tests/data/instrument/";

struct Command {
  std::string text;
  std::vector<std::string> expected;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<Command> commands_of(const std::string& page) {
  std::vector<Command> commands;
  bool inside = false;
  for (const std::string& line : lines_of(page)) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      commands.push_back({line.substr(2), {}});
    } else if (inside && !commands.empty()) {
      commands.back().expected.push_back(line);
    }
  }
  return commands;
}

/// Words as a shell makes them of blanks and double quotes.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  bool quoted = false, open = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
      if (!open) words.emplace_back();
      open = true;
    } else if (c == ' ' && !quoted) {
      open = false;
    } else {
      if (!open) words.emplace_back();
      open = true;
      words.back() += c;
    }
  }
  return words;
}

bool same_token(const std::string& a, const std::string& b) {
  if (a == b) return true;
  static const std::regex number(R"(([^0-9+\-]*)([+\-]?[0-9]*\.?[0-9]+(?:e[+\-]?[0-9]+)?)(.*))");
  std::smatch left, right;
  if (!std::regex_match(a, left, number) || !std::regex_match(b, right, number)) return false;
  if (left[1] != right[1] || left[3] != right[3]) return false;
  const double x = std::stod(left[2]), y = std::stod(right[2]);
  return std::abs(x - y) <= 2e-3 * std::max(std::abs(x), std::abs(y));
}

bool same_line(const std::string& a, const std::string& b) {
  std::istringstream left(a), right(b);
  std::string x, y;
  while (true) {
    const bool more = static_cast<bool>(left >> x), also = static_cast<bool>(right >> y);
    if (more != also) return false;
    if (!more) return true;
    if (!same_token(x, y)) return false;
  }
}

/// Empty if the lines occur in this order, next to each other unless "..." stands between; else the first that is not
/// there.
std::string missing_line(const std::vector<std::string>& expected, const std::vector<std::string>& found) {
  std::size_t at = 0;
  bool skip = false;
  for (const std::string& line : expected) {
    if (line == "...") {
      skip = true;
      continue;
    }
    while (skip && at < found.size() && !same_line(line, found[at])) ++at;
    if (at >= found.size() || !same_line(line, found[at])) return line;
    ++at;
    skip = false;
  }
  return "";
}

TEST(TutorialReader, ToldLinesApart) {
  EXPECT_EQ(words_of("silith run a.toml --set x=\"1 m\""),
            (std::vector<std::string>{"silith", "run", "a.toml", "--set", "x=1 m"}));
  EXPECT_TRUE(same_line("R0   97.149 ohm", "R0 97.2 ohm"));
  EXPECT_FALSE(same_line("R0   97.149 ohm", "R0 99.1 ohm"));
  EXPECT_FALSE(same_line("R0   97.149 ohm", "R1 97.149 ohm"));
  EXPECT_EQ(missing_line({"a", "...", "c"}, {"a", "b", "c"}), "");
  EXPECT_EQ(missing_line({"a", "c"}, {"a", "b", "c"}), "c");
  EXPECT_EQ(missing_line({"...", "d"}, {"a", "b"}), "d");
}

TEST(Tutorial, EveryCommandPrintsWhatStandsThere) {
  const Directory here;
  std::filesystem::copy_file(data + "impedance.py/exampleDataCHInstruments.txt", here / "impedance.txt");
  std::filesystem::copy_file(data + "cellpy/arbin.csv", here / "cycler.csv");
  const auto commands = commands_of(read(SILITH_SOURCE_DIR "/docs/tutorial-measurements.md"));
  ASSERT_GE(commands.size(), 9u);
  for (const Command& command : commands) {
    auto words = words_of(command.text);
    ASSERT_EQ(words.front(), "silith") << command.text;
    words.erase(words.begin());
    const Outcome outcome = silith(here.path(), words);
    ASSERT_EQ(outcome.status, 0) << command.text << "\n" << outcome.err;
    const std::string missing = missing_line(command.expected, lines_of(outcome.out + outcome.err));
    EXPECT_EQ(missing, "") << command.text << "\nprinted\n" << outcome.out << outcome.err;
  }
  // The page with the measured and the simulated curves.
  const std::string page = read(here / "results" / "compared" / "report.html");
  for (const char* legend : {"cycler.csv, discharge 1", "results/model, discharge 1", "results/slow, charge 1"})
    EXPECT_NE(page.find(legend), std::string::npos) << legend;
  for (const char* file : {"impedance", "half-cell"})
    EXPECT_TRUE(std::filesystem::exists(here / "results" / file / "report.html")) << file;
}

}  // namespace
}  // namespace silith::test
