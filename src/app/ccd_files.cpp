#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "app/ccd_output.hpp"
#include "base/atomic_file.hpp"
#include "record/number_text.hpp"
#include "record/summary.hpp"

namespace silith::app {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

void per_area(Json& json, const CcdFile& file, double current, double charge, double resistance) {
  if (!(file.area > 0.0)) return;
  json["current_density"] = number(current / file.area);
  json["areal_charge"] = number(charge / file.area);
  json["area_resistance"] = number(resistance * file.area);
}

Json half_json(const CcdFile& file, const SymmetricHalf& half) {
  Json json{{"half_cycle", half.number},
            {"step", half.step},
            {"direction", half.direction > 0 ? "charge" : "discharge"},
            {"current", half.current},
            {"start_time", half.start_time},
            {"duration", half.duration},
            {"charge", half.charge},
            {"resistance", number(half.resistance)},
            {"resistance_uncertainty", number(half.uncertainty)},
            {"final_resistance", number(half.final_resistance)},
            {"expected_resistance", number(half.expected)},
            {"change", number(half.change)},
            {"fluctuation", number(half.fluctuation)},
            {"fluctuation_ratio", number(half.fluctuation_ratio)},
            {"spike", number(half.spike)},
            {"sudden_fall", number(half.sudden_fall)},
            {"fall_time", number(half.fall_time)},
            {"series_resistance", number(half.series_resistance)},
            {"pressure", number(pressure_at(file, half))},
            {"temperature", number(temperature_at(file, half))},
            {"verdict", name_of(half.verdict)},
            {"evidence", half.evidence}};
  per_area(json, file, half.current, half.charge, half.resistance);
  return json;
}

Json step_json(const CcdFile& file, const CurrentStep& step) {
  Json json{{"step", step.number},
            {"first_half_cycle", step.first + 1},
            {"last_half_cycle", step.last + 1},
            {"current", step.current},
            {"charge", step.charge},
            {"first_resistance", number(step.first_resistance)},
            {"last_resistance", number(step.last_resistance)},
            {"fluctuation", number(step.fluctuation)},
            {"verdict", name_of(step.verdict)}};
  per_area(json, file, step.current, step.charge, step.last_resistance);
  return json;
}

Json cycle_json(const CcdFile& file, const SymmetricCycle& cycle) {
  Json json{{"cycle", cycle.number},
            {"step", cycle.step},
            {"start_time", cycle.start_time},
            {"current", cycle.current},
            {"charge", cycle.charge},
            {"resistance", number(cycle.resistance)},
            {"growth", number(cycle.growth)},
            {"fluctuation", number(cycle.fluctuation)},
            {"verdict", name_of(cycle.verdict)}};
  per_area(json, file, cycle.current, cycle.charge, cycle.resistance);
  return json;
}

Json critical_json(const CcdFile& file) {
  const SymmetricCell& cell = file.cell;
  const SymmetricHalf& last = decisive(file);
  Json json{{"reached", cell.first_short.has_value()},
            {"current", number(cell.critical_current)},
            {"current_of_the_short", cell.first_short ? Json(last.current) : Json(nullptr)},
            {"charge", last.charge},
            {"step", last.step},
            {"half_cycle", last.number},
            {"time", number(cell.first_short ? cell.short_time : last.start_time + last.duration)},
            {"pressure", number(pressure_at(file, last))},
            {"temperature", number(temperature_at(file, last))}};
  if (file.area > 0.0) {
    json["current_density"] = number(cell.critical_current / file.area);
    json["areal_charge"] = last.charge / file.area;
    if (cell.first_short) json["current_density_of_the_short"] = last.current / file.area;
  }
  return json;
}

void append_row(std::string& text, const std::vector<double>& values, const std::string& word) {
  for (const double value : values) {
    append_number(text, value);
    text += ',';
  }
  append_field(text, word);
  text += '\n';
}

std::string halves_csv(const CcdFile& file) {
  std::string text =
      "Half-Cycle,Step,Start Time / s,Duration / s,Current / A,Current Density / mA/cm2,Charge / Ah,Areal Charge / "
      "mAh/cm2,Resistance / ohm,Area Resistance / ohm cm2,Expected Resistance / ohm,Change / 1,Fluctuation / "
      "V,Fluctuation Ratio / 1,Spike / 1,Sudden Fall / 1,Series Resistance / ohm,Pressure / Pa,Temperature / "
      "K,Verdict\n";
  const double area = file.area > 0.0 ? file.area : std::numeric_limits<double>::quiet_NaN();
  for (const SymmetricHalf& half : file.cell.halves) {
    append_row(text,
               {double(half.number), double(half.step), half.start_time, half.duration, half.direction * half.current,
                half.direction * half.current / area * 0.1, half.charge / 3600.0, half.charge / area / 36000.0,
                half.resistance, half.resistance * area * 1e4, half.expected, half.change, half.fluctuation,
                half.fluctuation_ratio, half.spike, half.sudden_fall, half.series_resistance, pressure_at(file, half),
                temperature_at(file, half)},
               name_of(half.verdict));
  }
  return text;
}

std::string steps_csv(const CcdFile& file) {
  std::string text =
      "Step,First Half-Cycle,Last Half-Cycle,Current / A,Current Density / mA/cm2,Charge / Ah,Areal Charge / mAh/cm2,"
      "First Resistance / ohm,Last Resistance / ohm,Fluctuation / V,Verdict\n";
  const double area = file.area > 0.0 ? file.area : std::numeric_limits<double>::quiet_NaN();
  for (const CurrentStep& step : file.cell.steps) {
    append_row(text,
               {double(step.number), double(step.first + 1), double(step.last + 1), step.current,
                step.current / area * 0.1, step.charge / 3600.0, step.charge / area / 36000.0, step.first_resistance,
                step.last_resistance, step.fluctuation},
               name_of(step.verdict));
  }
  return text;
}

std::string cycles_csv(const CcdFile& file) {
  std::string text =
      "Cycle,Step,Start Time / s,Current / A,Current Density / mA/cm2,Charge / Ah,Areal Charge / mAh/cm2,Resistance / "
      "ohm,Area Resistance / ohm cm2,Growth since the Step Began / 1,Fluctuation / V,Verdict\n";
  const double area = file.area > 0.0 ? file.area : std::numeric_limits<double>::quiet_NaN();
  for (const SymmetricCycle& cycle : file.cell.cycles)
    append_row(text,
               {double(cycle.number), double(cycle.step), cycle.start_time, cycle.current, cycle.current / area * 0.1,
                cycle.charge / 3600.0, cycle.charge / area / 36000.0, cycle.resistance, cycle.resistance * area * 1e4,
                cycle.growth, cycle.fluctuation},
               name_of(cycle.verdict));
  return text;
}

}  // namespace

