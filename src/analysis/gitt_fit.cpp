#include "analysis/gitt_fit.hpp"

#include <algorithm>
#include <cmath>

#include "numerics/dense.hpp"

namespace silith {
namespace {

class ScaledProblem {
public:
  ScaledProblem(const std::vector<double>& y, const std::vector<double>& weight, std::size_t count,
                const std::function<void(double, std::vector<double>&)>& columns)
      : y_(y), count_(count), columns_(columns), root_(weight), a_(y.size() * count) {
    double sum = 0.0;
    for (const double w : weight) sum += w;
    for (double& w : root_) w = std::sqrt(w * static_cast<double>(root_.size()) / sum);
  }

  /// Sum of squares with the best coefficients.
  double squares(double scale, std::vector<double>& coefficients) {
    columns_(scale, a_);
    std::vector<double> a = a_, b = y_;
    for (std::size_t i = 0; i < b.size(); ++i) {
      b[i] *= root_[i];
      for (std::size_t k = 0; k < count_; ++k) a[i * count_ + k] *= root_[i];
    }
    coefficients.assign(count_, 0.0);
    const double norm = solve_least_squares(a, count_, b, coefficients);
    return norm * norm;
  }

  std::vector<double> curve(double scale, const std::vector<double>& coefficients) {
    columns_(scale, a_);
    std::vector<double> y(y_.size(), 0.0);
    for (std::size_t i = 0; i < y.size(); ++i)
      for (std::size_t k = 0; k < count_; ++k) y[i] += a_[i * count_ + k] * coefficients[k];
    return y;
  }

  double best(double low, double high, bool& inside) {
    constexpr int points = 80;
    std::vector<double> coefficients;
    int at = 0;
    double least = 0.0;
    const double step = std::log(high / low) / points;
    for (int k = 0; k <= points; ++k) {
      const double found = squares(low * std::exp(step * k), coefficients);
      if (k == 0 || found < least) {
        least = found;
        at = k;
      }
    }
    inside = at > 0 && at < points;
    return golden(std::log(low) + step * std::max(0, at - 1), std::log(low) + step * std::min(points, at + 1));
  }

  /// Standard uncertainties of ln scale and the coefficients.
  std::vector<double> uncertainties(double scale, const std::vector<double>& coefficients, double variance) {
    const std::size_t n = y_.size(), m = count_ + 1;
    constexpr double h = 1e-4;
    const auto up = curve(scale * std::exp(h), coefficients), down = curve(scale * std::exp(-h), coefficients);
    columns_(scale, a_);
    std::vector<double> normal(m * m, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> row{root_[i] * (up[i] - down[i]) / (2.0 * h)};
      for (std::size_t k = 0; k < count_; ++k) row.push_back(root_[i] * a_[i * count_ + k]);
      for (std::size_t p = 0; p < m; ++p)
        for (std::size_t q = 0; q < m; ++q) normal[p * m + q] += row[p] * row[q];
    }
    std::vector<double> sigmas(m, 1e6);
    if (!cholesky_factorise(normal, m)) return sigmas;
    for (std::size_t p = 0; p < m; ++p) {
      std::vector<double> column(m, 0.0);
      column[p] = 1.0;
      cholesky_solve(normal, m, column);
      sigmas[p] = std::sqrt(variance * column[p]);
    }
    return sigmas;
  }

private:
  double golden(double a, double b) {
    constexpr double ratio = 0.6180339887498949;
    std::vector<double> coefficients;
    double x1 = b - ratio * (b - a), x2 = a + ratio * (b - a);
    double f1 = squares(std::exp(x1), coefficients), f2 = squares(std::exp(x2), coefficients);
    for (int k = 0; k < 40; ++k) {
      if (f1 < f2) {
        b = x2;
        x2 = x1;
        f2 = f1;
        x1 = b - ratio * (b - a);
        f1 = squares(std::exp(x1), coefficients);
      } else {
        a = x1;
        x1 = x2;
        f1 = f2;
        x2 = a + ratio * (b - a);
        f2 = squares(std::exp(x2), coefficients);
      }
    }
    return std::exp(0.5 * (a + b));
  }

