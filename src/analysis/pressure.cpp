#include "analysis/pressure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/diagnostic.hpp"
#include "numerics/savitzky_golay.hpp"
#include "record/steps.hpp"

namespace silith {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t least_rows = 12;

struct Line {
  double slope = nan, uncertainty = nan;
};

/// Least squares with the standard error of the slope.
Line straight_line(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = static_cast<double>(x.size());
  if (x.size() < 3) return {};
  double mean_x = 0.0, mean_y = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  if (!(xx > 0.0)) return {};
  const double residual = std::max(0.0, yy - xy * xy / xx);
  return {xy / xx, std::sqrt(residual / (n - 2.0) / xx)};
}

/// Rms of what is not straight over three rows, as the standard deviation of white noise.
double noise_of(const std::vector<double>& p) {
  double squares = 0.0;
  for (std::size_t i = 1; i + 1 < p.size(); ++i) {
    const double bend = p[i] - 0.5 * (p[i - 1] + p[i + 1]);
    squares += bend * bend / 1.5;
  }
  return std::sqrt(squares / static_cast<double>(p.size() - 2));
}

double linear(const std::vector<double>& x, const std::vector<double>& y, double at) {
  const auto above = std::lower_bound(x.begin(), x.end(), at);
  if (above == x.begin()) return y.front();
  if (above == x.end()) return y.back();
  const auto k = static_cast<std::size_t>(above - x.begin());
  return y[k - 1] + (y[k] - y[k - 1]) * (at - x[k - 1]) / (x[k] - x[k - 1]);
}

class Analyser {
public:
  Analyser(const TimeSeries& series, const PressureOptions& options)
      : series_(series),
        pressure_(series.at("pressure").values),
        options_(options),
        passed_(passed_charge(series, options.source)),
        halves_(half_cycles(series, passed_)) {}

  const std::vector<HalfCycle>& halves() const { return halves_; }

  PressureHalf half(const HalfCycle& source) const {
    PressureHalf half;
    half.direction = source.direction;
    half.start_time = source.start_time;
    half.duration = source.duration;
    half.charge = source.charge;
    half.start = half.end = half.swing = half.swing_uncertainty = half.slope = half.slope_uncertainty = half.noise =
        nan;
    std::vector<double> q, p;
    rows(source, q, p);
    if (q.size() < least_rows) return half;
    const Line line = straight_line(q, p);
    half.slope = line.slope;
    half.slope_uncertainty = line.uncertainty;
    half.noise = noise_of(p);
    add_curve(half, q, p);
    return half;
  }

private:
  /// Rows at which charge has passed since the row before, with a pressure.
  void rows(const HalfCycle& half, std::vector<double>& q, std::vector<double>& p) const {
    const auto& own = passed_.of(half.direction);
    double sum = 0.0;
    for (std::size_t i = half.first; i < half.last; ++i) {
      sum += own[i];
      if (!(own[i] > 0.0) || !std::isfinite(pressure_[i])) continue;
      q.push_back(sum);
      p.push_back(pressure_[i]);
    }
  }

  /// Eq. PR1.
  void add_curve(PressureHalf& half, const std::vector<double>& q, const std::vector<double>& p) const {
    const std::size_t points = options_.points;
    const double step = (q.back() - q.front()) / static_cast<double>(points - 1);
    if (!(step > 0.0)) return;
    std::vector<double> grid(points), values(points);
    for (std::size_t i = 0; i < points; ++i) {
      grid[i] = q.front() + static_cast<double>(i) * step;
      values[i] = linear(q, p, grid[i]);
    }
    const auto wanted = static_cast<std::size_t>(0.5 * options_.window * static_cast<double>(points - 1));
    const std::size_t width = std::clamp(wanted, static_cast<std::size_t>(options_.order / 2 + 1), (points - 1) / 2);
    Smoothed smoothed = savitzky_golay(values, step, width, options_.order);
    half.start = smoothed.value.front();
    half.end = smoothed.value.back();
    half.swing = half.end - half.start;
    // The end of a polynomial of order m over n rows has the variance (m + 1)^2/n of one row's, nearly.
    const double in_window = std::max(1.0, options_.window * static_cast<double>(q.size()));
    half.swing_uncertainty = half.noise * (options_.order + 1) * std::sqrt(2.0 / in_window);
    half.curve = {std::move(grid), std::move(smoothed.value), std::move(smoothed.derivative)};
  }

