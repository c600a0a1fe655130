#include "analysis/kramers_kronig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/spectrum_selection.hpp"
#include "base/diagnostic.hpp"
#include "numerics/dense.hpp"

namespace silith {
namespace {

using Complex = std::complex<double>;
constexpr double two_pi = 2.0 * 3.14159265358979323846;

/// A chain of resistor-capacitor pairs with given time constants, R and L in series, perhaps C (Eq. Z24).
class Chain {
public:
  Chain(const Spectrum& spectrum, bool with_capacitance) : z_(spectrum.impedance), with_capacitance_(with_capacitance) {
    for (const double f : spectrum.frequency) omega_.push_back(two_pi * f);
  }

  /// Least squares with weights 1/|Z|.
  void fit(std::size_t elements) {
    tau_.clear();
    const double fast = std::log(1.0 / omega_.front()), slow = std::log(1.0 / omega_.back());
    for (std::size_t k = 0; k < elements; ++k) {
      tau_.push_back(std::exp(fast + (slow - fast) * double(k) / double(elements - 1)));
    }
    const std::size_t columns = elements + (with_capacitance_ ? 3 : 2);
    std::vector<double> a(2 * z_.size() * columns), b(2 * z_.size());
    for (std::size_t i = 0; i < z_.size(); ++i) {
      const double weight = 1.0 / std::abs(z_[i]);
      for (std::size_t c = 0; c < columns; ++c) {
        const Complex basis = weight * basis_function(i, c);
        a[2 * i * columns + c] = basis.real();
        a[(2 * i + 1) * columns + c] = basis.imag();
      }
      b[2 * i] = weight * z_[i].real();
      b[2 * i + 1] = weight * z_[i].imag();
    }
    x_.assign(columns, 0.0);
    norm_ = solve_least_squares(a, columns, b, x_);
  }

  Complex impedance(std::size_t i) const {
    Complex sum = 0.0;
    for (std::size_t c = 0; c < x_.size(); ++c) sum += x_[c] * basis_function(i, c);
    return sum;
  }

  /// Eq. Z25.
  double mu() const {
    double negative = 0.0, positive = 0.0;
    for (std::size_t k = 0; k < tau_.size(); ++k) (x_[k] < 0.0 ? negative : positive) += std::abs(x_[k]);
    return positive > 0.0 ? 1.0 - negative / positive : 0.0;
  }

  double reduced_chi_squared() const { return norm_ * norm_ / double(2 * z_.size() - x_.size()); }
  bool with_capacitance() const { return with_capacitance_; }
  std::size_t elements() const { return tau_.size(); }

private:
  /// Pairs, then R, L, 1/C, the latter two scaled to 1 at the ends of the range.
  Complex basis_function(std::size_t i, std::size_t c) const {
    if (c < tau_.size()) return 1.0 / Complex(1.0, omega_[i] * tau_[c]);
    if (c == tau_.size()) return 1.0;
    if (c == tau_.size() + 1) return {0.0, omega_[i] / omega_.front()};
    return {0.0, -omega_.back() / omega_[i]};
  }

