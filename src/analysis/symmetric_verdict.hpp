#pragma once
#include "analysis/symmetric_cell.hpp"

namespace silith {

/// Fills expected, change, fluctuation_ratio, verdict and evidence of every half-cycle from its features and the
/// half-cycles before it, Eq. J6 and J7. @param early [halves] ohm, resistance in the first seventh of each
void judge(std::vector<SymmetricHalf>& halves, const std::vector<double>& early, const SymmetricOptions& options);

}  // namespace silith
