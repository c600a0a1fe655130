// Every real file, damaged in the same ways on every run: the reader ends with a record that holds together, or with an
// error for the user; never with one of ours.
#include <gtest/gtest.h>

#include <random>

#include "base/atomic_file.hpp"
#include "record/summary.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

constexpr std::size_t most_bytes = 12'000;  // of each file: the preamble and some rows

std::vector<std::filesystem::path> all_files() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data_file("")))
    if (entry.is_regular_file()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

void expect_consistent(const Record& record) {
  for (const Column& column : record.series.columns)
    EXPECT_EQ(column.values.size(), record.series.rows()) << column.name;
  const Column* time = record.series.find("time");
  for (std::size_t i = 1; time && i < time->values.size(); ++i) ASSERT_GE(time->values[i], time->values[i - 1]);
  for (const Spectrum& spectrum : record.spectra) {
    ASSERT_EQ(spectrum.impedance.size(), spectrum.size());
    for (const double f : spectrum.frequency) ASSERT_GT(f, 0.0);
  }
  EXPECT_FALSE(summary_json(record).empty());
}

/// @return whether the text was read
bool survives(const std::string& text) {
  try {
    expect_consistent(read_text(text));
    return true;
  } catch (const InputError& error) {
    EXPECT_FALSE(std::string(error.what()).empty());
    return false;
  }
}

class Damaged : public testing::Test {
protected:
  template <class Damage>
  void each_file(std::size_t variants, Damage damage) {
    std::mt19937 random(20240501);
    int read = 0, refused = 0;
    for (const auto& path : all_files()) {
      SCOPED_TRACE(path.filename().string());
      const std::string text = read_file(path).substr(0, most_bytes);
      for (std::size_t i = 0; i < variants; ++i) survives(damage(text, random)) ? ++read : ++refused;
      if (HasFailure()) return;
    }
    EXPECT_GT(read, 0);
    EXPECT_GT(refused, 0);
  }
};

std::size_t place(const std::string& text, std::mt19937& random) {
  return std::uniform_int_distribution<std::size_t>(0, text.empty() ? 0 : text.size() - 1)(random);
}

TEST_F(Damaged, CutOff) {
  each_file(20, [](const std::string& text, std::mt19937& random) { return text.substr(0, place(text, random)); });
}

TEST_F(Damaged, BytesTurned) {
  each_file(30, [](std::string text, std::mt19937& random) {
    for (int i = 0; i < 5; ++i) text[place(text, random)] = static_cast<char>(random() & 0xFF);
    return text;
  });
}

TEST_F(Damaged, PiecesLostOrDoubled) {
  each_file(20, [](std::string text, std::mt19937& random) {
    const std::size_t at = place(text, random), length = random() % 300;
    if (random() % 2 == 0) return text.erase(at, length);
    return text.insert(place(text, random), text.substr(at, length));
  });
}

TEST_F(Damaged, NumbersThatAreNone) {
  each_file(20, [](std::string text, std::mt19937& random) {
    static const std::vector<std::string> odd{"nan", "inf",  "-1e300",     "1e308",
                                              "",    "-",    "1e-320",     "99:99:99",
                                              "\"",  "0x10", "4294967296", "-9223372036854775809"};
    for (int i = 0; i < 3; ++i) {
      const auto digit = text.find_first_of("0123456789", place(text, random));
      if (digit != text.npos) text.replace(digit, 1, odd[random() % odd.size()]);
    }
    return text;
  });
}

TEST_F(Damaged, OtherLineEndsAndDelimiters) {
  const std::vector<std::pair<char, char>> changes{{'\n', '\r'}, {',', ';'},  {'\t', ' '},
                                                   {'.', ','},   {',', '\n'}, {'\n', ','}};
  each_file(changes.size(), [&changes, i = std::size_t{0}](std::string text, std::mt19937&) mutable {
    const auto [from, to] = changes[i++ % changes.size()];
    std::replace(text.begin(), text.end(), from, to);
    return text;
  });
}

}  // namespace
}  // namespace silith
