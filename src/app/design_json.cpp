#include <cmath>
#include <nlohmann/json.hpp>

#include "app/design_output.hpp"

namespace silith::app {
namespace {

using Json = nlohmann::ordered_json;

Json number(std::optional<double> value) {
  return value.has_value() && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json path_json(const std::optional<PathEstimate>& path) {
  if (!path) return nullptr;
  return {{"conductivity", path->conductivity},
          {"resistance", number(path->resistance)},
          {"composition", number(path->composition)}};
}

Json phases_json(const Composition& composition) {
  Json phases = Json::array();
  for (const Composition::Phase& phase : composition.phases)
    phases.push_back({{"name", phase.name},
                      {"material", phase.material},
                      {"mass", phase.mass},
                      {"mass_fraction", phase.mass_fraction},
                      {"volume_fraction", phase.volume_fraction},
                      {"density", phase.density},
                      {"lithium", phase.lithium},
                      {"host_sites", phase.sites}});
  return phases;
}

Json layer_json(const LayerDesign& layer) {
  return {{"name", layer.name},
          {"electrode", layer.electrode},
          {"thickness", layer.thickness},
          {"mass", layer.mass},
          {"density", layer.composition.density},
          {"theoretical_density", layer.composition.theoretical_density},
          {"relative_density", layer.relative_density},
          {"stated_density_ratio", number(layer.stated_density_ratio)},
          {"porosity", layer.porosity},
          {"composition_as_mixed", number(layer.x_as_mixed)},
          {"composition_at_start", number(layer.x_initial)},
          {"lithium_as_mixed", layer.lithium_as_mixed},
          {"lithium_at_start", layer.lithium_initial},
          {"capacity", number(layer.capacity)},
          {"electronic", path_json(layer.electronic)},
          {"ionic", path_json(layer.ionic)},
          {"phases", phases_json(layer.composition)}};
}

Json stack_json(const Design& design) {
  return {{"area", design.area},
          {"temperature", design.temperature},
          {"thickness", design.thickness},
          {"mass", design.mass},
          {"anode_end_composition", number(design.anode_end_composition)},
          {"anode_capacity", number(design.anode_capacity)},
          {"cathode_end_composition", number(design.cathode_end_composition)},
          {"cathode_capacity", number(design.cathode_capacity)},
          {"measured_cathode_capacity", number(design.measured_cathode_capacity)},
          {"np_theoretical", number(design.np_theoretical)},
          {"np_measured", number(design.np_measured)},
          {"energy_capacity", number(design.energy_capacity)},
          {"mean_voltage", number(design.mean_voltage)},
          {"specific_energy", number(design.specific_energy)},
          {"energy_density", number(design.energy_density)}};
}

Json finding_json(const DesignFinding& finding) {
  return {{"code", finding.code},
          {"severity", severity_name(finding.severity)},
          {"layer", finding.layer.empty() ? Json(nullptr) : Json(finding.layer)},
          {"facts", finding.facts},
          {"reconcile", finding.reconcile}};
}

}  // namespace

std::string design_json(const std::string& title, const Design& design, const std::vector<DesignFinding>& findings) {
  Json json{{"format", "silith.design/1"}, {"title", title}, {"cell", design.name}, {"stack", stack_json(design)}};
  json["layers"] = Json::array();
  for (const LayerDesign& layer : design.layers) json["layers"].push_back(layer_json(layer));
  json["findings"] = Json::array();
  for (const DesignFinding& finding : findings) json["findings"].push_back(finding_json(finding));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace silith::app
