#pragma once
#include "protocol/protocol.hpp"

namespace silith {

/// What drives the cell: the equation of the current (Eq. C9). Positive charges.
struct Drive {
  enum class Kind { current, voltage, power, profile };
  Kind kind = Kind::current;
  double value = 0.0;                       ///< A/m^2, V or W/m^2
  const CurrentProfile* profile = nullptr;  ///< outlives the drive
  double profile_start = 0.0;               ///< s, when the profile's clock was zero
  double area = 1.0;                        ///< m^2, turns the profile's ampere into A/m^2

  /// A/m^2 at time t, of a current or a profile (linear between its points).
  double current(double t) const;
};

}  // namespace silith
