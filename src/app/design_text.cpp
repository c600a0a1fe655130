#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "app/design_output.hpp"
#include "base/constants.hpp"
#include "record/text_table.hpp"

namespace silith::app {
namespace {

constexpr double areal_charge = 3.6e4;  // C/m^2 in 1 mAh/cm^2

template <class Value>
std::string shown(const std::optional<Value>& value, double unit = 1.0, const char* format = "{:.4g}") {
  return value ? fmt::format(fmt::runtime(format), *value / unit) : "-";
}

std::string layers_table(const Design& design) {
  TextTable table({{"layer", TextTable::Align::left},
                   {"electrode", TextTable::Align::left},
                   {"um"},
                   {"mg/cm^2"},
                   {"mg"},
                   {"rel. density"},
                   {"porosity"},
                   {"x as mixed"},
                   {"x at start"},
                   {"Li umol/cm^2"},
                   {"mAh/cm^2"}});
  for (const LayerDesign& layer : design.layers)
    table.add({layer.name, layer.electrode, fmt::format("{:.4g}", layer.thickness * 1e6),
               fmt::format("{:.4g}", layer.mass * 100.0), fmt::format("{:.4g}", layer.mass * design.area * 1e6),
               fmt::format("{:.3g}", layer.relative_density), fmt::format("{:.3g}", layer.porosity),
               shown(layer.x_as_mixed), shown(layer.x_initial), fmt::format("{:.4g}", layer.lithium_as_mixed * 100.0),
               shown(layer.capacity, areal_charge)});
  return table.text();
}

/// Conductivity, resistance and the composition they were taken at.
std::vector<std::string> path_cells(const std::optional<PathEstimate>& path) {
  if (!path) return {"-", "-", "-"};
  return {fmt::format("{:.3g}", path->conductivity * 10.0),
          std::isfinite(path->resistance) ? fmt::format("{:.3g}", path->resistance * 1e4) : "does not conduct",
          shown(path->composition)};
}

std::string paths_table(const Design& design) {
  TextTable table({{"layer", TextTable::Align::left},
                   {"electronic mS/cm"},
                   {"ohm cm^2"},
                   {"at x"},
                   {"ionic mS/cm"},
                   {"ohm cm^2"},
                   {"at x"}});
  for (const LayerDesign& layer : design.layers) {
    std::vector<std::string> cells{layer.name};
    for (const auto& path : {layer.electronic, layer.ionic})
      for (std::string& cell : path_cells(path)) cells.push_back(std::move(cell));
    table.add(std::move(cells));
  }
  return table.text();
}

std::string phases_table(const Design& design) {
  TextTable table({{"layer", TextTable::Align::left},
                   {"phase", TextTable::Align::left},
                   {"material", TextTable::Align::left},
                   {"mass %"},
                   {"volume %"},
                   {"mg/cm^2"},
                   {"g/cm^3"}});
  for (const LayerDesign& layer : design.layers)
    for (const Composition::Phase& phase : layer.composition.phases)
      table.add({layer.name, phase.name, phase.material, fmt::format("{:.3g}", 100.0 * phase.mass_fraction),
                 fmt::format("{:.3g}", 100.0 * phase.volume_fraction), fmt::format("{:.4g}", phase.mass * 100.0),
                 fmt::format("{:.3g}", phase.density * 1e-3)});
  return table.text();
}

std::string sums_table(const Design& design) {
  TextTable table({{"", TextTable::Align::left}, {"", TextTable::Align::left}});
  const auto row = [&](const std::string& name, const std::string& value) { table.add({name, value}); };
  row("stack, without collectors",
      fmt::format("{:.4g} um, {:.4g} mg/cm^2, {:.4g} mg on {:.4g} cm^2", design.thickness * 1e6, design.mass * 100.0,
                  design.mass * design.area * 1e6, design.area * 1e4));
  if (design.anode_capacity)
    row(fmt::format("anode, as mixed to x = {:.4g}", *design.anode_end_composition),
        fmt::format("{} mAh/cm^2", shown(design.anode_capacity, areal_charge)));
  if (design.cathode_capacity)
    row(fmt::format("cathode, theoretical, to x = {:.4g}", *design.cathode_end_composition),
        fmt::format("{} mAh/cm^2{}", shown(design.cathode_capacity, areal_charge),
                    design.np_theoretical ? fmt::format(", N/P {:.3g}", *design.np_theoretical) : ""));
  if (design.measured_cathode_capacity)
    row("cathode, measured", fmt::format("{} mAh/cm^2{}", shown(design.measured_cathode_capacity, areal_charge),
                                         design.np_measured ? fmt::format(", N/P {:.3g}", *design.np_measured) : ""));
  if (design.energy_capacity)
    row("energy at open circuit",
        fmt::format("{} Wh/kg, {} Wh/L ({} mAh/cm^2 at {} V, no losses, no collectors)",
                    shown(design.specific_energy, 3600.0), shown(design.energy_density, 3.6e6),
                    shown(design.energy_capacity, areal_charge), shown(design.mean_voltage)));
  return table.text();
}

}  // namespace

std::string severity_name(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  throw std::logic_error("Severity out of its enumeration");
}

std::string design_text(const Design& design) {
  return fmt::format("{}, {:.4g} degC\n\n{}\n{}\n{}\n{}", design.name, design.temperature - 273.15,
                     layers_table(design), phases_table(design), paths_table(design), sums_table(design));
}

std::string findings_text(const std::vector<DesignFinding>& findings) {
  std::string text;
  for (const DesignFinding& finding : findings)
    text += fmt::format("{} [{}]: {}\n  to reconcile: {}\n", severity_name(finding.severity), finding.code,
                        finding.message(), finding.reconcile);
  return text;
}

std::vector<Finding> as_record_findings(const std::vector<DesignFinding>& findings) {
  std::vector<Finding> kept;
  for (const DesignFinding& finding : findings)
    kept.push_back(
        {finding.code, severity_name(finding.severity), finding.message(), "to reconcile: " + finding.reconcile});
  return kept;
}

bool has(const std::vector<DesignFinding>& findings, Severity severity) {
  return std::any_of(findings.begin(), findings.end(), [&](const auto& one) { return one.severity == severity; });
}

}  // namespace silith::app
