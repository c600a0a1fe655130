// Records no laboratory would write: analyses of cycled cells either give numbers or refuse them as input.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/cycling.hpp"
#include "analysis/differential.hpp"
#include "analysis/pressure.hpp"
#include "analysis/symmetric_cell.hpp"
#include "base/diagnostic.hpp"

namespace silith {
namespace {

/// Few or many rows; currents of any size, constant, zero or jumping; repeated times; counters and pressures with
/// holes.
Record garbage(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  const auto pick = [&](std::initializer_list<double> values) {
    return *(values.begin() + static_cast<std::ptrdiff_t>(random() % values.size()));
  };
  const std::size_t rows = 1 + random() % (seed % 3 == 0 ? 5 : 400);
  std::vector<double> time, voltage, current, cycle, step, charge, discharge, pressure;
  const double scale = pick({1e-9, 1e-3, 1.0, 1e3});
  double t = 0.0, in = 0.0, out = 0.0;
  int c = 0, s = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    t += pick({0.0, 1e-6, 1.0, 60.0, 1e6});
    if (uniform(random) < 0.05) ++s;
    if (uniform(random) < 0.02) ++c;
    time.push_back(t);
    voltage.push_back(pick({0.0, -1.0, 3.7, 3.7, uniform(random), 1e6}));
    current.push_back(scale * pick({0.0, 1.0, 1.0, -1.0, -1.0, uniform(random) - 0.5, 1e-6}));
    cycle.push_back(c);
    step.push_back(s);
    in += uniform(random) * scale;
    out += uniform(random) * scale;
    if (uniform(random) < 0.02) in = out = 0.0;
    charge.push_back(uniform(random) < 0.05 ? NAN : in);
    discharge.push_back(out);
    pressure.push_back(uniform(random) < 0.1 ? NAN : pick({0.0, 5e7, 5e7 * uniform(random)}));
  }
  Record record;
  record.title = "garbage";
  record.series.columns = {{"time", "s", "", time},
                           {"voltage", "V", "", voltage},
                           {"current", "A", "", current},
                           {"pressure", "Pa", "", pressure}};
  if (seed % 2 == 0) {
    record.series.columns.push_back({"cycle", "1", "", cycle});
    record.series.columns.push_back({"step", "1", "", step});
  }
  if (seed % 5 == 0) {
    record.series.columns.push_back({"charging_capacity", "C", "", charge});
    record.series.columns.push_back({"discharging_capacity", "C", "", discharge});
  }
  return record;
}

/// Runs it; false if it was refused as input. Anything else thrown fails the test.
template <class Action>
bool accepted(Action action) {
  try {
    action();
    return true;
  } catch (const InputError&) {
    return false;
  }
}

void no_infinity(const std::vector<double>& values) {
  for (const double value : values) EXPECT_FALSE(std::isinf(value));
}

TEST(Garbage, AnalysesRefuseOrAnswer) {
  int answers = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    const Record record = garbage(seed);
    SCOPED_TRACE(seed);
    answers += accepted([&] {
      const Cycling found = analyse_cycling(record, {});
      for (const Cycle& cycle : found.cycles)
        no_infinity({cycle.charge, cycle.discharge, cycle.efficiency, cycle.energy_efficiency, cycle.retention,
                     cycle.voltage_efficiency, cycle.charge_voltage, cycle.discharge_voltage});
      for (const HalfCycle& half : found.halves) {
        EXPECT_LE(half.first, half.last);
        EXPECT_GT(half.charge, 0.0);
        const auto curve = half_cycle_curve(record.series, found.passed, half, CurvePart::constant_current);
        const auto slopes = differentiate(curve.charge, curve.voltage, half.direction, {});
        if (slopes) no_infinity(slopes->dq_dv), no_infinity(slopes->dv_dq);
      }
    });
    answers += accepted([&] {
      const SymmetricCell found = analyse_symmetric_cell(record, {});
      for (const SymmetricHalf& half : found.halves)
        no_infinity({half.resistance, half.expected, half.change, half.fluctuation_ratio, half.spike, half.sudden_fall,
                     half.uncertainty, half.final_resistance, half.series_resistance});
    });
    answers += accepted([&] {
      const PressureAnalysis found = analyse_pressure(record, {});
      for (const PressureHalf& half : found.halves)
        no_infinity({half.swing, half.slope, half.slope_uncertainty, half.swing_uncertainty, half.noise});
      no_infinity({found.drift, found.resolution, found.charge_slope, found.discharge_slope});
    });
  }
  EXPECT_GT(answers, 600);  // of 1800: not all is refused
}

}  // namespace
}  // namespace silith
