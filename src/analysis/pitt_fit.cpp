#include "analysis/pitt_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "numerics/dense.hpp"
#include "numerics/least_squares.hpp"

namespace silith {
namespace {

/// No body follows the model better than this share of its current; without it smooth data would seem to tell all.
constexpr double model_error = 1e-3;
constexpr double largest_biot = 1e4, smallest_biot = 1e-3;

double square(double x) {
  return x * x;
}

/// Current of a step as a function of ln tau, ln B, Q/Q_scale and I_0/I_scale; residuals over I_scale, each row with
/// the square root of the time it stands for.
class PittProblem : public ResidualFunction {
public:
  PittProblem(const PittStep& step, Geometry geometry)
      : step_(step), geometry_(geometry), root_weight_(row_weights(step.time)) {
    double sum = 0.0;
    for (const double w : root_weight_) sum += w;
    for (double& w : root_weight_) w = std::sqrt(w * static_cast<double>(root_weight_.size()) / sum);
    for (const double I : step.current) scale_ = std::max(scale_, std::abs(I - step.before));
    charge_scale_ = std::max(std::abs(step.passed), 1e-3 * scale_ * step.time.back());
    sign_ = step.to_voltage > step.from_voltage ? 1.0 : -1.0;
    shape_.resize(step.time.size());
    fading_.resize(step.time.size());
  }

  std::size_t residual_count() const override { return step_.time.size(); }
  std::size_t parameter_count() const override { return 4; }
  double scale() const { return scale_; }
  double charge_scale() const { return sign_ * charge_scale_; }
  double root_weight(std::size_t i) const { return root_weight_[i]; }
  /// Root mean square of the current as the residuals see it.
  double size() const {
    double squares = 0.0;
    for (std::size_t i = 0; i < root_weight_.size(); ++i)
      squares += square(root_weight_[i] * (step_.current[i] - step_.before) / scale_);
    return std::sqrt(squares / static_cast<double>(root_weight_.size()));
  }

  void evaluate(std::span<const double> p, std::span<double> r, std::span<double> jacobian) override {
    residuals(p, r);
    constexpr double h = 1e-5;  // of ln tau and ln B; the other two enter linearly
    std::vector<double> up(r.size()), down(r.size());
    for (std::size_t k = 0; k < 4; ++k) {
      std::array<double, 4> q{p[0], p[1], p[2], p[3]};
      q[k] += h;
      residuals(q, up);
      q[k] -= 2.0 * h;
      residuals(q, down);
      for (std::size_t i = 0; i < r.size(); ++i) jacobian[i * 4 + k] = (up[i] - down[i]) / (2.0 * h);
    }
  }

  /// A, at each row.
  std::vector<double> currents(std::span<const double> p) {
    shape(p[0], p[1]);
    std::vector<double> I(step_.time.size());
    for (std::size_t i = 0; i < I.size(); ++i) I[i] = current(p, i);
    return I;
  }

  /// The charge and background that fit best at given tau and B, in the scaled form. @returns sum of squares
  double best_linear(double ln_tau, double ln_biot, double& charge, double& background) {
    shape(ln_tau, ln_biot);
    const std::size_t n = step_.time.size();
    std::vector<double> a(2 * n), b(n);
    for (std::size_t i = 0; i < n; ++i) {
      a[2 * i] = root_weight_[i] * sign_ * charge_scale_ / std::exp(ln_tau) * shape_[i] / scale_;
      a[2 * i + 1] = root_weight_[i] * (1.0 - fading_[i]);
      b[i] = root_weight_[i] * (step_.current[i] - step_.before * fading_[i]) / scale_;
    }
    std::array<double, 2> x{};
    const double norm = solve_least_squares(a, 2, b, x);
    charge = x[0];
    background = x[1];
    return norm * norm;
  }

private:
  void shape(double ln_tau, double ln_biot) {
    const double tau = std::exp(ln_tau);
    const StepResponse response(geometry_, std::exp(ln_biot));
    for (std::size_t i = 0; i < shape_.size(); ++i) {
      shape_[i] = response(step_.time[i] / tau);
      fading_[i] = std::exp(-response.slowest() * step_.time[i] / tau);
    }
  }
  double current(std::span<const double> p, std::size_t i) const {
    return p[3] * scale_ * (1.0 - fading_[i]) + step_.before * fading_[i] +
           sign_ * charge_scale_ * p[2] / std::exp(p[0]) * shape_[i];
  }
  void residuals(std::span<const double> p, std::span<double> r) {
    shape(p[0], p[1]);
    for (std::size_t i = 0; i < r.size(); ++i) r[i] = root_weight_[i] * (current(p, i) - step_.current[i]) / scale_;
  }

