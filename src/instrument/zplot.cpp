// Scribner ZPlot .z: a preamble down to "End Comments", then rows whose columns 0, 4 and 5 are frequency, Z' and Z''.
#include "instrument/impedance.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"
#include "instrument/z60w.hpp"

namespace silith {

double recognise_zplot(std::string_view head) {
  if (head.starts_with("ZPLOT2 ASCII")) return 1.0;
  return contains_all(head, {"End Comments", "Freq(Hz)", "Z'(a)"}) ? 0.9 : 0.0;
}

Record read_zplot(const Input& input) {
  const int line = line_starting_with(input.text(), "End Comments");
  if (line == 0) stop(input, 1, "there is no line \"End Comments\", below which the data stand");
  return read_z60w_rows(input, line);
}

}  // namespace silith
