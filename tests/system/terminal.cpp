// What stands on the terminal, and whether README's commands do what it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <regex>

#include "program.hpp"

namespace silith::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const fs::path source = SILITH_SOURCE_DIR;

/// Output of the program on a terminal of its own, to the end or until a text has appeared.
std::string on_terminal(const fs::path& directory, std::vector<std::string> words, const std::string& enough = {}) {
  words.insert(words.begin(), SILITH_PROGRAM);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int terminal = -1;
  const pid_t pid = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (pid == 0) {
    if (::chdir(directory.c_str()) != 0) ::_exit(126);
    ::alarm(50);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
  }
  std::string text;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(terminal, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
    if (!enough.empty() && text.find(enough) != text.npos) ::kill(pid, SIGKILL);
  }
  ::close(terminal);
  ::waitpid(pid, nullptr, 0);
  return text;
}

TEST(Terminal, TablesPlotAndWhereTheResultsAre) {
  const Directory directory;
  const auto outcome = silith(directory.path(), {"run", (source / "examples/first-cycle.toml").string()});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "") << "no progress where nobody watches";
  for (const char* part : {"First cycle of the double-layer cell\n", "ended by\n", "First-cycle Coulombic efficiency",
                           "voltage / V\n", "time / h\n", "  report.html\n"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
  EXPECT_THAT(outcome.out, HasSubstr("results: " + fs::canonical(directory / "results/first-cycle").string() + "\n"));
}

TEST(Terminal, QuietSaysNothing) {
  const Directory directory;
  const auto outcome = silith(directory.path(), {"run", (source / "examples/first-cycle.toml").string(), "--quiet"});
  EXPECT_EQ(outcome.out + outcome.err, "");
  EXPECT_EQ(on_terminal(directory.path(), {"run", (source / "examples/first-cycle.toml").string(), "-q"}), "");
}

TEST(Terminal, ProgressOnlyForLongRunsOnATerminal) {
  const Directory directory;
  directory.write("case.toml",
                  "base = \"cells/double-layer.toml\"\n[protocol]\nsteps = [{ repeat = 9000, steps = [\"Charge at 1 mA "
                  "until 4.2 V\", \"Discharge at 1 mA until 2 V\"] }]\n[output]\nonly_ends = true\nprofiles = 0\n");
  const std::string shown = on_terminal(directory.path(), {"run", "case.toml", "--no-report"}, " left");
  EXPECT_THAT(shown, testing::ContainsRegex("simulating case \\[#*\\.*\\] +[0-9]+ %  [0-9:]+( s)? left"));
  EXPECT_THAT(on_terminal(directory.path(), {"run", (source / "examples/first-cycle.toml").string()}),
              Not(HasSubstr("simulating")));
}

TEST(Terminal, HelpHasExamples) {
  const Directory directory;
  for (const char* command :
       {"run", "check", "explain", "schema", "reference", "new", "import", "material", "report"}) {
    const auto outcome = silith(directory.path(), {command, "--help"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, testing::ContainsRegex(std::string("Examples?:\n  silith ") + command)) << command;
  }
  EXPECT_THAT(silith(directory.path(), {"--version"}).out, testing::MatchesRegex("silith [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_THAT(silith(directory.path(), {"explain"}).out, HasSubstr("cell.<layer>.loading"));
}

/// Lines "silith ..." of README's quick tour, in their order, in one directory.
TEST(Terminal, CommandsInReadmeWork) {
  const Directory directory;
  fs::copy(source / "examples", directory / "examples", fs::copy_options::recursive);
  fs::copy(source / "cells", directory / "cells", fs::copy_options::recursive);
  std::string readme = read(source / "README.md");
  readme = readme.substr(readme.find("## Quick tour"));
  readme = readme.substr(readme.find("```"));
  readme = readme.substr(0, readme.find("\n```\n"));
  static const std::regex command("(^|\n)silith ([^\n#]*)");
  int count = 0;
  for (std::sregex_iterator at(readme.begin(), readme.end(), command), end; at != end; ++at, ++count) {
    const std::string line = std::string("cd '") + directory.path().string() + "' && '" SILITH_PROGRAM "' " +
                             (*at)[2].str() + " > said 2>&1";
    EXPECT_EQ(std::system(line.c_str()), 0) << line << "\n" << read(directory / "said");
  }
  EXPECT_GE(count, 5);
}

}  // namespace
}  // namespace silith::test
