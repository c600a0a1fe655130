#pragma once
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace silith {

/// How the fields of a csv text are told apart.
struct CsvFormat {
  char delimiter = ',';
  bool decimal_comma = false;  ///< "3,14" is a number
};

/// Delimiter (comma, semicolon, tab, bar) and decimal comma, judged from the first lines.
CsvFormat sniff_csv(std::string_view text);

/// Splits a csv text into rows, tolerant of what programs write: byte order mark, LF, CRLF or CR line ends, quoted
/// fields with doubled quotes and line breaks inside, blanks around fields, empty lines (skipped), rows of any length.
/// Linear in the text; fields are views into it except where quotes had to be removed.
class CsvReader {
public:
  /// @param text must outlive the reader and every field
  CsvReader(std::string_view text, CsvFormat format);

  /// Reads the next row that is not empty. The fields stay valid until the next call.
  /// @return false at the end of the text
  bool next(std::vector<std::string_view>& fields);

  /// Line of the row last read, counted from 1.
  int line() const { return row_line_; }

private:
  std::string_view read_field();
  std::string_view read_plain();
  std::string_view read_quoted();
  bool at_line_end() const;
  void skip_line_end();

  std::string_view text_;
  CsvFormat format_;
  std::size_t position_ = 0;
  int line_ = 1;
  int row_line_ = 0;
  std::deque<std::string> unquoted_;  ///< deque: growing must not move the fields already handed out
};

/// The number a field holds, blanks around it allowed; nothing if it is no number. "nan" and "inf" are numbers here.
std::optional<double> parse_number(std::string_view field, bool decimal_comma = false);

/// A line of a text, counted from 1 (ends: LF, CRLF or CR); empty if there is none. For messages.
std::string_view line_of_text(std::string_view text, int line);

/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace silith
