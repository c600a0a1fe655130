#pragma once
#include "cell1d/cell_model.hpp"

namespace silith::testing {

/// Every entry of dF/dy + cj dF/dy' against central differences of the residual, at a state away from equilibrium,
/// under each kind of drive; relative to the largest entry of the row.
void expect_exact_jacobian(const Cell& cell);

}  // namespace silith::testing
