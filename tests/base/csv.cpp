#include "base/csv.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <ctime>
#include <random>

#include "base/atomic_file.hpp"

namespace silith {
namespace {

using testing::ElementsAre;
using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view text, CsvFormat format = {}) {
  CsvReader reader(text, format);
  std::vector<std::string_view> fields;
  Rows rows;
  while (reader.next(fields)) rows.emplace_back(fields.begin(), fields.end());
  return rows;
}

TEST(CsvReader, SplitsRowsWhateverTheLineEnd) {
  const Rows expected{{"a", "b"}, {"1", "2"}, {"3", ""}};
  EXPECT_EQ(rows_of("a,b\n1,2\n3,\n"), expected);
  EXPECT_EQ(rows_of("a,b\r\n1,2\r\n3,"), expected);
  EXPECT_EQ(rows_of("a,b\r1,2\r3,\r"), expected);
  EXPECT_EQ(rows_of("\xEF\xBB\xBF"
                    "a , b\n\n1,\t2\n  \n3,"),
            expected);
}

TEST(CsvReader, QuotedFieldsKeepDelimitersQuotesAndLineBreaks) {
  EXPECT_EQ(rows_of("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n1,2,3"),
            (Rows{{"a,b", "say \"hi\"", "two\nlines"}, {"1", "2", "3"}}));
  EXPECT_EQ(rows_of("\"never closed, x\n1"), (Rows{{"never closed, x\n1"}}));
}

TEST(CsvReader, CountsLinesThroughEmptyOnesAndQuotes) {
  CsvReader reader("a\n\n\"b\nc\"\r\nd", {});
  std::vector<std::string_view> fields;
  std::vector<int> lines;
  while (reader.next(fields)) lines.push_back(reader.line());
  EXPECT_THAT(lines, ElementsAre(1, 3, 5));
}

TEST(SniffCsv, FindsDelimiterAndDecimalSign) {
  const auto expect = [](std::string_view text, char delimiter, bool comma) {
    const CsvFormat format = sniff_csv(text);
    EXPECT_EQ(format.delimiter, delimiter) << text;
    EXPECT_EQ(format.decimal_comma, comma) << text;
  };
  expect("t,I\n0,1.5\n1,2.5\n", ',', false);
  expect("t;I\n0;1,5\n1;2,5\n", ';', true);
  expect("0,5;1,5\n1,5;2,5\n", ';', true);
  expect("t;I\n0;1.5\n", ';', false);
  expect("t\tI\n0\t1,5\n", '\t', true);
  expect("made by a program, version 3\nanother, line, of text\nt|I\n0|1\n1|2\n2|3\n", '|', false);
  expect("", ',', false);
}

TEST(ParseNumber, AcceptsNumbersOnly) {
  EXPECT_EQ(parse_number(" +1.5e-3 "), 1.5e-3);
  EXPECT_EQ(parse_number("1,5", true), 1.5);
  EXPECT_EQ(parse_number("-2", true), -2.0);
  EXPECT_TRUE(std::isnan(parse_number("NaN").value()));
  for (const char* text : {"", " ", "1,5", "1.5 V", "abc", "+-1", "1.2.3", "--1"})
    EXPECT_FALSE(parse_number(text)) << text;
  EXPECT_FALSE(parse_number("1.000,5", true));
  EXPECT_FALSE(parse_number("1,000,5", true));
  EXPECT_FALSE(parse_number(std::string(100, '1') + ",5", true));
}

// The seeds of the fuzz target, read to known ends.
TEST(CsvReader, ReadsTheSeedsOfTheFuzzTarget) {
  const auto read = [](const char* name) {
    const std::string text = read_file(std::string(SILITH_SOURCE_DIR "/tests/fuzz/corpus_csv/") + name);
    return rows_of(text, sniff_csv(text));
  };
  EXPECT_EQ(read("plain.csv"),
            (Rows{{"Test Time / s", "Voltage / V", "Current / A"}, {"0", "3.1", "0.001"}, {"1", "3.2", "0.001"}}));
  EXPECT_EQ(read("decimal_comma.csv"), (Rows{{"Zeit / s", "Strom / A"}, {"0", "1,5"}, {"1", "2,5"}}));
  EXPECT_EQ(read("quoted.csv"), (Rows{{"a,b", "say \"hi\"", "two\nlines"}, {"1", "2", "3"}}));
  EXPECT_EQ(read("open_quote.csv"), (Rows{{"a", "b"}, {"nan", "-inf"}, {"open"}}));
}

// Any bytes give some rows whose fields stay inside the text's length, and the reader ends.
TEST(CsvReader, SurvivesRandomBytes) {
  std::mt19937 random(7);
  constexpr std::string_view alphabet =
      "a1.,;\t|\"\r\n \xEF\xBB\xBF+-e\0"
      "x";
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 40, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    const CsvFormat format = sniff_csv(text);
    std::size_t bytes = 0;
    int previous = 0;
    CsvReader reader(text, format);
    for (std::vector<std::string_view> fields; reader.next(fields);) {
      for (const auto field : fields) bytes += field.size();
      EXPECT_GT(reader.line(), previous);
      previous = reader.line();
    }
    EXPECT_LE(bytes, text.size());
  }
}

TEST(CsvReader, ReadsTenMegabytesAtOnce) {
  std::string text = "t,I,U\n";
  while (text.size() < 10'000'000) text += "12345.678,-0.0012345678,3.8123456\n";
  const std::clock_t start = std::clock();  // of the processor: other programs do not count
  CsvReader reader(text, sniff_csv(text));
  double sum = 0.0;
  std::size_t rows = 0;
  for (std::vector<std::string_view> fields; reader.next(fields); ++rows)
    for (const auto field : fields) sum += parse_number(field).value_or(0.0);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_NEAR(sum / static_cast<double>(rows - 1), 12345.678 - 0.0012345678 + 3.8123456, 1e-6);
  EXPECT_LT(seconds, 2.0);
}

}  // namespace
}  // namespace silith
