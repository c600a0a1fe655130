#include "analysis/pressure_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/half_cycles.hpp"
#include "base/diagnostic.hpp"
#include "numerics/dense.hpp"
#include "record/steps.hpp"

namespace silith {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double pressure_at(const TimeSeries& log, double time) {
  const auto& t = log.at("time").values;
  const auto& p = log.at("pressure").values;
  if (!(time >= t.front() && time <= t.back())) return nan;
  const auto above = std::lower_bound(t.begin(), t.end(), time);
  const auto k = static_cast<std::size_t>(above - t.begin());
  if (k == 0 || t[k] == time) return p[k];
  return p[k - 1] + (p[k] - p[k - 1]) * (time - t[k - 1]) / (t[k] - t[k - 1]);
}

double linear(const std::vector<double>& x, const std::vector<double>& y, double at) {
  const auto above = std::lower_bound(x.begin(), x.end(), at);
  const auto k = static_cast<std::size_t>(above - x.begin());
  if (k == 0 || x[k] == at) return y[k];
  return y[k - 1] + (y[k] - y[k - 1]) * (at - x[k - 1]) / (x[k] - x[k - 1]);
}

/// Charge and discharge passed so far over the rows of a record.
struct Passed {
  std::vector<double> time, in, out;
};

Passed passed_of(const TimeSeries& series, const PassedCharge& passed) {
  Passed sums{series.at("time").values, {}, {}};
  double in = 0.0, out = 0.0;
  for (std::size_t i = 0; i < sums.time.size(); ++i) {
    sums.in.push_back(in += passed.rows.charge[i]);
    sums.out.push_back(out += passed.rows.discharge[i]);
  }
  const double largest = std::max(in, out);
  for (auto* charges : {&sums.in, &sums.out})
    for (double& charge : *charges) charge /= largest > 0.0 ? largest : 1.0;
  return sums;
}

/// Share of the pressure's variance that charge, discharge and time explain linearly; 0 if less than half the record is
/// covered. At the logger's rows: pressures between them would have less noise, the more so the farther from them.
double explained(const Passed& sums, const TimeSeries& log, double shift) {
  constexpr std::size_t most = 2000;
  const auto& clock = log.at("time").values;
  const std::size_t stride = std::max<std::size_t>(1, clock.size() / most);
  const double start = sums.time.front(), duration = sums.time.back() - start;
  std::vector<double> a, b;
  double mean = 0.0, first = NAN, last = NAN;
  for (std::size_t i = 0; i < clock.size(); i += stride) {
    const double t = clock[i] + shift;
    if (t < start || t > sums.time.back()) continue;
    if (b.empty()) first = t;
    last = t;
    a.insert(a.end(), {1.0, linear(sums.time, sums.in, t), linear(sums.time, sums.out, t), (t - start) / duration});
    b.push_back(log.at("pressure").values[i]);
    mean += b.back();
  }
  if (b.size() < 8 || !(last - first >= 0.5 * duration)) return 0.0;
  mean /= static_cast<double>(b.size());
  double squares = 0.0;
  for (double& p : b) {
    p -= mean;
    squares += p * p;
  }
  if (!(squares > 0.0)) return 0.0;
  double x[4];
  const double residual = solve_least_squares(a, 4, b, x);
  return std::max(0.0, 1.0 - residual * residual / squares);
}

}  // namespace

void add_logged_pressure(Record& record, const TimeSeries& log, double shift) {
  const auto& time = record.series.at("time").values;
  std::vector<double> pressure;
  pressure.reserve(time.size());
  bool any = false;
  for (const double t : time) {
    pressure.push_back(pressure_at(log, t - shift));
    any = any || std::isfinite(pressure.back());
  }
  if (!any) {
    throw InputError(
        fmt::format(
            "the logger's {:.4g} s to {:.4g} s, shifted by {:.4g} s, and the cycler's {:.4g} s to {:.4g} s have "
            "nothing in common",
            log.at("time").values.front(), log.at("time").values.back(), shift, time.front(), time.back()),
        "--shift is added to the logger's time");
  }
  std::erase_if(record.series.columns, [](const Column& column) { return column.name == "pressure"; });
  record.series.columns.push_back({"pressure", "Pa", "Pressure of the logger", std::move(pressure)});
}

ClockShift find_clock_shift(const Record& record, const TimeSeries& log, double near) {
  TimeSeries series = record.series;
  if (!series.find("cycle")) number_steps(series);
  const PassedCharge passed = passed_charge(series, ChargeSource::automatic);
  const auto halves = half_cycles(series, passed);
  if (halves.empty())
    throw InputError(record.title + ": no charge passes", "clocks cannot be aligned by it; give --shift");
  std::vector<double> durations;
  for (const HalfCycle& half : halves) durations.push_back(half.duration);
  std::sort(durations.begin(), durations.end());
  const double range = 0.5 * durations[durations.size() / 2];
  const Passed sums = passed_of(series, passed);
  constexpr int steps = 200;
  ClockShift best{near, -1.0};
  for (int k = -steps; k <= steps; ++k) {
    const double shift = near + range * k / steps, share = explained(sums, log, shift);
    if (share > best.correlation) best = {shift, share};
  }
  // Golden section between the neighbours of the best one.
  const double golden = 0.5 * (std::sqrt(5.0) - 1.0);
  double low = best.shift - range / steps, high = best.shift + range / steps;
  for (int k = 0; k < 25; ++k) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    if (explained(sums, log, a) >= explained(sums, log, b))
      high = b;
    else
      low = a;
  }
  const double middle = 0.5 * (low + high), share = explained(sums, log, middle);
  if (share >= best.correlation) best = {middle, share};
  if (!(best.correlation > 0.0))
    throw InputError(fmt::format("the logger covers less than half of {} at a shift near {:.4g} s", record.title, near),
                     "--shift is added to the logger's time; give one nearer to the truth");
  best.correlation = std::sqrt(best.correlation);
  return best;
}

}  // namespace silith