  const TimeSeries& series_;
  const std::vector<double>& pressure_;
  PressureOptions options_;
  PassedCharge passed_;
  std::vector<HalfCycle> halves_;
};

/// Cycles begin with half-cycles of the first one's direction.
void add_cycles(PressureAnalysis& result) {
  const int first = result.halves.front().direction;
  for (std::size_t k = 0; k < result.halves.size(); ++k) {
    PressureHalf& half = result.halves[k];
    if (half.direction == first) {
      if (!result.cycles.empty()) result.cycles.back().offset = half.start - result.cycles.back().start;
      result.cycles.push_back({static_cast<int>(result.cycles.size()) + 1, half.start_time, half.start, 0.0, nan, 0.0});
    }
    PressureCycle& cycle = result.cycles.back();
    half.cycle = cycle.number;
    cycle.charge_left += half.direction * half.charge;
    const bool last = k + 1 == result.halves.size();
    if (last && half.direction != first) cycle.offset = half.end - cycle.start;
  }
  for (PressureCycle& cycle : result.cycles) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const PressureHalf& half : result.halves) {
      if (half.cycle != cycle.number) continue;
      for (const double p : half.curve.pressure) {
        low = std::min(low, p);
        high = std::max(high, p);
      }
    }
    cycle.swing = high >= low ? high - low : nan;
  }
}

void add_slopes(PressureAnalysis& result) {
  for (const int direction : {1, -1}) {
    std::vector<double> slopes;
    for (const PressureHalf& half : result.halves)
      if (half.direction == direction && std::isfinite(half.slope)) slopes.push_back(half.slope);
    double mean = 0.0, squares = 0.0;
    for (const double slope : slopes) mean += slope / static_cast<double>(slopes.size());
    for (const double slope : slopes) squares += (slope - mean) * (slope - mean);
    const double deviation = slopes.size() > 1 ? std::sqrt(squares / static_cast<double>(slopes.size() - 1)) : nan;
    (direction > 0 ? result.charge_slope : result.discharge_slope) = slopes.empty() ? nan : mean;
    (direction > 0 ? result.charge_slope_deviation : result.discharge_slope_deviation) = deviation;
  }
}

void add_range(PressureAnalysis& result, const std::vector<double>& pressure) {
  std::vector<double> values;
  for (const double p : pressure)
    if (std::isfinite(p)) values.push_back(p);
  double sum = 0.0;
  for (const double p : values) sum += p;
  result.mean = sum / static_cast<double>(values.size());
  std::sort(values.begin(), values.end());
  result.lowest = values.front();
  result.highest = values.back();
  result.resolution = std::numeric_limits<double>::infinity();
  const double least = 1e-9 * std::max(std::abs(result.lowest), std::abs(result.highest));
  for (std::size_t i = 1; i < values.size(); ++i)
    if (values[i] - values[i - 1] > least) result.resolution = std::min(result.resolution, values[i] - values[i - 1]);
  if (!std::isfinite(result.resolution)) result.resolution = 0.0;
}

/// Eq. PR4.
void add_drift(PressureAnalysis& result) {
  std::vector<double> time, pressure;
  for (const PressureCycle& cycle : result.cycles) {
    if (!std::isfinite(cycle.start)) continue;
    time.push_back(cycle.start_time);
    pressure.push_back(cycle.start);
  }
  const Line line = straight_line(time, pressure);
  result.drift = line.slope;
  result.drift_uncertainty = line.uncertainty;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const Line line = straight_line(a, b), back = straight_line(b, a);
  return std::sqrt(std::max(0.0, line.slope * back.slope));
}

