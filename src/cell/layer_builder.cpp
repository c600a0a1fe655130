#include "cell/layer_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cell/conduction.hpp"
#include "cell/populations.hpp"
#include "cell/refuse.hpp"

namespace silith {
namespace {

const LayerKind& kind_of(const std::string& key, const LayerRecipe& recipe) {
  if (const LayerKind* kind = find_layer_kind(recipe.kind)) return *kind;
  std::string names;
  for (const LayerKind& kind : layer_kinds()) names += (names.empty() ? "" : ", ") + kind.name;
  refuse(key + ".kind", fmt::format("there is no layer kind \"{}\"", recipe.kind), "the kinds are " + names);
}

int count_role(const LayerRecipe& recipe, PhaseRole role) {
  int count = 0;
  for (const PhaseRecipe& phase : recipe.phases) count += phase.role == role;
  return count;
}

std::string allowed_roles(const LayerKind& kind) {
  std::string names;
  for (const LayerKind::Places& places : kind.places) names += (names.empty() ? "" : ", ") + to_string(places.role);
  return names;
}

void check_roles(const std::string& key, const LayerRecipe& recipe, const LayerKind& kind) {
  for (const PhaseRecipe& phase : recipe.phases) {
    bool allowed = false;
    for (const LayerKind::Places& places : kind.places) allowed |= places.role == phase.role;
    if (!allowed)
      refuse(fmt::format("{}.phases.{}.role", key, phase.name),
             fmt::format("a layer of kind \"{}\" takes no phase of role \"{}\"", kind.name, to_string(phase.role)),
             "it takes " + allowed_roles(kind));
  }
  for (const LayerKind::Places& places : kind.places) {
    const int count = count_role(recipe, places.role);
    if (count < places.at_least)
      refuse(key + ".phases",
             fmt::format("a layer of kind \"{}\" needs a phase of role \"{}\"", kind.name, to_string(places.role)),
             "add a table for it: material, role, fraction");
    if (count > places.at_most)
      refuse(key + ".phases",
             fmt::format("a layer of kind \"{}\" takes one phase of role \"{}\", {} are given", kind.name,
                         to_string(places.role), count),
             "leave one, or change the role of the others");
  }
}

/// The role's materials must be able to do it; a salt in a single-ion conductor has no meaning.
void check_material_classes(const std::string& key, const LayerRecipe& recipe) {
  for (const PhaseRecipe& phase : recipe.phases) {
    const MaterialClass material_class = phase.material.material_class;
    const bool electrolyte =
        material_class == MaterialClass::solid_electrolyte || material_class == MaterialClass::liquid_electrolyte;
    if (phase.role == PhaseRole::electrolyte && !electrolyte)
      refuse(fmt::format("{}.phases.{}.material", key, phase.name),
             fmt::format("\"{}\" is no electrolyte, and the phase has the role \"electrolyte\"", phase.material.name),
             "take an electrolyte, or change the role");
    if (stores_lithium(phase.role) && electrolyte)
      refuse(fmt::format("{}.phases.{}.material", key, phase.name),
             fmt::format("\"{}\" is an electrolyte and stores no lithium; the role \"{}\" needs it",
                         phase.material.name, to_string(phase.role)),
             "take a storing material, or role = \"electrolyte\"");
  }
}

PhaseAmount amount_of(const PhaseRecipe& phase, double temperature) {
  const Material& material = phase.material;
  return {.name = phase.name,
          .material = material.name,
          .mass_fraction = phase.mass_fraction,
          .volume_fraction = phase.volume_fraction,
          .density = material.has("density") ? material.constant("density", temperature) : 0.0,
          .site_concentration = site_concentration(phase, temperature),
          .lithium_per_host = lithium_per_host(phase, temperature),
          .liquid = material.material_class == MaterialClass::liquid_electrolyte,
          .loaded = phase.role == PhaseRole::active || phase.role == PhaseRole::network};
}

PressingRecipe pressing_of(const std::string& key, const LayerRecipe& recipe, const LayerKind& kind, double area,
                           double temperature) {
  PressingRecipe pressing{.key = key,
                          .geometry_from = recipe.geometry_from,
                          .loading = recipe.loading,
                          .thickness = recipe.thickness,
                          .relative_density = recipe.relative_density ? recipe.relative_density : kind.relative_density,
                          .pressing_pressure = recipe.pressing_pressure};
  if (recipe.mass) pressing.areal_mass = *recipe.mass / area;
  for (const PhaseRecipe& phase : recipe.phases) pressing.phases.push_back(amount_of(phase, temperature));
  return pressing;
}

void add_populations(BuiltLayer& built, double temperature) {
  const auto surroundings =
      count_role(*built.recipe, PhaseRole::network) > 0 ? Surroundings::network : Surroundings::electrolyte;
  for (std::size_t i = 0; i < built.recipe->phases.size(); ++i) {
    const PhaseRecipe& phase = built.recipe->phases[i];
    if (!stores_lithium(phase.role)) continue;
    const Composition::Phase& pressed = built.layer.composition.phases[i];
    if (pressed.sites <= 0.0) continue;  // a share of 0 leaves the phase out: "--set ...mass_fraction=0"
    const std::string key = built.key + ".phases." + phase.name;
    for (Population& population :
         populations_of(key, phase, pressed, surroundings, built.layer.thickness, temperature)) {
      built.layer.populations.push_back(std::move(population));
      built.phase_of_population.push_back(&phase);
    }
  }
}

void add_conduction(BuiltLayer& built, Unconnected unconnected) {
  const LayerRecipe& recipe = *built.recipe;
  Layer& layer = built.layer;
  Composition& composition = layer.composition;
  if (const PhaseRecipe* phase = carrier_phase(built.key, recipe, *built.kind, Carrier::electrons)) {
    composition.electronic = path_of(built.key, *phase, recipe.electronic, layer, Carrier::electrons, unconnected);
    layer.electronic = conduction_of(built.key, *phase, *composition.electronic, layer, Carrier::electrons);
  }
  if (const PhaseRecipe* phase = carrier_phase(built.key, recipe, *built.kind, Carrier::ions)) {
    composition.ionic = path_of(built.key, *phase, recipe.ionic, layer, Carrier::ions, unconnected);
    layer.ionic = conduction_of(built.key, *phase, *composition.ionic, layer, Carrier::ions);
    layer.salt = salt_of(*phase, *composition.ionic, layer);
  }
}

void note_particles(const LayerRecipe& recipe, Composition& composition) {
  for (std::size_t i = 0; i < recipe.phases.size(); ++i)
    for (const ParticleClass& particles : recipe.phases[i].classes)
      if (particles.radius) {
        std::optional<double>& largest = composition.phases[i].largest_particle;
        largest = std::max(largest.value_or(0.0), *particles.radius);
      }
}

}  // namespace

BuiltLayer build_layer(const LayerRecipe& recipe, double area, double temperature, Unconnected unconnected) {
  BuiltLayer built{.key = "cell." + recipe.name, .recipe = &recipe};
  built.kind = &kind_of(built.key, recipe);
  check_roles(built.key, recipe, *built.kind);
  check_material_classes(built.key, recipe);
  PressedLayer pressed = press(pressing_of(built.key, recipe, *built.kind, area, temperature));
  built.layer.name = recipe.name;
  built.layer.kind = recipe.kind;
  built.layer.thickness = pressed.thickness;
  built.layer.composition = std::move(pressed.composition);
  built.layer.mesh = recipe.mesh;
  add_populations(built, temperature);
  note_particles(recipe, built.layer.composition);
  add_conduction(built, unconnected);
  return built;
}

}  // namespace silith
