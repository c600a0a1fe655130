#include "numerics/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "numerics/dense.hpp"

namespace silith {

void LeastSquares::prepare(const ResidualFunction& function, std::span<const double> start,
                           std::span<const double> lower, std::span<const double> upper) {
  const std::size_t n = function.parameter_count(), m = function.residual_count();
  if (start.size() != n || lower.size() != n || upper.size() != n) {
    throw std::logic_error("LeastSquares: sizes do not fit");
  }
  p_.resize(n);
  for (std::size_t i = 0; i < n; ++i) p_[i] = std::clamp(start[i], lower[i], upper[i]);
  trial_.resize(n);
  step_.resize(n);
  gradient_.resize(n);
  normal_.resize(n * n);
  residuals_.resize(m);
  trial_residuals_.resize(m);
  jacobian_.resize(m * n);
  trial_jacobian_.resize(m * n);
}

double LeastSquares::evaluate(ResidualFunction& function, const std::vector<double>& p) {
  function.evaluate(p, trial_residuals_, trial_jacobian_);
  return 0.5 * std::inner_product(trial_residuals_.begin(), trial_residuals_.end(), trial_residuals_.begin(), 0.0);
}

/// J^T J (lower triangle, then mirrored) and J^T r.
void LeastSquares::normal_equations() {
  const std::size_t n = p_.size();
  std::fill(normal_.begin(), normal_.end(), 0.0);
  std::fill(gradient_.begin(), gradient_.end(), 0.0);
  for (std::size_t r = 0; r < residuals_.size(); ++r) {
    const double* row = jacobian_.data() + r * n;
    for (std::size_t i = 0; i < n; ++i) {
      gradient_[i] += row[i] * residuals_[r];
      for (std::size_t k = 0; k <= i; ++k) normal_[i * n + k] += row[i] * row[k];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = i + 1; k < n; ++k) normal_[i * n + k] = normal_[k * n + i];
  }
}

/// The damped step of the parameters no bound holds, cut to the bounds. @return false if damping has to grow first
bool LeastSquares::propose(std::span<const double> lower, std::span<const double> upper, double damping,
                           double max_step) {
  const std::size_t n = p_.size();
  free_.clear();
  for (std::size_t i = 0; i < n; ++i) {
    const bool held = (p_[i] <= lower[i] && gradient_[i] > 0.0) || (p_[i] >= upper[i] && gradient_[i] < 0.0);
    if (!held && lower[i] < upper[i]) free_.push_back(i);
  }
  const std::size_t f = free_.size();
  factor_.resize(f * f);
  std::vector<double>& rhs = trial_;  // long enough; overwritten below
  double largest = 0.0;
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, normal_[i * n + i]);
  for (std::size_t i = 0; i < f; ++i) {
    for (std::size_t k = 0; k <= i; ++k) factor_[i * f + k] = normal_[free_[i] * n + free_[k]];
    // Scaled by its own curvature, with a floor for parameters without any influence.
    factor_[i * f + i] += damping * std::max(factor_[i * f + i], 1e-12 * largest) + 1e-300;
    rhs[i] = -gradient_[free_[i]];
  }
  if (!cholesky_factorise(factor_, f)) return false;
  cholesky_solve(factor_, f, std::span(rhs).first(f));
  double longest = 0.0;
  for (std::size_t i = 0; i < f; ++i) longest = std::max(longest, std::abs(rhs[i]));
  const double cut = longest > max_step ? max_step / longest : 1.0;
  std::fill(step_.begin(), step_.end(), 0.0);
  for (std::size_t i = 0; i < f; ++i) step_[free_[i]] = cut * rhs[i];
  for (std::size_t i = 0; i < n; ++i) {
    trial_[i] = std::clamp(p_[i] + step_[i], lower[i], upper[i]);
    step_[i] = trial_[i] - p_[i];
  }
  return true;
}

/// By the linear model: -(g . s + s^T J^T J s / 2).
double LeastSquares::predicted_reduction() const {
  const std::size_t n = p_.size();
  double reduction = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    double curvature = 0.0;
    for (std::size_t k = 0; k < n; ++k) curvature += normal_[i * n + k] * step_[k];
    reduction -= step_[i] * (gradient_[i] + 0.5 * curvature);
  }
  return reduction;
}

LeastSquaresResult LeastSquares::minimise(ResidualFunction& function, std::span<const double> start,
                                          std::span<const double> lower, std::span<const double> upper,
                                          const LeastSquaresOptions& options) {
  prepare(function, start, lower, upper);
  LeastSquaresResult result;
  result.cost = evaluate(function, p_);
  std::swap(residuals_, trial_residuals_);
  std::swap(jacobian_, trial_jacobian_);
  normal_equations();
  double damping = 1e-3, growth = 2.0;
  while (result.iterations < options.max_iterations && std::isfinite(result.cost)) {
    ++result.iterations;
    double longest = 0.0, reduction = -1.0, predicted = 0.0;
    if (propose(lower, upper, damping, options.max_step)) {
      for (const double s : step_) longest = std::max(longest, std::abs(s));
      predicted = predicted_reduction();
      if (longest <= options.step_tolerance) {
        result.converged = true;
        break;
      }
      const double cost = evaluate(function, trial_);
      reduction = std::isfinite(cost) ? result.cost - cost : -1.0;
    }
    if (reduction < 0.0) {
      if (damping > 1e30) break;
      damping *= growth;
      growth *= 2.0;
      continue;
    }
    const double before = result.cost;
    std::swap(p_, trial_);
    std::swap(residuals_, trial_residuals_);
    std::swap(jacobian_, trial_jacobian_);
    result.cost -= reduction;
    const double gain = predicted > 0.0 ? reduction / predicted : 0.0;
    damping *= std::max(1.0 / 3.0, 1.0 - std::pow(2.0 * gain - 1.0, 3.0));
    damping = std::max(damping, 1e-15);
    growth = 2.0;
    if (reduction <= options.cost_tolerance * before) {
      result.converged = true;
      break;
    }
    normal_equations();
  }
  result.parameters = p_;
  return result;
}

}  // namespace silith