  std::vector<Complex> z_;
  std::vector<double> omega_, tau_, x_;
  bool with_capacitance_;
  double norm_ = 0.0;
};

/// The fewest pairs with mu below its limit whose reduced chi^2 more pairs would not lower by a third: mu also falls
/// where there are too few pairs to follow the curve.
Chain fitted_chain(const Spectrum& spectrum, bool with_capacitance, const KramersKronigOptions& options) {
  const std::size_t most = std::max<std::size_t>(3, options.max_elements ? options.max_elements : spectrum.size());
  const std::size_t possible = std::min(most, 2 * spectrum.size() - 4);
  std::vector<double> mu, chi_squared;
  Chain chain(spectrum, with_capacitance);
  for (std::size_t m = 3; m <= possible; ++m) {
    chain.fit(m);
    mu.push_back(chain.mu());
    chi_squared.push_back(chain.reduced_chi_squared());
  }
  std::size_t chosen = mu.size() - 1;
  for (std::size_t i = mu.size(); i-- > 0;) {
    const auto lowest = *std::min_element(chi_squared.begin() + std::ptrdiff_t(i), chi_squared.end());
    if (mu[i] < options.mu_limit && chi_squared[i] <= 1.5 * lowest) chosen = i;
  }
  chain.fit(chosen + 3);
  return chain;
}

/// Of the sums over neighbours and squares of one part of the residuals.
double neighbour_sum(const std::vector<double>& r) {
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < r.size(); ++i) sum += r[i] * r[i + 1];
  return sum;
}

void add_residuals(KramersKronig& result, const Spectrum& spectrum, const Chain& chain) {
  double squares = 0.0;
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const Complex z = spectrum.impedance[i];
    result.fitted.push_back(chain.impedance(i));
    const Complex r = (z - result.fitted.back()) / std::abs(z);
    result.residual_real.push_back(r.real());
    result.residual_imaginary.push_back(r.imag());
    squares += std::norm(r);
    const double size = std::max(std::abs(r.real()), std::abs(r.imag()));
    if (size > result.largest) {
      result.largest = size;
      result.largest_at = spectrum.frequency[i];
    }
  }
  result.rms = std::sqrt(squares / double(2 * spectrum.size()));
  if (squares > 0.0) {
    result.correlation = (neighbour_sum(result.residual_real) + neighbour_sum(result.residual_imaginary)) / squares;
  }
}

/// Ends of the range of frequencies where residuals exceed the tolerance.
std::pair<double, double> range_beyond(const KramersKronig& result, double tolerance) {
  double low = INFINITY, high = 0.0;
  for (std::size_t i = 0; i < result.frequency.size(); ++i) {
    if (std::max(std::abs(result.residual_real[i]), std::abs(result.residual_imaginary[i])) <= tolerance) continue;
    low = std::min(low, result.frequency[i]);
    high = std::max(high, result.frequency[i]);
  }
  return {low, high};
}

void judge(KramersKronig& result, const KramersKronigOptions& options) {
  using Verdict = KramersKronig::Verdict;
  if (result.largest <= options.tolerance) return;
  const double random = 3.0 / std::sqrt(2.0 * double(result.frequency.size()));  // three standard deviations
  const bool pattern = result.correlation > random;
  result.verdict = pattern ? Verdict::inconsistent : Verdict::noisy;
  const auto [low, high] = range_beyond(result, options.tolerance);
  const std::string message = fmt::format(
      "residuals of the Kramers-Kronig test exceed {:.2g} % between {:.3g} and {:.3g} Hz, the largest is {:.2g} % at "
      "{:.3g} Hz",
      100.0 * options.tolerance, low, high, 100.0 * result.largest, result.largest_at);
  if (pattern) {
    result.findings.push_back({"kramers-kronig", "warning", message + ", and they follow a pattern",
                               "leave these frequencies out of a fit; look for drift during the sweep, too large an "
                               "amplitude, leads and instrument limits"});
  } else {
    result.findings.push_back({"noise", "note",
                               message + fmt::format(", without a pattern: noise of {:.2g} %", 100.0 * result.rms),
                               "a larger amplitude or more periods a point give less noise"});
  }
}

}  // namespace

std::string name_of(KramersKronig::Verdict verdict) {
  switch (verdict) {
    case KramersKronig::Verdict::consistent:
      return "consistent";
    case KramersKronig::Verdict::noisy:
      return "noisy";
    case KramersKronig::Verdict::inconsistent:
      return "inconsistent";
  }
  return {};
}

KramersKronig test_kramers_kronig(const Spectrum& spectrum, const KramersKronigOptions& options) {
  const Spectrum sorted = descending(select(spectrum, {}));
  if (sorted.size() < 5 || sorted.frequency.front() <= sorted.frequency.back()) {
    throw InputError("the Kramers-Kronig test needs at least 5 points at different frequencies",
                     "choose a wider range of frequencies");
  }
  const Chain without = fitted_chain(sorted, false, options), with = fitted_chain(sorted, true, options);
  const bool blocking = with.reduced_chi_squared() < 0.5 * without.reduced_chi_squared();
  const Chain& chain = blocking ? with : without;
  KramersKronig result;
  result.elements = chain.elements();
  result.mu = chain.mu();
  result.with_capacitance = chain.with_capacitance();
  result.frequency = sorted.frequency;
  add_residuals(result, sorted, chain);
  judge(result, options);
  return result;
}

}  // namespace silith
