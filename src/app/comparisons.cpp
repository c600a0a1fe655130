#include "app/comparisons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/atomic_file.hpp"
#include "base/csv.hpp"
#include "base/units.hpp"
#include "record/bdf_columns.hpp"

namespace silith::app {
namespace {

struct Comparable {
  const char *column, *label, *unit;
};
constexpr std::array comparable{Comparable{"voltage", "Voltage", "V"}, Comparable{"current", "Current", "A"},
                                Comparable{"anode_potential", "Anode Potential", "V"},
                                Comparable{"cathode_potential", "Cathode Potential", "V"}};
constexpr const char* example = "write for example\n    Capacity / mAh/g,Voltage / V\n    0,4.15\n    10,4.08";

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

/// One csv of measured points.
class CurveReader {
public:
  CurveReader(const ReferenceCurve& about, std::string_view text)
      : text_(text), format_(sniff_csv(text)), reader_(text, format_) {
    curve_.about = about;
  }

  MeasuredCurve read() {
    std::vector<std::string_view> fields;
    if (!reader_.next(fields)) refuse("the file is empty", example);
    read_header(fields);
    while (reader_.next(fields)) read_row(fields);
    for (const auto& quantity : curve_.quantities)
      if (quantity.x.size() < 2)
        refuse(fmt::format("column \"{}\" has fewer than two points", quantity.label), example);
    return std::move(curve_);
  }

private:
  [[noreturn]] void refuse(const std::string& message, const std::string& hint, std::string_view field = {}) const {
    Diagnostic diagnostic;
    const int line = std::max(1, reader_.line());
    const std::string_view row = line_of_text(text_, line);
    const bool inside = !field.empty() && field.data() >= row.data() && field.data() < row.data() + row.size();
    diagnostic.where = {curve_.about.file.string(), line, inside ? static_cast<int>(field.data() - row.data()) + 1 : 1};
    diagnostic.source_line = row;
    diagnostic.message = message;
    diagnostic.hint = hint;
    throw InputError({diagnostic});
  }

  void read_header(const std::vector<std::string_view>& fields) {
    if (fields.size() < 2) refuse("a column of times or capacities and one of measured values are expected", example);
    read_abscissa(fields.front());
    for (std::size_t i = 1; i < fields.size(); ++i) add_quantity(fields[i]);
  }

  void read_abscissa(std::string_view header) {
    const std::string unit(split_header(header).unit);
    for (const char* si : {"s", "C", "C/m^2", "C/kg"}) {
      if (!is_unit(unit) || !convertible(unit, si)) continue;
      curve_.x_unit = si;
      x_factor_ = convert(1.0, unit, si);
      return;
    }
    refuse(fmt::format("the first column is to be a time or a capacity with its unit, this is \"{}\"", header), example,
           header);
  }

  void add_quantity(std::string_view header) {
    const auto [label, unit] = split_header(header);
    const auto known = std::find_if(comparable.begin(), comparable.end(),
                                    [&](const Comparable& one) { return same_letters(one.label, label); });
    if (known == comparable.end())
      refuse(fmt::format("column \"{}\" is nothing the simulation gives", header),
             "known: Voltage / V, Current / A, Anode Potential / V, Cathode Potential / V; remove other columns",
             header);
    if (!is_unit(std::string(unit)) || !convertible(std::string(unit), known->unit))
      refuse(fmt::format("column \"{}\": {} is expected", header, dimension_name(known->unit)),
             fmt::format("write \"{} / {}\"", known->label, known->unit), header);
    factors_.push_back(convert(1.0, std::string(unit), known->unit));
    curve_.quantities.push_back({known->column, known->label, known->unit, {}, {}});
  }

  /// A gap (empty or nan) leaves the point out.
  std::optional<double> value(std::string_view field) const {
    if (field.empty()) return std::nullopt;
    const auto number = parse_number(field, format_.decimal_comma);
    if (!number) refuse(fmt::format("\"{}\" is no number", field), "leave the field empty if there is no value", field);
    return std::isfinite(*number) ? number : std::nullopt;
  }

  void read_row(const std::vector<std::string_view>& fields) {
    if (fields.size() > factors_.size() + 1)
      refuse(fmt::format("{} fields, the header has {}", fields.size(), factors_.size() + 1),
             "every row has at most as many fields as the header");
    const auto x = value(fields.front());
    for (std::size_t i = 1; x && i < fields.size(); ++i) {
      const auto y = value(fields[i]);
      if (!y) continue;
      const bool capacity = curve_.x_unit != "s";
      curve_.quantities[i - 1].x.push_back(x_factor_ * (capacity ? std::abs(*x) : *x));
      curve_.quantities[i - 1].y.push_back(factors_[i - 1] * *y);
    }
  }

