// CH Instruments: text export of technique "A.C. Impedance". Z" is signed as usual, capacitive < 0.
#include "instrument/impedance.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {

double recognise_chi(std::string_view head) {
  if (!contains_all(head, {"Instrument Model:", "CHI"})) return 0.0;
  return contains_all(head, {"A.C. Impedance", "Freq/Hz"}) ? 1.0 : 0.6;
}

Record read_chi(const Input& input) {
  const TableSource source{input, {',', false}};
  const Heading heading =
      find_heading(source, [](const auto& fields) { return fields.front().starts_with("Freq/Hz"); });
  if (heading.line == 0)
    stop(input, 2, "there is no table \"Freq/Hz, Z'/ohm, ...\"", "of this instrument, A.C. impedance is read");
  Record record = read_impedance_table(source, heading);
  record.metadata["instrument"] = preamble_value(input.text(), "Instrument Model");
  if (const auto potential = preamble_value(input.text(), "Init E (V)"); !potential.empty())
    record.metadata["initial_potential"] = potential + " V";
  return record;
}

}  // namespace silith
