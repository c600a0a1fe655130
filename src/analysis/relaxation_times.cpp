#include "analysis/relaxation_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/eis_fit.hpp"
#include "analysis/relaxation_peaks.hpp"
#include "base/diagnostic.hpp"
#include "numerics/dense.hpp"
#include "numerics/nonnegative.hpp"

namespace silith {
namespace {

using Complex = std::complex<double>;
constexpr double two_pi = 2.0 * 3.14159265358979323846;

/// What one strength of smoothing gives.
struct Smoothed {
  double lambda = 0.0;
  std::vector<double> x;
  double residual = 0.0;   ///< |A x - b|^2
  double roughness = 0.0;  ///< x^T M x
  double freedom = 0.0;    ///< trace of the influence matrix
};

/// The quadratic problem of Eq. Z28 with unknowns R_inf, L, 1/Q, gamma_1 ..., all scaled to about 1.
class Inversion {
public:
  static constexpr std::size_t extras = 3;  ///< unknowns before gamma

  /// @param tail exponent of a constant phase element in series; 0: none
  Inversion(const Spectrum& spectrum, const RelaxationOptions& options, double tail)
      : spectrum_(&spectrum), rows_(2 * spectrum.size()), tail_(tail) {
    for (const double f : spectrum.frequency) omega_.push_back(two_pi * f);
    const double decade = std::log(10.0);
    step_ = decade / options.points_per_decade;
    const double first = -std::log(omega_.front()) - options.margin * decade;
    const double last = -std::log(omega_.back()) + (tail > 0.0 ? 0.0 : options.margin) * decade;
    for (double log_tau = first; log_tau <= last; log_tau += step_) tau_.push_back(std::exp(log_tau));
    n_ = extras + tau_.size();
    for (const auto z : spectrum.impedance) scale_ = std::max(scale_, z.real());
    set_local_scale(options.weighting);
    assemble(options.weighting);
    add_penalty();
  }

  /// The solution for one lambda; the last one tells which unknowns to begin with.
  Smoothed solve(double lambda) {
    std::vector<double> h = gram_;
    for (std::size_t i = 0; i < h.size(); ++i) h[i] += lambda * penalty_[i];
    for (std::size_t i = 0; i < n_; ++i) h[i * n_ + i] += ridge_;
    Smoothed result;
    result.lambda = lambda;
    const auto& free = solver_.solve(h, rhs_, nonnegative_, guess_);
    result.x = guess_;
    result.freedom = trace(free);
    result.residual = b_squared_;
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t k = 0; k < n_; ++k) {
        result.residual += result.x[i] * gram_[i * n_ + k] * result.x[k];
        result.roughness += result.x[i] * penalty_[i * n_ + k] * result.x[k];
      }
      result.residual -= 2.0 * result.x[i] * rhs_[i];
    }
    result.residual = std::max(result.residual, 0.0);
    return result;
  }

  const std::vector<double>& tau() const { return tau_; }
  double rows() const { return double(rows_); }
  double step() const { return step_; }
  double series_resistance(const Smoothed& s) const { return s.x[0] * scale_; }
  double inductance(const Smoothed& s) const { return s.x[1] * scale_ / omega_.front(); }
  double tail_coefficient(const Smoothed& s) const {
    return tail_ > 0.0 && s.x[2] > 0.0 ? 1.0 / (s.x[2] * tail_scale() * std::pow(omega_.back(), tail_)) : 0.0;
  }
  std::vector<double> gamma(const Smoothed& s) const {
    std::vector<double> g(s.x.begin() + extras, s.x.end());
    for (std::size_t k = 0; k < g.size(); ++k) g[k] *= local_[k];
    return g;
  }
  Complex impedance(const Smoothed& s, std::size_t i) const {
    Complex sum = 0.0;
    for (std::size_t c = 0; c < n_; ++c) sum += s.x[c] * basis(i, c);
    return sum;
  }

private:
  /// Smoothness is asked of gamma over the impedance at 1/tau, so that a tail a thousand times higher than an arc does
  /// not decide how smooth the arc becomes; with unit weights of gamma itself (Eq. Z29).
  void set_local_scale(Weighting weighting) {
    for (const double tau : tau_) {
      const auto slower = std::find_if(omega_.begin(), omega_.end(), [&](double w) { return w * tau <= 1.0; });
      const auto i = std::min(std::size_t(slower - omega_.begin()), omega_.size() - 1);
      local_.push_back(weighting == Weighting::unit ? scale_ : std::abs(spectrum_->impedance[i]));
    }
    // Measured values jump with their noise, and so would gamma: mean of the logarithms over a decade.
    const auto half = std::ptrdiff_t(std::lround(0.5 * std::log(10.0) / step_));
    std::vector<double> smooth(local_.size());
    for (std::ptrdiff_t k = 0; k < std::ssize(local_); ++k) {
      double sum = 0.0;
      for (std::ptrdiff_t i = k - half; i <= k + half; ++i) {
        sum += std::log(local_[std::size_t(std::clamp<std::ptrdiff_t>(i, 0, std::ssize(local_) - 1))]);
      }
      smooth[std::size_t(k)] = std::exp(sum / double(2 * half + 1));
    }
    local_ = smooth;
  }

