#include "field/rough_surface.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <random>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;

void check(const Roughness& roughness, double width) {
  if (roughness.rms < 0.0 || roughness.shortest_wave <= 0.0 || roughness.longest_wave < roughness.shortest_wave)
    throw InputError(fmt::format("roughness: rms {:.3g} m, waves {:.3g} to {:.3g} m", roughness.rms,
                                 roughness.shortest_wave, roughness.longest_wave),
                     "an rms of at least zero and 0 < shortest wave <= longest wave are expected");
  if (width > 0.0 && width < roughness.shortest_wave)
    throw InputError(fmt::format("roughness: the shortest wave, {:.3g} m, is longer than the period, {:.3g} m",
                                 roughness.shortest_wave, width),
                     "write a shorter wave or a wider geometry");
}

}  // namespace

RoughSurface::RoughSurface(const Roughness& roughness, double width, double depth) {
  if (roughness.rms == 0.0) return;
  check(roughness, width);
  if (width <= 0.0) width = roughness.longest_wave;
  const double k_min = two_pi / roughness.longest_wave * (1.0 - 1e-9);
  const double k_max = two_pi / roughness.shortest_wave * (1.0 + 1e-9);
  const int n_max = static_cast<int>(std::floor(k_max * width / two_pi));
  const int m_max = depth > 0.0 ? static_cast<int>(std::floor(k_max * depth / two_pi)) : 0;
  std::mt19937 generator(roughness.seed);
  double power = 0.0;
  for (int n = 0; n <= n_max; ++n)
    for (int m = n == 0 ? 1 : -m_max; m <= m_max; ++m) {
      const double k_x = two_pi * n / width, k_z = m == 0 ? 0.0 : two_pi * m / depth;
      const double k = std::hypot(k_x, k_z);
      const double phase = two_pi * (static_cast<double>(generator()) / 4294967296.0);
      if (k < k_min || k > k_max) continue;
      waves_.push_back({k_x, k_z, std::pow(k / k_min, -0.5 * roughness.spectral_exponent), phase});
      power += 0.5 * waves_.back().amplitude * waves_.back().amplitude;
    }
  if (waves_.empty())
    throw InputError(fmt::format("roughness: no wave between {:.3g} and {:.3g} m fits the period of {:.3g} m",
                                 roughness.shortest_wave, roughness.longest_wave, width),
                     "allow waves whose length is a whole part of the width");
  for (Wave& wave : waves_) wave.amplitude *= roughness.rms / std::sqrt(power);
}

double RoughSurface::height(double x, double z) const {
  double sum = 0.0;
  for (const Wave& wave : waves_) sum += wave.amplitude * std::cos(wave.k_x * x + wave.k_z * z + wave.phase);
  return sum;
}

}  // namespace silith::field
