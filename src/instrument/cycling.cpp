#include "instrument/cycling.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "instrument/counters.hpp"
#include "instrument/cycling_checks.hpp"
#include "instrument/time_repair.hpp"
#include "record/bdf_columns.hpp"
#include "record/steps.hpp"

namespace silith {
namespace {

bool has(const std::vector<TableColumn>& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const TableColumn& c) { return c.name == name && c.kind != FieldKind::ignored; });
}

/// An instrument that writes the magnitude of the current and the direction as mode.
void sign_current(Table& table) {
  TableColumn* current = table.find("current");
  if (table.mode.empty() || current->values.empty()) return;
  if (*std::min_element(current->values.begin(), current->values.end()) < 0.0) return;
  std::vector<int> direction;
  for (const std::string& mode : table.modes) direction.push_back(mode_direction(mode));
  std::size_t turned = 0;
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (direction[table.mode[i]] == -1 && current->values[i] > 0.0) {
      current->values[i] = -current->values[i];
      ++turned;
    }
  if (turned > 0)
    table.findings.push_back({"current-unsigned", "note",
                              fmt::format("the current has no sign; {} rows of discharge by their mode are read as "
                                          "negative",
                                          turned),
                              ""});
}

/// A column of counts that are no whole numbers counts nothing.
void drop_broken_count(Table& table, const char* name) {
  TableColumn* column = table.find(name);
  if (!column) return;
  constexpr double largest = 1e9;
  const auto broken = std::find_if(column->values.begin(), column->values.end(),
                                   [](double v) { return !(std::abs(v) <= largest) || v != std::trunc(v); });
  if (broken == column->values.end()) return;
  const auto row = static_cast<std::size_t>(broken - column->values.begin());
  table.findings.push_back(
      {"no-count", "warning",
       fmt::format("column \"{}\" has no whole number in line {}; it is left out", column->header, table.lines[row]),
       "cycles and steps are counted from the current instead"});
  column->kind = FieldKind::ignored;
}

/// Steps counted through the file from 0: a new one where the schedule's step, the cycle or the mode changes, or,
/// without these, where the step's time starts again. Empty if the file tells none of it.
std::vector<double> counted_steps(const Table& table) {
  const TableColumn* index = table.find("step_index");
  const TableColumn* time = table.find("step_time");
  if (!index && table.mode.empty() && !time) return {};
  const TableColumn* cycle = table.find("cycle");
  const auto changes = [](const TableColumn* c, std::size_t i) { return c && c->values[i] != c->values[i - 1]; };
  std::vector<double> steps(table.rows());
  for (std::size_t i = 1; i < steps.size(); ++i) {
    bool starts = changes(index, i) || changes(cycle, i);
    if (!table.mode.empty()) starts = starts || table.mode[i] != table.mode[i - 1];
    if (!index && time) starts = starts || time->values[i] < time->values[i - 1];
    steps[i] = steps[i - 1] + (starts ? 1.0 : 0.0);
  }
  return steps;
}

/// Instruments write zeros where no sensor is connected.
void drop_absent_sensors(Table& table) {
  std::string dropped;
  for (TableColumn& column : table.columns) {
    const bool sensor = column.name.starts_with("temperature") || column.name.starts_with("ambient_temperature") ||
                        column.name.starts_with("pressure");
    if (!sensor || column.kind != FieldKind::number) continue;
    const double zero = column.offset;  // what a zero in the file became
    if (!std::all_of(column.values.begin(), column.values.end(), [&](double v) { return v == zero; })) continue;
    column.kind = FieldKind::ignored;
    dropped += (dropped.empty() ? "" : ", ") + column.header;
  }
  if (!dropped.empty())
    table.findings.push_back(
        {"no-sensor", "note", "columns that are zero throughout are left out, as of no sensor: " + dropped, ""});
}

void add_column(TimeSeries& series, std::string name, std::string unit, std::string long_name,
                std::vector<double> values) {
  while (series.find(name)) name += "_2";
  series.columns.push_back({std::move(name), std::move(unit), std::move(long_name), std::move(values)});
}

