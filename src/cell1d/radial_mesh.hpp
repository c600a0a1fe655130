#pragma once
#include <vector>

#include "cell/cell.hpp"

namespace silith {

/// Nodes of one particle from the centre to the surface, the last node on the surface, and the finite volumes around
/// them (Eq. P2), in units of the radius and of the particle's volume.
struct RadialMesh {
  std::vector<double> node;         ///< [shells] r/R, 0 to 1
  std::vector<double> volume;       ///< [shells] share of the particle's volume; sums to 1
  std::vector<double> conductance;  ///< [shells - 1] face area over node distance, per particle volume, 1/m^2

  RadialMesh(Storage shape, double radius, int shells);
};

}  // namespace silith