  double tail_scale() const { return std::max(scale_, std::abs(spectrum_->impedance.back().imag())); }

  Complex basis(std::size_t i, std::size_t c) const {
    if (c == 0) return scale_;
    if (c == 1) return {0.0, scale_ * omega_[i] / omega_.front()};
    if (c == 2) {
      const double size = tail_ > 0.0 ? tail_scale() * std::pow(omega_.back() / omega_[i], tail_) : 0.0;
      return std::polar(size, -0.25 * two_pi * tail_);
    }
    return local_[c - extras] * step_ / Complex(1.0, omega_[i] * tau_[c - extras]);
  }

  void assemble(Weighting weighting) {
    std::vector<double> a(rows_ * n_), b(rows_);
    for (std::size_t i = 0; i < spectrum_->size(); ++i) {
      const auto weight = point_weight(spectrum_->impedance[i], weighting);
      for (std::size_t c = 0; c < n_; ++c) {
        const Complex value = basis(i, c);
        a[2 * i * n_ + c] = weight.real * value.real();
        a[(2 * i + 1) * n_ + c] = weight.imaginary * value.imag();
      }
      b[2 * i] = weight.real * spectrum_->impedance[i].real();
      b[2 * i + 1] = weight.imaginary * spectrum_->impedance[i].imag();
    }
    gram_.assign(n_ * n_, 0.0);
    rhs_.assign(n_, 0.0);
    for (std::size_t r = 0; r < rows_; ++r) {
      const double* row = a.data() + r * n_;
      for (std::size_t i = 0; i < n_; ++i) {
        rhs_[i] += row[i] * b[r];
        for (std::size_t k = 0; k < n_; ++k) gram_[i * n_ + k] += row[i] * row[k];
      }
      b_squared_ += b[r] * b[r];
    }
    double largest = 0.0;
    for (std::size_t i = extras; i < n_; ++i) largest = std::max(largest, gram_[i * n_ + i]);
    ridge_ = 1e-13 * largest;  // keeps the matrix positive definite against rounding
    nonnegative_.assign(n_, 1);
    guess_.assign(n_, 1.0);
    // Without a tail its column is zero and so is its coefficient.
    if (tail_ == 0.0) guess_[2] = 0.0;
  }

  /// Integral of the squared second derivative of gamma over ln tau, in the size of the data's curvature.
  void add_penalty() {
    penalty_.assign(n_ * n_, 0.0);
    double size = 0.0;
    for (std::size_t i = extras; i < n_; ++i) size = std::max(size, gram_[i * n_ + i] / (step_ * step_));
    const double scale = size / (step_ * step_ * step_);
    const double stencil[3] = {1.0, -2.0, 1.0};
    for (std::size_t c = extras; c + 2 < n_; ++c) {
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t k = 0; k < 3; ++k) penalty_[(c + i) * n_ + c + k] += scale * stencil[i] * stencil[k];
      }
    }
  }

  /// tr(A_F (A_F^T A_F + lambda M_FF)^-1 A_F^T) over the positive unknowns.
  double trace(const std::vector<std::size_t>& free) {
    const std::size_t f = free.size();
    std::vector<double> column(f);
    double sum = 0.0;
    for (std::size_t i = 0; i < f; ++i) {
      for (std::size_t k = 0; k < f; ++k) column[k] = gram_[free[k] * n_ + free[i]];
      cholesky_solve(solver_.factor(), f, column);
      sum += column[i];
    }
    return sum;
  }

  const Spectrum* spectrum_;
  std::size_t rows_, n_ = 0;
  double tail_;
  double step_ = 0.0, scale_ = 0.0, ridge_ = 0.0, b_squared_ = 0.0;
  std::vector<double> omega_, tau_, local_, gram_, rhs_, penalty_, guess_;
  std::vector<char> nonnegative_;
  NonnegativeQuadratic solver_;
};

/// Generalised cross-validation, Eq. Z30.
double cross_validation(const Smoothed& s, double rows) {
  const double rest = rows - s.freedom;
  return rows * s.residual / (rest * rest);
}

