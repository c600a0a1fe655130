// RelaxIS spectrum export: names in a line "Data: Frequency ...", below them a line about the spectrum, then the rows.
#include "instrument/impedance.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {

double recognise_relaxis(std::string_view head) {
  return head.starts_with("RelaxIS") || contains_all(head, {"Data: Frequency", "Data: Z'"}) ? 1.0 : 0.0;
}

Record read_relaxis(const Input& input) {
  const TableSource source{input, {'\t', false}};
  const Heading heading =
      find_heading(source, [](const auto& fields) { return fields.front().starts_with("Data: Frequency"); });
  if (heading.line == 0) stop(input, 1, "there is no line of names (\"Data: Frequency\", ...)");
  const Heading about = heading_in_line(source, heading.line + 1);
  const bool described = !about.fields.empty() && !parse_number(about.fields.front());
  auto columns = impedance_columns(heading);
  require_impedance_columns(source, heading, columns);
  Record record = impedance_record(input, read_rows(source, std::move(columns), heading.line + (described ? 1 : 0)));
  if (described) record.metadata["conditions"] = about.fields.front();
  return record;
}

}  // namespace silith
