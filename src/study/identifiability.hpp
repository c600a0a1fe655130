#pragma once
#include <optional>
#include <string>
#include <vector>

#include "study/search.hpp"

namespace silith {

/// What data say about parameters, from the derivatives at the best fit (Eq. S3-S5). Everything in [0, 1] coordinates.
struct Identifiability {
  Vector standard_errors;            ///< [parameters]; NaN where held by a bound, infinite where nothing is known
  std::vector<bool> at_bound;        ///< [parameters]; held by a bound, left out of the rest
  std::vector<Vector> correlations;  ///< [parameters][parameters]; NaN where held
  /// A direction in parameter space, normalised, with the standard deviation along it. Worst known first.
  struct Direction {
    Vector components;  ///< [parameters]; 0 where held
    double deviation = 0.0;
  };
  std::vector<Direction> directions;
  double scale = 1.0;  ///< factor on the stated standard deviations, Eq. S3
};

/// @param jacobian [residuals][parameters] of the weighted residuals at `place`
Identifiability identifiability(const std::vector<Vector>& jacobian, const Vector& residuals, const Vector& place);

/// A direction whose standard deviation is more than this part of the way between the bounds counts as not determined.
inline constexpr double undetermined = 0.25;

}  // namespace silith
