#pragma once
#include <functional>
#include <vector>

#include "analysis/gitt.hpp"

namespace silith {

/// A curve with one scale s, in which everything else enters linearly: y = sum_k a_k f_k(s).
struct ScaledFit {
  double scale = 0.0, scale_sigma = 0.0;
  std::vector<double> coefficients, sigmas;
  std::vector<double> fitted;
  double scatter = 0.0;  ///< standard deviation of the residuals, weighted
  bool inside = false;   ///< the best scale lies inside the range that was searched
};

/// Least squares over the scale (golden section in its logarithm, from a grid) and the coefficients.
/// @param columns fills f_k at every row, [rows * count] row by row, for a scale
/// @param model_error smallest scatter assumed for the uncertainties
ScaledFit fit_scaled(const std::vector<double>& y, const std::vector<double>& weight, std::size_t count, double low,
                     double high, const std::function<void(double scale, std::vector<double>& columns)>& columns,
                     double model_error);

/// Fits Eq. T9 and T10 to pulse and rest: tau, scale, jump, biot, scatter, misfit and fitted are set.
void fit_gitt(GittPulse& pulse, Geometry geometry);

}  // namespace silith
