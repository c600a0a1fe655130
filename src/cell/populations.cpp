#include "cell/populations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "cell/refuse.hpp"

namespace silith {
namespace {

// Of the range, kept free where a substance as mixed stands at a law's end: there potentials end steeply, and silicon
// starts at x = 0.005 instead of 0.
constexpr double limit_margin = 1.25e-3;

void narrow(Range& range, const std::optional<Range>& other) {
  if (!other) return;
  range.min = std::max(range.min, other->min);
  range.max = std::min(range.max, other->max);
}

double surface_to_volume(Storage shape) {
  switch (shape) {
    case Storage::sphere:
      return 3.0;
    case Storage::cylinder:
      return 2.0;
    case Storage::plate:
      return 1.0;
    case Storage::network:
      break;
  }
  throw std::logic_error("surface_to_volume: a network has no particles");
}

OpenCircuitPotential ocp_of(const PhaseRecipe& phase, double temperature) {
  const Material& material = phase.material;
  if (!material.has("ocp_lithiation")) return {material.law("ocp"), std::nullopt, 0.0};
  return {material.law("ocp_lithiation"), material.law("ocp_delithiation"),
          material.constant("hysteresis_decay", temperature)};
}

/// @param surface m^2 of the class's active surface per m^2 of electrode, Eq. L18
Kinetics kinetics_of(const PhaseRecipe& phase, const ParticleClass& particles, double surface, double temperature) {
  return {.exchange_current_density = phase.material.law("exchange_current_density"),
          .anodic_transfer = anodic_transfer(phase.material, temperature),
          .film_resistance = particles.film_resistance + particles.contact_resistance * surface,
          .double_layer_capacitance = particles.double_layer_capacitance,
          .film_capacitance = particles.film_capacitance,
          .bridged_resistance = particles.film_resistance};
}

/// Where every law of the population holds.
Range range_of(const std::string& key, const PhaseRecipe& phase, const Population& population) {
  Range range = phase.material.stoichiometry.value_or(Range{0.0, 1.0});
  narrow(range, population.ocp.lithiation.x_range());
  if (population.ocp.delithiation) narrow(range, population.ocp.delithiation->x_range());
  if (population.diffusivity) narrow(range, population.diffusivity->x_range());
  if (population.kinetics) narrow(range, population.kinetics->exchange_current_density.x_range());
  if (range.min >= range.max)
    refuse(key, fmt::format("the laws of \"{}\" have no common range of stoichiometry", phase.material.name),
           fmt::format("see `silith material show {}`", phase.material.name));
  return range;
}

double initial_composition(const std::string& key, const PhaseRecipe& phase, const Range& range, double temperature) {
  if (phase.initial.kind != InitialState::Kind::stoichiometry) {
    const double margin = limit_margin * (range.max - range.min);
    return std::clamp(lithium_per_host(phase, temperature), range.min + margin, range.max - margin);
  }
  if (phase.initial.x <= range.min || phase.initial.x >= range.max)
    refuse(key + ".initial_stoichiometry",
           fmt::format("is {:g}, and the laws of \"{}\" hold between {:g} and {:g}", phase.initial.x,
                       phase.material.name, range.min, range.max),
           "a population starts inside its range, not at its end");
  return phase.initial.x;
}

void check_classes(const std::string& key, const PhaseRecipe& phase) {
  double sum = 0.0;
  for (const ParticleClass& particles : phase.classes) sum += particles.fraction;
  if (std::abs(sum - 1.0) > 1e-4)
    refuse(key + ".classes", fmt::format("the fractions of the classes sum to {:g}, 1 is expected", sum),
           "they share the mass of the phase");
}

/// A film without resistance is none; in a network lithium passes as atoms, and no charge is left on either side.
void check_capacitances(const std::string& key, const PhaseRecipe& phase, Surroundings surroundings) {
  for (const ParticleClass& particles : phase.classes) {
    const bool film = particles.film_capacitance > 0.0;
    const std::string name = film ? "film_capacitance" : "double_layer_capacitance";
    const std::string at = particles.name.empty() ? key + "." + name : key + ".classes";
    if (surroundings == Surroundings::network && (film || particles.double_layer_capacitance > 0.0))
      refuse(at, name + " has no effect here: the particles touch a mixed conductor, not an electrolyte",
             "leave it out");
    if (film && particles.film_resistance <= 0.0)
      refuse(at, "film_capacitance has no effect here: film_resistance is zero",
             "give the film a resistance, or use double_layer_capacitance");
  }
}

double radius_of(const std::string& key, const PhaseRecipe& phase, const ParticleClass& particles) {
  if (!particles.radius)
    refuse(phase.classes.size() > 1 ? key + ".classes" : key + ".particle_radius",
           phase.classes.size() > 1 ? fmt::format("class \"{}\" has no radius", particles.name)
                                    : "is missing: the active material is in particles",
           "write for example particle_radius = \"2.5 um\"");
  return *particles.radius;
}

Population population_of(const std::string& key, const PhaseRecipe& phase, const ParticleClass& particles,
                         double site_density, double thickness, double temperature) {
  const bool network = phase.role == PhaseRole::network;
  Population population{.name = particles.name.empty() ? phase.name : phase.name + "." + particles.name,
                        .material = phase.material.name,
                        .storage = network ? Storage::network : phase.shape,
                        .shells = phase.shells,
                        .volume_fraction = site_density / phase.material.constant("site_concentration", temperature),
                        .site_density = site_density,
                        .initial_hysteresis = phase.initial_hysteresis.value_or(-1.0),
                        .ocp = ocp_of(phase, temperature)};
  if (!network) {
    population.radius = radius_of(key, phase, particles);
    population.specific_area = particles.active_area_fraction * surface_to_volume(phase.shape) *
                               population.volume_fraction / population.radius;
    population.diffusivity = phase.material.law("diffusivity");
    population.kinetics = kinetics_of(phase, particles, population.specific_area * thickness, temperature);
  }
  population.x_range = range_of(key, phase, population);
  population.initial_x = initial_composition(key, phase, population.x_range, temperature);
  return population;
}

}  // namespace

bool stores_lithium(PhaseRole role) {
  return role == PhaseRole::active || role == PhaseRole::network;
}

double site_concentration(const PhaseRecipe& phase, double temperature) {
  if (!stores_lithium(phase.role)) return 0.0;
  if (phase.material.material_class != MaterialClass::alloy)
    return phase.material.constant("site_concentration", temperature);
  return phase.material.constant("density", temperature) / phase.material.constant("molar_mass", temperature);
}

double lithium_per_host(const PhaseRecipe& phase, double temperature) {
  return stores_lithium(phase.role) ? phase.material.constant("lithium_per_host", temperature) : 0.0;
}

double anodic_transfer(const Material& material, double temperature) {
  const std::string property = "charge_transfer_coefficient";
  return material.has(property) ? material.constant(property, temperature) : 0.5;
}

std::vector<Population> populations_of(const std::string& key, const PhaseRecipe& phase,
                                       const Composition::Phase& pressed, Surroundings surroundings, double thickness,
                                       double temperature) {
  check_classes(key, phase);
  check_capacitances(key, phase, surroundings);
  std::vector<Population> populations;
  for (const ParticleClass& particles : phase.classes)
    populations.push_back(
        population_of(key, phase, particles, particles.fraction * pressed.sites / thickness, thickness, temperature));
  return populations;
}

}  // namespace silith
