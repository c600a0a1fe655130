#include "continuum/fracture.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

namespace silith {

double penny_crack_release(const ElasticModuli& moduli, double stress, double flaw) {
  const double tension = std::max(stress, 0.0);
  return 4.0 * tension * tension * flaw / (std::numbers::pi * moduli.plane());
}

double critical_flaw(const ElasticModuli& moduli, double stress, double toughness) {
  if (stress <= 0.0) return std::numeric_limits<double>::infinity();
  return toughness / penny_crack_release(moduli, stress, 1.0);
}

double worst_flaw(double largest_flaw, double tension_volume) {
  return std::min(largest_flaw, std::cbrt(0.75 * std::max(tension_volume, 0.0) / std::numbers::pi));
}

}  // namespace silith
