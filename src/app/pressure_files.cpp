#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/pressure_output.hpp"
#include "base/atomic_file.hpp"
#include "record/number_text.hpp"
#include "record/summary.hpp"

namespace silith::app {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

void append_row(std::string& text, const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ',';
    append_number(text, values[i]);
  }
  text += '\n';
}

Json half_json(const PressureFile& file, const PressureHalf& half) {
  Json json{{"half_cycle", half.number},
            {"cycle", half.cycle},
            {"direction", half.direction > 0 ? "charge" : "discharge"},
            {"start_time", half.start_time},
            {"duration", half.duration},
            {"charge", half.charge},
            {"start", number(half.start)},
            {"end", number(half.end)},
            {"swing", number(half.swing)},
            {"swing_uncertainty", number(half.swing_uncertainty)},
            {"slope", number(half.slope)},
            {"slope_uncertainty", number(half.slope_uncertainty)},
            {"noise", number(half.noise)}};
  if (file.area > 0.0) {
    json["areal_charge"] = half.charge / file.area;
    json["areal_slope"] = number(half.slope * file.area);
  }
  return json;
}

std::string halves_csv(const PressureFile& file) {
  std::string text =
      "Half-Cycle,Cycle,Direction,Start Time / s,Duration / s,Charge / Ah,Start / Pa,End / Pa,Swing / Pa,Uncertainty "
      "of "
      "the Swing / Pa,Slope / Pa/C,Standard Error of the Slope / Pa/C,Noise / Pa\n";
  for (const PressureHalf& half : file.analysis.halves)
    append_row(text, {double(half.number), double(half.cycle), double(half.direction), half.start_time, half.duration,
                      half.charge / 3600.0, half.start, half.end, half.swing, half.swing_uncertainty, half.slope,
                      half.slope_uncertainty, half.noise});
  return text;
}

std::string cycles_csv(const PressureFile& file) {
  std::string text = "Cycle,Start Time / s,Start / Pa,Swing / Pa,Offset / Pa,Charge Left / Ah\n";
  for (const PressureCycle& cycle : file.analysis.cycles)
    append_row(text, {double(cycle.number), cycle.start_time, cycle.start, cycle.swing, cycle.offset,
                      cycle.charge_left / 3600.0});
  return text;
}

std::string curves_csv(const PressureFile& file) {
  std::string text = "Half-Cycle,Cycle,Direction,Charge / C,Pressure / Pa,dP/dQ / Pa/C\n";
  for (const PressureHalf& half : file.analysis.halves)
    for (std::size_t i = 0; i < half.curve.charge.size(); ++i)
      append_row(text, {double(half.number), double(half.cycle), double(half.direction), half.curve.charge[i],
                        half.curve.pressure[i], half.curve.slope[i]});
  return text;
}

}  // namespace

std::string pressure_json(const PressureFile& file) {
  const PressureAnalysis& found = file.analysis;
  Json json{{"format", "silith.pressure/1"}, {"title", file.record.title}, {"metadata", file.record.metadata}};
  if (file.area > 0.0) json["area"] = file.area;
  json["lowest"] = found.lowest;
  json["highest"] = found.highest;
  json["mean"] = found.mean;
  json["resolution"] = found.resolution;
  json["drift"] = number(found.drift);
  json["drift_uncertainty"] = number(found.drift_uncertainty);
  json["charge_slope"] = number(found.charge_slope);
  json["charge_slope_deviation"] = number(found.charge_slope_deviation);
  json["discharge_slope"] = number(found.discharge_slope);
  json["discharge_slope_deviation"] = number(found.discharge_slope_deviation);
  json["cycles"] = Json::array();
  for (const PressureCycle& cycle : found.cycles)
    json["cycles"].push_back({{"cycle", cycle.number},
                              {"start_time", cycle.start_time},
                              {"start", number(cycle.start)},
                              {"swing", number(cycle.swing)},
                              {"offset", number(cycle.offset)},
                              {"charge_left", cycle.charge_left}});
  json["half_cycles"] = Json::array();
  for (const PressureHalf& half : found.halves) json["half_cycles"].push_back(half_json(file, half));
  json["findings"] = Json::array();
  for (const Finding& finding : found.findings)
    json["findings"].push_back({{"code", finding.code},
                                {"severity", finding.severity},
                                {"message", finding.message},
                                {"advice", finding.advice}});
  return json.dump(2) + "\n";
}

Record pressure_record(const PressureFile& file) {
  const PressureAnalysis& found = file.analysis;
  Record record;
  record.title = file.record.title;
  record.metadata = file.record.metadata;
  record.metadata["analysis"] = "pressure";
  const auto add = [&](const char* name, double value, const char* unit, const char* long_name) {
    if (std::isfinite(value)) record.quantities.push_back({name, {value, unit, long_name}});
  };
  add("mean_pressure", found.mean, "Pa", "Mean pressure");
  add("lowest_pressure", found.lowest, "Pa", "Lowest pressure");
  add("highest_pressure", found.highest, "Pa", "Highest pressure");
  const PressureHalf& first = found.halves.front();
  add("first_swing", first.swing, "Pa",
      first.direction > 0 ? "Change in the first charge" : "Change in the first discharge");
  add("first_swing_uncertainty", first.swing_uncertainty, "Pa", "Standard uncertainty of that change");
  const double by = file.area > 0.0 ? file.area : 1.0;
  const char* unit = file.area > 0.0 ? "Pa/(C/m^2)" : "Pa/C";
  add("charge_slope", found.charge_slope * by, unit, "dP/dQ, mean over charges");
  add("charge_slope_deviation", found.charge_slope_deviation * by, unit,
      "Standard deviation of dP/dQ from charge to charge");
  add("discharge_slope", found.discharge_slope * by, unit, "dP/dQ, mean over discharges");
  add("discharge_slope_deviation", found.discharge_slope_deviation * by, unit,
      "Standard deviation of dP/dQ from discharge to discharge");
  add("first_offset", found.cycles.front().offset, "Pa", "Change over the first cycle");
  add("drift", found.drift, "Pa/s", "Drift of the pressure at the starts of cycles");
  add("drift_uncertainty", found.drift_uncertainty, "Pa/s", "Standard error of the drift");
  record.findings = found.findings;
  return record;
}

void write_pressure(const std::filesystem::path& directory, const PressureFile& file) {
  std::filesystem::create_directories(directory);
  write_file(directory / "pressure.json", pressure_json(file));
  write_summary_json(directory / "summary.json", pressure_record(file));
  write_file(directory / "halves.csv", halves_csv(file));
  write_file(directory / "cycles.csv", cycles_csv(file));
  write_file(directory / "dpdq.csv", curves_csv(file));
  write_pressure_page(directory / "report.html", file);
}

}  // namespace silith::app
