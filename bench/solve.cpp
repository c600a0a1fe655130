#include "solve.hpp"

#include <cmath>
#include <map>
#include <stdexcept>

namespace silith::bench {
namespace {

Record run(const Case& of, const SimulationOptions& options) {
  auto result = simulate(of.cell, of.protocol, options);
  if (result.failure) throw std::logic_error("a benchmark's run failed: " + *result.failure);
  return std::move(result.record);
}

}  // namespace

double quantity(const Record& record, const std::string& name) {
  for (const auto& [found, value] : record.quantities) {
    if (found == name) return value.value;
  }
  throw std::logic_error("no quantity " + name);
}

double voltage_error(const Record& run, const Record& accurate) {
  using Moment = std::pair<int, long>;  // step, microseconds since its start
  const auto voltages = [](const Record& record) {
    std::map<Moment, double> at;
    const auto& time = record.series.at("time").values;
    const auto& step = record.series.at("step").values;
    const auto& voltage = record.series.at("voltage").values;
    for (std::size_t k = 0; k < time.size(); ++k) {
      const int number = static_cast<int>(step[k]);
      const double start = record.steps.at(static_cast<std::size_t>(number)).start_time;
      at.emplace(Moment{number, std::lround(1e6 * (time[k] - start))}, voltage[k]);
    }
    return at;
  };
  const auto expected = voltages(accurate);
  double largest = 0.0;
  for (const auto& [moment, voltage] : voltages(run)) {
    if (const auto found = expected.find(moment); found != expected.end())
      largest = std::max(largest, std::abs(voltage - found->second));
  }
  return largest;
}

Solve solve(const Case& of, const SimulationOptions& options, int repetitions) {
  Solve out;
  for (int k = 0; k < repetitions; ++k) {
    const double start = cpu_time();
    out.record = run(of, options);
    out.times.add(cpu_time() - start);
  }
  return out;
}

Record accurate_run(const Case& of, SimulationOptions options) {
  options.relative_tolerance = options.absolute_tolerance = 1e-9;
  return run(of, options);
}

}  // namespace silith::bench
