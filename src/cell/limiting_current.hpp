#pragma once
#include <string>
#include <vector>

#include "cell/design.hpp"

namespace silith {

/// A current density that a part of the cell cannot carry for long; upper bounds, so that what exceeds one is too much.
struct LimitingCurrent {
  std::string layer;   ///< empty: the whole stack
  std::string cause;   ///< "the salt in the separator is used up on one side"
  std::string remedy;  ///< what would raise it
  double value = 0.0;  ///< A/m^2
};

/// Eq. L23 (salt), L24 (diffusion in particles), L25 (ohmic drop between the cut-offs), where they apply.
std::vector<LimitingCurrent> limiting_currents(const Cell& cell, const DesignFacts& facts);

}  // namespace silith