void add_findings(PressureAnalysis& result, const Record& record) {
  for (const Finding& finding : record.findings) result.findings.push_back(finding);
  const auto add = [&](const char* code, const char* severity, std::string message, const char* advice) {
    result.findings.push_back({code, severity, std::move(message), advice});
  };
  const auto& pressure = record.series.at("pressure").values;
  const auto missing = static_cast<std::size_t>(
      std::count_if(pressure.begin(), pressure.end(), [](double p) { return !std::isfinite(p); }));
  if (missing > 0)
    add("pressure-gaps", "warning", fmt::format("{} of {} rows have no pressure", missing, pressure.size()), "");
  double largest = 0.0;
  std::size_t buried = 0, few = 0;
  for (const PressureHalf& half : result.halves) {
    if (!std::isfinite(half.swing)) {
      ++few;
      continue;
    }
    largest = std::max(largest, std::abs(half.swing));
    if (std::abs(half.swing) < 2.0 * half.swing_uncertainty) ++buried;
  }
  if (few > 0)
    add("few-rows", "warning",
        fmt::format("{} of {} half-cycles have fewer than {} rows with pressure", few, result.halves.size(),
                    least_rows),
        "");
  if (buried > 0)
    add("swing-in-noise", "warning",
        fmt::format("the swing is below twice its uncertainty in {} of {} half-cycles", buried, result.halves.size()),
        "");
  if (result.resolution > 0.05 * largest)
    add("coarse-pressure", "warning",
        fmt::format("the pressure is written in steps of {:.3g} MPa, the largest swing is {:.3g} MPa",
                    1e-6 * result.resolution, 1e-6 * largest),
        "a finer sensor or output format");
  const Column* temperature = record.series.find("temperature");
  if (temperature == nullptr) return;
  const auto [low, high] = std::minmax_element(temperature->values.begin(), temperature->values.end());
  const double related = correlation(temperature->values, pressure);
  if (*high - *low > 1.0 && related > 0.9)
    add("pressure-follows-temperature", "warning",
        fmt::format("the pressure follows the temperature (correlation {:.2f} over {:.2g} K)", related, *high - *low),
        "thermal expansion of the fixture, not of the cell; hold the temperature");
}

}  // namespace

void PressureOptions::validate() const {
  if (points < 20 || points > 100000)
    throw InputError(fmt::format("a grid of {} charges is not possible", points), "20 to 100000");
  if (!(window > 0.0 && window <= 0.5))
    throw InputError(fmt::format("a smoothing window of {:.3g} of the charge is not possible", window),
                     "above 0, at most 0.5; usual is 0.1");
  if (order < 1 || order > 5) throw InputError(fmt::format("polynomials of order {} are not offered", order), "1 to 5");
}

PressureAnalysis analyse_pressure(const Record& record, const PressureOptions& options) {
  options.validate();
  for (const char* name : {"time", "voltage", "current"})
    if (record.series.rows() == 0 || !record.series.find(name))
      throw InputError(fmt::format("{} holds no cycling data: there is no {}", record.title, name),
                       "give a file of a cycler, or the directory of a run");
  const Column* pressure = record.series.find("pressure");
  if (pressure == nullptr ||
      std::none_of(pressure->values.begin(), pressure->values.end(), [](double p) { return std::isfinite(p); })) {
    std::string why = "a column like \"Applied Pressure / Pa\" or Pressure_Psi is needed";
    for (const Finding& finding : record.findings)
      if (finding.code == "no-sensor") why = finding.message;
    throw InputError(fmt::format("{} has no pressure", record.title), why);
  }
  TimeSeries series = record.series;
  if (!series.find("cycle")) number_steps(series);
  const Analyser analyser(series, options);
  PressureAnalysis result;
  for (const HalfCycle& half : analyser.halves()) {
    result.halves.push_back(analyser.half(half));
    result.halves.back().number = result.halves.size();
  }
  if (result.halves.empty())
    throw InputError(fmt::format("{}: no charge passes", record.title), "the file holds rest only");
  add_cycles(result);
  add_slopes(result);
  add_range(result, pressure->values);
  add_drift(result);
  add_findings(result, record);
  return result;
}

}  // namespace silith
