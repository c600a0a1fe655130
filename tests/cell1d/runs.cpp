#include "runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace silith::testing {

Step constant_current(double per_area) {
  Step step;
  step.text = per_area > 0.0 ? "Charge" : "Discharge";
  step.type = per_area > 0.0 ? "charge" : "discharge";
  step.control = ConstantCurrent{{per_area, CurrentSetting::Per::area}};
  return step;
}

Step constant_voltage(double voltage) {
  Step step;
  step.text = "Hold";
  step.type = "voltage";
  step.control = ConstantVoltage{voltage};
  return step;
}

Step rest() {
  Step step;
  step.text = "Rest";
  step.type = "rest";
  return step;
}

Step constant_power(double per_area, double area) {
  Step step;
  step.text = "Power";
  step.type = "power";
  step.control = ConstantPower{per_area * area};
  return step;
}

Step profile(std::vector<double> time, std::vector<double> per_area, double area) {
  Step step;
  step.text = "Profile";
  step.type = "profile";
  for (double& value : per_area) value *= area;
  step.control = CurrentProfile{"profile.csv", std::move(time), std::move(per_area)};
  return step;
}

Step until_time(Step step, double seconds) {
  step.limits.push_back({.of = Limit::Of::time, .value = seconds});
  return step;
}

Step until_voltage(Step step, double voltage, Limit::When when) {
  step.limits.push_back({.of = Limit::Of::voltage, .when = when, .value = voltage});
  return step;
}

Step until_current(Step step, double per_area) {
  step.limits.push_back({.of = Limit::Of::current_magnitude,
                         .when = Limit::When::below,
                         .current = CurrentSetting{per_area, CurrentSetting::Per::area}});
  return step;
}

Step until_charge(Step step, double per_area) {
  step.limits.push_back({.of = Limit::Of::capacity, .charge = ChargeSetting{per_area, CurrentSetting::Per::area}});
  return step;
}

Step sampled(Step step, double seconds) {
  step.sampling.every_time = seconds;
  return step;
}

SimulationOptions with_tolerance(double tolerance) {
  SimulationOptions options;
  options.relative_tolerance = options.absolute_tolerance = tolerance;
  return options;
}

Record run(const Cell& cell, std::vector<Step> steps, const SimulationOptions& options) {
  auto result = simulate(cell, {std::move(steps)}, options);
  if (result.failure) throw std::runtime_error(*result.failure);
  return std::move(result.record);
}

double quantity(const Record& record, const std::string& name) {
  for (const auto& [found, value] : record.quantities) {
    if (found == name) return value.value;
  }
  throw std::logic_error("no quantity " + name);
}

double last(const Record& record, const std::string& column) {
  return record.series.at(column).values.back();
}

double at_time(const Record& record, const std::string& column, double time) {
  const auto &times = record.series.at("time").values, &values = record.series.at(column).values;
  const auto next = static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), time) - times.begin());
  if (next == 0) return values.front();
  if (next == times.size()) return values.back();
  const double share = (time - times[next - 1]) / (times[next] - times[next - 1]);
  return (1.0 - share) * values[next - 1] + share * values[next];
}

const Profile& profile_of(const Record& record, const std::string& name) {
  for (const auto& found : record.profiles) {
    if (found.name == name) return found;
  }
  throw std::logic_error("no profile " + name);
}

std::vector<double> last_profile(const Record& record, const std::string& name) {
  const auto& found = profile_of(record, name);
  const auto n = static_cast<std::ptrdiff_t>(found.x.size() * std::max<std::size_t>(1, found.r.size()));
  return {found.values.end() - n, found.values.end()};
}

}  // namespace silith::testing