std::string ccd_json(const CcdFile& file) {
  const SymmetricCell& cell = file.cell;
  Json json{{"format", "silith.ccd/1"}, {"title", file.record.title}, {"metadata", file.record.metadata}};
  if (file.area > 0.0) json["area"] = file.area;
  json["offset"] = number(cell.offset);
  json["verdict"] = name_of(cell.verdict);
  json["verdict_from_half_cycle"] = cell.event ? Json(*cell.event + 1) : Json(nullptr);
  json["critical_current"] = critical_json(file);
  json["steps"] = Json::array();
  for (const CurrentStep& step : cell.steps) json["steps"].push_back(step_json(file, step));
  json["cycles"] = Json::array();
  for (const SymmetricCycle& cycle : cell.cycles) json["cycles"].push_back(cycle_json(file, cycle));
  json["half_cycles"] = Json::array();
  for (const SymmetricHalf& half : cell.halves) json["half_cycles"].push_back(half_json(file, half));
  json["findings"] = Json::array();
  for (const Finding& finding : cell.findings)
    json["findings"].push_back({{"code", finding.code},
                                {"severity", finding.severity},
                                {"message", finding.message},
                                {"advice", finding.advice}});
  return json.dump(2) + "\n";
}

Record ccd_record(const CcdFile& file) {
  Record record;
  record.title = file.record.title;
  record.metadata = file.record.metadata;
  record.metadata["analysis"] = "ccd";
  record.metadata["verdict"] = name_of(file.cell.verdict);
  const auto add = [&](const char* name, double value, const char* unit, const char* long_name) {
    if (std::isfinite(value)) record.quantities.push_back({name, {value, unit, long_name}});
  };
  const SymmetricCell& cell = file.cell;
  const SymmetricHalf& last = decisive(file);
  const bool areal = file.area > 0.0;
  const double by = areal ? file.area : 1.0;
  const char *current = areal ? "A/m^2" : "A", *charge = areal ? "C/m^2" : "C", *resistance = areal ? "ohm m^2" : "ohm";
  add(cell.first_short ? "critical_current" : "highest_current", cell.critical_current / by, current,
      cell.first_short ? "Critical current: the highest before the short" : "Highest current; no short up to it");
  if (cell.first_short) {
    add("current_of_the_short", last.current / by, current, "Current at which the short came");
    add("time_of_the_short", cell.short_time, "s", "Time of the short");
    add("half_cycle_of_the_short", static_cast<double>(last.number), "1", "Half-cycle of the short");
  }
  add("half_cycle_capacity", last.charge / by, charge, "Capacity of a half-cycle there");
  add("first_resistance", cell.halves.front().resistance * (areal ? file.area : 1.0), resistance,
      "Resistance of the first half-cycle");
  add("last_resistance", last.resistance * (areal ? file.area : 1.0), resistance,
      cell.first_short ? "Resistance of the half-cycle with the short" : "Resistance of the last half-cycle");
  add("pressure", pressure_at(file, last), "Pa", "Pressure there");
  add("temperature", temperature_at(file, last), "K", "Temperature there");
  add("half_cycles", static_cast<double>(cell.halves.size()), "1", "Half-cycles");
  record.findings = cell.findings;
  for (const SymmetricHalf& half : cell.halves) {
    if (half.verdict != cell.verdict || half.verdict == CellVerdict::stable) continue;
    std::string all;
    for (const auto& sentence : half.evidence) all += (all.empty() ? "" : "; ") + sentence;
    record.findings.insert(record.findings.begin(),
                           {half.verdict == CellVerdict::polarising ? "polarising" : "verdict", "warning",
                            fmt::format("{} from half-cycle {} on: {}", name_of(half.verdict), half.number, all), ""});
    break;
  }
  return record;
}

void write_ccd(const std::filesystem::path& directory, const CcdFile& file) {
  std::filesystem::create_directories(directory);
  write_file(directory / "ccd.json", ccd_json(file));
  write_summary_json(directory / "summary.json", ccd_record(file));
  write_file(directory / "halves.csv", halves_csv(file));
  write_file(directory / "steps.csv", steps_csv(file));
  write_file(directory / "cycles.csv", cycles_csv(file));
  write_ccd_page(directory / "report.html", file);
}

}  // namespace silith::app