/// Curvature of the L-curve at the middle one of three points, from strong to weak smoothing, Eq. Z31.
double corner(const Smoothed& a, const Smoothed& b, const Smoothed& c) {
  const auto x = [](const Smoothed& s) { return 0.5 * std::log(std::max(s.residual, 1e-300)); };
  const auto y = [](const Smoothed& s) { return 0.5 * std::log(std::max(s.roughness, 1e-300)); };
  const double ux = x(b) - x(a), uy = y(b) - y(a), vx = x(c) - x(b), vy = y(c) - y(b);
  const double sides = std::hypot(ux, uy) * std::hypot(vx, vy) * std::hypot(ux + vx, uy + vy);
  return sides > 0.0 ? 2.0 * (uy * vx - ux * vy) / sides : 0.0;
}

/// Of all strengths whose score is within a standard error of the best, the strongest: a curve that predicts as well
/// with fewer features (Eq. Z30).
std::size_t by_cross_validation(const std::vector<Smoothed>& all, double rows) {
  double lowest = INFINITY;
  for (const auto& s : all) lowest = std::min(lowest, cross_validation(s, rows));
  const double limit = lowest * (1.0 + std::sqrt(2.0 / rows));
  std::size_t i = 0;
  while (cross_validation(all[i], rows) > limit) ++i;
  return i;
}

std::size_t by_corner(const std::vector<Smoothed>& all) {
  std::size_t best = 1;
  for (std::size_t i = 1; i + 1 < all.size(); ++i) {
    if (corner(all[i - 1], all[i], all[i + 1]) > corner(all[best - 1], all[best], all[best + 1])) best = i;
  }
  return best;
}

Smoothed chosen(Inversion& inversion, const RelaxationOptions& options) {
  if (options.choice == RelaxationOptions::Lambda::given) return inversion.solve(options.lambda);
  std::vector<Smoothed> all;
  for (double exponent = 1.0; exponent >= -8.0; exponent -= 0.25) {  // strongest first
    all.push_back(inversion.solve(std::pow(10.0, exponent)));
  }
  return all[options.choice == RelaxationOptions::Lambda::l_curve ? by_corner(all)
                                                                  : by_cross_validation(all, inversion.rows())];
}

/// Whether -Im Z still rises at the lowest frequencies, so that there may be a tail.
bool is_open(const Spectrum& descending) {
  const double half_a_decade = descending.frequency.back() * std::sqrt(10.0);
  std::size_t i = descending.size() - 1;
  while (i > 0 && descending.frequency[i] < half_a_decade) --i;
  return -descending.impedance.back().imag() > 1.02 * -descending.impedance[i].imag();
}

/// Exponent of the tail: that of a constant phase element in series with two arcs, fitted to the whole spectrum.
double tail_exponent(const Spectrum& spectrum, const RelaxationOptions& options) {
  using Tail = RelaxationOptions::Tail;
  if (options.tail == Tail::capacitance) return 1.0;
  if (options.tail == Tail::none || !is_open(spectrum) || spectrum.size() < 8) return 0.0;
  EisFitOptions fit;
  fit.weighting = options.weighting;
  return fit_circuit(spectrum, Circuit::parse("R0-p(R1,CPE1)-p(R2,CPE2)-CPE3"), fit).at("CPE3.n").value;
}

}  // namespace

void RelaxationOptions::validate() const {
  if (points_per_decade < 4 || points_per_decade > 60) {
    throw InputError(fmt::format("{} time constants a decade", points_per_decade), "choose 4 to 60");
  }
  if (!(margin >= 0.0 && margin <= 4.0))
    throw InputError(fmt::format("a margin of {} decades", margin), "choose 0 to 4");
  if (choice == Lambda::given && !(lambda > 0.0 && std::isfinite(lambda))) {
    throw InputError(fmt::format("lambda cannot be {}", lambda), "choose a positive value, for example 1e-3");
  }
}

RelaxationTimes relaxation_times(const Spectrum& spectrum, const RelaxationOptions& options) {
  options.validate();
  const Spectrum sorted = descending(select(spectrum, {}));
  const double tail = tail_exponent(sorted, options);
  Inversion inversion(sorted, options, tail);
  const Smoothed found = chosen(inversion, options);
  RelaxationTimes result;
  result.tau = inversion.tau();
  result.gamma = inversion.gamma(found);
  result.series_resistance = inversion.series_resistance(found);
  result.inductance = inversion.inductance(found);
  result.tail_coefficient = inversion.tail_coefficient(found);
  result.tail_exponent = result.tail_coefficient > 0.0 ? tail : 0.0;
  result.lambda = found.lambda;
  result.degrees_of_freedom = found.freedom;
  result.rms = std::sqrt(found.residual / inversion.rows());
  result.frequency = sorted.frequency;
  for (std::size_t i = 0; i < sorted.size(); ++i) result.fitted.push_back(inversion.impedance(found, i));
  add_peaks(result, inversion.step());
  return result;
}

}  // namespace silith
