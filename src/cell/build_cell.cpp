#include <fmt/format.h>

#include "cell/initial_state.hpp"
#include "cell/interfaces.hpp"
#include "cell/layer_builder.hpp"
#include "cell/populations.hpp"
#include "cell/recipe.hpp"
#include "cell/refuse.hpp"

namespace silith {
namespace {

std::vector<BuiltLayer> build_layers(const CellRecipe& recipe, Unconnected unconnected) {
  std::vector<BuiltLayer> layers;
  std::vector<Diagnostic> problems;
  for (const LayerRecipe& layer : recipe.layers) {
    try {
      layers.push_back(build_layer(layer, recipe.area, recipe.temperature, unconnected));
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return layers;
}

struct Separators {
  std::size_t first, last;
};

Separators find_separators(const std::vector<BuiltLayer>& layers) {
  Separators found{layers.size(), layers.size()};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!is_separator(*layers[i].kind)) continue;
    if (found.first == layers.size())
      found.first = i;
    else if (found.last + 1 != i)
      refuse("cell.stack",
             fmt::format("the separators \"{}\" and \"{}\" have an electrode between them",
                         layers[found.last].recipe->name, layers[i].recipe->name),
             "a cell is anode, separators, cathode");
    found.last = i;
  }
  if (found.first == layers.size())
    refuse("cell.stack", "has no separator", "a cell is anode, separators, cathode; add a layer of kind \"separator\"");
  if (found.first == 0)
    refuse("cell.stack",
           fmt::format("starts with the separator \"{}\": there is no anode", layers.front().recipe->name),
           "list the layers from the anode's collector to the cathode's");
  if (found.last + 1 == layers.size())
    refuse("cell.stack", fmt::format("ends with the separator \"{}\": there is no cathode", layers.back().recipe->name),
           "list the layers from the anode's collector to the cathode's");
  return found;
}

void add_members(BuiltLayer& built, double temperature, std::vector<EquilibrationMember>& members) {
  for (std::size_t k = 0; k < built.layer.populations.size(); ++k) {
    const PhaseRecipe& phase = *built.phase_of_population[k];
    if (phase.initial.kind != InitialState::Kind::equilibrated) continue;
    Population& population = built.layer.populations[k];
    const double sites = population.site_density * built.layer.thickness;
    members.push_back({&population, sites, sites * lithium_per_host(phase, temperature),
                       population.ocp.delithiation && !phase.initial_hysteresis});
  }
}

/// Equilibrates the layers [begin, end) of one electrode: each by itself, or all that say "electrode" together.
void equilibrate_electrode(std::span<BuiltLayer> layers, double temperature) {
  std::vector<EquilibrationMember> together;
  std::string key;
  for (BuiltLayer& built : layers) {
    if (built.recipe->equilibrate == EquilibrationScope::electrode) {
      add_members(built, temperature, together);
      if (key.empty()) key = built.key;
      continue;
    }
    std::vector<EquilibrationMember> alone;
    add_members(built, temperature, alone);
    if (!alone.empty()) equilibrate(built.key, alone, temperature);
  }
  if (!together.empty()) equilibrate(key, together, temperature);
}

std::vector<Interface> build_interfaces(const std::vector<BuiltLayer>& layers, double temperature) {
  std::vector<Interface> interfaces;
  for (std::size_t i = 0; i + 1 < layers.size(); ++i)
    interfaces.push_back(build_interface(layers[i], layers[i + 1], temperature));
  if (!layers.back().recipe->interface.empty())
    refuse(layers.back().key + ".interface", "belongs to the last layer of the stack, which has no next one",
           "an interface is written with the layer on its anode side");
  return interfaces;
}

/// Mass of the cathode's active material, kg/m^2.
double active_mass(std::span<const BuiltLayer> cathode) {
  double mass = 0.0;
  for (const BuiltLayer& built : cathode)
    for (std::size_t i = 0; i < built.recipe->phases.size(); ++i)
      if (built.recipe->phases[i].role == PhaseRole::active) mass += built.layer.composition.phases[i].mass;
  return mass;
}

double nominal_capacity(const CellRecipe& recipe, double active_mass) {
  if (!recipe.nominal_specific_capacity) return recipe.nominal_capacity.value_or(0.0);
  if (active_mass <= 0.0)
    refuse("cell.nominal_specific_capacity", "counts the cathode's active material, and there is none",
           "give nominal_capacity instead");
  return *recipe.nominal_specific_capacity * active_mass * recipe.area;
}

}  // namespace

Cell build_cell(const CellRecipe& recipe, Unconnected unconnected) {
  if (recipe.layers.empty()) refuse("cell.stack", "has no layers", "list the layers from anode to cathode");
  std::vector<BuiltLayer> layers = build_layers(recipe, unconnected);
  const Separators separators = find_separators(layers);
  const std::span<BuiltLayer> all(layers);
  equilibrate_electrode(all.first(separators.first), recipe.temperature);
  equilibrate_electrode(all.subspan(separators.last + 1), recipe.temperature);

  Cell cell;
  cell.name = recipe.name;
  cell.area = recipe.area;
  cell.temperature = recipe.temperature;
  cell.series_resistance = recipe.series_resistance;
  cell.active_mass = active_mass(all.subspan(separators.last + 1));
  cell.nominal_capacity = nominal_capacity(recipe, cell.active_mass);
  cell.first_separator = separators.first;
  cell.last_separator = separators.last;
  cell.interfaces = build_interfaces(layers, recipe.temperature);
  for (BuiltLayer& built : layers) cell.layers.push_back(std::move(built.layer));
  return cell;
}

std::string to_string(PhaseRole role) {
  switch (role) {
    case PhaseRole::active:
      return "active";
    case PhaseRole::network:
      return "network";
    case PhaseRole::electrolyte:
      return "electrolyte";
    case PhaseRole::conductor:
      return "conductor";
    case PhaseRole::inert:
      return "inert";
    case PhaseRole::metal:
      return "metal";
  }
  throw std::logic_error("PhaseRole out of its enumeration");
}

bool InterfaceRecipe::empty() const {
  return !ionic_resistance && !electronic_resistance && !contact_fraction && !film_resistance &&
         !double_layer_capacitance && !film_capacitance && !anodic_transfer && !exchange_current_density;
}

}  // namespace silith
