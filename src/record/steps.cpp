#include "record/steps.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace silith {
namespace {

/// Integrals over time of I, |I|, V I, V |I| and V.
struct Integrals {
  double charge = 0.0, throughput = 0.0, energy = 0.0, weighted_voltage = 0.0, voltage = 0.0;

  void add(double dt, double i0, double i1, double v0, double v1) {
    charge += 0.5 * dt * (i0 + i1);
    throughput += 0.5 * dt * (std::abs(i0) + std::abs(i1));
    energy += 0.5 * dt * (v0 * i0 + v1 * i1);
    weighted_voltage += 0.5 * dt * (v0 * std::abs(i0) + v1 * std::abs(i1));
    voltage += 0.5 * dt * (v0 + v1);
  }
};

bool same_step(const TimeSeries& series, std::size_t a, std::size_t b) {
  for (const char* name : {"cycle", "step"})
    if (const Column* column = series.find(name); column && column->values[a] != column->values[b]) return false;
  return true;
}

double largest_magnitude(const std::vector<double>& values) {
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

int direction(double current, double rest_current) {
  if (std::abs(current) <= rest_current) return 0;
  return current > 0.0 ? 1 : -1;
}

bool is_count(double value) {
  return std::abs(value) <= 1e9 && value == std::trunc(value);
}

/// Held voltage: it stays within a few millivolt while the current falls.
bool is_hold(const TimeSeries& series, std::size_t first, std::size_t last) {
  constexpr double band = 5e-3;     // V
  constexpr double decrease = 0.9;  // of the current's magnitude from start to end
  if (last - first < 3) return false;
  const auto& voltage = series.at("voltage").values;
  const auto& current = series.at("current").values;
  // The first row may still carry the voltage before the step.
  const auto [low, high] = std::minmax_element(voltage.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                                               voltage.begin() + static_cast<std::ptrdiff_t>(last));
  return *high - *low < band && std::abs(current[last - 1]) < decrease * std::abs(current[first + 1]);
}

std::string judged_type(const TimeSeries& series, std::size_t first, std::size_t last, double mean,
                        double rest_current) {
  switch (direction(mean, rest_current)) {
    case 0:
      return "rest";
    case 1:
      return is_hold(series, first, last) ? "voltage" : "charge";
    default:
      return is_hold(series, first, last) ? "voltage" : "discharge";
  }
}

}  // namespace

StepRow summarise_rows(const TimeSeries& series, std::size_t first, std::size_t last) {
  const auto& time = series.at("time").values;
  const auto& voltage = series.at("voltage").values;
  const auto& current = series.at("current").values;
  if (first >= last || last > time.size()) throw std::logic_error("summarise_rows: empty range or out of bounds");
  Integrals sum;
  const bool gap = first > 0 && !same_step(series, first - 1, first);
  const double start = gap ? std::min(time[first - 1], time[first]) : time[first];
  sum.add(time[first] - start, current[first], current[first], voltage[first], voltage[first]);
  for (std::size_t i = first + 1; i < last; ++i)
    sum.add(time[i] - time[i - 1], current[i - 1], current[i], voltage[i - 1], voltage[i]);

  StepRow row;
  row.start_time = start;
  row.duration = time[last - 1] - start;
  row.charge = sum.charge;
  row.energy = sum.energy;
  row.mean_current = row.duration > 0.0 ? sum.charge / row.duration : current[first];
  if (sum.throughput > 0.0)
    row.mean_voltage = sum.weighted_voltage / sum.throughput;
  else
    row.mean_voltage = row.duration > 0.0 ? sum.voltage / row.duration : voltage[first];
  row.start_voltage = voltage[first];
  row.end_voltage = voltage[last - 1];
  return row;
}

std::vector<StepRow> summarise_steps(const TimeSeries& series) {
  constexpr double rest_fraction = 1e-4;
  const auto& step = series.at("step").values;
  const Column* cycle = series.find("cycle");
  const double rest_current = rest_fraction * largest_magnitude(series.at("current").values);
  std::vector<StepRow> rows;
  for (std::size_t first = 0; first < series.rows();) {
    std::size_t last = first + 1;
    while (last < series.rows() && same_step(series, first, last)) ++last;
    if (!is_count(step[first]) || (cycle && !is_count(cycle->values[first])))
      throw std::logic_error("summarise_steps: a step or cycle is no whole number");
    StepRow row = summarise_rows(series, first, last);
    row.step = static_cast<int>(step[first]);
    row.cycle = cycle ? static_cast<int>(cycle->values[first]) : 0;
    row.type = judged_type(series, first, last, row.mean_current, rest_current);
    rows.push_back(std::move(row));
    first = last;
  }
  return rows;
}

void number_steps(TimeSeries& series, double rest_fraction) {
  const auto& current = series.at("current").values;
  const double rest_current = rest_fraction * largest_magnitude(current);
  std::vector<double> steps(current.size()), cycles(current.size());
  int step = 0, cycle = 0, first_direction = 0;
  bool reversed = false;
  for (std::size_t i = 0; i < current.size(); ++i) {
    const int now = direction(current[i], rest_current);
    if (i > 0 && now != direction(current[i - 1], rest_current)) ++step;
    if (first_direction == 0) first_direction = now;
    if (now == -first_direction && now != 0) reversed = true;
    if (reversed && now == first_direction) {
      ++cycle;
      reversed = false;
    }
    steps[i] = step;
    cycles[i] = cycle;
  }
  if (!series.find("cycle")) series.columns.push_back({"cycle", "1", "Cycle", std::move(cycles)});
  if (!series.find("step")) series.columns.push_back({"step", "1", "Step", std::move(steps)});
}

}  // namespace silith
