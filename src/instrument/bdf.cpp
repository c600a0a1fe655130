// Battery Data Format 1.x: labels ("Voltage / V") or machine names ("voltage_volt"), cycling data or impedance.
#include <algorithm>

#include "instrument/cycling.hpp"
#include "instrument/impedance.hpp"
#include "instrument/readers.hpp"
#include "record/bdf_columns.hpp"

namespace silith {
namespace {

bool has(const std::vector<std::string_view>& fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(), [&](std::string_view field) {
    const BdfColumn* column = bdf_by_header(field);
    const bool spelled = column && (field.find(" / ") != field.npos || field == column->machine);
    return spelled && column->name == name;
  });
}

bool is_impedance(const std::vector<std::string_view>& fields) {
  return has(fields, "frequency") && has(fields, "real_impedance") && has(fields, "imaginary_impedance");
}

bool is_heading(const std::vector<std::string_view>& fields) {
  return is_impedance(fields) || (has(fields, "time") && (has(fields, "voltage") || has(fields, "current")));
}

std::vector<ColumnRule> impedance_rules(const Heading& heading) {
  std::vector<ColumnRule> rules;
  for (const std::string& field : heading.fields) {
    const BdfColumn* column = bdf_by_header(field);
    if (!column) continue;
    const auto unit = split_header(field).unit;
    const auto rule = [&](std::string_view name) {
      rules.push_back({field, name, unit.empty() ? std::string_view(column->file_unit) : unit});
    };
    if (column->name == "frequency") rule("frequency");
    if (column->name == "real_impedance") rule("z_real");
    if (column->name == "imaginary_impedance") rule("z_imag");
    if (column->name == "time") rule("time");
    if (column->name == "voltage") rule("voltage");
    if (column->name == "step") rule("spectrum");
  }
  return rules;
}

}  // namespace

double recognise_bdf(std::string_view head) {
  CsvReader reader(head, sniff_csv(head));
  std::vector<std::string_view> fields;
  return reader.next(fields) && is_heading(fields) ? 0.9 : 0.0;
}

Record read_bdf_table(const Input& input) {
  const TableSource source{input, sniff_csv(input.text())};
  const Heading heading = find_heading(source, is_heading, 400);
  if (heading.line == 0) stop(input, 1, "the row with the column names was not found");
  if (is_impedance({heading.fields.begin(), heading.fields.end()}))
    return read_impedance_table(source, heading, impedance_rules(heading));
  return read_cycling_table(source, heading);
}

}  // namespace silith
