#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include "instrument/dialect.hpp"

namespace silith {

/// Goes through a text line by line; LF, CRLF and CR end a line.
class LineReader {
public:
  explicit LineReader(std::string_view text) : rest_(text) {}
  bool next(std::string_view& line);
  /// Of the line last read, from 1.
  int number() const { return number_; }

private:
  std::string_view rest_;
  int number_ = 0;
};

/// The number of the first line from `from` on that starts with (after blanks) the words; 0 if none does.
int line_starting_with(std::string_view text, std::string_view words, int from = 1);

/// Whether all of the words stand in the text.
bool contains_all(std::string_view text, std::initializer_list<std::string_view> words);

/// The value of a line "key: value", "key = value" or "key<tab>value" of a preamble; empty if there is none.
std::string preamble_value(std::string_view text, std::string_view key);

/// Blanks as delimiters: every run of at least `blanks` blanks or tabs becomes one tab; lines keep their
/// numbers.
std::string tabs_for_blanks(std::string_view text, std::size_t blanks = 1);

/// A source whose text was prepared for reading, standing in for the file's.
struct Prepared {
  MeasuredFile source;
  const char* dialect;
  Input input() const { return {source, 0, dialect}; }
};
Prepared prepared(const Input& input, std::string text);

}  // namespace silith
