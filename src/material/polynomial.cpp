#include "material/polynomial.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace silith::polynomial {
namespace {

double bisect(std::span<const double> coefficients, double low, double high) {
  const bool low_is_positive = evaluate(coefficients, low).value > 0.0;
  for (int i = 0; i < 200; ++i) {
    const double middle = low + 0.5 * (high - low);
    if (middle <= low || middle >= high) break;
    ((evaluate(coefficients, middle).value > 0.0) == low_is_positive ? low : high) = middle;
  }
  return low;
}

/// Sum of |a_i v^i|: what the value is small against.
double magnitude(std::span<const double> coefficients, double at) {
  double sum = 0.0;
  for (std::size_t i = coefficients.size(); i-- > 0;) sum = sum * std::abs(at) + std::abs(coefficients[i]);
  return sum;
}

}  // namespace

std::vector<double> roots(std::span<const double> coefficients, double min, double max) {
  while (!coefficients.empty() && coefficients.back() == 0.0)
    coefficients = coefficients.first(coefficients.size() - 1);
  if (coefficients.size() < 2) return {};
  std::vector<double> slope;
  for (std::size_t i = 1; i < coefficients.size(); ++i) slope.push_back(static_cast<double>(i) * coefficients[i]);
  std::vector<double> ends = roots(slope, min, max);
  ends.insert(ends.begin(), min);
  ends.push_back(max);
  std::vector<double> found;
  const auto is_zero = [&](double at) {
    return std::abs(evaluate(coefficients, at).value) <=
           16.0 * std::numeric_limits<double>::epsilon() * magnitude(coefficients, at);
  };
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (is_zero(ends[i])) {
      if (found.empty() || found.back() != ends[i]) found.push_back(ends[i]);
    } else if (i + 1 < ends.size() && !is_zero(ends[i + 1])) {
      const double left = evaluate(coefficients, ends[i]).value;
      const double right = evaluate(coefficients, ends[i + 1]).value;
      if ((left > 0.0) != (right > 0.0)) found.push_back(bisect(coefficients, ends[i], ends[i + 1]));
    }
  }
  return found;
}

}  // namespace silith::polynomial
