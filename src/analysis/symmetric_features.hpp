#pragma once
#include <span>

#include "analysis/symmetric_cell.hpp"

namespace silith {

/// Rows of a half-cycle at its current: time since its start (s), polarisation along its direction (V).
struct PolarisationCurve {
  std::vector<double> time, voltage;
};

/// Median; NaN for an empty range.
double median(std::span<const double> values);

/// Resistance, its uncertainty, final resistance, fluctuation, spike and sudden fall of one half-cycle, Eq. J1 to J5.
void add_features(SymmetricHalf& half, const PolarisationCurve& curve);

}  // namespace silith
