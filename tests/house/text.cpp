// What every file of the tree keeps to.
#include <gtest/gtest.h>

#include <regex>

#include "tree.hpp"

namespace silith::house {
namespace {

bool is_text(const std::filesystem::path& file) {
  const std::string text = read(file);
  return text.find('\0') == std::string::npos;
}

TEST(Text, NamesNoDevelopmentMachine) {
  const std::regex machine_path(R"((^|[\s"'`(=:,])/(work|root|home|Users)/\w)");
  for (const auto& file : files(".", {})) {
    if (!is_text(file)) continue;
    for (const Line& line : lines(file)) {
      if (line.text.size() > 2000) continue;  // minified
      EXPECT_FALSE(std::regex_search(line.text, machine_path)) << place(line);
    }
  }
}

TEST(Text, SourcesAreFinished) {
  const std::regex unfinished(R"(\b(TODO|FIXME|XXX)\b)");
  for (const char* folder : {"src", "bench", "docs", "cmake"}) {
    for (const auto& file : files(folder, {})) {
      for (const Line& line : lines(file)) EXPECT_FALSE(std::regex_search(line.text, unfinished)) << place(line);
    }
  }
}

TEST(Text, SourceFilesAreOneSubject) {
  for (const auto& file : files("src", {".hpp", ".cpp"})) {
    EXPECT_LE(lines(file).size(), 500u) << file << ": split it by subject";
  }
}

std::string version_after(const std::string& file, const std::string& pattern) {
  const std::string text = read(file);
  std::smatch match;
  EXPECT_TRUE(std::regex_search(text, match, std::regex(pattern + R"(([0-9]+\.[0-9]+\.[0-9]+))"))) << file;
  return match.empty() ? "" : match[match.size() - 1].str();
}

TEST(Text, VersionsAgree) {
  const std::string version = version_after("CMakeLists.txt", R"(project\(silith VERSION )");
  EXPECT_EQ(version_after("CITATION.cff", "\nversion: "), version);
  EXPECT_EQ(version_after("CHANGELOG.md", "\n## "), version);
}

}  // namespace
}  // namespace silith::house
