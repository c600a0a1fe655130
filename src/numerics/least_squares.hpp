#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace silith {

/// Residuals of a fit and their derivatives.
class ResidualFunction {
public:
  virtual ~ResidualFunction() = default;
  virtual std::size_t residual_count() const = 0;
  virtual std::size_t parameter_count() const = 0;
  /// @param p [parameter_count()]  @param[out] r [residual_count()]
  /// @param[out] jacobian dr/dp [residual_count() * parameter_count()], residual by residual
  virtual void evaluate(std::span<const double> p, std::span<double> r, std::span<double> jacobian) = 0;
};

struct LeastSquaresOptions {
  int max_iterations = 100;
  double cost_tolerance = 1e-12;  ///< relative reduction of the cost below which a step is the last one
  double step_tolerance = 1e-10;  ///< largest change of a parameter below which a step is the last one
  double max_step = 3.0;          ///< largest change of a parameter in one step
};

struct LeastSquaresResult {
  std::vector<double> parameters;
  double cost = 0.0;  ///< |r|^2 / 2
  int iterations = 0;
  bool converged = false;
};

/// Levenberg-Marquardt within bounds for few parameters, Eq. Z20: damping after the gain of the last step (Nielsen),
/// parameters held by a bound are left out of a step. Deterministic; work arrays are kept between calls, so that
/// fitting many spectra allocates nothing after the first. Parameters should be of comparable size (logarithms).
class LeastSquares {
public:
  /// @param start [parameters], moved into the bounds  @param lower, upper [parameters], lower <= upper
  /// @throws std::logic_error if sizes do not fit
  LeastSquaresResult minimise(ResidualFunction& function, std::span<const double> start, std::span<const double> lower,
                              std::span<const double> upper, const LeastSquaresOptions& options = {});

private:
  void prepare(const ResidualFunction& function, std::span<const double> start, std::span<const double> lower,
               std::span<const double> upper);
  double evaluate(ResidualFunction& function, const std::vector<double>& p);
  void normal_equations();
  bool propose(std::span<const double> lower, std::span<const double> upper, double damping, double max_step);
  double predicted_reduction() const;

  std::vector<double> p_, trial_, residuals_, jacobian_, trial_residuals_, trial_jacobian_;
  std::vector<double> normal_, gradient_, factor_, step_;
  std::vector<std::size_t> free_;
};

}  // namespace silith
