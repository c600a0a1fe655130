#pragma once
#include <string>
#include <vector>

#include "cell/recipe.hpp"

namespace silith {

/// Does the phase store lithium.
bool stores_lithium(PhaseRole role);

/// Host sites per volume of the substance as supplied (Eq. L5), mol/m^3; 0 for phases that store nothing.
double site_concentration(const PhaseRecipe& phase, double temperature);

/// Lithium per host site as supplied; 0 for phases that store nothing.
double lithium_per_host(const PhaseRecipe& phase, double temperature);

/// alpha_a of the material's charge transfer; 0.5 where it states none.
double anodic_transfer(const Material& material, double temperature);

/// What the particles of a layer touch.
enum class Surroundings { electrolyte, network };

/// The populations of one phase (Eq. L11, L12), one a class, at their composition as mixed.
/// @param key dotted path of the phase;  @param pressed the phase in the pressed layer;  @param thickness m
/// @throws InputError for capacitances that have no effect
std::vector<Population> populations_of(const std::string& key, const PhaseRecipe& phase,
                                       const Composition::Phase& pressed, Surroundings surroundings, double thickness,
                                       double temperature);

}  // namespace silith
