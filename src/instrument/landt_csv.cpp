// LANDT csv: six lines about the cell, then snake_case names with units; every line ends with a comma. The first
// column, channel_index, counts the rows.
#include "instrument/cycling.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {

double recognise_landt_csv(std::string_view head) {
  return contains_all(head, {"channel_index,cycle_index,step_index", "test_time_s", "voltage_V"}) ? 1.0 : 0.0;
}

Record read_landt_csv(const Input& input) {
  static const std::vector<ColumnRule> rules{{"channel_index", "record_index", ""}};
  const TableSource source{input, {',', false}, CutRow::drop};
  const Heading heading = find_heading(source, [](const auto& fields) { return fields.front() == "channel_index"; });
  Record record = read_cycling_table(source, heading, rules, {.pairs_charge_first = true});
  if (const auto cell = preamble_value(input.text(), "cell model"); cell.find_first_not_of(", ") != cell.npos)
    record.metadata["cell"] = cell.substr(0, cell.find(','));
  return record;
}

}  // namespace silith
