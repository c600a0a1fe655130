#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cycling_output.hpp"

namespace silith::app {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json cycle_json(const CyclingFile& file, const Cycle& cycle) {
  Json json{{"cycle", cycle.number},
            {"file_cycle", cycle.file_cycle},
            {"complete", cycle.complete},
            {"charge", number(cycle.charge)},
            {"discharge", number(cycle.discharge)},
            {"efficiency", number(cycle.efficiency)},
            {"charge_energy", number(cycle.charge_energy)},
            {"discharge_energy", number(cycle.discharge_energy)},
            {"energy_efficiency", number(cycle.energy_efficiency)},
            {"mean_charge_voltage", number(cycle.charge_voltage)},
            {"mean_discharge_voltage", number(cycle.discharge_voltage)},
            {"hysteresis", number(cycle.hysteresis)},
            {"voltage_efficiency", number(cycle.voltage_efficiency)},
            {"retention", number(cycle.retention)}};
  const auto half = [&](const char* name, const std::optional<std::size_t>& place) {
    if (!place) return;
    json[std::string(name) + "_current"] = file.cycling.halves[*place].current;
    json[std::string(name) + "_held_share"] = file.cycling.halves[*place].held_share;
  };
  half("charge", cycle.charge_half);
  half("discharge", cycle.discharge_half);
  if (file.area > 0.0) {
    json["areal_charge"] = number(cycle.charge / file.area);
    json["areal_discharge"] = number(cycle.discharge / file.area);
  }
  if (file.mass > 0.0) {
    json["specific_charge"] = number(cycle.charge / file.mass);
    json["specific_discharge"] = number(cycle.discharge / file.mass);
  }
  return json;
}

Json mean_json(const MeanEfficiency& mean) {
  return {{"from", mean.from},
          {"to", mean.to},
          {"cycles", mean.count},
          {"mean", mean.mean},
          {"spread", "standard deviation of single cycles, n - 1"},
          {"deviation", number(mean.deviation)},
          {"standard_error", number(mean.standard_error)},
          {"lowest", mean.lowest},
          {"lowest_cycle", mean.lowest_cycle},
          {"highest", mean.highest},
          {"highest_cycle", mean.highest_cycle}};
}

Json rate_json(const CyclingFile& file, const RateRow& row) {
  Json json{{"from", row.from},
            {"to", row.to},
            {"charge_current", row.charge_current},
            {"discharge_current", row.discharge_current},
            {"capacity", row.capacity},
            {"capacity_deviation", number(row.capacity_deviation)},
            {"share_of_first", number(row.share)},
            {"efficiency", number(row.efficiency)},
            {"mean_charge_voltage", row.charge_voltage},
            {"mean_discharge_voltage", row.discharge_voltage},
            {"hysteresis", row.hysteresis},
            {"held_share", row.held_share}};
  if (file.area > 0.0) {
    json["areal_capacity"] = row.capacity / file.area;
    json["charge_current_density"] = row.charge_current / file.area;
    json["discharge_current_density"] = row.discharge_current / file.area;
  }
  if (file.mass > 0.0) json["specific_capacity"] = row.capacity / file.mass;
  return json;
}

Json curve_json(const CyclingFile& file, const CycleCurve& curve) {
  Json json{{"cycle", curve.cycle}, {"direction", curve.direction > 0 ? "charge" : "discharge"}};
  if (!curve.differential) return json;
  const auto& d = *curve.differential;
  json["smoothing"] = {{"filter", "Savitzky-Golay"},       {"order", file.smoothing.order},
                       {"voltage_step", d.voltage_step},   {"window_points", d.window_points},
                       {"charge_points", d.charge.size()}, {"charge_window_points", d.charge_window_points}};
  json["charge"] = d.passed;
  json["integral_of_dq_dv"] = d.charge_integral;
  json["voltage_change"] = d.voltage_change;
  json["integral_of_dv_dq"] = d.voltage_integral;
  return json;
}

Json findings_json(const std::vector<Finding>& findings) {
  Json all = Json::array();
  for (const auto& finding : findings)
    all.push_back({{"code", finding.code},
                   {"severity", finding.severity},
                   {"message", finding.message},
                   {"advice", finding.advice}});
  return all;
}

Json file_json(const CyclingFile& file) {
  const Cycling& cycling = file.cycling;
  Json json{{"label", file.label},
            {"metadata", file.record.metadata},
            {"order", cycling.charge_first ? "charge first" : "discharge first"},
            {"charges_by", cycling.passed.by_counter ? "counter" : "current"},
            {"first_cycle_efficiency", number(cycling.first_efficiency)},
            {"reference_cycle", cycling.reference_cycle}};
  if (file.area > 0.0) json["area"] = file.area;
  if (file.mass > 0.0) json["mass"] = file.mass;
  if (cycling.mean_efficiency) json["mean_efficiency"] = mean_json(*cycling.mean_efficiency);
  json["cycles"] = Json::array();
  for (const Cycle& cycle : cycling.cycles) json["cycles"].push_back(cycle_json(file, cycle));
  json["rates"] = Json::array();
  for (const RateRow& row : cycling.rates) json["rates"].push_back(rate_json(file, row));
  json["curves"] = Json::array();
  for (const CycleCurve& curve : file.curves) json["curves"].push_back(curve_json(file, curve));
  json["findings"] = findings_json(cycling.findings);
  return json;
}

}  // namespace

std::string cycling_json(const std::vector<CyclingFile>& files) {
  Json json{{"format", "silith.cycling/1"}};
  json["files"] = Json::array();
  for (const CyclingFile& file : files) json["files"].push_back(file_json(file));
  return json.dump(2) + "\n";
}

}  // namespace silith::app
