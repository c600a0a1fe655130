#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace silith {

using Vector = std::vector<double>;

/// Residuals of several places at once, so that they can be computed in parallel.
/// @param places [n][parameters] in [0, 1]
/// @return [n][residuals]; an empty one where there is no value
using Residuals = std::function<std::vector<Vector>(const std::vector<Vector>& places)>;

/// Least squares between bounds, scaled to [0, 1] (Eq. S1).
struct SearchOptions {
  enum class Loss { none, huber, cauchy } loss = Loss::none;
  double loss_scale = 1.0;
  double step = 0.01;  ///< of the central difference quotients; a search takes half of it (Eq. S2)
  int max_iterations = 50;
  double tolerance = 1e-4;  ///< relative decrease of the cost at which the search ends
  /// Told after every iteration; false ends the search, which keeps the best place so far.
  std::function<bool(int iteration, double cost)> watch;
};

struct SearchResult {
  Vector place;       ///< best found; empty if no place could be evaluated
  Vector residuals;   ///< there
  double cost = 0.0;  ///< half the sum of the (robust) squares
  int iterations = 0;
  bool converged = false;
  std::string ending;
};

/// Levenberg-Marquardt steps (Ceres) from a place in [0, 1]^n. A place that cannot be evaluated is stepped back from.
SearchResult search_least_squares(const Residuals& residuals, std::size_t residual_count, const Vector& start,
                                  const SearchOptions& options);

/// d residual / d parameter by difference quotients, central where the bounds leave room (Eq. S2).
/// @return [residual][parameter]; empty if a place has no value
std::vector<Vector> derivatives(const Residuals& residuals, const Vector& place, double step);

/// The same from one side each, with half the evaluations: for the way of a search, whose end does not depend on it.
/// @param values residuals at `place`
std::vector<Vector> one_sided_derivatives(const Residuals& residuals, const Vector& place, const Vector& values,
                                          double step);

}  // namespace silith
