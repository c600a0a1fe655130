#include "record/csv_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>
#include <stdexcept>

#include "base/atomic_file.hpp"
#include "record/bdf_columns.hpp"
#include "record/number_text.hpp"

namespace silith {
namespace {

constexpr std::size_t flush_size = 1 << 18;
constexpr std::array<const char*, 3> required_columns{"time", "voltage", "current"};

/// A column on its way into the file. Many columns hold a value for many rows (current, cycle, a potential at rest):
/// its text is then reused.
class ColumnWriter {
public:
  explicit ColumnWriter(const Column& column) : values_(column.values.data()) {
    if (const BdfColumn* bdf = bdf_by_name(column.name)) {
      header_ = bdf->label + " / " + bdf->file_unit;
      const ToSi to_si = file_unit_to_si(bdf->file_unit);
      factor_ = to_si.factor;
      offset_ = to_si.offset;
    } else {
      header_ = (column.long_name.empty() ? column.name : column.long_name) + " / " +
                (column.unit.empty() ? "1" : column.unit);
    }
  }
  const std::string& header() const { return header_; }
  void append(std::string& text, std::size_t row) {
    const double value = values_[row];
    if (!known_ || std::memcmp(&value, &last_, sizeof value) != 0) {
      last_text_.clear();
      append_number(last_text_, offset_ == 0.0 && factor_ == 1.0 ? value : (value - offset_) / factor_);
      last_ = value;
      known_ = true;
    }
    text += last_text_;
  }

private:
  const double* values_;
  std::string header_, last_text_;
  double factor_ = 1.0, offset_ = 0.0, last_ = 0.0;
  bool known_ = false;
};

void check_columns(const TimeSeries& series, std::span<const char* const> required) {
  for (const auto& column : series.columns)
    if (column.values.size() != series.rows())
      throw std::logic_error(
          fmt::format("column {} has {} rows, the series {}", column.name, column.values.size(), series.rows()));
  for (const char* name : required) {
    const auto& values = series.at(name).values;
    const auto bad = std::find_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); });
    if (bad != values.end())
      throw std::logic_error(fmt::format("column {} is not finite in row {}", name, bad - values.begin()));
  }
}

/// Required columns first, then cycle and step, then the others as they come.
std::vector<ColumnWriter> ordered_columns(const TimeSeries& series, std::size_t& before_type) {
  std::vector<ColumnWriter> writers;
  std::vector<std::string> placed;
  for (const char* name : {"time", "voltage", "current", "cycle", "step"})
    if (const Column* column = series.find(name)) {
      writers.emplace_back(*column);
      placed.emplace_back(name);
    }
  before_type = writers.size();
  for (const auto& column : series.columns)
    if (std::find(placed.begin(), placed.end(), column.name) == placed.end()) writers.emplace_back(column);
  return writers;
}

/// The type of the step a row belongs to. Rows of one step follow each other, so the last answer is tried first.
class StepTypes {
public:
  explicit StepTypes(const Record& record) : steps_(record.steps), column_(record.series.find("step")) {}
  bool known() const { return column_ != nullptr && !steps_.empty(); }
  const std::string& at(std::size_t row) {
    const double step = column_->values[row];
    if (last_ < steps_.size() && steps_[last_].step == step) return steps_[last_].type;
    const auto found = std::find_if(steps_.begin(), steps_.end(), [&](const StepRow& s) { return s.step == step; });
    last_ = static_cast<std::size_t>(found - steps_.begin());
    return found == steps_.end() ? none_ : found->type;
  }

private:
  const std::vector<StepRow>& steps_;
  const Column* column_;
  std::size_t last_ = 0;
  const std::string none_;
};

void append_series_header(std::string& text, const std::vector<ColumnWriter>& columns, std::size_t before_type,
                          bool typed) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) text += ',';
    append_field(text, columns[i].header());
    if (typed && i + 1 == before_type) text += ",Step Type";
  }
  text += '\n';
}

void append_optional(std::string& text, bool known, double value) {
  text += ',';
  if (known) append_number(text, value);
}

std::string steps_header() {
  return "Cycle Count / 1,Step Count / 1,Step Type,Start Time / s,Duration / s,Current / A,Current Density / mA/cm2,"
         "Charge / Ah,Areal Charge / mAh/cm2,Specific Charge / mAh/g,Mean Voltage / V,Energy / Wh,Start Voltage / V,"
         "End Voltage / V,End Reason,Step\n";
}

void append_step(std::string& text, const StepRow& step, const Record& record) {
  constexpr double coulomb_per_ah = 3600.0;
  const bool has_area = record.area > 0.0, has_mass = record.active_mass > 0.0;
  const auto number = [&](double value) { append_optional(text, true, value); };
  text += fmt::format("{},{},", step.cycle, step.step);
  append_field(text, step.type);
  number(step.start_time);
  number(step.duration);
  number(step.mean_current);
  append_optional(text, has_area, step.mean_current / record.area / 10.0);  // A/m2 -> mA/cm2
  number(step.charge / coulomb_per_ah);
  append_optional(text, has_area, step.charge / coulomb_per_ah / record.area / 10.0);  // Ah/m2 -> mAh/cm2
  append_optional(text, has_mass, step.charge / coulomb_per_ah / record.active_mass);  // Ah/kg = mAh/g
  number(step.mean_voltage);
  number(step.energy / coulomb_per_ah);
  number(step.start_voltage);
  number(step.end_voltage);
  text += ',';
  append_field(text, step.end_reason);
  text += ',';
  append_field(text, step.text);
  text += '\n';
}

void write_rows(const std::filesystem::path& file, const Record& record) {
  std::size_t before_type = 0;
  auto columns = ordered_columns(record.series, before_type);
  StepTypes types(record);
  AtomicFile output(file);
  std::string text;
  text.reserve(flush_size + (1 << 14));
  append_series_header(text, columns, before_type, types.known());
  for (std::size_t row = 0; row < record.series.rows(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) text += ',';
      columns[i].append(text, row);
      if (types.known() && i + 1 == before_type) {
        text += ',';
        append_field(text, types.at(row));
      }
    }
    text += '\n';
    if (text.size() > flush_size) {
      output.write(text);
      text.clear();
    }
  }
  output.write(text);
  output.commit();
}

}  // namespace

void write_series_csv(const std::filesystem::path& file, const Record& record) {
  check_columns(record.series, required_columns);
  write_rows(file, record);
}

void write_columns_csv(const std::filesystem::path& file, const Record& record) {
  constexpr std::array<const char*, 1> time{"time"};
  check_columns(record.series, time);
  write_rows(file, record);
}

void write_steps_csv(const std::filesystem::path& file, const Record& record) {
  std::string text = steps_header();
  for (const auto& step : record.steps) append_step(text, step, record);
  write_file(file, text);
}

}  // namespace silith
