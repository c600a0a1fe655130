// Any table of cycling data with a heading: delimiter and decimal comma are found out, a preamble is passed over.
#include <algorithm>

#include "instrument/cycling.hpp"
#include "instrument/headers.hpp"
#include "instrument/lines.hpp"
#include "instrument/plain_table.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

/// How many of time, voltage and current a heading names.
int essentials(const std::vector<std::string_view>& fields) {
  bool time = false, voltage = false, current = false;
  for (const auto field : fields) {
    const ColumnRole* role = cycling_role(header_words(field).label);
    if (!role) continue;
    time = time || role->name == "time" || role->name == "step_time" || role->name == "date";
    voltage = voltage || role->name == "voltage";
    current = current || role->name == "current";
  }
  return (time ? 1 : 0) + (voltage ? 1 : 0) + (current ? 1 : 0);
}

bool is_heading(const std::vector<std::string_view>& fields) {
  return fields.size() > 1 && essentials(fields) >= 2;
}

}  // namespace

double recognise_generic_cycling(std::string_view head) {
  const std::vector<Sheet> sheets{{"", plain_delimiters(head)}};
  const MeasuredFile source{"", "", sheets};
  const Input input{source, 0, ""};
  return find_heading({input, sniff_csv(input.text())}, is_heading).line > 0 ? 0.3 : 0.0;
}

Record read_generic_cycling(const Input& file) {
  const Prepared plain = prepared(file, plain_delimiters(file.text()));
  const Input input = plain.input();
  const TableSource source{input, sniff_csv(input.text())};
  return read_cycling_table(source, find_heading(source, is_heading));
}

}  // namespace silith
