#include <fmt/format.h>

#include <cmath>

#include "app/pressure_output.hpp"
#include "report/analysis_page.hpp"

namespace silith::app {
namespace {

AnalysisSection course(const PressureFile& file) {
  const auto& series = file.record.series;
  std::vector<double> hours = series.at("time").values;
  for (double& time : hours) time /= 3600.0;
  AnalysisSection section{"Course of the test", {}, {}, {}};
  section.charts.push_back(
      {"pressure", "Pressure", {"Time", "h"}, {"Pressure", "Pa"}, {{"pressure", hours, series.at("pressure").values}}});
  section.charts.push_back(
      {"voltage", "Voltage", {"Time", "h"}, {"Voltage", "V"}, {{"voltage", hours, series.at("voltage").values}}});
  AnalysisChart offsets{"offset", "Per cycle", {"Cycle", ""}, {"Change", "Pa"}, {}};
  ChartLine offset{"offset", {}, {}, ChartLine::Style::points}, swing{"swing", {}, {}, ChartLine::Style::points};
  for (const PressureCycle& cycle : file.analysis.cycles) {
    offset.x.push_back(cycle.number);
    offset.y.push_back(cycle.offset);
    swing.x.push_back(cycle.number);
    swing.y.push_back(cycle.swing);
  }
  offsets.lines = {swing, offset};
  section.charts.push_back(offsets);
  return section;
}

/// The first two half-cycles and the last two: more lines than that say less.
AnalysisSection curves(const PressureFile& file) {
  const bool areal = file.area > 0.0;
  const double by = areal ? file.area : 1.0;
  const std::string unit = areal ? "C/m^2" : "C";
  AnalysisChart pressure{"pressure-charge", "Pressure over charge", {"Charge passed", unit}, {"Pressure", "Pa"}, {}};
  AnalysisChart slope{"dpdq", "dP/dQ", {"Charge passed", unit}, {"dP/dQ", areal ? "kPa/(mAh/cm²)" : "kPa/mAh"}, {}};
  const auto& halves = file.analysis.halves;
  for (std::size_t i = 0; i < halves.size(); ++i) {
    if ((i >= 2 && i + 2 < halves.size()) || halves[i].curve.charge.empty()) continue;
    const PressureHalf& half = halves[i];
    const std::string name = fmt::format("{} {}", half.direction > 0 ? "charge" : "discharge", half.cycle);
    std::vector<double> charge = half.curve.charge, steep = half.curve.slope;
    for (double& q : charge) q /= by;
    for (double& s : steep) s *= 3.6e-3 * (areal ? 1e4 * by : 1.0);
    pressure.lines.push_back({name, charge, half.curve.pressure});
    slope.lines.push_back({name, charge, steep});
  }
  AnalysisSection section{"Pressure and charge", {}, {}, {}};
  if (!pressure.lines.empty()) section.charts = {pressure, slope};
  return section;
}

AnalysisTable halves_table(const PressureFile& file) {
  const bool areal = file.area > 0.0;
  AnalysisTable table{"",
                      {{"Cycle", ""},
                       {"Half", ""},
                       {"Charge", areal ? "C/m^2" : "C"},
                       {"Start", "Pa"},
                       {"Swing", "Pa"},
                       {"Uncertainty", "Pa"},
                       {"dP/dQ", areal ? "kPa/(mAh/cm²)" : "kPa/mAh"}},
                      {},
                      ""};
  for (const PressureHalf& half : file.analysis.halves)
    table.rows.push_back({double(half.cycle), half.direction > 0 ? "charge" : "discharge",
                          half.charge / (areal ? file.area : 1.0), half.start, half.swing, half.swing_uncertainty,
                          half.slope * 3.6e-3 * (areal ? 1e4 * file.area : 1.0)});
  return table;
}

}  // namespace

void write_pressure_page(const std::filesystem::path& path, const PressureFile& file) {
  const Record record = pressure_record(file);
  AnalysisPage page;
  page.title = record.title;
  page.subtitle = "Pressure";
  page.numbers = numbers_of(record);
  page.findings = record.findings;
  page.metadata = record.metadata;
  page.sections = {course(file), curves(file), {"Half-cycles", {}, {}, {halves_table(file)}}};
  write_analysis(path, page);
}

}  // namespace silith::app
