#include "cell/interfaces.hpp"

#include <fmt/format.h>

#include "cell/populations.hpp"
#include "cell/refuse.hpp"

namespace silith {
namespace {

struct Contact {
  bool electrons_pass, ions_pass;
  const BuiltLayer* electrode;  // the side that reacts with the other; nullptr: no reaction
};

[[noreturn]] void refuse_neighbours(const BuiltLayer& left, const BuiltLayer& right, const std::string& why) {
  refuse("cell.stack",
         fmt::format("\"{}\" ({}) and \"{}\" ({}) cannot touch: {}", left.recipe->name, left.kind->name,
                     right.recipe->name, right.kind->name, why),
         "put a separator between them");
}

Contact contact_of(const BuiltLayer& left, const BuiltLayer& right) {
  Contact contact{.electrons_pass = left.layer.electronic && right.layer.electronic,
                  .ions_pass = left.layer.ionic && right.layer.ionic,
                  .electrode = nullptr};
  if (left.kind->surface == right.kind->surface) {
    if (contact.ions_pass && left.layer.salt.has_value() != right.layer.salt.has_value())
      refuse_neighbours(left, right, "a liquid and a solid electrolyte have no common transport model");
    if (!contact.ions_pass && contact.electrons_pass && (left.layer.ionic || right.layer.ionic))
      refuse_neighbours(left, right, "a metal on a mixed conductor has no reaction model");
    return contact;
  }
  if (contact.electrons_pass)
    refuse_neighbours(left, right, "a planar reaction needs an electrolyte that blocks electrons on one side");
  contact.electrode = left.kind->surface == Surface::electrode ? &left : &right;
  contact.ions_pass = false;
  return contact;
}

const PhaseRecipe& reacting_phase(const BuiltLayer& electrode) {
  for (const PhaseRecipe& phase : electrode.recipe->phases)
    if (phase.role == PhaseRole::network || phase.role == PhaseRole::metal) return phase;
  throw std::logic_error("reacting_phase: an electrode surface without network or metal");
}

void check_effect(const std::string& key, const InterfaceRecipe& recipe, const Contact& contact) {
  const auto no_effect = [&](bool given, const char* name, const char* why) {
    if (given) refuse(key + "." + name, std::string("has no effect here: ") + why, "leave it out");
  };
  no_effect(recipe.electronic_resistance && !contact.electrons_pass, "electronic_resistance",
            "electrons do not pass this interface");
  no_effect(recipe.ionic_resistance && !contact.ions_pass, "ionic_resistance",
            "ions do not pass it without reaction; film_resistance is the resistance in series with a reaction");
  const char* no_reaction = "nothing reacts at this interface";
  no_effect(recipe.contact_fraction && !contact.electrode, "contact_fraction", no_reaction);
  no_effect(recipe.film_resistance && !contact.electrode, "film_resistance", no_reaction);
  no_effect(recipe.double_layer_capacitance && !contact.electrode, "double_layer_capacitance", no_reaction);
  no_effect(recipe.film_capacitance && !contact.electrode, "film_capacitance", no_reaction);
  no_effect(recipe.film_capacitance.value_or(0.0) > 0.0 && recipe.film_resistance.value_or(0.0) <= 0.0,
            "film_capacitance", "film_resistance is zero");
  no_effect(recipe.anodic_transfer && !contact.electrode, "charge_transfer_coefficient", no_reaction);
  no_effect(recipe.exchange_current_density && !contact.electrode, "exchange_current_density", no_reaction);
}

Kinetics planar_kinetics(const InterfaceRecipe& recipe, const Material& material, double temperature) {
  return {.exchange_current_density = recipe.exchange_current_density ? *recipe.exchange_current_density
                                                                      : material.law("exchange_current_density"),
          .anodic_transfer = recipe.anodic_transfer.value_or(anodic_transfer(material, temperature)),
          .film_resistance = recipe.film_resistance.value_or(0.0),
          .double_layer_capacitance = recipe.double_layer_capacitance.value_or(0.0),
          .film_capacitance = recipe.film_capacitance.value_or(0.0),
          .bridged_resistance = recipe.film_resistance.value_or(0.0)};
}

}  // namespace

Interface build_interface(const BuiltLayer& left, const BuiltLayer& right, double temperature) {
  const InterfaceRecipe& recipe = left.recipe->interface;
  const Contact contact = contact_of(left, right);
  check_effect(left.key + ".interface", recipe, contact);
  Interface interface;
  interface.ionic_resistance = recipe.ionic_resistance.value_or(0.0);
  interface.electronic_resistance = recipe.electronic_resistance.value_or(0.0);
  interface.contact_fraction = recipe.contact_fraction.value_or(1.0);
  if (contact.electrode) {
    const PhaseRecipe& phase = reacting_phase(*contact.electrode);
    interface.reaction = planar_kinetics(recipe, phase.material, temperature);
    if (phase.role == PhaseRole::metal) interface.metal_potential = phase.material.law("ocp");
  }
  return interface;
}

}  // namespace silith
