#pragma once
#include <string>

#include "cell/cell.hpp"

// Cells built in code, with laws chosen for the tests: monotone, smooth, of realistic size, tied to no material file.
namespace silith::testing {

Law constant_law(double value, const std::string& unit);
Law formula_law(const std::string& text, const std::string& unit);

/// A layer that conducts ions only.
Layer electrolyte(const std::string& name, double thickness, int cells, double kappa);
/// A mixed conductor storing lithium in local equilibrium with both potentials.
/// @param ocp, kappa formulas in x
Layer network_layer(const std::string& name, double thickness, int cells, const std::string& ocp, double sites,
                    const std::string& sigma, const std::string& kappa, double initial_x);
/// Lithium, or another electrode with a planar reaction only.
Layer metal(const std::string& name);
/// Particles with Butler-Volmer kinetics. @param ocp formula in x
Population particles(const std::string& name, const std::string& ocp, double sites, double radius, double fraction,
                     double initial_x);
/// A reaction between an electrolyte and a metal or a mixed conductor.
Interface reaction(double j0, double film_resistance = 0.0);

inline constexpr const char* silicon_ocp = "0.30*exp(-4*x) + 0.30*(1-x/4.5) - 0.01*exp((x-4.2)/0.04)";
inline constexpr const char* silicon_ocp_delithiation =
    "0.30*exp(-4*x) + 0.12 + 0.34*(1-x/4.5) - 0.01*exp((x-4.2)/0.04)";
inline constexpr const char* cobalt_ocp = "3.9 - 0.5*(x-0.5) + 0.08*exp(-30*(x-0.4)) - 0.02*exp((x-0.98)/0.01)";

struct StackMesh {
  int cells = 6;   ///< per layer
  int shells = 8;  ///< per particle
};
/// Composite (network, silicon particles with hysteresis) | Li21Si5 | two electrolytes | cathode with two populations.
Cell double_layer_cell(const StackMesh& mesh = {});
/// Network | electrolyte | network.
Cell symmetric_cell(const StackMesh& mesh = {});
/// Lithium | electrolyte | cathode.
Cell metal_cell(const StackMesh& mesh = {});
/// Cathode material | electrolyte | lithium: the metal on the other side.
Cell reversed_metal_cell(const StackMesh& mesh = {});
/// Lithium | separator with a binary salt | porous cathode with the salt.
Cell salt_half_cell(const StackMesh& mesh = {});

/// Capacitances at every surface against an electrolyte that reacts; films without resistance get none.
void add_capacitances(Cell& cell);

}  // namespace silith::testing