  const std::vector<double>& y_;
  std::size_t count_;
  const std::function<void(double, std::vector<double>&)>& columns_;
  std::vector<double> root_, a_;
};

/// Against the part of the voltage that builds up in the pulse and fades in the rest to what the charge leaves.
double misfit_of(const GittPulse& pulse, double rest_start) {
  std::vector<double> residual(pulse.time.size()), diffusing(pulse.time.size());
  for (std::size_t i = 0; i < pulse.time.size(); ++i) {
    const double at_once = pulse.time[i] > pulse.duration ? rest_start : pulse.jump;
    residual[i] = pulse.fitted[i] - pulse.voltage[i];
    diffusing[i] = pulse.fitted[i] - pulse.voltage_before - at_once;
  }
  return patterned_misfit(pulse.time, residual, diffusing);
}

}  // namespace

ScaledFit fit_scaled(const std::vector<double>& y, const std::vector<double>& weight, std::size_t count, double low,
                     double high, const std::function<void(double, std::vector<double>&)>& columns,
                     double model_error) {
  ScaledProblem problem(y, weight, count, columns);
  ScaledFit fit;
  fit.scale = problem.best(low, high, fit.inside);
  const double squares = problem.squares(fit.scale, fit.coefficients);
  fit.fitted = problem.curve(fit.scale, fit.coefficients);
  const std::size_t parameters = count + 1;
  const double variance = squares / static_cast<double>(y.size() > parameters ? y.size() - parameters : 1);
  fit.scatter = std::sqrt(variance);
  fit.sigmas = problem.uncertainties(fit.scale, fit.coefficients, std::max(variance, model_error * model_error));
  fit.scale_sigma = fit.scale * fit.sigmas.front();
  fit.sigmas.erase(fit.sigmas.begin());
  return fit;
}

void fit_gitt(GittPulse& pulse, Geometry geometry) {
  // The last row is the voltage before the pulse: E_1 of Eq. T10, where the body goes back to.
  const std::size_t n = pulse.time.size();
  std::vector<double> y(n + 1, 0.0), weight = row_weights(pulse.time);
  for (std::size_t i = 0; i < n; ++i) y[i] = pulse.voltage[i] - pulse.voltage_before;
  const double lightest = *std::min_element(weight.begin(), weight.end());
  weight.push_back(std::max(pulse.before_time, lightest));
  const auto columns = [&](double tau, std::vector<double>& a) {
    for (std::size_t i = 0; i < n; ++i) {
      const double t = pulse.time[i];
      const bool resting = t > pulse.duration;
      a[3 * i] =
          pulse_response(geometry, t / tau) - (resting ? pulse_response(geometry, (t - pulse.duration) / tau) : 0.0);
      a[3 * i + 1] = resting ? 0.0 : 1.0;
      a[3 * i + 2] = resting ? 1.0 : 0.0;
    }
    a[3 * n] = a[3 * n + 1] = 0.0;
    a[3 * n + 2] = 1.0;
  };
  double size = 0.0;
  for (const double change : y) size = std::max(size, std::abs(change));
  constexpr double model_error = 1e-3;
  const auto fit =
      fit_scaled(y, weight, 3, 1e-3 * pulse.duration, 1e4 * pulse.time.back(), columns, model_error * size);
  pulse.tau = fit.scale;
  pulse.tau_sigma = fit.inside ? fit.scale_sigma : 1e3 * fit.scale;
  pulse.scale = fit.coefficients[0];
  pulse.scale_sigma = fit.sigmas[0];
  pulse.jump = fit.coefficients[1];
  pulse.jump_sigma = fit.sigmas[1];
  pulse.biot = pulse.scale / pulse.jump * (geometry == Geometry::plane ? 1.0 : 1.0 / 3.0);  // Eq. T14
  pulse.scatter = fit.scatter;
  pulse.fitted.assign(fit.fitted.begin(), fit.fitted.end() - 1);
  for (double& voltage : pulse.fitted) voltage += pulse.voltage_before;
  pulse.misfit = misfit_of(pulse, fit.coefficients[2]);
}

}  // namespace silith
