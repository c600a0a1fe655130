#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace silith {

/// Monotone cubic interpolation of a table (Eq. M4): continuously differentiable, monotone wherever the data are, exact
/// at the points; beyond the ends it goes on along the end slopes.
class MonotoneTable {
public:
  struct Value {
    double value;
    double derivative;
  };

  /// @param x, y [n >= 2], x strictly increasing
  /// @throws InputError naming the first pair that is out of order, or a value that is not finite
  MonotoneTable(std::vector<double> x, std::vector<double> y);

  Value operator()(double at) const;

  /// @param[out] value, derivative [at.size()]; `derivative` may be empty. Allocates nothing.
  void evaluate(std::span<const double> at, std::span<double> value, std::span<double> derivative) const;

  const std::vector<double>& x() const { return x_; }
  const std::vector<double>& y() const { return y_; }

private:
  struct Cubic {
    double value, slope, quadratic, cubic;  // ascending powers of the distance from the interval's left end
  };

  std::vector<double> x_, y_;
  std::vector<Cubic> pieces_;  // [x.size() - 1]
  double end_slope_;
};

}  // namespace silith
