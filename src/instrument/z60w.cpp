#include "instrument/z60w.hpp"

#include "instrument/impedance.hpp"
#include "instrument/lines.hpp"

namespace silith {

Record read_z60w_rows(const Input& input, int line) {
  static const std::vector<ColumnRule> rules{{"Freq(Hz)", "frequency", "Hz"},
                                             {"Time(Sec)", "time", "s"},
                                             {"Z'(a)", "z_real", "ohm"},
                                             {"Z''(b)", "z_imag", "ohm"}};
  const Heading heading{line, {"Freq(Hz)", "Ampl", "Bias", "Time(Sec)", "Z'(a)", "Z''(b)", "GD", "Err", "Range"}};
  LineReader reader(input.text());
  std::string_view row;
  while (reader.number() <= line && reader.next(row)) {
  }
  const char delimiter = row.find('\t') != row.npos ? '\t' : ',';
  const bool decimal_comma = delimiter == '\t' && row.find(',') != row.npos;
  return read_impedance_table({input, {delimiter, decimal_comma}, CutRow::refuse}, heading, rules);
}

}  // namespace silith
