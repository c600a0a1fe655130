// D from the current after steps of voltage: against bodies whose D is known, by finite volumes.
#include "analysis/pitt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "base/diagnostic.hpp"
#include "diffusing_body.hpp"

using namespace silith;
using silith::test::add_column;
using silith::test::DiffusingBody;
using testing::HasSubstr;

namespace {

constexpr double length = 20e-6, D = 2e-13, capacity = 5.0;  // tau = 2000 s

Record staircase(Geometry geometry, double biot, double step_time, int steps = 3) {
  DiffusingBody body(geometry, length, D, capacity, biot);
  body.hold(0.0, 10.0);
  for (int k = 1; k <= steps; ++k) body.hold(2e-3 * k, step_time);
  return body.record();
}

PittOptions options(Geometry geometry) {
  PittOptions made;
  made.geometry = geometry;
  made.length = length;
  return made;
}

TEST(FiniteDiffusion, ShortAndLongFormsMeetAndTheChargeIsAll) {
  for (const Geometry geometry : {Geometry::plane, Geometry::sphere}) {
    for (const double biot : {0.1, 1.0, 7.0, 1e3}) {
      const StepResponse response(geometry, biot);
      EXPECT_NEAR(response(0.03 - 1e-12) / response(0.03 + 1e-12), 1.0, 1e-8) << biot;
      double charge = 0.0;  // over u = sqrt(T), where the integrand is smooth
      const double end = std::sqrt(30.0 / response.slowest()), h = end / 40000.0;
      for (double u = 0.5 * h; u < end; u += h) charge += 2.0 * u * response(u * u) * h;
      EXPECT_NEAR(charge, 1.0, 1e-4) << biot;
    }
    EXPECT_NEAR(pulse_response(geometry, 0.03 - 1e-12) / pulse_response(geometry, 0.03 + 1e-12), 1.0, 1e-8);
    EXPECT_NEAR(pulse_response(geometry, 3.0) - pulse_response(geometry, 2.0), 1.0, 1e-9);
  }
  EXPECT_NEAR(biot_roots(Geometry::plane, 1.0, 1)[0], 0.8603336, 1e-7);   // b tan b = 1
  EXPECT_NEAR(biot_roots(Geometry::sphere, 2.0, 1)[0], 2.0287578, 1e-7);  // b cot b + 1 = 0
  EXPECT_NEAR(scaled_erfc(19.999) / scaled_erfc(20.001), 20.001 / 19.999, 1e-6);
}

TEST(Pitt, EveryMethodGivesDWhereDiffusionLimits) {
  for (const Geometry geometry : {Geometry::plane, Geometry::sphere}) {
    const auto pitt = analyse_pitt(staircase(geometry, 1000.0, 6000.0), options(geometry));
    ASSERT_EQ(pitt.steps.size(), 3u);
    for (const auto& step : pitt.steps) {
      EXPECT_EQ(step.regime, PittStep::Regime::diffusion);
      for (const auto* estimate : {&step.full, &step.short_time, &step.long_time}) {
        EXPECT_TRUE(estimate->valid) << name_of(geometry) << ": " << estimate->remark;
        EXPECT_NEAR(estimate->D / D, 1.0, 0.02) << name_of(geometry) << ": " << estimate->remark;
      }
      EXPECT_NEAR(step.charge / (2e-3 * capacity), 1.0, 0.01);
    }
  }
}

TEST(Pitt, FiniteKineticsAreFittedAndTheLimitsSayThatTheyDoNotHold) {
  for (const Geometry geometry : {Geometry::plane, Geometry::sphere}) {
    for (const double biot : {1.0, 5.0, 20.0}) {
      const auto pitt = analyse_pitt(staircase(geometry, biot, 6000.0), options(geometry));
      for (const auto& step : pitt.steps) {
        EXPECT_TRUE(step.full.valid) << step.full.remark;
        EXPECT_NEAR(step.full.D / D, 1.0, 0.02) << biot;
        EXPECT_NEAR(step.biot / biot, 1.0, 0.02);
        EXPECT_EQ(step.regime, PittStep::Regime::mixed);
        EXPECT_FALSE(step.short_time.valid);
        EXPECT_FALSE(step.long_time.valid);
        EXPECT_THAT(step.short_time.remark, HasSubstr("the current never falls as 1/sqrt(t)"));
        EXPECT_THAT(step.long_time.remark, HasSubstr("too small"));
        EXPECT_LT(step.long_time.D, 0.97 * D);
      }
    }
  }
}

TEST(Pitt, StepsLeftEarlyCarryTheTailOfTheOneBefore) {
  const auto pitt = analyse_pitt(staircase(Geometry::plane, 30.0, 1000.0, 6), options(Geometry::plane));
  ASSERT_EQ(pitt.steps.size(), 6u);
  for (const auto& step : pitt.steps) {
    EXPECT_NEAR(step.full.D / D, 1.0, 0.02) << step.to_voltage;
    EXPECT_NEAR(step.charge / (2e-3 * capacity), 1.0, 0.02);
  }
  EXPECT_THAT(pitt.findings.back().message, HasSubstr("6 of 6 steps end before t = L^2/D"));
}

TEST(Pitt, SaysWhereTheSurfaceHidesDiffusion) {
  const auto pitt = analyse_pitt(staircase(Geometry::plane, 0.05, 60000.0, 1), options(Geometry::plane));
  for (const auto& step : pitt.steps) {
    EXPECT_EQ(step.regime, PittStep::Regime::surface);
    EXPECT_FALSE(step.full.valid);
    EXPECT_FALSE(step.long_time.valid);
    EXPECT_THAT(step.determined, HasSubstr("the rate of the surface"));
    EXPECT_NEAR(step.tau / step.biot * D / (length * length), 20.0, 0.4);  // 1/B: resistance times capacity over tau
  }
  EXPECT_EQ(pitt.findings[1].code, "surface-limited");
}

TEST(Pitt, SaysWhenTheStepIsTooShort) {
  const auto pitt = analyse_pitt(staircase(Geometry::plane, 1000.0, 100.0, 1), options(Geometry::plane));
  const auto& step = pitt.steps.at(0);
  EXPECT_FALSE(step.full.valid);
  EXPECT_FALSE(step.short_time.valid);
  EXPECT_FALSE(step.long_time.valid);
  EXPECT_THAT(step.full.remark, HasSubstr("not determined"));
  // Cottrell's slope is all there is: Q sqrt(D)/L.
  EXPECT_NEAR(step.charge / std::sqrt(step.tau) / (2e-3 * capacity * std::sqrt(D) / length), 1.0, 0.02)
      << step.determined;
}

TEST(Pitt, NoiseAndABackgroundAreTold) {
  Record record = staircase(Geometry::plane, 10.0, 6000.0, 4);
  std::mt19937 generator(7);
  std::normal_distribution<double> noise(0.0, 2e-7);
  for (double& I : record.series.at("current").values) I += 1e-6 + noise(generator);
  const auto pitt = analyse_pitt(record, options(Geometry::plane));
  ASSERT_EQ(pitt.steps.size(), 4u);
  int inside = 0;
  for (const auto& step : pitt.steps) {
    EXPECT_TRUE(step.full.valid) << step.full.remark;
    EXPECT_LT(step.full.sigma / step.full.D, 0.2);
    EXPECT_NEAR(step.background, 1e-6, 5e-7);
    inside += std::abs(step.full.D - D) < 2.0 * step.full.sigma;
  }
  EXPECT_GE(inside, 3) << "the standard uncertainty tells the scatter";
}

TEST(Pitt, TwoBodiesAreNotOne) {
  DiffusingBody fast(Geometry::plane, length, D, capacity, 1000.0),
      slow(Geometry::plane, length, D / 300.0, 3.0 * capacity, 1000.0);
  for (auto* body : {&fast, &slow}) {
    body->hold(0.0, 10.0);
    body->hold(2e-3, 6000.0);
  }
  Record record = fast.record();
  add_column(record, slow.record(), "current");
  const auto step = analyse_pitt(record, options(Geometry::plane)).steps.at(0);
  EXPECT_GT(step.misfit, 0.05);
  EXPECT_FALSE(step.full.valid) << step.full.remark;
  EXPECT_THAT(step.full.remark, HasSubstr("not that of one body"));
}

TEST(Pitt, FindsStepsWithoutStepNumbers) {
  Record record = staircase(Geometry::plane, 10.0, 6000.0);
  record.series.columns.resize(3);
  EXPECT_EQ(analyse_pitt(record, options(Geometry::plane)).steps.size(), 3u);
}

TEST(Pitt, RefusesWhatIsNoTitration) {
  const auto message = [](const Record& record, PittOptions wanted) {
    try {
      analyse_pitt(record, wanted);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  DiffusingBody body(Geometry::plane, length, D, capacity, 10.0);
  body.pass(1e-6, 100.0);
  body.pass(0.0, 100.0);
  EXPECT_THAT(message(body.record(), options(Geometry::plane)), HasSubstr("no small steps of voltage"));
  EXPECT_THAT(message(body.record(), {}), HasSubstr("--length \"25 um\""));
  EXPECT_THAT(message({}, options(Geometry::plane)), HasSubstr("the record has no time in its rows"));
}

}  // namespace
