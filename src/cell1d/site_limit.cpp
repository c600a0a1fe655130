#include "cell1d/site_limit.hpp"

#include <cmath>

namespace silith {
namespace {

// Softplus a ln(1 + exp(-b (s + s_0))): 1 V at s = 0 and 1 mV at s = 0.001 of the range.
constexpr double a = 205.0568621937484;  // V
constexpr double b = 6910.192179565431;  // 1
constexpr double s_0 = 7.7e-4;           // 1
constexpr double negligible = 5e-3;      // of the range: below 1e-15 V from here on

SiteLimit end(double s) {
  if (s > negligible) return {};
  const double e = std::exp(-b * (s + s_0));
  return {.value = a * std::log1p(e), .slope = -a * b * e / (1.0 + e)};
}

}  // namespace

SiteLimit site_limit(double x, Range allowed) {
  const double width = allowed.max - allowed.min;
  const SiteLimit empty = end((x - allowed.min) / width), full = end((allowed.max - x) / width);
  return {.value = empty.value - full.value, .slope = (empty.slope + full.slope) / width};
}

}  // namespace silith
