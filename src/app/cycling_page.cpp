#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "app/cycling_output.hpp"
#include "base/units.hpp"
#include "report/analysis_page.hpp"

namespace silith::app {
namespace {

std::string named(const std::vector<CyclingFile>& files, const CyclingFile& file, const std::string& what) {
  return files.size() > 1 ? file.label + ", " + what : what;
}

/// One value a cycle and file.
template <class Value>
AnalysisChart over_cycles(const std::vector<CyclingFile>& files, const std::string& name, const std::string& title,
                          const std::string& unit, const std::vector<std::pair<std::string, Value>>& values) {
  AnalysisChart chart{name, title, {"Cycle", ""}, {title, unit}, {}};
  for (const auto& file : files) {
    for (const auto& [what, value] : values) {
      ChartLine line;
      line.label = values.size() > 1 ? named(files, file, what) : file.label;
      line.style = ChartLine::Style::points;
      for (const Cycle& cycle : file.cycling.cycles) {
        line.x.push_back(cycle.number);
        line.y.push_back(value(file, cycle));
      }
      chart.lines.push_back(std::move(line));
    }
  }
  return chart;
}

AnalysisSection cycles_section(const std::vector<CyclingFile>& files) {
  const ChargeScale scale = charge_scale(files);
  using Value = std::function<double(const CyclingFile&, const Cycle&)>;
  AnalysisSection section{"Cycles", {}, {}, {}};
  for (const auto& file : files)
    section.text.push_back(fmt::format(
        "{}: {}; charges by {}; retention against cycle {}.", file.label, efficiency_words(file.cycling),
        file.cycling.passed.by_counter ? "the counter" : "the integral of the current", file.cycling.reference_cycle));
  section.charts.push_back(over_cycles<Value>(
      files, "capacity", "Capacity", scale.unit,
      {{"charge", [&](const CyclingFile& file, const Cycle& cycle) { return scale.of(file, cycle.charge); }},
       {"discharge", [&](const CyclingFile& file, const Cycle& cycle) { return scale.of(file, cycle.discharge); }}}));
  section.charts.push_back(over_cycles<Value>(
      files, "efficiency", "Coulombic efficiency", "%",
      {{"efficiency", [](const CyclingFile&, const Cycle& cycle) { return 100.0 * cycle.efficiency; }}}));
  section.charts.push_back(over_cycles<Value>(
      files, "mean-voltage", "Mean voltage", "V",
      {{"charge", [](const CyclingFile&, const Cycle& cycle) { return cycle.charge_voltage; }},
       {"discharge", [](const CyclingFile&, const Cycle& cycle) { return cycle.discharge_voltage; }}}));
  section.charts.push_back(over_cycles<Value>(
      files, "retention", "Retention", "%",
      {{"retention", [](const CyclingFile&, const Cycle& cycle) { return 100.0 * cycle.retention; }}}));
  return section;
}

std::string curve_name(const std::vector<CyclingFile>& files, const CyclingFile& file, const CycleCurve& curve) {
  return named(files, file, fmt::format("{} {}", curve.direction > 0 ? "charge" : "discharge", curve.cycle));
}

/// "(mAh/g)": charge in the unit of the field.
std::string shown_unit(const ChargeScale& scale) {
  if (scale.unit == "C/m^2") return "(mAh/cm^2)";
  return scale.unit == "C/kg" ? "(mAh/g)" : "(mAh)";
}

AnalysisSection curves_section(const std::vector<CyclingFile>& files) {
  const ChargeScale scale = charge_scale(files);
  AnalysisSection section{"Curves", {}, {}, {}};
  AnalysisChart voltage{"voltage", "Voltage over charge", {"Charge passed", scale.unit}, {"Voltage", "V"}, {}};
  const std::string unit = shown_unit(scale);
  const double factor = convert(1.0, scale.unit, unit.substr(1, unit.size() - 2));
  AnalysisChart capacity{"dqdv", "dQ/dV", {"Voltage", "V"}, {"dQ/dV", unit + "/V"}, {}};
  AnalysisChart slope{"dvdq", "dV/dQ", {"Charge passed", scale.unit}, {"dV/dQ", "V/" + unit}, {}};
  AnalysisTable checks{"Smoothing, and the integral of dQ/dV against the charge",
                       {{"Half-cycle", ""}, {"Grid", "mV"}, {"Window", "mV"}, {"Charge", "C"}, {"Integral", "C"}},
                       {},
                       "Savitzky-Golay polynomials over rows at constant current; see docs/equations/cycling.md"};
  for (const auto& file : files) {
    for (const CycleCurve& curve : file.curves) {
      const std::string name = curve_name(files, file, curve);
      const auto scaled = [&](std::vector<double> charge) {
        for (double& q : charge) q = scale.of(file, q);
        return charge;
      };
      voltage.lines.push_back({name, scaled(curve.all.charge), curve.all.voltage});
      if (!curve.differential) continue;
      const auto& d = *curve.differential;
      const auto multiplied = [](std::vector<double> values, double by) {
        for (double& value : values) value *= by;
        return values;
      };
      capacity.lines.push_back({name, d.voltage, multiplied(d.dq_dv, factor * scale.of(file, 1.0))});
      slope.lines.push_back({name, scaled(d.charge), multiplied(d.dv_dq, 1.0 / (factor * scale.of(file, 1.0)))});
      checks.rows.push_back({name, 1e3 * d.voltage_step,
                             1e3 * d.voltage_step * static_cast<double>(d.window_points - 1), d.passed,
                             d.charge_integral});
    }
  }
  section.charts = {voltage};
  if (!capacity.lines.empty()) {
    section.charts.push_back(capacity);
    section.charts.push_back(slope);
    section.tables.push_back(checks);
  }
  return section;
}

AnalysisTable cycles_table(const std::vector<CyclingFile>& files) {
  const ChargeScale scale = charge_scale(files);
  AnalysisTable table{"",
                      {{"File", ""},
                       {"Cycle", ""},
                       {"Charge", scale.unit},
                       {"Discharge", scale.unit},
                       {"Coulombic efficiency", "1"},
                       {"Energy efficiency", "1"},
                       {"Mean charge voltage", "V"},
                       {"Mean discharge voltage", "V"},
                       {"Hysteresis", "V"},
                       {"Retention", "%"}},
                      {},
                      ""};
  for (const auto& file : files)
    for (const Cycle& cycle : file.cycling.cycles)
      table.rows.push_back({file.label, double(cycle.number), scale.of(file, cycle.charge),
                            scale.of(file, cycle.discharge), cycle.efficiency, cycle.energy_efficiency,
                            cycle.charge_voltage, cycle.discharge_voltage, cycle.hysteresis, 100.0 * cycle.retention});
  return table;
}

AnalysisTable rates_table(const std::vector<CyclingFile>& files) {
  const ChargeScale scale = charge_scale(files);
  AnalysisTable table{"",
                      {{"File", ""},
                       {"Cycles", ""},
                       {"Charge current", "A"},
                       {"Discharge current", "A"},
                       {"Capacity", scale.unit},
                       {"Standard deviation", scale.unit},
                       {"Of the first", "%"},
                       {"Coulombic efficiency", "1"},
                       {"Hysteresis", "V"}},
                      {},
                      "Standard deviation of the capacity from cycle to cycle"};
  for (const auto& file : files)
    for (const RateRow& row : file.cycling.rates)
      table.rows.push_back(
          {file.label, row.from == row.to ? fmt::format("{}", row.from) : fmt::format("{} to {}", row.from, row.to),
           row.charge_current, row.discharge_current, scale.of(file, row.capacity),
           scale.of(file, row.capacity_deviation), 100.0 * row.share, row.efficiency, row.hysteresis});
  return table;
}

}  // namespace

void write_cycling_page(const std::filesystem::path& file, const std::vector<CyclingFile>& files) {
  const Record record = cycling_record(files);
  AnalysisPage page;
  page.title = record.title;
  page.subtitle = "Cycling";
  page.numbers = numbers_of(record);
  page.findings = record.findings;
  page.metadata = record.metadata;
  page.sections = {cycles_section(files),
                   curves_section(files),
                   {"By current", {}, {}, {rates_table(files)}},
                   {"All cycles", {}, {}, {cycles_table(files)}}};
  write_analysis(file, page);
}

}  // namespace silith::app
