#include "numerics/monotone_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

void check(const std::vector<double>& x, const std::vector<double>& y) {
  if (x.size() != y.size())
    throw InputError(fmt::format("a table needs as many x as y; x has {} values, y has {}", x.size(), y.size()));
  if (x.size() < 2) throw InputError("a table needs at least two points");
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isfinite(x[i]) || !std::isfinite(y[i]))
      throw InputError(fmt::format("point {} of the table is not a number: ({}, {})", i + 1, x[i], y[i]));
  for (std::size_t i = 1; i < x.size(); ++i)
    if (x[i] <= x[i - 1])
      throw InputError(fmt::format("x of a table has to increase; value {} is {} after {}", i + 1, x[i], x[i - 1]),
                       "sort the points by x and give every x once");
}

/// Slope at an inner point: weighted harmonic mean of the secants, 0 at an extremum.
double inner_slope(double h_left, double h_right, double left, double right) {
  if (left * right <= 0.0) return 0.0;
  const double w_left = 2.0 * h_right + h_left;
  const double w_right = h_right + 2.0 * h_left;
  return (w_left + w_right) / (w_left / left + w_right / right);
}

/// Slope at an end: the three-point parabola, limited to keep the first interval monotone.
double end_slope(double h_near, double h_far, double near, double far) {
  const double parabola = ((2.0 * h_near + h_far) * near - h_near * far) / (h_near + h_far);
  if (parabola * near <= 0.0) return 0.0;
  if (near * far <= 0.0 && std::abs(parabola) > 3.0 * std::abs(near)) return 3.0 * near;
  return parabola;
}

std::vector<double> slopes(const std::vector<double>& x, const std::vector<double>& y) {
  const std::size_t n = x.size();
  std::vector<double> h(n - 1), secant(n - 1), slope(n);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    h[i] = x[i + 1] - x[i];
    secant[i] = (y[i + 1] - y[i]) / h[i];
  }
  if (n == 2) return {secant[0], secant[0]};
  for (std::size_t i = 1; i + 1 < n; ++i) slope[i] = inner_slope(h[i - 1], h[i], secant[i - 1], secant[i]);
  slope.front() = end_slope(h[0], h[1], secant[0], secant[1]);
  slope.back() = end_slope(h[n - 2], h[n - 3], secant[n - 2], secant[n - 3]);
  return slope;
}

}  // namespace

MonotoneTable::MonotoneTable(std::vector<double> x, std::vector<double> y) : x_(std::move(x)), y_(std::move(y)) {
  check(x_, y_);
  const std::vector<double> slope = slopes(x_, y_);
  end_slope_ = slope.back();
  pieces_.reserve(x_.size() - 1);
  for (std::size_t i = 0; i + 1 < x_.size(); ++i) {
    const double h = x_[i + 1] - x_[i];
    const double secant = (y_[i + 1] - y_[i]) / h;
    pieces_.push_back({y_[i], slope[i], (3.0 * secant - 2.0 * slope[i] - slope[i + 1]) / h,
                       (slope[i] + slope[i + 1] - 2.0 * secant) / (h * h)});
  }
}

MonotoneTable::Value MonotoneTable::operator()(double at) const {
  if (at <= x_.front()) return {y_.front() + pieces_.front().slope * (at - x_.front()), pieces_.front().slope};
  if (at >= x_.back()) return {y_.back() + end_slope_ * (at - x_.back()), end_slope_};
  const auto above = std::upper_bound(x_.begin(), x_.end(), at);
  if (above == x_.end()) return {at, at};  // not a number
  const auto interval = static_cast<std::size_t>(above - x_.begin()) - 1;
  const Cubic& p = pieces_[interval];
  const double s = at - x_[interval];
  return {p.value + s * (p.slope + s * (p.quadratic + s * p.cubic)),
          p.slope + s * (2.0 * p.quadratic + 3.0 * s * p.cubic)};
}

void MonotoneTable::evaluate(std::span<const double> at, std::span<double> value, std::span<double> derivative) const {
  if (value.size() != at.size() || (!derivative.empty() && derivative.size() != at.size()))
    throw std::logic_error("MonotoneTable::evaluate: sizes differ");
  for (std::size_t i = 0; i < at.size(); ++i) {
    const Value result = (*this)(at[i]);
    value[i] = result.value;
    if (!derivative.empty()) derivative[i] = result.derivative;
  }
}

}  // namespace silith
