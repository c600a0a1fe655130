#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cell/cell.hpp"

// The balance of a stack as designed, layer by layer (Eq. L14 to L22): what `silith design` prints.
namespace silith {

/// What a source or a protocol says about the finished cell. The solvers use none of it; the audit compares.
struct DesignFacts {
  /// A current that the cell is to carry.
  struct Current {
    std::string text;    ///< as the user put it
    double value = 0.0;  ///< A, magnitude
  };
  /// A voltage at which a step ends or that it holds.
  struct CutOff {
    std::string text;
    double voltage = 0.0;  ///< V
  };
  std::optional<double> anode_end_composition;      ///< x to which the anode is charged
  std::optional<double> cathode_end_composition;    ///< x to which the cathode is emptied
  std::optional<double> measured_cathode_capacity;  ///< C/m^2
  std::optional<double> stated_current;             ///< A
  std::optional<double> stated_current_density;     ///< A/m^2
  std::vector<Current> currents;
  std::vector<CutOff> cut_offs;
};

/// One path through one layer, at the composition the cell starts with.
struct PathEstimate {
  double conductivity = 0.0;          ///< effective, S/m
  double resistance = 0.0;            ///< thickness over conductivity, ohm m^2; infinite where nothing conducts
  std::optional<double> composition;  ///< x at which the conductivity was taken, where it depends on one
};

struct LayerDesign {
  std::string name;
  std::string electrode;                       ///< "anode", "separator", "cathode"
  double thickness = 0.0;                      ///< m
  double mass = 0.0;                           ///< kg/m^2
  double relative_density = 0.0;               ///< solids over the layer's volume
  std::optional<double> stated_density_ratio;  ///< mass and thickness as stated, over the density of the solids
  double porosity = 0.0;
  Composition composition;           ///< the phases with their fractions
  std::optional<double> x_as_mixed;  ///< lithium per host site
  std::optional<double> x_initial;   ///< of the populations at the start
  std::optional<double> capacity;    ///< to the end composition of its electrode, C/m^2, signed (Eq. L15)
  double lithium_as_mixed = 0.0;     ///< mol/m^2
  double lithium_initial = 0.0;      ///< mol/m^2
  std::optional<PathEstimate> electronic, ionic;
};

struct Design {
  std::string name;
  double area = 0.0, temperature = 0.0;  ///< m^2, K
  std::vector<LayerDesign> layers;       ///< from the anode's collector to the cathode's
  double thickness = 0.0, mass = 0.0;    ///< m, kg/m^2, without collectors
  std::optional<double> anode_end_composition, cathode_end_composition;  ///< none: lithium metal
  std::optional<double> anode_capacity;                                  ///< sum over the anode, C/m^2, signed
  std::optional<double> cathode_capacity;  ///< theoretical: to its end composition, C/m^2, given up counts positive
  std::optional<double> measured_cathode_capacity;    ///< C/m^2
  std::optional<double> np_theoretical, np_measured;  ///< Eq. L16
  /// Eq. L20 to L22: at open circuit, with the measured capacity, else what anode and cathode allow.
  std::optional<double> energy_capacity;  ///< C/m^2
  std::optional<double> mean_voltage;     ///< V
  std::optional<double> specific_energy;  ///< J/kg of the stack; none where a density is not known
  std::optional<double> energy_density;   ///< J/m^3 of the stack
};

/// The end compositions in use: as stated, else x = 3.75 (Li15Si4) or where the laws end below it for the anode, and
/// where the laws end for the cathode. nullopt where an electrode stores nothing.
std::optional<double> anode_end_composition(const Cell& cell, const DesignFacts& facts);
std::optional<double> cathode_end_composition(const Cell& cell, const DesignFacts& facts);

/// Capacity that the cathode gives up from as mixed to its end composition, C/m^2; nullopt where it stores nothing.
std::optional<double> theoretical_cathode_capacity(const Cell& cell, const DesignFacts& facts);

/// Pure arithmetic on the built cell.
Design design_of(const Cell& cell, const DesignFacts& facts);

}  // namespace silith
