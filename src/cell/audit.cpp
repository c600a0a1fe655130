#include "cell/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <span>

#include "cell/balance.hpp"
#include "cell/limiting_current.hpp"
#include "cell/open_circuit.hpp"
#include "cell/pressing.hpp"

namespace silith {
namespace {

using Findings = std::vector<DesignFinding>;

constexpr double rounding = 1e-3;          // of printed masses, thicknesses, capacities
constexpr double current_rounding = 0.05;  // of printed current densities
constexpr double voltage_margin = 0.01;    // V
constexpr double round_grains = 0.29;      // volume fraction at which equal round grains connect (Eq. L8)

double mA_per_cm2(double density) {
  return density * 0.1;
}

double mAh_per_cm2(double charge) {
  return charge / 3.6e4;
}

/// `value` digits after rounding up or down, so that the number printed is on the safe side.
double round_to(double value, bool up) {
  const double step = std::pow(10.0, std::floor(std::log10(value)) - 2.0);
  return (up ? std::ceil(value / step - 1e-9) : std::floor(value / step + 1e-9)) * step;
}

/// Densities: mass and thickness as stated, over the density of the solids without pores.
void check_density(const Cell& cell, const Layer& layer, Findings& findings) {
  const std::optional<double> ratio = stated_relative_density(layer);
  if (!ratio || *ratio <= 1.0 + rounding) return;
  const Composition& composition = layer.composition;
  const double dense = composition.theoretical_density;
  const double thickness = composition.stated_thickness.value_or(layer.thickness);
  const double mass = *ratio * dense * thickness;  // kg/m^2
  const double area = *ratio * cell.area;
  findings.push_back(
      {"density-above-theoretical",
       Severity::warning,
       layer.name,
       {fmt::format("{:.4g} mg on {:.4g} cm^2 in {:.4g} um is {:.3g} g/cm^3", mass * cell.area * 1e6, cell.area * 1e4,
                    thickness * 1e6, mass / thickness * 1e-3),
        fmt::format("its solids without pores have {:.3g} g/cm^3, {:.2f} times less", dense * 1e-3, *ratio)},
       fmt::format("an area of at least {:.3g} cm^2 (a die of {:.3g} mm), or at least {:.4g} um, or at most {:.3g} mg; "
                   "the {} counts now, which makes it {:.4g} um and {:.3g} mg",
                   round_to(area * 1e4, true), round_to(std::sqrt(4.0 * area / std::numbers::pi) * 1e3, true),
                   mass / dense * 1e6, round_to(dense * thickness * cell.area * 1e6, false), composition.geometry_from,
                   layer.thickness * 1e6, composition.mass * cell.area * 1e6)});
}

/// The current nearest to the density stated: its own, or that of the protocol.
const DesignFacts::Current* nearest_current(const std::vector<DesignFacts::Current>& currents, double wanted) {
  const auto distance = [&](const auto& current) { return std::abs(std::log(current.value / wanted)); };
  const auto nearest = std::min_element(currents.begin(), currents.end(),
                                        [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  return nearest == currents.end() ? nullptr : &*nearest;
}

void check_stated_current(const Cell& cell, const DesignFacts& facts, Findings& findings) {
  if (!facts.stated_current_density) return;
  const double density = *facts.stated_current_density;
  std::vector<DesignFacts::Current> stated = facts.currents;
  if (facts.stated_current) stated = {{"as stated", *facts.stated_current}};
  const DesignFacts::Current* current = nearest_current(stated, density * cell.area);
  if (!current || std::abs(current->value / (density * cell.area) - 1.0) <= current_rounding) return;
  const double area = current->value / density;
  findings.push_back({"current-density-mismatch",
                      Severity::warning,
                      "",
                      {fmt::format("a current of {:.4g} mA ({}) on {:.4g} cm^2 is {:.3g} mA/cm^2", current->value * 1e3,
                                   current->text, cell.area * 1e4, mA_per_cm2(current->value / cell.area)),
                       fmt::format("{:.3g} mA/cm^2 is stated", mA_per_cm2(density))},
                      fmt::format("an area of {:.3g} cm^2 (a die of {:.3g} mm), or a current of {:.3g} mA", area * 1e4,
                                  std::sqrt(4.0 * area / std::numbers::pi) * 1e3, density * cell.area * 1e3)});
}

void check_cut_offs(const Cell& cell, const DesignFacts& facts, Findings& findings) {
  if (facts.cut_offs.empty()) return;
  const OpenCircuit open_circuit(cell);
  if (!open_circuit.known()) return;
  const double low = open_circuit.lowest(), high = open_circuit.highest();
  for (const DesignFacts::CutOff& cut_off : facts.cut_offs) {
    if (cut_off.voltage >= low - voltage_margin && cut_off.voltage <= high + voltage_margin) continue;
    findings.push_back(
        {"cut-off-outside-ocp",
         Severity::warning,
         "",
         {fmt::format("the cut-off is {:.4g} V ({})", cut_off.voltage, cut_off.text),
          fmt::format("the open-circuit potentials of anode and cathode give {:.3g} to {:.3g} V within their ranges",
                      low, high)},
         fmt::format("a cut-off inside, or open-circuit potentials that reach further: beyond, only overpotential ends "
                     "the step, and a slow one runs into the end of a law first")});
  }
}

bool share_a_material(std::span<const Layer> anode, std::span<const Layer> cathode) {
  std::set<std::string> materials;
  for (const Layer& layer : anode)
    for (const Population& population : layer.populations) materials.insert(population.material);
  for (const Layer& layer : cathode)
    for (const Population& population : layer.populations)
      if (materials.contains(population.material)) return true;
  return false;
}

void check_balance(const Cell& cell, const DesignFacts& facts, Findings& findings) {
  const auto x_end = anode_end_composition(cell, facts);
  const auto theoretical = theoretical_cathode_capacity(cell, facts);
  // Between two electrodes of one material, as in symmetric cells, neither has to hold all that the other has.
  if (!x_end || share_a_material(anode_layers(cell), cathode_layers(cell))) return;
  const double anode = uptake_capacity(anode_layers(cell), *x_end);
  const double cathode = facts.measured_cathode_capacity.value_or(theoretical.value_or(0.0));
  if (cathode <= 0.0 || anode >= cathode * (1.0 - rounding)) return;
  const bool wanted = facts.measured_cathode_capacity || facts.cathode_end_composition;
  const std::string kind = facts.measured_cathode_capacity
                               ? std::string("measured")
                               : fmt::format("theoretical, to x = {:.3g}{}", *cathode_end_composition(cell, facts),
                                             wanted ? "" : " where its laws end");
  const std::string host = anode > 0.0 ? fmt::format(
                                             "{:.3g} times the anode's host, {:.3g} times the cathode's loading, "
                                             "or a charge that ends earlier",
                                             cathode / anode, anode / cathode)
                                       : std::string("more of the anode's host, less lithium in it as mixed");
  findings.push_back(
      {"np-below-one",
       wanted ? Severity::warning : Severity::note,  // the end of a law need not be where the cathode is charged to
       "",
       {fmt::format("the anode takes up {:.3g} mAh/cm^2 from as mixed to x = {:.3g}", mAh_per_cm2(anode), *x_end),
        fmt::format("the cathode gives {:.3g} mAh/cm^2 ({}): N/P = {:.3g}", mAh_per_cm2(cathode), kind,
                    anode / cathode)},
       wanted ? host : host + ": design.cathode_end_composition or design.measured_cathode_capacity say where"});
}

void check_end(std::span<const Layer> electrode, const char* name, double x_end, const char* key, Findings& findings) {
  for (const Layer& layer : electrode)
    for (const Population& population : layer.populations) {
      const Range& range = population.x_range;
      if (range.contains(x_end)) continue;
      findings.push_back({"end-composition-beyond-limit",
                          Severity::error,
                          layer.name,
                          {fmt::format("the {} is to end at x = {:.4g}", name, x_end),
                           fmt::format("{} ({}) exists between x = {:.4g} and {:.4g}", population.name,
                                       population.material, range.min, range.max)},
                          fmt::format("{} within {:.4g} to {:.4g}", key, range.min, range.max)});
      return;
    }
}

void check_ends(const Cell& cell, const DesignFacts& facts, Findings& findings) {
  if (facts.anode_end_composition)
    check_end(anode_layers(cell), "anode", *facts.anode_end_composition, "design.anode_end_composition", findings);
  if (facts.cathode_end_composition)
    check_end(cathode_layers(cell), "cathode", *facts.cathode_end_composition, "design.cathode_end_composition",
              findings);
}

void check_path(const Layer& layer, const std::optional<Composition::Path>& path, const char* carried,
                Findings& findings) {
  if (!path) return;
  const bool measured = path->law == "as-measured" || path->law == "tortuosity";
  const double threshold = path->threshold.value_or(path->by_shape || measured ? 0.0 : round_grains);
  if (path->fraction > threshold || threshold <= 0.0) return;
  const std::string fact =
      path->threshold
          ? fmt::format("it connects above {:.3g}", threshold)
          : fmt::format("round grains connect above {:.3g}, which its law \"{}\" does not know", threshold, path->law);
  findings.push_back(
      {"below-percolation-threshold",
       path->factor > 0.0 ? Severity::warning : Severity::error,
       layer.name,
       {fmt::format("{} carries the {} and fills {:.3g} of the layer", path->phase, carried, path->fraction), fact},
       fmt::format("more of {}, a denser layer, or another phase for the {}", path->phase, carried)});
}

void check_separator(const Layer& layer, Findings& findings) {
  for (const Composition::Phase& phase : layer.composition.phases) {
    if (!phase.largest_particle || layer.thickness >= 2.0 * *phase.largest_particle) continue;
    findings.push_back(
        {"separator-thinner-than-particles",
         Severity::error,
         layer.name,
         {fmt::format("the separator is {:.3g} um thick", layer.thickness * 1e6),
          fmt::format("the particles of {} are {:.3g} um across", phase.name, 2.0 * *phase.largest_particle * 1e6)},
         "a finer powder, or a thicker separator"});
  }
}

void check_limits(const Cell& cell, const DesignFacts& facts, Findings& findings) {
  std::vector<DesignFacts::Current> currents = facts.currents;
  if (facts.stated_current) currents.push_back({"as stated", *facts.stated_current});
  const auto largest = std::max_element(currents.begin(), currents.end(),
                                        [](const auto& a, const auto& b) { return a.value < b.value; });
  if (largest == currents.end()) return;
  const double density = largest->value / cell.area;
  for (const LimitingCurrent& limit : limiting_currents(cell, facts)) {
    if (density <= limit.value) continue;
    findings.push_back({"current-beyond-limit",
                        Severity::warning,
                        limit.layer,
                        {fmt::format("{:.3g} mA/cm^2 are asked for ({})", mA_per_cm2(density), largest->text),
                         fmt::format("at {:.3g} mA/cm^2 {}", mA_per_cm2(limit.value), limit.cause)},
                        fmt::format("at most {:.3g} mA ({:.3g} mA/cm^2), or {}", limit.value * cell.area * 1e3,
                                    mA_per_cm2(limit.value), limit.remedy)});
  }
}

}  // namespace

std::string DesignFinding::message() const {
  return fmt::format("{}{}, but {}", layer.empty() ? "" : layer + ": ", facts[0], facts[1]);
}

std::vector<DesignFinding> audit(const Cell& cell, const DesignFacts& facts) {
  Findings findings;
  for (const Layer& layer : cell.layers) check_density(cell, layer, findings);
  check_stated_current(cell, facts, findings);
  check_cut_offs(cell, facts, findings);
  check_balance(cell, facts, findings);
  check_ends(cell, facts, findings);
  for (const Layer& layer : cell.layers) {
    check_path(layer, layer.composition.electronic, "electrons", findings);
    check_path(layer, layer.composition.ionic, "ions", findings);
  }
  for (std::size_t i = cell.first_separator; i <= cell.last_separator; ++i) check_separator(cell.layers[i], findings);
  check_limits(cell, facts, findings);
  return findings;
}

}  // namespace silith
