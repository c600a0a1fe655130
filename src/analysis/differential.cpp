#include "analysis/differential.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/diagnostic.hpp"
#include "numerics/savitzky_golay.hpp"

namespace silith {
namespace {

constexpr std::size_t least_points = 10;
constexpr std::size_t most_points = 20000;  // of dQ/dV; a voltage in mV taken for V has a wide range

double linear(const std::vector<double>& x, const std::vector<double>& y, double at) {
  const auto above = std::lower_bound(x.begin(), x.end(), at);
  if (above == x.begin()) return y.front();
  if (above == x.end()) return y.back();
  const auto k = static_cast<std::size_t>(above - x.begin());
  return y[k - 1] + (y[k] - y[k - 1]) * (at - x[k - 1]) / (x[k] - x[k - 1]);
}

double trapezoids(const std::vector<double>& y, double step) {
  double sum = 0.0;
  for (std::size_t i = 1; i < y.size(); ++i) sum += 0.5 * step * (y[i - 1] + y[i]);
  return sum;
}

std::size_t least_half_width(int order) {
  return static_cast<std::size_t>(order / 2 + 1);
}

/// Half the points of a window: wide enough for the order, no wider than the grid.
std::size_t half_width(double window, double step, int order, std::size_t points) {
  const auto wanted = static_cast<std::size_t>(std::max(0.0, std::round(0.5 * window / step)));
  return std::min(std::max(wanted, least_half_width(order)), (points - 1) / 2);
}

/// Q over V where V ascends strictly: rows that share a voltage become one at their mean charge, but the first and the
/// last keep the ends of the charge.
HalfCycleCurve one_charge_a_voltage(std::span<const double> charge, const std::vector<double>& rising) {
  HalfCycleCurve curve;
  for (std::size_t first = 0; first < rising.size();) {
    std::size_t last = first;
    while (last + 1 < rising.size() && rising[last + 1] == rising[first]) ++last;
    double at = 0.5 * (charge[first] + charge[last]);
    if (first == 0) at = charge.front();
    if (last + 1 == rising.size()) at = charge.back();
    curve.voltage.push_back(rising[first]);
    curve.charge.push_back(at);
    first = last + 1;
  }
  return curve;
}

void add_dq_dv(DifferentialCurve& result, const HalfCycleCurve& curve, int direction,
               const DifferentialOptions& options, std::size_t points) {
  const double low = curve.voltage.front(), high = curve.voltage.back();
  result.voltage_step = (high - low) / static_cast<double>(points - 1);
  std::vector<double> q(points), v(points);
  for (std::size_t i = 0; i < points; ++i) {
    v[i] = i + 1 == points ? high : low + static_cast<double>(i) * result.voltage_step;
    q[i] = linear(curve.voltage, curve.charge, v[i]);
  }
  const std::size_t width = half_width(options.voltage_window, result.voltage_step, options.order, points);
  result.window_points = 2 * width + 1;
  result.dq_dv = savitzky_golay(q, result.voltage_step, width, options.order).derivative;
  result.charge_integral = trapezoids(result.dq_dv, result.voltage_step);
  result.voltage = std::move(v);
  if (direction > 0) return;
  // The rising axis was -V.
  std::reverse(result.voltage.begin(), result.voltage.end());
  std::reverse(result.dq_dv.begin(), result.dq_dv.end());
  for (double& value : result.voltage) value = -value;
  for (double& value : result.dq_dv) value = -value;
}

void add_dv_dq(DifferentialCurve& result, std::span<const double> charge, std::span<const double> voltage,
               const DifferentialOptions& options) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < charge.size(); ++i) {
    if (!x.empty() && charge[i] <= x.back()) continue;
    x.push_back(charge[i] - charge.front());
    y.push_back(voltage[i]);
  }
  const std::size_t points = options.charge_points;
  const double step = x.back() / static_cast<double>(points - 1);
  std::vector<double> v(points);
  for (std::size_t i = 0; i < points; ++i) {
    result.charge.push_back(static_cast<double>(i) * step);
    v[i] = linear(x, y, result.charge.back());
  }
  const std::size_t width = half_width(options.charge_window * x.back(), step, options.order, points);
  result.charge_window_points = 2 * width + 1;
  result.dv_dq = savitzky_golay(v, step, width, options.order).derivative;
  result.voltage_integral = trapezoids(result.dv_dq, step);
  result.voltage_change = y.back() - y.front();
}

}  // namespace

