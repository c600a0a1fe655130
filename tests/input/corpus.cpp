// The seeds of the fuzz target and every broken variant of them: reading ends in a tree or an InputError.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "input/keys.hpp"

using namespace silith;

namespace {

/// True if the text reads; reading, checking and writing must not do anything but succeed or throw InputError.
bool survives(const std::string& text) {
  try {
    const Node root = parse_toml(text, "corpus.toml");
    for (const auto& diagnostic : case_registry().check(root)) format(diagnostic);
    const std::string written = to_toml(root);
    EXPECT_EQ(to_toml(parse_toml(written, "again.toml")), written);
    return true;
  } catch (const InputError& error) {
    EXPECT_FALSE(error.diagnostics().empty());
    return false;
  }
}

TEST(TomlCorpus, SeedsTruncatedAndDamaged) {
  int read = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(SILITH_SOURCE_DIR) + "/tests/fuzz/corpus_toml")) {
    std::stringstream stream;
    stream << std::ifstream(entry.path()).rdbuf();
    const std::string seed = stream.str();
    EXPECT_TRUE(survives(seed)) << entry.path();
    for (std::size_t at = 0; at < seed.size(); ++at) {
      read += survives(seed.substr(0, at));
      for (const char damage : {'\0', '"', '[', '}', '\xff'}) {
        std::string damaged = seed;
        damaged[at] = damage;
        read += survives(damaged);
      }
    }
  }
  EXPECT_GT(read, 0);
}

TEST(TomlCorpus, HostileTexts) {
  EXPECT_FALSE(survives("a = \"\\uD800\"\n"));
  EXPECT_FALSE(survives("a = 99999999999999999999\n"));
  EXPECT_FALSE(survives(std::string("a = \"\0\"\n", 8)));
  EXPECT_FALSE(survives("[a]\n[a]\n"));
  EXPECT_FALSE(survives("a = {b = 1\n"));
  EXPECT_TRUE(survives("\"\" = 1\n\"a.b\" = { \"c d\" = [[], {}] }\n"));
  EXPECT_TRUE(
      survives("\xEF\xBB\xBF"
               "a = 1\n"));
}

}  // namespace
