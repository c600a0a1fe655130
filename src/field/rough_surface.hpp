#pragma once
#include <vector>

#include "continuum/field_case.hpp"

namespace silith::field {

/// Unevenness of an interface at the start, Eq. F25: waves that fit the period, power falling as k^-exponent, phases
/// seeded, scaled to the rms wanted. The same seed gives the same surface on any mesh and machine.
class RoughSurface {
public:
  /// @param width, depth periods across, m; depth 0: no variation along the third coordinate. Width 0: the longest
  /// wave.
  /// @throws InputError if no wave between the longest and the shortest fits the period, or a length is not positive
  RoughSurface(const Roughness& roughness, double width, double depth = 0.0);

  double height(double x, double z = 0.0) const;  ///< m, zero in the mean

private:
  struct Wave {
    double k_x, k_z, amplitude, phase;
  };
  std::vector<Wave> waves_;
};

}  // namespace silith::field
