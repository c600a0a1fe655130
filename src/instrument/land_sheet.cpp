// LANDdt sheets: "Index, TestTime/Sec., StepTime/Sec., Voltage/V, Current/mA, ..., State"; long tests go on in further
// sheets without heading.
#include <algorithm>

#include "instrument/cycling.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

bool starts_with_numbers(const Sheet& sheet) {
  CsvReader reader(sheet.text, {'\t', false});
  std::vector<std::string_view> fields;
  return reader.next(fields) && fields.size() > 3 && parse_number(fields[0]) && parse_number(fields[1]);
}

}  // namespace

double recognise_land_sheet(std::string_view head) {
  return contains_all(head, {"TestTime/Sec", "StepTime/Sec", "Voltage/V", "Current/mA"}) ? 0.95 : 0.0;
}

Record read_land_sheet(const Input& file) {
  std::string text(file.text());
  for (std::size_t i = file.sheet + 1; i < file.source.sheets.size(); ++i)
    if (starts_with_numbers(file.source.sheets[i])) text += file.source.sheets[i].text;
  const Prepared all = prepared(file, std::move(text));
  const Input input = all.input();
  const TableSource source{input, sniff_csv(input.text()), CutRow::drop};
  const Heading heading = find_heading(source, [](const auto& fields) {
    return std::any_of(fields.begin(), fields.end(), [](auto field) { return field.starts_with("TestTime/Sec"); });
  });
  if (heading.line == 0) stop(file, 1, "the row with the column names was not found");
  return read_cycling_table(source, heading, {}, {.pairs_charge_first = true});
}

}  // namespace silith
