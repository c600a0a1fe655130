#include "analysis/titration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

constexpr double jump = 0.5e-3;      // V between two rows: another voltage was set
constexpr double constant = 1.0e-3;  // V, span of a held voltage
constexpr std::size_t fewest_rows = 8;

struct Columns {
  explicit Columns(const TimeSeries& series) : step(series.find("step")), cycle(series.find("cycle")) {
    for (auto [name, column] :
         {std::pair("time", &time), std::pair("voltage", &voltage), std::pair("current", &current)}) {
      *column = series.find(name);
      if (*column == nullptr) {
        throw InputError(fmt::format("the record has no {} in its rows", name),
                         "give a file of a cycler or a potentiostat with time, voltage and current");
      }
    }
  }
  bool same_step(std::size_t a, std::size_t b) const {
    const auto same = [&](const Column* column) { return column == nullptr || column->values[a] == column->values[b]; };
    return same(step) && same(cycle);
  }
  const Column *time = nullptr, *voltage = nullptr, *current = nullptr, *step, *cycle;
};

/// Rows [first, last] of one step without a jump of the voltage.
bool is_constant(const std::vector<double>& values, std::size_t first, std::size_t last, double span) {
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first),
             end = values.begin() + static_cast<std::ptrdiff_t>(last) + 1;
  const auto [low, high] = std::minmax_element(begin, end);
  return *high - *low <= span;
}

double mean_of(const std::vector<double>& values, std::size_t first, std::size_t last) {
  double sum = 0.0;
  for (std::size_t i = first; i <= last; ++i) sum += values[i];
  return sum / static_cast<double>(last - first + 1);
}

/// First row of the last twentieth of the rows' time.
std::size_t last_twentieth(const std::vector<double>& t, std::size_t first, std::size_t last) {
  const double from = t[last] - 0.05 * (t[last] - t[first]);
  return static_cast<std::size_t>(std::lower_bound(t.begin() + static_cast<std::ptrdiff_t>(first),
                                                   t.begin() + static_cast<std::ptrdiff_t>(last), from) -
                                  t.begin());
}

/// Runs of rows between which `breaks` says that something else begins.
template <class Breaks>
std::vector<std::pair<std::size_t, std::size_t>> runs(std::size_t rows, Breaks breaks) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 0; i < rows; ++i) {
    if (i == 0 || breaks(i - 1, i)) found.emplace_back(i, i);
    found.back().second = i;
  }
  return found;
}

}  // namespace

std::vector<HeldVoltage> held_voltages(const TimeSeries& series) {
  const Columns c(series);
  const auto &t = c.time->values, &V = c.voltage->values;
  std::vector<HeldVoltage> held;
  std::size_t after = 0;  // row after the last stretch in the list
  for (const auto& [first, last] : runs(series.rows(), [&](std::size_t a, std::size_t b) {
         return !c.same_step(a, b) || std::abs(V[b] - V[a]) > jump;
       })) {
    if (last - first + 1 < fewest_rows || !is_constant(V, first + 1, last, constant)) continue;
    const double start = first > 0 ? t[first - 1] : t[first];
    held.push_back({first, last, mean_of(V, first + 1, last), start, !held.empty() && after == first});
    after = last + 1;
  }
  return held;
}

std::vector<CurrentPulse> current_pulses(const TimeSeries& series) {
  const Columns c(series);
  const auto &t = c.time->values, &V = c.voltage->values, &I = c.current->values;
  double largest = 0.0;
  for (const double current : I) largest = std::max(largest, std::abs(current));
  const double rest = 1e-3 * largest;
  const auto kind = [&](std::size_t i) { return std::abs(I[i]) <= rest ? 0 : I[i] > 0.0 ? 1 : -1; };
  const auto parts = runs(series.rows(), [&](std::size_t a, std::size_t b) {
    return kind(a) != kind(b) || (kind(a) != 0 && !c.same_step(a, b));
  });
  std::vector<CurrentPulse> pulses;
  for (std::size_t k = 1; k + 1 < parts.size(); ++k) {
    const auto [first, last] = parts[k];
    const auto [rest_first, rest_last] = parts[k + 1];
    if (kind(first) == 0 || kind(parts[k - 1].first) != 0 || kind(rest_first) != 0) continue;
    if (last - first + 1 < fewest_rows || rest_last - rest_first + 1 < fewest_rows) continue;
    const double mean = mean_of(I, first, last);
    if (!is_constant(I, first + 1, last, 0.05 * std::abs(mean))) continue;
    const std::size_t before = last_twentieth(t, parts[k - 1].first, parts[k - 1].second);
    const std::size_t after = last_twentieth(t, rest_first, rest_last);
    pulses.push_back({first, last, rest_last, mean, t[first - 1], t[last], mean_of(V, before, first - 1),
                      mean_of(V, after, rest_last), first - before, t[first - 1] - t[before]});
  }
  return pulses;
}

FittedLine fit_line(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& weight) {
  double w = 0.0, wx = 0.0, wy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    w += weight[i];
    wx += weight[i] * x[i];
    wy += weight[i] * y[i];
  }
  const double mx = wx / w, my = wy / w;
  double xx = 0.0, xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += weight[i] * (x[i] - mx) * (x[i] - mx);
    xy += weight[i] * (x[i] - mx) * (y[i] - my);
  }
  FittedLine line;
  line.slope = xy / xx;
  line.intercept = my - line.slope * mx;
  double squares = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double off = y[i] - line.intercept - line.slope * x[i];
    squares += weight[i] * off * off;
  }
  if (x.size() > 2) line.slope_sigma = std::sqrt(squares / static_cast<double>(x.size() - 2) / xx);
  return line;
}

std::vector<double> row_weights(const std::vector<double>& t) {
  std::vector<double> weights(t.size(), 1.0);
  for (std::size_t i = 0; t.size() > 1 && i < t.size(); ++i) {
    const double left = i > 0 ? t[i] - t[i - 1] : 0.0, right = i + 1 < t.size() ? t[i + 1] - t[i] : 0.0;
    weights[i] = 0.5 * (left + right);
  }
  return weights;
}

double patterned_misfit(const std::vector<double>& time, const std::vector<double>& residual,
                        const std::vector<double>& signal) {
  const auto weights = row_weights(time);
  double size = 0.0, squares = 0.0, products = 0.0, before = 0.0;
  for (std::size_t i = 0; i < time.size(); ++i) {
    const double weighted = std::sqrt(weights[i]) * residual[i];
    size += weights[i] * signal[i] * signal[i];
    squares += weighted * weighted;
    products += weighted * before;
    before = weighted;
  }
  constexpr double alike = 0.5;
  return products > alike * squares && size > 0.0 ? std::sqrt(squares / size) : 0.0;
}

void check_length(double length) {
  if (length > 0.0 && std::isfinite(length)) return;
  throw InputError(fmt::format("the length of diffusion cannot be {} m", length),
                   "write for example --length \"25 um\"");
}

std::string name_of(Geometry geometry) {
  return geometry == Geometry::plane ? "plane" : "sphere";
}

Geometry geometry_of(const std::string& name) {
  if (name == "plane") return Geometry::plane;
  if (name == "sphere") return Geometry::sphere;
  throw InputError(fmt::format("there is no geometry \"{}\"", name), "write --geometry plane or --geometry sphere");
}

}  // namespace silith