void take_columns(Table& table, TimeSeries& series) {
  for (const char* name : {"time", "voltage", "current", "cycle", "step"})
    if (TableColumn* column = table.find(name)) {
      const BdfColumn& bdf = *bdf_by_name(name);
      add_column(series, name, bdf.unit, bdf.label, std::move(column->values));
      column->kind = FieldKind::ignored;
    }
  if (series.find("step")) return;  // the file counts them as we do
  if (auto steps = counted_steps(table); !steps.empty()) add_column(series, "step", "1", "Step", std::move(steps));
}

void take_other_columns(Table& table, TimeSeries& series) {
  for (TableColumn& column : table.columns) {
    if (column.kind != FieldKind::number && column.kind != FieldKind::clock) continue;
    const BdfColumn* bdf = bdf_by_name(column.name);
    const std::string unit = column.unit.empty() ? "1" : column.unit;
    const std::string long_name = bdf ? bdf->label : column.name;
    add_column(series, column.name, bdf && bdf->unit == unit ? bdf->unit : unit, long_name, std::move(column.values));
  }
}

/// Mode of the first row of every step as its text.
void name_steps(const Table& table, Record& record) {
  if (table.mode.empty()) return;
  const auto& step = record.series.at("step").values;
  std::size_t row = 0;
  for (StepRow& summary : record.steps) {
    while (row < step.size() && step[row] != summary.step) ++row;
    if (row < step.size()) summary.text = table.modes[table.mode[row]];
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

int mode_direction(std::string_view mode) {
  struct Word {
    std::string_view text;
    int direction;
  };
  // Discharge before charge: most words for the one hold the other.
  static constexpr std::array whole{Word{"d", -1}, Word{"c", 1},    Word{"r", 0},   Word{"s", 0},  Word{"p", 0},
                                    Word{"o", 0},  Word{"dch", -1}, Word{"cha", 1}, Word{"cc", 1}, Word{"dc", -1}};
  static constexpr std::array parts{Word{"dc-", -1},  Word{"dch", -1}, Word{"disch", -1}, Word{"d_", -1},
                                    Word{"放电", -1}, Word{"cc-", 1},  Word{"chg", 1},    Word{"charge", 1},
                                    Word{"c_", 1},    Word{"充电", 1}, Word{"rest", 0},   Word{"pause", 0},
                                    Word{"静置", 0},  Word{"搁置", 0}, Word{"ocv", 0}};
  const std::string text = lower(mode);
  for (const Word& word : whole)
    if (text == word.text) return word.direction;
  for (const Word& word : parts)
    if (text.find(word.text) != text.npos) return word.direction;
  return 2;
}

void require_cycling_columns(const TableSource& source, const Heading& heading,
                             const std::vector<TableColumn>& columns) {
  std::vector<std::string> missing;
  if (!has(columns, "time") && !has(columns, "step_time") && !has(columns, "date")) missing.emplace_back("time");
  for (const char* name : {"voltage", "current"})
    if (!has(columns, name)) missing.emplace_back(name);
  if (missing.empty()) return;
  stop(source.input, heading.line, fmt::format("there is no column for {}", fmt::join(missing, ", ")),
       fmt::format("the heading has: {}", fmt::join(heading.fields, ", ")));
}

Record cycling_record(const Input& input, Table table, const CyclingHabits& habits) {
  if (table.rows() == 0) stop(input, table.header_line, "there are no rows of numbers below the heading", "");
  repair_time(input, table);
  sign_current(table);
  for (const char* name : {"cycle", "step_index", "step"}) drop_broken_count(table, name);
  drop_absent_sensors(table);
  Record record = new_record(input);
  name_counters(table);
  take_columns(table, record.series);
  take_other_columns(table, record.series);
  number_steps(record.series);
  record.steps = summarise_steps(record.series);
  name_steps(table, record);
  record.findings = std::move(table.findings);
  check_cycling(record, habits.pairs_charge_first);
  return record;
}

Record read_cycling_table(const TableSource& source, const Heading& heading, const std::vector<ColumnRule>& rules,
                          const CyclingHabits& habits) {
  std::vector<Finding> findings;
  std::vector<TableColumn> columns = cycling_columns(source, heading, rules, findings);
  require_cycling_columns(source, heading, columns);
  Table table = read_rows(source, std::move(columns), heading.line);
  table.findings.insert(table.findings.begin(), findings.begin(), findings.end());
  return cycling_record(source.input, std::move(table), habits);
}

}  // namespace silith
