#pragma once
#include "analysis/pitt.hpp"

namespace silith {

/// Fits Eq. T1 (T3) with T8 to the current of a step: charge, tau, biot, background, their uncertainties, scatter and
/// fitted are set. @returns correlation of ln tau and ln B
double fit_pitt(PittStep& step, Geometry geometry);

/// As fit_line, with an intercept of 0.
FittedLine fit_line_through_zero(const std::vector<double>& x, const std::vector<double>& y,
                                 const std::vector<double>& weight);

}  // namespace silith
