#include "cell/design.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "cell/balance.hpp"
#include "cell/open_circuit.hpp"
#include "cell/pressing.hpp"

namespace silith {
namespace {

constexpr double li15si4 = 3.75;  // the richest silicide formed electrochemically at room temperature

constexpr double most_voltage = 6.0;  // V, above that of any lithium cell

std::string electrode_of(const Cell& cell, std::size_t layer) {
  if (layer < cell.first_separator) return "anode";
  return layer > cell.last_separator ? "cathode" : "separator";
}

/// The range in which every population of an electrode stays inside its laws; nullopt without populations.
std::optional<Range> common_range(std::span<const Layer> layers) {
  std::optional<Range> range;
  for (const Layer& layer : layers)
    for (const Population& population : layer.populations) {
      if (!range) range = population.x_range;
      range = Range{std::max(range->min, population.x_range.min), std::min(range->max, population.x_range.max)};
    }
  return range;
}

/// Site-weighted mean composition of some populations at the start.
std::optional<double> mean_initial(const Layer& layer, const std::vector<std::size_t>& which) {
  double sites = 0.0, lithium = 0.0;
  for (const std::size_t k : which) {
    sites += layer.populations[k].site_density;
    lithium += layer.populations[k].site_density * layer.populations[k].initial_x;
  }
  return sites > 0.0 ? std::optional(lithium / sites) : std::nullopt;
}

PathEstimate estimate(const Layer& layer, const Conduction& path, double temperature) {
  PathEstimate result;
  result.composition = mean_initial(layer, path.populations);
  const LawPoint at{.x = result.composition.value_or(0.0),
                    .c = layer.salt ? layer.salt->initial_concentration : layer.fixed_salt_concentration,
                    .T = temperature};
  result.conductivity = path.conductivity(at).value;
  result.resistance =
      result.conductivity > 0.0 ? layer.thickness / result.conductivity : std::numeric_limits<double>::infinity();
  return result;
}

std::vector<std::size_t> all_populations(const Layer& layer) {
  std::vector<std::size_t> all;
  for (std::size_t k = 0; k < layer.populations.size(); ++k) all.push_back(k);
  return all;
}

LayerDesign layer_design(const Layer& layer, double temperature) {
  LayerDesign row{.name = layer.name,
                  .electrode = {},
                  .thickness = layer.thickness,
                  .mass = layer.composition.mass,
                  .relative_density = 1.0 - layer.composition.porosity,
                  .stated_density_ratio = stated_relative_density(layer),
                  .porosity = layer.composition.porosity,
                  .composition = layer.composition,
                  .x_initial = mean_initial(layer, all_populations(layer)),
                  .lithium_as_mixed = lithium_as_mixed(layer),
                  .lithium_initial = initial_lithium(layer),
                  .electronic = {},
                  .ionic = {}};
  if (const double sites = host_sites(layer); sites > 0.0) row.x_as_mixed = row.lithium_as_mixed / sites;
  if (layer.electronic) row.electronic = estimate(layer, *layer.electronic, temperature);
  if (layer.ionic) row.ionic = estimate(layer, *layer.ionic, temperature);
  return row;
}

void add_layers(Design& design, const Cell& cell) {
  for (std::size_t i = 0; i < cell.layers.size(); ++i) {
    const Layer& layer = cell.layers[i];
    LayerDesign& row = design.layers.emplace_back(layer_design(layer, cell.temperature));
    row.electrode = electrode_of(cell, i);
    if (!row.x_as_mixed || row.electrode == "separator") continue;
    const auto& x_end = row.electrode == "anode" ? design.anode_end_composition : design.cathode_end_composition;
    if (x_end.has_value()) row.capacity = uptake_capacity(layer, x_end.value());
  }
}

void add_ratios(Design& design, const Cell& cell) {
  if (!design.anode_capacity) return;
  if (design.cathode_capacity && *design.cathode_capacity > 0.0)
    design.np_theoretical = negative_to_positive_ratio(cell, *design.anode_end_composition, *design.cathode_capacity);
  if (design.measured_cathode_capacity)
    design.np_measured =
        negative_to_positive_ratio(cell, *design.anode_end_composition, *design.measured_cathode_capacity);
}

/// Is the mass of every phase in the stack's mass.
bool all_densities_known(const Cell& cell) {
  for (const Layer& layer : cell.layers)
    for (const Composition::Phase& phase : layer.composition.phases)
      if (phase.density <= 0.0) return false;
  return true;
}

void add_energy(Design& design, const Cell& cell) {
  double capacity = std::numeric_limits<double>::infinity();
  for (const auto& limit : {design.anode_capacity, design.cathode_capacity})
    if (limit) capacity = std::min(capacity, *limit);
  if (design.measured_cathode_capacity) capacity = *design.measured_cathode_capacity;
  const OpenCircuit open_circuit(cell);
  if (!std::isfinite(capacity) || capacity <= 0.0 || !open_circuit.known()) return;
  const double voltage = open_circuit.mean_discharge_voltage(capacity);
  if (voltage <= 0.0 || voltage > most_voltage) return;  // a symmetric cell, or a law that runs off at its end
  design.energy_capacity = capacity;
  design.mean_voltage = voltage;
  if (all_densities_known(cell)) design.specific_energy = capacity * *design.mean_voltage / design.mass;
  design.energy_density = capacity * *design.mean_voltage / design.thickness;
}

}  // namespace

std::optional<double> anode_end_composition(const Cell& cell, const DesignFacts& facts) {
  const auto range = common_range(anode_layers(cell));
  if (!range) return std::nullopt;
  return facts.anode_end_composition.value_or(std::min(li15si4, range->max));
}

std::optional<double> cathode_end_composition(const Cell& cell, const DesignFacts& facts) {
  const auto range = common_range(cathode_layers(cell));
  if (!range) return std::nullopt;
  return facts.cathode_end_composition.value_or(range->min);
}

std::optional<double> theoretical_cathode_capacity(const Cell& cell, const DesignFacts& facts) {
  const auto x_end = cathode_end_composition(cell, facts);
  if (!x_end) return std::nullopt;
  return -uptake_capacity(cathode_layers(cell), *x_end);
}

Design design_of(const Cell& cell, const DesignFacts& facts) {
  Design design{.name = cell.name,
                .area = cell.area,
                .temperature = cell.temperature,
                .layers = {},
                .thickness = stack_thickness(cell),
                .mass = stack_mass(cell),
                .anode_end_composition = anode_end_composition(cell, facts),
                .cathode_end_composition = cathode_end_composition(cell, facts),
                .cathode_capacity = theoretical_cathode_capacity(cell, facts),
                .measured_cathode_capacity = facts.measured_cathode_capacity};
  if (design.anode_end_composition)
    design.anode_capacity = uptake_capacity(anode_layers(cell), *design.anode_end_composition);
  add_layers(design, cell);
  add_ratios(design, cell);
  add_energy(design, cell);
  return design;
}

}  // namespace silith
