#include "instrument/plain_table.hpp"

#include "instrument/lines.hpp"

namespace silith {

std::string plain_delimiters(std::string_view text) {
  // A decimal comma between blanks is no delimiter: it stands between two digits.
  constexpr int lines_judged = 60;
  int parted = 0, blank = 0;
  LineReader reader(text);
  for (std::string_view line; reader.number() < lines_judged && reader.next(line);) {
    bool delimiter = line.find_first_of(";\t|") != line.npos;
    for (std::size_t at = line.find(','); at != line.npos && !delimiter; at = line.find(',', at + 1)) {
      const auto digit = [&](std::size_t i) { return i < line.size() && line[i] >= '0' && line[i] <= '9'; };
      delimiter = line.find(' ') == line.npos || !digit(at - 1) || !digit(at + 1);
    }
    if (delimiter)
      ++parted;
    else if (line.find(' ') != line.npos)
      ++blank;
  }
  return blank > parted ? tabs_for_blanks(text) : std::string(text);
}

}  // namespace silith
