#include "analysis/symmetric_features.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace silith {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t least_rows = 8;

/// Rows between two shares of the duration.
std::span<const double> part(const PolarisationCurve& curve, double from, double to) {
  const double end = curve.time.back();
  const auto low = std::lower_bound(curve.time.begin(), curve.time.end(), from * end) - curve.time.begin();
  const auto high = std::upper_bound(curve.time.begin(), curve.time.end(), to * end) - curve.time.begin();
  return std::span(curve.voltage)
      .subspan(static_cast<std::size_t>(low), static_cast<std::size_t>(std::max(high - low, high - high)));
}

/// Rms of what is not a straight line over three rows, scaled so that white noise gives its standard deviation (Eq.
/// J2).
double fluctuation(std::span<const double> v) {
  double squares = 0.0;
  for (std::size_t i = 1; i + 1 < v.size(); ++i) {
    const double bend = v[i] - 0.5 * (v[i - 1] + v[i + 1]);
    squares += bend * bend / 1.5;
  }
  return v.size() < 3 ? nan : std::sqrt(squares / static_cast<double>(v.size() - 2));
}

struct Line {
  double slope = 0.0, intercept = 0.0;
  double operator()(double x) const { return intercept + slope * x; }
};

/// Least squares over rows between two shares of the duration.
Line line_through(const PolarisationCurve& curve, double from, double to) {
  const double end = curve.time.back();
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t i = 0; i < curve.time.size(); ++i) {
    if (curve.time[i] < from * end || curve.time[i] > to * end) continue;
    n += 1;
    x += curve.time[i];
    y += curve.voltage[i];
    xx += curve.time[i] * curve.time[i];
    xy += curve.time[i] * curve.voltage[i];
  }
  const double determinant = n * xx - x * x;
  if (n < 3 || !(determinant > 0.0)) return {0.0, n > 0 ? y / n : nan};
  const double slope = (n * xy - x * y) / determinant;
  return {slope, (y - slope * x) / n};
}

/// Eq. J3: how far the last rows lie above the line through what came before; nothing counts that the noise can do.
double spike(const PolarisationCurve& curve, double noise) {
  const double end = curve.time.back();
  const auto last = part(curve, 0.98, 1.0);
  const Line course = line_through(curve, 0.4, 0.8);
  const double plateau = median(part(curve, 0.4, 0.8));
  if (last.empty() || !(plateau > 0.0)) return nan;
  const double excess = median(last) - std::max(course(0.99 * end), plateau);
  return excess > 5.0 * noise / std::sqrt(static_cast<double>(last.size())) ? excess / plateau : 0.0;
}

/// Row of [first, last) at which the voltage has fallen most since the row before.
std::size_t steepest(std::span<const double> v, std::size_t first, std::size_t last) {
  std::size_t found = first;
  for (std::size_t j = first; j < last; ++j)
    if (v[j - 1] - v[j] > v[found - 1] - v[found]) found = j;
  return found;
}

/// Eq. J4: the largest fall between the medians of neighbouring windows that mostly happened within three rows.
void add_sudden_fall(SymmetricHalf& half, const PolarisationCurve& curve, double noise) {
  half.sudden_fall = 0.0;
  half.fall_time = nan;
  const auto& v = curve.voltage;
  const std::size_t window = std::clamp<std::size_t>(v.size() / 20, 5, 50);
  const auto start = static_cast<std::size_t>(0.1 * static_cast<double>(v.size()));
  for (std::size_t i = start + window; i + window <= v.size(); ++i) {
    const auto all = std::span(v);
    const double before = median(all.subspan(i - window, window)), after = median(all.subspan(i, window));
    const double fall = before - after;
    if (!(before > 0.0) || fall / before <= half.sudden_fall || fall < 4.0 * noise) continue;
    const std::size_t first = i > 2 ? i - 2 : 0, last = std::min(i + 1, v.size() - 1);
    const double at_once = v[first] - v[last];
    if (at_once < 0.5 * fall) continue;
    half.sudden_fall = fall / before;
    half.fall_time = half.start_time + curve.time[steepest(v, i - window + 1, i + window)];
  }
}

}  // namespace

double median(std::span<const double> values) {
  if (values.empty()) return nan;
  std::vector<double> sorted(values.begin(), values.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  if (sorted.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(sorted.begin(), middle));
}

void add_features(SymmetricHalf& half, const PolarisationCurve& curve) {
  half.resistance = half.final_resistance = half.uncertainty = half.fluctuation = half.spike = nan;
  half.sudden_fall = 0.0;
  half.fall_time = nan;
  if (curve.voltage.empty()) return;
  const auto middle = part(curve, 0.25, 0.75);
  half.resistance = median(middle.empty() ? std::span(curve.voltage) : middle) / half.current;
  half.final_resistance = median(part(curve, 0.95, 1.0)) / half.current;
  if (curve.voltage.size() < least_rows) return;
  half.fluctuation = fluctuation(curve.voltage);
  // Rows that were lost may leave only the start, where the voltage still relaxes: then the resistance cannot be
  // compared.
  if (middle.size() >= least_rows / 2)
    half.uncertainty = 1.25 * half.fluctuation / std::sqrt(static_cast<double>(middle.size())) / half.current;
  half.spike = spike(curve, half.fluctuation);
  add_sudden_fall(half, curve, half.fluctuation);
}

}  // namespace silith
