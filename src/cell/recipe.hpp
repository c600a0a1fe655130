#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cell/cell.hpp"
#include "cell/effective_medium.hpp"
#include "cell/pressing.hpp"
#include "material/material.hpp"

// What the user states about a cell, in SI units and with materials resolved. build_cell turns it into a Cell.
namespace silith {

/// What a phase does in its layer.
enum class PhaseRole {
  active,       ///< particles that store lithium, exchanging with an electrolyte or a network by Butler-Volmer
  network,      ///< mixed conductor that stores lithium, in local equilibrium with both potentials
  electrolyte,  ///< ionic conductor; a liquid one fills the pores
  conductor,    ///< electronic conductor without storage
  inert,        ///< takes volume
  metal,        ///< lithium metal: the planar reaction only
};
std::string to_string(PhaseRole role);

struct InitialState {
  enum class Kind { stoichiometry, as_mixed, equilibrated };
  Kind kind = Kind::as_mixed;
  double x = 0.0;  ///< for Kind::stoichiometry
};

/// Over what a population that starts `equilibrated` shares its lithium.
enum class EquilibrationScope { layer, electrode };

/// Particles of one phase that are alike; several make a distribution.
struct ParticleClass {
  std::string name;                       ///< empty for the only class
  double fraction = 1.0;                  ///< of the phase's mass; the classes of a phase sum to 1
  std::optional<double> radius;           ///< m
  double film_resistance = 0.0;           ///< ohm m^2 of the particles' surface
  double contact_resistance = 0.0;        ///< ohm m^2 of the electrode's area, all particles of the class together
  double double_layer_capacitance = 0.0;  ///< F/m^2 of the particles' surface in contact
  double film_capacitance = 0.0;          ///< F/m^2 of the particles' surface in contact, beside film_resistance
  double active_area_fraction = 1.0;      ///< share of the surface in electrochemical contact
};

struct PhaseRecipe {
  std::string name;
  PhaseRole role = PhaseRole::active;
  Material material;  ///< with the phase's own values in place of the file's
  std::optional<double> mass_fraction;
  std::optional<double> volume_fraction;
  Storage shape = Storage::sphere;
  int shells = 20;
  std::vector<ParticleClass> classes{ParticleClass{}};  ///< at least one
  InitialState initial;
  double salt_concentration = 1000.0;        ///< mol/m^3, liquid electrolytes
  std::optional<double> initial_hysteresis;  ///< h; without it -1, or by direction where `equilibrated`
};

/// Which phase carries electrons or ions, and what the mixture leaves of its conductivity.
struct TransportRecipe {
  std::optional<std::string> phase;  ///< without it: by role, see LayerKind
  EffectiveMedium medium;
};

/// The contact of a layer with the next one towards the cathode. What is not given takes its default; what is given
/// and has no effect there is refused.
struct InterfaceRecipe {
  std::optional<double> ionic_resistance;       ///< ohm m^2
  std::optional<double> electronic_resistance;  ///< ohm m^2
  std::optional<double> contact_fraction;
  std::optional<double> film_resistance;           ///< ohm m^2 of contacted area
  std::optional<double> double_layer_capacitance;  ///< F/m^2 of contacted area
  std::optional<double> film_capacitance;          ///< F/m^2 of contacted area, beside film_resistance
  std::optional<double> anodic_transfer;
  std::optional<Law> exchange_current_density;  ///< A/m^2; without it the electrode material's
  bool empty() const;
};

struct LayerRecipe {
  std::string name;
  std::string kind;  ///< key into layer_kinds()
  std::vector<PhaseRecipe> phases;
  std::optional<GeometryFrom> geometry_from;
  std::optional<double> mass;       ///< kg of solids on the die
  std::optional<double> loading;    ///< kg/m^2 of active (or network) material
  std::optional<double> thickness;  ///< m
  std::optional<double> relative_density;
  std::optional<double> pressing_pressure;  ///< Pa
  LayerMesh mesh;
  TransportRecipe electronic;
  TransportRecipe ionic;
  EquilibrationScope equilibrate = EquilibrationScope::layer;
  InterfaceRecipe interface;  ///< with the next layer; empty on the last
};

struct CellRecipe {
  std::string name;
  double area = 0.0;                                ///< m^2
  double temperature = 298.15;                      ///< K
  double series_resistance = 0.0;                   ///< ohm m^2
  std::optional<double> nominal_capacity;           ///< C
  std::optional<double> nominal_specific_capacity;  ///< C/kg of cathode active material; instead of nominal_capacity
  std::vector<LayerRecipe> layers;                  ///< from the anode's collector to the cathode's
};

/// What to do with a phase that is to conduct and does not connect.
enum class Unconnected {
  refuse,  ///< such a cell cannot be simulated
  keep,    ///< its conductivity is zero, Composition::Path says why: for the audit only
};

/// Effective properties, populations, interfaces and initial states of a recipe (docs/equations/cell.md).
/// @throws InputError, keys as dotted paths ("cell.cathode.phases.licoo2.particle_radius"), no places in files
Cell build_cell(const CellRecipe& recipe, Unconnected unconnected = Unconnected::refuse);

}  // namespace silith
