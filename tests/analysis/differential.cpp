#include "analysis/differential.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

/// Q(V) of a host with two plateaus: sum of logistic steps of width w at V1 and V2, 1 C each.
double logistic_charge(double v) {
  const auto step = [&](double at, double width) { return 1.0 / (1.0 + std::exp(-(v - at) / width)); };
  return step(3.4, 0.02) + step(3.7, 0.03);
}
double logistic_slope(double v) {
  const auto slope = [&](double at, double width) {
    const double e = std::exp(-(v - at) / width);
    return e / ((1.0 + e) * (1.0 + e)) / width;
  };
  return slope(3.4, 0.02) + slope(3.7, 0.03);
}

struct Points {
  std::vector<double> charge, voltage;
};

/// Rows even in charge, voltage by bisection; noise in V.
Points measured(int direction, double noise) {
  Points points;
  std::mt19937 random(7);
  std::normal_distribution<double> error(0.0, 1.0);
  const double low = logistic_charge(3.2), high = logistic_charge(3.9);
  const int rows = 2000;
  for (int i = 0; i <= rows; ++i) {
    const double share = double(i) / rows;
    const double q = direction > 0 ? low + (high - low) * share : high - (high - low) * share;
    double a = 3.1, b = 4.0;
    while (b - a > 1e-13) (logistic_charge(0.5 * (a + b)) < q ? a : b) = 0.5 * (a + b);
    points.charge.push_back((high - low) * share);
    points.voltage.push_back(a + (noise > 0.0 ? noise * error(random) : 0.0));
  }
  return points;
}

TEST(Differential, IsotonicIsTheNearestRisingSequence) {
  EXPECT_THAT(isotonic(std::vector<double>{1, 3, 2, 4}), testing::ElementsAre(1, 2.5, 2.5, 4));
  EXPECT_THAT(isotonic(std::vector<double>{3, 2, 1}), testing::ElementsAre(2, 2, 2));
  EXPECT_TRUE(isotonic(std::vector<double>{}).empty());
}

TEST(Differential, FindsKnownPeaksAndTheirCharge) {
  for (const int direction : {1, -1}) {
    const Points points = measured(direction, 0.0);
    const auto curve = differentiate(points.charge, points.voltage, direction,
                                     {.voltage_window = 16e-3, .charge_points = 2001, .charge_window = 0.004});
    ASSERT_TRUE(curve);
    double worst = 0.0, highest = 0.0;
    for (std::size_t i = 0; i < curve->voltage.size(); ++i) {
      worst = std::max(worst, std::abs(direction * curve->dq_dv[i] - logistic_slope(curve->voltage[i])));
      highest = std::max(highest, std::abs(curve->dq_dv[i]));
    }
    EXPECT_LT(worst, 0.01 * highest);
    EXPECT_NEAR(highest, 1.0 / (4.0 * 0.02), 0.02 / 0.02);
    EXPECT_NEAR(curve->charge_integral, curve->passed, 2e-3 * curve->passed);
    EXPECT_NEAR(curve->voltage_change, direction * 0.7, 1e-9);
    EXPECT_NEAR(curve->voltage_integral, curve->voltage_change, 0.01);
    for (std::size_t i = 0; i < curve->charge.size(); ++i) {
      const double v = points.voltage[i];  // the grid is that of the rows
      const double expected = 1.0 / logistic_slope(v);
      if (v < 3.33 || v > 3.78) continue;
      EXPECT_NEAR(direction * curve->dv_dq[i], expected, 0.02 * expected) << v;
    }
    EXPECT_TRUE(std::is_sorted(curve->voltage.begin(), curve->voltage.end()));
  }
}

TEST(Differential, NoiseIsSmoothedAndTheChargeStays) {
  const Points points = measured(1, 1e-3);
  const auto curve = differentiate(points.charge, points.voltage, 1, {});
  ASSERT_TRUE(curve);
  EXPECT_EQ(curve->window_points, 15u);
  EXPECT_NEAR(curve->charge_integral, curve->passed, 0.01 * curve->passed);
  double square = 0.0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < curve->voltage.size(); ++i) {
    if (curve->voltage[i] < 3.25 || curve->voltage[i] > 3.85) continue;
    square += std::pow(curve->dq_dv[i] - logistic_slope(curve->voltage[i]), 2);
    ++count;
  }
  EXPECT_LT(std::sqrt(square / double(count)), 0.05 * 12.5);  // of the highest peak
}

TEST(Differential, SaysWhatTheWindowHides) {
  const Points points = measured(1, 0.0);
  const auto fine = differentiate(points.charge, points.voltage, 1, {.charge_points = 2001, .charge_window = 0.004});
  EXPECT_TRUE(differential_findings(*fine, "charge 1").empty());
  const auto coarse = differentiate(points.charge, points.voltage, 1, {.charge_window = 0.03});
  const auto findings = differential_findings(*coarse, "charge 1");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, "dvdq-integral");
  EXPECT_THAT(findings[0].message, testing::HasSubstr("the integral of dV/dQ of charge 1 differs by -3.2 %"));
}

TEST(Differential, RefusesWhatCannotBeDone) {
  const std::vector<double> q{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, flat(10, 3.4);
  EXPECT_FALSE(differentiate(q, flat, 1, {}));
  EXPECT_FALSE(differentiate(std::span(q).first(5), std::span(flat).first(5), 1, {}));
  const auto message = [](DifferentialOptions options) -> std::string {
    try {
      options.validate();
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({}), "");
  EXPECT_THAT(message({.voltage_step = 0.0}), testing::HasSubstr("a grid of 0 V is not possible for dQ/dV"));
  EXPECT_THAT(message({.voltage_window = 1e-3}), testing::HasSubstr("a smoothing window of 0.001 V is not possible"));
  EXPECT_THAT(message({.order = 9}), testing::HasSubstr("polynomials of order 9 are not offered"));
}

}  // namespace
}  // namespace silith
