// Parstat (VersaStudio) text: potential, current, time, frequency, Zre, Zim; rows of the dc part have frequency 0.
#include "instrument/impedance.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {

double recognise_parstat(std::string_view head) {
  return contains_all(head.substr(0, head.find('\n')), {"Elapsed Time (s)", "Frequency (Hz)", "Zre (ohms)"}) ? 1.0
                                                                                                             : 0.0;
}

Record read_parstat(const Input& input) {
  const TableSource source{input, sniff_csv(input.text()), CutRow::drop};
  return read_impedance_table(source, heading_in_line(source, 1));
}

}  // namespace silith
