// Newer LANDT sheets, "Record-Tab": "Record, TestTime, Current/mA, Capacity/mAh, SpeCap/mAh/g, SOC|DOD/%, Voltage/V,
// ..."; TestTime is a clock with days, the capacity starts again with every step.
#include <algorithm>

#include "instrument/cycling.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {

double recognise_landt_record(std::string_view head) {
  if (contains_all(head, {"TestTime/Sec"})) return 0.0;
  return contains_all(head, {"TestTime", "Current/mA", "SpeCap/mAh/g", "Voltage/V"}) ? 0.95 : 0.0;
}

Record read_landt_record(const Input& input) {
  static const std::vector<ColumnRule> rules{{"SOC|DOD/%", "state_of_charge", "%"}};
  const TableSource source{input, sniff_csv(input.text()), CutRow::drop};
  const Heading heading = find_heading(
      source, [](const auto& fields) { return std::find(fields.begin(), fields.end(), "TestTime") != fields.end(); });
  if (heading.line == 0) stop(input, 1, "the row with the column names was not found");
  return read_cycling_table(source, heading, rules, {.pairs_charge_first = true});
}

}  // namespace silith
