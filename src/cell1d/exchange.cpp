#include "cell1d/exchange.hpp"

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"

namespace silith {
namespace {

/// u = F eta/RT with exp(a u) - exp(-(1 - a) u) = s. Newton on a form that stays finite for any s.
double solve_asymmetric(double s, double a) {
  const double b = 1.0 - a;
  const double magnitude = std::abs(s);
  double u = s > 0.0 ? std::log1p(magnitude) / a : -std::log1p(magnitude) / b;
  for (int iteration = 0; iteration < 60; ++iteration) {
    const double forward = std::exp(std::min(a * u, 700.0)), backward = std::exp(std::min(-b * u, 700.0));
    // The difference of logarithms of both sides is nearly linear in u far from equilibrium.
    const double f = s >= 0.0 ? std::log(forward) - std::log(backward + s) : std::log(forward - s) - std::log(backward);
    const double slope = s >= 0.0 ? a + b * backward / (backward + s) : a * forward / (forward - s) + b;
    const double correction = f / slope;
    u -= correction;
    if (std::abs(correction) <= 1e-15 * std::max(1.0, std::abs(u))) break;
  }
  return u;
}

}  // namespace

Overpotential activation_overpotential(double j, double j0, double anodic_transfer, double T) {
  const double thermal = gas_constant * T / faraday;
  const double ratio = j / j0;
  double u = 0.0, slope = 0.0;  // slope = d ratio / d u
  if (anodic_transfer == 0.5) {
    u = 2.0 * std::asinh(0.5 * ratio);
    slope = std::sqrt(1.0 + 0.25 * ratio * ratio);
  } else {
    u = solve_asymmetric(ratio, anodic_transfer);
    slope = anodic_transfer * std::exp(anodic_transfer * u) +
            (1.0 - anodic_transfer) * std::exp(-(1.0 - anodic_transfer) * u);
  }
  const double d_dj = thermal / (slope * j0);
  return {.value = thermal * u, .d_dj = d_dj, .d_dj0 = -ratio * d_dj};
}

}  // namespace silith
