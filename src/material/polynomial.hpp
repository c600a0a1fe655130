#pragma once
#include <span>
#include <vector>

namespace silith::polynomial {

struct Value {
  double value;
  double derivative;
};

/// Horner's rule; coefficients in ascending powers.
inline Value evaluate(std::span<const double> coefficients, double at) {
  double value = 0.0, derivative = 0.0;
  for (std::size_t i = coefficients.size(); i-- > 0;) {
    derivative = derivative * at + value;
    value = value * at + coefficients[i];
  }
  return {value, derivative};
}

/// The real roots in [min, max], ascending: between two neighbouring roots of the derivative a polynomial is monotone
/// and has at most one root. A double root counts where the value is zero to round-off.
/// Empty for a polynomial without degree.
std::vector<double> roots(std::span<const double> coefficients, double min, double max);

}  // namespace silith::polynomial
