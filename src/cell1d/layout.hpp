#pragma once
#include <cstddef>
#include <vector>

#include "cell/cell.hpp"

namespace silith {

inline constexpr std::size_t absent = static_cast<std::size_t>(-1);

/// Unknowns of surfaces that store charge (Eq. K4 to K6); all absent without capacitance. Of a population they are
/// contiguous over the cells of the layer.
struct SurfaceLayout {
  std::size_t current = absent;       ///< with what charges the capacitances, A/m^2; without any it is the exchange's
  std::size_t double_layer = absent;  ///< electronic potential minus ionic potential at the reaction, V
  std::size_t film = absent;          ///< over the film, V; absent without a capacitance of the film
};

/// Where the unknowns of one population stand. Fields are contiguous over the cells of the layer.
struct PopulationLayout {
  std::size_t x = absent;           ///< [cells] surface stoichiometry; of the network: its stoichiometry
  std::size_t j = absent;           ///< [cells] exchange current density, A/m^2; absent for a network
  SurfaceLayout surface;            ///< [cells] each
  std::size_t hysteresis = absent;  ///< [cells] h; absent without a second branch
  std::size_t interior = absent;    ///< [(shells - 1) * cells] inner nodes, centre first; absent for a network
};

struct LayerLayout {
  std::size_t cells = 0;  ///< 0 for a metal
  std::size_t phi_e = absent, phi_i = absent, c_e = absent;
  std::size_t metal_lithium = absent;  ///< lithium taken from a metal, mol/m^2
  std::size_t network = absent;        ///< which population is the network
  std::vector<PopulationLayout> populations;
  std::vector<double> width;   ///< [cells] m
  std::vector<double> centre;  ///< [cells] m from the anode's collector
};

/// Order of the unknowns: the core (globals, then layer by layer, field by field), then the inner nodes of all
/// particles.
struct Layout {
  std::size_t current = 0;  ///< A/m^2, positive charges the cell
  std::size_t voltage = 1;  ///< V
  std::size_t charge = 2;   ///< integral of the current, C/m^2
  std::size_t energy = 3;   ///< integral of voltage times current, J/m^2
  std::vector<LayerLayout> layers;
  std::vector<std::size_t> planar_current;  ///< per interface: ionic current at a planar reaction, +x, A/m^2
  /// Per interface: the share of that current which reacts, +x, A/m^2; without capacitance planar_current itself.
  std::vector<std::size_t> planar_exchange;
  std::vector<SurfaceLayout> planar_surface;  ///< per interface; `current` is planar_current
  std::size_t core_size = 0, size = 0;

  explicit Layout(const Cell& cell);
};

/// A layer without ionic conduction: lithium or another electrode with a planar reaction only.
bool is_metal(const Layer& layer);

/// Cell widths of a layer, geometric grading. [mesh.cells] m
std::vector<double> mesh_widths(const Layer& layer);

}  // namespace silith
