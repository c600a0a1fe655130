#include "record/steps.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace silith {
namespace {

using testing::ElementsAre;

TimeSeries series_of(std::vector<double> time, std::vector<double> voltage, std::vector<double> current) {
  return {{{"time", "s", "", std::move(time)},
           {"voltage", "V", "", std::move(voltage)},
           {"current", "A", "", std::move(current)}}};
}

// V = 3 + t, I = 2: charge 2 t, energy 2 (3 t + t^2/2).
TEST(SummariseRows, IntegratesALinearVoltageExactly) {
  const auto row = summarise_rows(series_of({0, 0.25, 1}, {3, 3.25, 4}, {2, 2, 2}), 0, 3);
  EXPECT_DOUBLE_EQ(row.charge, 2.0);
  EXPECT_DOUBLE_EQ(row.energy, 7.0);
  EXPECT_DOUBLE_EQ(row.mean_voltage, 3.5);
  EXPECT_DOUBLE_EQ(row.mean_current, 2.0);
  EXPECT_EQ(row.start_voltage, 3.0);
  EXPECT_EQ(row.end_voltage, 4.0);
}

// I = exp(-t) at 4 V over [0, 10]: charge 1 - exp(-10), the trapezoid's error is O(dt^2).
TEST(SummariseRows, DecayingCurrentConvergesWithSecondOrder) {
  double error[2];
  for (int k = 0; k < 2; ++k) {
    const int n = 100 << k;
    std::vector<double> t, v, i;
    for (int j = 0; j <= n; ++j) {
      t.push_back(10.0 * j / n);
      v.push_back(4.0);
      i.push_back(std::exp(-t.back()));
    }
    const auto row = summarise_rows(series_of(t, v, i), 0, t.size());
    error[k] = std::abs(row.charge - (1.0 - std::exp(-10.0)));
    EXPECT_DOUBLE_EQ(row.mean_voltage, 4.0);
  }
  EXPECT_NEAR(error[0] / error[1], 4.0, 0.01);
}

TEST(SummariseRows, RestHasTheMeanVoltageOverTime) {
  EXPECT_DOUBLE_EQ(summarise_rows(series_of({0, 1, 4}, {3, 4, 4}, {0, 0, 0}), 0, 3).mean_voltage, (3.5 + 12.0) / 4.0);
  EXPECT_THROW(summarise_rows(series_of({0}, {3}, {0}), 0, 2), std::logic_error);
}

TEST(SummariseSteps, GapBeforeTheFirstRowBelongsToTheStep) {
  auto series = series_of({0, 10, 20, 30}, {3, 3, 4, 4}, {0, 0, 1, 1});
  series.columns.push_back({"step", "1", "", {0, 0, 1, 1}});
  const auto steps = summarise_steps(series);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[1].start_time, 10.0);
  EXPECT_DOUBLE_EQ(steps[1].charge, 20.0);
  EXPECT_DOUBLE_EQ(steps[0].charge, 0.0);
}

TEST(NumberSteps, SplitsByDirectionAndCountsCycles) {
  auto series = series_of({0, 1, 2, 3, 4, 5, 6, 7}, {3, 3, 4, 4, 3, 3, 4, 3}, {0, 1, 1, 1e-9, -1, 0, 1, -1});
  number_steps(series);
  EXPECT_THAT(series.at("step").values, ElementsAre(0, 1, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(series.at("cycle").values, ElementsAre(0, 0, 0, 0, 0, 0, 1, 1));
}

TEST(SummariseSteps, TellsTheTypes) {
  std::vector<double> t, v, i, step;
  const auto add = [&](double voltage, double current, int number) {
    t.push_back(static_cast<double>(t.size()));
    v.push_back(voltage);
    i.push_back(current);
    step.push_back(number);
  };
  for (int k = 0; k < 5; ++k) add(3.0 + 0.2 * k, 1.0, 0);
  for (int k = 0; k < 5; ++k) add(3.8, std::exp(-k), 1);
  for (int k = 0; k < 5; ++k) add(3.7, 0.0, 2);
  for (int k = 0; k < 5; ++k) add(3.6 - 0.2 * k, -1.0, 3);
  auto series = series_of(t, v, i);
  series.columns.push_back({"step", "1", "", step});
  std::vector<std::string> types;
  for (const auto& row : summarise_steps(series)) types.push_back(row.type);
  EXPECT_THAT(types, ElementsAre("charge", "voltage", "rest", "discharge"));
}

}  // namespace
}  // namespace silith
