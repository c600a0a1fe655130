#include "cell/conduction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "cell/refuse.hpp"

namespace silith {
namespace {

const char* path_key(Carrier carrier) {
  return carrier == Carrier::electrons ? "electronic" : "ionic";
}

const char* property_of(Carrier carrier) {
  return carrier == Carrier::electrons ? "electronic_conductivity" : "ionic_conductivity";
}

const PhaseRecipe* named_phase(const std::string& key, const LayerRecipe& recipe, const std::string& name) {
  for (const PhaseRecipe& phase : recipe.phases)
    if (phase.name == name) return &phase;
  std::string names;
  for (const PhaseRecipe& phase : recipe.phases) names += (names.empty() ? "" : ", ") + phase.name;
  refuse(key + ".phase", fmt::format("the layer has no phase \"{}\"", name), "its phases are " + names);
}

double phase_fraction(const Layer& layer, const std::string& phase) {
  for (const Composition::Phase& pressed : layer.composition.phases)
    if (pressed.name == phase) return pressed.volume_fraction;
  throw std::logic_error("phase_fraction: the layer was not pressed from this phase");
}

void refuse_unconnected(const std::string& key, const Composition::Path& path) {
  refuse(key,
         fmt::format("\"{}\" fills {:.3g} of the layer and does not connect (law \"{}\"{})", path.phase, path.fraction,
                     path.law, path.threshold ? fmt::format(", threshold {:g}", *path.threshold) : std::string()),
         "the layer would not conduct: raise the phase's share, or let another phase carry: " + key + ".phase");
}

std::vector<std::size_t> populations_named(const Layer& layer, const std::string& phase) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < layer.populations.size(); ++i) {
    const std::string& name = layer.populations[i].name;
    if (name == phase || name.starts_with(phase + ".")) indices.push_back(i);
  }
  return indices;
}

}  // namespace

const PhaseRecipe* carrier_phase(const std::string& key, const LayerRecipe& recipe, const LayerKind& kind,
                                 Carrier carrier) {
  const TransportRecipe& transport = carrier == Carrier::electrons ? recipe.electronic : recipe.ionic;
  const std::vector<PhaseRole>& roles = carrier == Carrier::electrons ? kind.electronic : kind.ionic;
  if (roles.empty()) return nullptr;
  const std::string path = key + "." + path_key(carrier);
  if (transport.phase) return named_phase(path, recipe, *transport.phase);
  for (const PhaseRole role : roles) {
    std::vector<const PhaseRecipe*> candidates;
    for (const PhaseRecipe& phase : recipe.phases)
      if (phase.role == role) candidates.push_back(&phase);
    if (candidates.size() > 1)
      refuse(path,
             fmt::format("\"{}\" and \"{}\" could both carry the {}", candidates[0]->name, candidates[1]->name,
                         carrier == Carrier::electrons ? "electrons" : "ions"),
             fmt::format("write {}.phase = \"{}\"", path, candidates[0]->name));
    if (!candidates.empty()) return candidates.front();
  }
  throw std::logic_error("carrier_phase: the kind's places allow a layer without a carrier");
}

Composition::Path path_of(const std::string& key, const PhaseRecipe& phase, const TransportRecipe& transport,
                          const Layer& layer, Carrier carrier, Unconnected unconnected) {
  const EffectiveMedium& medium = transport.medium;
  const double solids = 1.0 - layer.composition.porosity;
  const double share = phase_fraction(layer, phase.name);
  Composition::Path path{.phase = phase.name,
                         .by_shape = phase.role == PhaseRole::conductor ||
                                     phase.material.material_class == MaterialClass::liquid_electrolyte,
                         .law = medium.law,
                         .fraction = medium.fraction == FractionOf::phase ? share : solids,
                         .factor = conduction_factor(medium, share, solids)};
  if (medium.law == "percolation") path.threshold = medium.threshold;
  if (path.factor <= 0.0 && unconnected == Unconnected::refuse) refuse_unconnected(key + "." + path_key(carrier), path);
  return path;
}

Conduction conduction_of(const std::string& key, const PhaseRecipe& phase, const Composition::Path& path,
                         const Layer& layer, Carrier carrier) {
  const std::string property = property_of(carrier);
  if (!phase.material.has(property))
    refuse(key + ".phases." + phase.name,
           fmt::format("carries the {} of the layer, and its material \"{}\" has no {}",
                       carrier == Carrier::electrons ? "electrons" : "ions", phase.material.name, property),
           fmt::format("add {} = {{ value = \"1e-3 S/cm\", source = \"estimated\" }} to the phase, or name another: "
                       "{}.{}.phase",
                       property, key, path_key(carrier)));
  Conduction conduction{phase.material.law(property).scaled(path.factor), {}};
  if (conduction.conductivity.depends_on_x()) conduction.populations = populations_named(layer, phase.name);
  return conduction;
}

std::optional<Salt> salt_of(const PhaseRecipe& electrolyte, const Composition::Path& path, const Layer& layer) {
  const Material& material = electrolyte.material;
  if (material.material_class != MaterialClass::liquid_electrolyte) return std::nullopt;
  return Salt{.porosity = layer.composition.porosity,
              .diffusivity = material.law("salt_diffusivity").scaled(path.factor),
              .transference_number = material.law("transference_number"),
              .thermodynamic_factor = material.law("thermodynamic_factor"),
              .initial_concentration = electrolyte.salt_concentration};
}

}  // namespace silith