void DifferentialOptions::validate() const {
  const auto refuse = [](const std::string& message, const char* hint) { throw InputError(message, hint); };
  if (!(voltage_step >= 1e-5 && voltage_step <= 0.1))
    refuse(fmt::format("a grid of {:.3g} V is not possible for dQ/dV", voltage_step),
           "0.01 mV to 100 mV; usual is 2 mV");
  if (!(voltage_window >= 2.0 * voltage_step && voltage_window <= 1.0))
    refuse(fmt::format("a smoothing window of {:.3g} V is not possible with a grid of {:.3g} V", voltage_window,
                       voltage_step),
           "at least twice the grid, at most 1 V; usual is 30 mV");
  if (!(charge_window > 0.0 && charge_window <= 0.5))
    refuse(fmt::format("a smoothing window of {:.3g} of the charge is not possible", charge_window), "0 to 0.5");
  if (order < 1 || order > 5) refuse(fmt::format("polynomials of order {} are not offered", order), "1 to 5");
  if (charge_points < 20 || charge_points > 100000)
    refuse(fmt::format("a grid of {} charges is not possible", charge_points), "20 to 100000");
}

std::vector<double> isotonic(std::span<const double> y) {
  struct Block {
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Block> blocks;
  for (const double value : y) {
    blocks.push_back({value, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().count += last.count;
    }
  }
  std::vector<double> fitted;
  fitted.reserve(y.size());
  for (const Block& block : blocks) fitted.insert(fitted.end(), block.count, block.mean());
  return fitted;
}

std::optional<DifferentialCurve> differentiate(std::span<const double> charge, std::span<const double> voltage,
                                               int direction, const DifferentialOptions& options) {
  if (charge.size() != voltage.size()) throw std::logic_error("differentiate: charge and voltage differ in length");
  if (charge.size() < least_points || !(charge.back() > charge.front())) return std::nullopt;
  std::vector<double> rising(voltage.begin(), voltage.end());
  if (direction < 0)
    for (double& value : rising) value = -value;
  rising = isotonic(rising);
  const HalfCycleCurve curve = one_charge_a_voltage(charge, rising);
  const double width = curve.voltage.back() - curve.voltage.front();
  if (!(width > options.voltage_window)) return std::nullopt;
  const double wanted = std::min(std::round(width / options.voltage_step), static_cast<double>(most_points));
  const auto points = static_cast<std::size_t>(wanted) + 1;
  if (points < 2 * least_half_width(options.order) + 1) return std::nullopt;
  DifferentialCurve result;
  result.passed = charge.back() - charge.front();
  add_dq_dv(result, curve, direction, options, points);
  add_dv_dq(result, charge, voltage, options);
  return result;
}

std::vector<Finding> differential_findings(const DifferentialCurve& curve, const std::string& name) {
  constexpr double tolerance = 0.02;
  std::vector<Finding> findings;
  const double charge = curve.charge_integral / curve.passed - 1.0;
  const double voltage = curve.voltage_integral / curve.voltage_change - 1.0;
  if (std::abs(charge) > tolerance)
    findings.push_back(
        {"dqdv-integral", "warning",
         fmt::format("the integral of dQ/dV of {} differs by {:+.1f} % from the charge", name, 100.0 * charge),
         "structure narrower than the window: a smaller --window or --dv"});
  if (std::abs(voltage) > tolerance)
    findings.push_back(
        {"dvdq-integral", "note",
         fmt::format("the integral of dV/dQ of {} differs by {:+.1f} % from the change of voltage: the steep "
                     "beginning or end lies within its window",
                     name, 100.0 * voltage),
         ""});
  return findings;
}

HalfCycleCurve half_cycle_curve(const TimeSeries& series, const PassedCharge& passed, const HalfCycle& half,
                                CurvePart part) {
  constexpr double held_current = 0.95, rest = 1e-4;
  const auto& voltage = series.at("voltage").values;
  const auto& current = series.at("current").values;
  const auto& own = passed.of(half.direction);
  HalfCycleCurve curve;
  double sum = 0.0;
  for (std::size_t i = half.first; i < half.last; ++i) {
    const double along = half.direction * current[i];
    const bool held = part == CurvePart::constant_current && along < held_current * half.current;
    if (!held) sum += own[i];
    if (along <= rest * half.current || held) continue;
    curve.charge.push_back(sum);
    curve.voltage.push_back(voltage[i]);
  }
  return curve;
}

}  // namespace silith
