// "Z60W Data File": csv with quoted preamble lines; the last of them is one field that names the columns.
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"
#include "instrument/z60w.hpp"

namespace silith {

double recognise_autolab(std::string_view head) {
  return head.substr(0, 64).find("Z60W Data File") != head.npos ? 1.0 : 0.0;
}

Record read_autolab(const Input& input) {
  LineReader reader(input.text());
  for (std::string_view line; reader.next(line);)
    if (line.starts_with('"') && contains_all(line, {"Freq", "Z'"})) return read_z60w_rows(input, reader.number());
  stop(input, 1, "there is no line that names the columns (\"Freq (Hz) ... Z'(a) Z''(b)\")");
}

}  // namespace silith
