// Maccor text: 2 or 12 lines about the test, then "Rec, Cycle, Step, TestTime, ..., Md, ES, DPT Time". The current may
// be written without sign, the direction being the mode (C, D, R, S). Time is a clock or a number without unit.
#include <algorithm>

#include "instrument/cycling.hpp"
#include "instrument/headers.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

bool is_heading(const std::vector<std::string_view>& fields) {
  const auto has = [&](std::string_view name) {
    return std::any_of(fields.begin(), fields.end(), [&](auto field) {
      const ColumnRole* role = cycling_role(header_words(field).label);
      return role && role->name == name;
    });
  };
  return fields.front().starts_with("Rec") && has("cycle") && has("step_index") && has("time") && has("voltage") &&
         has("current") && has("mode");
}

}  // namespace

double recognise_maccor(std::string_view head) {
  const std::vector<Sheet> sheets{{"", std::string(head)}};
  const MeasuredFile source{"", "", sheets};
  const Input input{source, 0, ""};
  return find_heading({input, {'\t', false}}, is_heading, 40).line > 0 ? 0.9 : 0.0;
}

Record read_maccor(const Input& input) {
  const TableSource source{input, {'\t', sniff_csv(input.text()).decimal_comma}, CutRow::drop};
  const Heading heading = find_heading(source, is_heading, 40);
  if (heading.line == 0) stop(input, 1, "the row with the column names was not found");
  Record record = read_cycling_table(source, heading);
  if (const auto tester = preamble_value(input.text(), "Tester"); !tester.empty())
    record.metadata["instrument"] = tester;
  return record;
}

}  // namespace silith
