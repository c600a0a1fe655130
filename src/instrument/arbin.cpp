// Arbin: channel table as csv or sheet, "Data_Point, Test_Time(s), ..., Current(A), Voltage(V), ..." with underscores
// or blanks, with units or without.
#include <algorithm>

#include "instrument/cycling.hpp"
#include "instrument/headers.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

bool is_heading(const std::vector<std::string_view>& fields) {
  const auto has = [&](std::string_view label) {
    return std::any_of(fields.begin(), fields.end(), [&](auto field) { return header_words(field).label == label; });
  };
  return has("datapoint") && has("testtime") && (has("cycleindex") || has("cycleid")) &&
         (has("stepindex") || has("stepid")) && !has("steptype");
}

}  // namespace

double recognise_arbin(std::string_view head) {
  const std::vector<Sheet> sheets{{"", std::string(head)}};
  const MeasuredFile source{"", "", sheets};
  const Input input{source, 0, ""};
  return find_heading({input, sniff_csv(head)}, is_heading, 20).line > 0 ? 0.9 : 0.0;
}

Record read_arbin(const Input& input) {
  const TableSource source{input, sniff_csv(input.text()), CutRow::drop};
  const Heading heading = find_heading(source, is_heading, 20);
  if (heading.line == 0) stop(input, 1, "the row with the column names was not found");
  return read_cycling_table(source, heading);
}

}  // namespace silith
