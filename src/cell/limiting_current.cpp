#include "cell/limiting_current.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/constants.hpp"
#include "cell/balance.hpp"
#include "cell/open_circuit.hpp"

namespace silith {
namespace {

constexpr int samples = 16;  // over the range of a diffusivity

std::span<const Layer> separators(const Cell& cell) {
  return std::span<const Layer>(cell.layers)
      .subspan(cell.first_separator, cell.last_separator - cell.first_separator + 1);
}

/// Eq. L23.
void add_salt(const Cell& cell, std::vector<LimitingCurrent>& limits) {
  for (const Layer& layer : separators(cell)) {
    if (!layer.salt) continue;
    const LawPoint at{.c = layer.salt->initial_concentration, .T = cell.temperature};
    const double immobile = 1.0 - layer.salt->transference_number(at).value;
    const double diffusivity = layer.salt->diffusivity(at).value;
    if (immobile <= 0.0 || diffusivity <= 0.0) continue;
    limits.push_back({layer.name, "the salt is used up on one side of the separator",
                      "a thinner separator, more salt, a higher diffusivity or transference number",
                      2.0 * faraday * diffusivity * at.c / (immobile * layer.thickness)});
  }
}

double largest_diffusivity(const Population& population, double temperature) {
  double largest = 0.0;
  for (int i = 0; i <= samples; ++i) {
    const Range& range = population.x_range;
    const LawPoint at{.x = range.min + (range.max - range.min) * i / samples, .T = temperature};
    largest = std::max(largest, (*population.diffusivity)(at).value);
  }
  return largest;
}

/// a R of a shape times its ratio of flux to the steady difference between surface and mean (Eq. L24).
double shape_factor(Storage shape) {
  switch (shape) {
    case Storage::sphere:
      return 15.0;
    case Storage::cylinder:
      return 8.0;
    case Storage::plate:
      return 3.0;
    case Storage::network:
      break;
  }
  return 0.0;
}

/// Eq. L24; none where a network takes lithium without particles.
void add_particles(std::span<const Layer> electrode, const char* name, double temperature,
                   std::vector<LimitingCurrent>& limits) {
  double limit = 0.0;
  for (const Layer& layer : electrode)
    for (const Population& population : layer.populations) {
      if (population.storage == Storage::network || !population.diffusivity) return;
      limit += shape_factor(population.storage) * largest_diffusivity(population, temperature) /
               (population.radius * population.radius) * faraday * population.site_density * layer.thickness *
               (population.x_range.max - population.x_range.min);
    }
  if (limit > 0.0)
    limits.push_back({"", fmt::format("lithium cannot diffuse through the particles of the {} as fast", name),
                      "smaller particles, or more of them", limit});
}

double certain_resistance(const Cell& cell) {
  double resistance = cell.series_resistance;
  for (const Layer& layer : separators(cell)) {
    if (!layer.ionic) continue;
    const LawPoint at{.c = layer.salt ? layer.salt->initial_concentration : layer.fixed_salt_concentration,
                      .T = cell.temperature};
    const double conductivity = layer.ionic->conductivity(at).value;
    if (conductivity > 0.0) resistance += layer.thickness / conductivity;
  }
  for (const Interface& interface : cell.interfaces) {
    resistance += interface.ionic_resistance;
    if (interface.reaction) resistance += interface.reaction->film_resistance / interface.contact_fraction;
  }
  return resistance;
}

/// Eq. L25.
void add_ohmic(const Cell& cell, const DesignFacts& facts, std::vector<LimitingCurrent>& limits) {
  const double resistance = certain_resistance(cell);
  const OpenCircuit open_circuit(cell);
  if (facts.cut_offs.empty() || resistance <= 0.0 || !open_circuit.known()) return;
  double low = open_circuit.lowest(), high = open_circuit.highest();
  for (const DesignFacts::CutOff& cut_off : facts.cut_offs) {
    low = std::min(low, cut_off.voltage);
    high = std::max(high, cut_off.voltage);
  }
  limits.push_back(
      {"",
       fmt::format("separators, films and contacts ({:.3g} ohm cm^2) take up all of the {:.3g} V that there "
                   "are",
                   resistance * 1e4, high - low),
       "thinner or better conducting separators, lower contact resistances", (high - low) / resistance});
}

}  // namespace

std::vector<LimitingCurrent> limiting_currents(const Cell& cell, const DesignFacts& facts) {
  std::vector<LimitingCurrent> limits;
  add_salt(cell, limits);
  add_particles(anode_layers(cell), "anode", cell.temperature, limits);
  add_particles(cathode_layers(cell), "cathode", cell.temperature, limits);
  add_ohmic(cell, facts, limits);
  return limits;
}

}  // namespace silith
