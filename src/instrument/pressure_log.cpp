#include "instrument/pressure_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.hpp"
#include "instrument/headers.hpp"
#include "instrument/lines.hpp"
#include "instrument/plain_table.hpp"
#include "instrument/table.hpp"

namespace silith {
namespace {

bool names(const std::vector<std::string_view>& fields, std::initializer_list<std::string_view> roles) {
  return std::any_of(fields.begin(), fields.end(), [&](std::string_view field) {
    const ColumnRole* role = cycling_role(header_words(field).label);
    return role && std::find(roles.begin(), roles.end(), role->name) != roles.end();
  });
}

const TableColumn& need(const Input& input, const Table& table, const TableColumn* column, const char* what) {
  if (column == nullptr)
    stop(input, table.header_line, fmt::format("there is no {}", what), "check the heading's units");
  for (std::size_t i = 0; i < column->values.size(); ++i)
    if (!std::isfinite(column->values[i]))
      stop(input, table.lines[i], fmt::format("column \"{}\" is empty", column->header),
           "a logger's row needs a time and a pressure; remove the row");
  return *column;
}

Record log_of(const Input& input) {
  const TableSource source{input, sniff_csv(input.text()), CutRow::drop};
  const Heading heading = find_heading(source, [](const auto& fields) {
    return names(fields, {"pressure"}) && names(fields, {"time", "date"});
  });
  if (heading.line == 0)
    stop(input, 1, "no heading with a time and a pressure was found", "write for example \"Time / s,Pressure / MPa\"");
  Record record = new_record(input);
  const Table table = read_rows(source, cycling_columns(source, heading, {}, record.findings), heading.line);
  record.findings.insert(record.findings.end(), table.findings.begin(), table.findings.end());
  const TableColumn* clock = table.find("time") ? table.find("time") : table.find("date");
  std::vector<double> time = need(input, table, clock, "time").values;
  const TableColumn& pressure = need(input, table, table.find("pressure"), "pressure");
  if (time.size() < 2) stop(input, heading.line, "fewer than two rows follow", "");
  if (clock->name == "date") {
    const double start = time.front();
    for (double& t : time) t -= start;
  }
  for (std::size_t i = 1; i < time.size(); ++i)
    if (time[i] < time[i - 1])
      stop(input, table.lines[i], "time runs backwards", "split the file where the clock was set");
  record.series.columns = {{"time", "s", "Time of the logger", std::move(time)},
                           {"pressure", "Pa", "Pressure", pressure.values}};
  return record;
}

Record log_of_source(MeasuredFile source) {
  if (source.sheets.empty()) throw InputError(source.file + " is empty", "");
  source.sheets.resize(1);
  source.sheets[0].text = plain_delimiters(source.sheets[0].text);
  return log_of(Input{source, 0, "pressure logger"});
}

}  // namespace

Record read_pressure_log(const std::filesystem::path& file) {
  return log_of_source(load_source(file));
}

Record read_pressure_log_bytes(const std::string& file, std::string bytes) {
  return log_of_source(source_of_bytes(file, std::move(bytes)));
}

}  // namespace silith
