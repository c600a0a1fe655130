#include "report/half_cycle.hpp"

#include <algorithm>
#include <cmath>

namespace silith::report {

namespace {

// Below this share of the largest current a cell counts as resting.
constexpr double rest_share = 1e-6;

// The series' own count; else that of the step (the first row of a step shares its time with the last of the step
// before, hence half a row later); else turns of the current.
int cycle_at(const Record& record, std::size_t row, std::size_t turns) {
  if (const Column* cycle = record.series.find("cycle")) return static_cast<int>(std::lround(cycle->values[row]));
  const auto& time = record.series.at("time").values;
  const double inside = row + 1 < time.size() ? 0.5 * (time[row] + time[row + 1]) : time[row];
  for (const StepRow& step : record.steps) {
    if (inside <= step.start_time + step.duration) return step.cycle;
  }
  return record.steps.empty() ? static_cast<int>(turns / 2) : record.steps.back().cycle;
}

double largest(const std::vector<double>& values) {
  double result = 0.0;
  for (const double value : values) {
    if (std::isfinite(value)) result = std::max(result, std::abs(value));
  }
  return result;
}

}  // namespace

std::vector<double> passed_charge(const Record& record) {
  if (const Column* charge = record.series.find("net_capacity")) return charge->values;
  const Column* time = record.series.find("time");
  const Column* current = record.series.find("current");
  if (time == nullptr || current == nullptr) return {};
  std::vector<double> charge(current->values.size(), 0.0);
  for (std::size_t i = 1; i < charge.size(); ++i) {
    const double dt = time->values[i] - time->values[i - 1];
    charge[i] = charge[i - 1] + 0.5 * dt * (current->values[i] + current->values[i - 1]);
  }
  return charge;
}

std::vector<HalfCycle> half_cycles(const Record& record) {
  const Column* time = record.series.find("time");
  const Column* current = record.series.find("current");
  std::vector<HalfCycle> result;
  if (time == nullptr || current == nullptr) return result;
  const double threshold = rest_share * largest(current->values);
  for (std::size_t i = 0; i < current->values.size(); ++i) {
    const double I = current->values[i];
    if (!(std::abs(I) > threshold)) continue;
    const int direction = I > 0.0 ? 1 : -1;
    if (result.empty() || result.back().direction != direction) {
      result.push_back({direction, cycle_at(record, i, result.size()), i, i});
    }
    result.back().last = i;
  }
  return result;
}

}  // namespace silith::report
