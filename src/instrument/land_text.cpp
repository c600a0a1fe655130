// LAND text: "Rec# Cyc# Step Test(..) Step(..) Amp-hr Watt-hr Amps Volts State ES DPt-Time", parted by tabs or blanks.
#include <algorithm>

#include "instrument/cycling.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {

double recognise_land_text(std::string_view head) {
  return contains_all(head, {"Rec#", "Cyc#", "Test(", "Amp-hr", "DPt-Time"}) ? 0.95 : 0.0;
}

Record read_land_text(const Input& file) {
  const std::string_view text = file.text();
  const int line = line_starting_with(text, "Rec#");
  if (line == 0) stop(file, 1, "the row with the column names (Rec#, Cyc#, ...) was not found");
  LineReader reader(text);
  std::string_view names;
  while (reader.number() < line && reader.next(names)) {
  }
  // Where blanks part the columns, a date at the end may hold one too.
  const bool tabs = names.find('\t') != names.npos;
  const Prepared plain = prepared(file, tabs ? std::string(text) : tabs_for_blanks(text));
  const Input input = plain.input();
  const TableSource source{input, {'\t', sniff_csv(input.text()).decimal_comma}, CutRow::drop};
  return read_cycling_table(source, heading_in_line(source, line), {}, {.pairs_charge_first = true});
}

}  // namespace silith