  const PittStep& step_;
  Geometry geometry_;
  std::vector<double> root_weight_, shape_, fading_;
  double scale_ = 0.0, charge_scale_ = 0.0, sign_ = 1.0;
};

struct Bounds {
  std::array<double, 4> lower, upper;
};

Bounds bounds_of(const PittStep& step) {
  return {{std::log(1e-3 * step.time.back()), std::log(smallest_biot), 1e-6, -1.0},
          {std::log(1e4 * step.time.back()), std::log(largest_biot), 1e4, 1.0}};
}

/// The best of a grid over tau and B, with charge and background solved for; the best few are refined.
LeastSquaresResult search(PittProblem& problem, const Bounds& bounds) {
  struct Start {
    double squares;
    std::array<double, 4> p;
  };
  std::vector<Start> starts;
  const double shortest = bounds.lower[0] + std::log(30.0), longest = bounds.upper[0] - std::log(100.0);
  for (int k = 0; k <= 12; ++k) {
    for (const double biot : {0.1, 0.5, 2.0, 8.0, 30.0, 120.0, 1e3}) {
      Start start{0.0, {shortest + (longest - shortest) * k / 12.0, std::log(biot), 0.0, 0.0}};
      start.squares = problem.best_linear(start.p[0], start.p[1], start.p[2], start.p[3]);
      if (start.p[2] > 0.0) starts.push_back(start);
    }
  }
  std::sort(starts.begin(), starts.end(), [](const Start& a, const Start& b) { return a.squares < b.squares; });
  if (starts.size() > 6) starts.resize(6);
  LeastSquares solver;
  LeastSquaresResult best;
  for (const Start& start : starts) {
    auto found = solver.minimise(problem, start.p, bounds.lower, bounds.upper);
    if (best.parameters.empty() || found.cost < best.cost) best = std::move(found);
  }
  if (best.parameters.empty()) {  // the current runs against the voltage: nothing to refine
    best.parameters = {std::log(bounds.upper[0]), 0.0, bounds.lower[2], 0.0};
    best.cost = 0.5 * static_cast<double>(problem.residual_count());
  }
  return best;
}

/// Covariance of the parameters, rows and columns of those at a bound 0.
std::array<double, 16> covariance(PittProblem& problem, const LeastSquaresResult& best, const Bounds& bounds) {
  const std::size_t n = problem.residual_count();
  std::vector<double> r(n), jacobian(4 * n);
  problem.evaluate(best.parameters, r, jacobian);
  std::vector<std::size_t> free;
  for (std::size_t k = 0; k < 4; ++k) {
    if (best.parameters[k] > bounds.lower[k] + 1e-9 && best.parameters[k] < bounds.upper[k] - 1e-9) free.push_back(k);
  }
  const std::size_t m = free.size();
  std::vector<double> normal(m * m, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t a = 0; a < m; ++a)
      for (std::size_t b = 0; b < m; ++b) normal[a * m + b] += jacobian[4 * i + free[a]] * jacobian[4 * i + free[b]];
  std::array<double, 16> result{};
  const double variance =
      std::max(2.0 * best.cost / static_cast<double>(n > m ? n - m : 1), square(model_error * problem.size()));
  std::vector<double> factor = normal;
  if (!cholesky_factorise(factor, m)) {
    for (const std::size_t k : free) result[5 * k] = 1e6;  // nothing is known of them
    return result;
  }
  for (std::size_t a = 0; a < m; ++a) {
    std::vector<double> column(m, 0.0);
    column[a] = 1.0;
    cholesky_solve(factor, m, column);
    for (std::size_t b = 0; b < m; ++b) result[4 * free[a] + free[b]] = variance * column[b];
  }
  return result;
}

}  // namespace

double fit_pitt(PittStep& step, Geometry geometry) {
  PittProblem problem(step, geometry);
  const Bounds bounds = bounds_of(step);
  const LeastSquaresResult best = search(problem, bounds);
  const auto C = covariance(problem, best, bounds);
  const auto sigma = [&](std::size_t k) { return std::sqrt(C[5 * k]); };
  const auto& p = best.parameters;
  step.tau = std::exp(p[0]);
  step.tau_sigma = step.tau * sigma(0);
  step.biot = std::exp(p[1]);
  step.biot_sigma = step.biot * sigma(1);
  step.charge = p[2] * problem.charge_scale();
  step.charge_sigma = std::abs(problem.charge_scale()) * sigma(2);
  step.background = p[3] * problem.scale();
  step.fitted = problem.currents(p);
  double squares = 0.0;
  for (std::size_t i = 0; i < step.time.size(); ++i)
    squares += std::pow(problem.root_weight(i) * (step.fitted[i] - step.current[i]), 2);
  step.scatter = std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, step.time.size() - 4)));
  // A bound has no uncertainty; of tau that means that the data say nothing.
  if (sigma(0) == 0.0) step.tau_sigma = 1e3 * step.tau;
  return sigma(0) > 0.0 && sigma(1) > 0.0 ? C[1] / (sigma(0) * sigma(1)) : 0.0;
}

FittedLine fit_line_through_zero(const std::vector<double>& x, const std::vector<double>& y,
                                 const std::vector<double>& weight) {
  double xx = 0.0, xy = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += weight[i] * x[i] * x[i];
    xy += weight[i] * x[i] * y[i];
  }
  FittedLine line;
  line.slope = xy / xx;
  for (std::size_t i = 0; i < x.size(); ++i) squares += weight[i] * std::pow(y[i] - line.slope * x[i], 2);
  if (x.size() > 1) line.slope_sigma = std::sqrt(squares / static_cast<double>(x.size() - 1) / xx);
  return line;
}

}  // namespace silith
