#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "cell/cell.hpp"

// From what was weighed in to what came out of the press: fractions, density, porosity, thickness, host sites and
// lithium as mixed (Eq. L1 to L6). Plain arithmetic on numbers, no laws.
namespace silith {

/// Which statement about a layer counts when mass and thickness are both known.
enum class GeometryFrom {
  mass,                ///< thickness follows from mass, relative density and the solids' densities
  thickness,           ///< mass follows
  mass_and_thickness,  ///< relative density follows; refused above 1
};
std::string to_string(GeometryFrom geometry);

/// One phase as weighed in. Fractions: all solids by mass (of the solids) or all by volume (of the layer, pores
/// included); one solid may leave its fraction out and gets the rest. A liquid fills the pores.
struct PhaseAmount {
  std::string name, material;
  std::optional<double> mass_fraction;
  std::optional<double> volume_fraction;
  double density = 0.0;             ///< kg/m^3 of the substance as supplied; 0: not known
  double site_concentration = 0.0;  ///< host sites, mol per m^3 of the substance as supplied; 0: stores no lithium
  double lithium_per_host = 0.0;    ///< x as supplied
  bool liquid = false;
  bool loaded = false;  ///< counts for `loading`: the active material
};

struct PressingRecipe {
  std::string key;  ///< dotted path of the layer, for messages: "cell.cathode"
  std::vector<PhaseAmount> phases;
  std::optional<GeometryFrom> geometry_from;  ///< needed where mass and thickness are both given
  std::optional<double> areal_mass;           ///< kg/m^2 of solids
  std::optional<double> loading;              ///< kg/m^2 of the loaded phases; instead of areal_mass
  std::optional<double> thickness;            ///< m
  std::optional<double> relative_density;     ///< 1 - porosity
  std::optional<double> pressing_pressure;    ///< Pa; kept, not used
};

struct PressedLayer {
  double thickness = 0.0;   ///< m
  Composition composition;  ///< phases in the order of the recipe
};

/// Eq. L1 to L6.
/// @throws InputError with every contradiction found; keys are dotted paths below `recipe.key`
PressedLayer press(const PressingRecipe& recipe);

/// Relative density that mass and thickness, as given, would have together (the audit's first question); nullopt if
/// only one of the two was given or a density is not known. Above 1: denser than the solids themselves.
std::optional<double> stated_relative_density(const Layer& layer);

}  // namespace silith