  std::string_view text_;
  CsvFormat format_;
  CsvReader reader_;
  double x_factor_ = 1.0;
  std::vector<double> factors_;
  MeasuredCurve curve_;
};

[[noreturn]] void refuse_step(const ReferenceCurve& about, const std::string& message, const std::string& hint) {
  throw InputError(fmt::format("reference \"{}\": {}", about.label, message), hint);
}

/// A capacity can be counted only in a step that passes charge one way.
void check_step(const MeasuredCurve& curve, const Protocol& protocol) {
  const auto& about = curve.about;
  if (about.step && static_cast<std::size_t>(*about.step) >= protocol.steps.size())
    refuse_step(about, fmt::format("there is no step {}", *about.step),
                fmt::format("steps count from 0, the protocol has {}", protocol.steps.size()));
  if (curve.x_unit == "s") return;
  const auto counts = [](const Step& step) {
    return !std::holds_alternative<Rest>(step.control) && !std::holds_alternative<CurrentProfile>(step.control);
  };
  if (about.step && !counts(protocol.steps[static_cast<std::size_t>(*about.step)]))
    refuse_step(about, fmt::format("step {} is no charge or discharge to count a capacity in", *about.step),
                "name another step, or give the curve against time");
  if (!about.step && std::none_of(protocol.steps.begin(), protocol.steps.end(),
                                  [](const Step& step) { return step.type == "discharge" || step.type == "charge"; }))
    refuse_step(about, "the protocol has no charge or discharge to count a capacity in",
                "give the curve against time, or say step = 0");
}

/// The step a curve belongs to; nullptr if the run has none such, or the whole run is meant.
const StepRow* step_of(const MeasuredCurve& curve, const Record& record) {
  const auto last = [&](const auto& fits) -> const StepRow* {
    const auto found = std::find_if(record.steps.rbegin(), record.steps.rend(), fits);
    return found == record.steps.rend() ? nullptr : &*found;
  };
  if (curve.about.step) return last([&](const StepRow& row) { return row.step == *curve.about.step; });
  if (curve.x_unit == "s") return nullptr;
  if (const auto* discharge = last([](const StepRow& row) { return row.type == "discharge"; })) return discharge;
  return last([](const StepRow& row) { return row.type == "charge"; });
}

ComparisonPair pair_of(const MeasuredCurve& curve, const MeasuredCurve::Quantity& quantity, const Record& record) {
  ComparisonPair pair;
  pair.label = curve.about.label;
  if (curve.quantities.size() > 1) pair.label += ", " + quantity.label;
  pair.source = curve.about.file.filename().string() +
                (curve.about.source == "unstated" ? "" : fmt::format(" ({})", curve.about.source));
  pair.measured_x = quantity.x;
  pair.measured_y = quantity.y;
  const bool over_time = curve.x_unit == "s";
  const StepRow* step = step_of(curve, record);
  const Column* y = record.series.find(quantity.column);
  if (y == nullptr || (step == nullptr && (!over_time || curve.about.step))) return pair;
  const auto& steps = record.series.at("step").values;
  const auto& x = record.series.at(over_time ? "time" : "net_capacity").values;
  const double scale = curve.x_unit == "C/m^2" ? record.area : curve.x_unit == "C/kg" ? record.active_mass : 1.0;
  if (!(scale > 0.0)) return pair;
  std::optional<double> start;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (step != nullptr && steps[i] != static_cast<double>(step->step)) continue;
    if (!start) start = step == nullptr ? 0.0 : x[i];
    const double at = over_time ? x[i] - *start : std::abs(x[i] - *start) / scale;
    if (!over_time && !pair.simulated_x.empty() && at <= pair.simulated_x.back()) continue;
    pair.simulated_x.push_back(at);
    pair.simulated_y.push_back(y->values[i]);
  }
  return pair;
}

}  // namespace

std::vector<MeasuredCurve> read_measured(const Case& run_case) {
  std::vector<MeasuredCurve> curves;
  std::vector<Diagnostic> problems;
  for (const auto& about : run_case.references) {
    try {
      const std::string text = read_file(about.file);
      curves.push_back(CurveReader(about, text).read());
      check_step(curves.back(), run_case.protocol);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return curves;
}

std::vector<Comparison> compare(const std::vector<MeasuredCurve>& measured, const Record& record) {
  std::vector<Comparison> charts;
  for (const auto& curve : measured) {
    for (const auto& quantity : curve.quantities) {
      auto chart = std::find_if(charts.begin(), charts.end(), [&](const Comparison& one) {
        return one.x_unit == curve.x_unit && one.y_unit == quantity.unit;
      });
      if (chart == charts.end()) {
        const std::string x = curve.x_unit == "s" ? "Time" : "Capacity",
                          y = quantity.unit == "A" ? "Current" : "Voltage";
        charts.push_back(
            {y + " against " + (curve.x_unit == "s" ? "time" : "capacity"), x, curve.x_unit, y, quantity.unit, {}});
        chart = charts.end() - 1;
      }
      chart->pairs.push_back(pair_of(curve, quantity, record));
    }
  }
  return charts;
}

}  // namespace silith::app
