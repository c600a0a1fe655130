// D from the voltage under pulses of current: against bodies whose D is known, by finite volumes.
#include "analysis/gitt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

Record titration(Geometry geometry, double biot, double pulse, double rest, int count = 2) {
  DiffusingBody body(geometry, length, D, capacity, biot);
  body.pass(0.0, 10.0);
  for (int k = 0; k < count; ++k) {
    body.pass(1e-5, pulse);
    body.pass(0.0, rest);
  }
  return body.record();
}

GittOptions options(Geometry geometry) {
  GittOptions made;
  made.geometry = geometry;
  made.length = length;
  return made;
}

TEST(Gitt, EveryMethodGivesDWhateverTheResistance) {
  for (const double biot : {1000.0, 1.0, 0.05}) {
    const auto gitt = analyse_gitt(titration(Geometry::plane, biot, 400.0, 4000.0), options(Geometry::plane));
    ASSERT_EQ(gitt.pulses.size(), 2u);
    for (const auto& pulse : gitt.pulses) {
      for (const auto* estimate : {&pulse.full, &pulse.short_time, &pulse.long_time}) {
        EXPECT_TRUE(estimate->valid) << biot << ": " << estimate->remark;
        EXPECT_NEAR(estimate->D / D, 1.0, 0.02) << biot << ": " << estimate->remark;
      }
      EXPECT_NEAR(pulse.voltage_after - pulse.voltage_before, 1e-5 * 400.0 / capacity, 1e-7);
      EXPECT_NEAR(pulse.scale / pulse.tau, 1e-5 / capacity, 0.02e-5 / capacity);
      EXPECT_NEAR(pulse.biot / biot, 1.0, biot < 10.0 ? 0.02 : 0.3);
    }
  }
}

TEST(Gitt, SphereNeedsTheTermOfItsCurvature) {
  const auto gitt = analyse_gitt(titration(Geometry::sphere, 10.0, 200.0, 2000.0), options(Geometry::sphere));
  for (const auto& pulse : gitt.pulses) {
    for (const auto* estimate : {&pulse.full, &pulse.short_time, &pulse.long_time}) {
      EXPECT_TRUE(estimate->valid) << estimate->remark;
      EXPECT_NEAR(estimate->D / D, 1.0, 0.02) << estimate->remark;
    }
    EXPECT_NEAR(pulse.biot, 10.0, 0.2);
  }
}

TEST(Gitt, LongPulsesUseTheirBeginning) {
  const auto gitt = analyse_gitt(titration(Geometry::plane, 5.0, 6000.0, 6000.0), options(Geometry::plane));
  for (const auto& pulse : gitt.pulses) {
    EXPECT_THAT(pulse.short_time.remark, HasSubstr("to 49"));  // 0.25 tau
    EXPECT_NEAR(pulse.short_time.D / D, 1.0, 0.02);
    EXPECT_NEAR(pulse.full.D / D, 1.0, 0.02);
  }
}

TEST(Gitt, SaysWhenTheRestIsTooShort) {
  const auto gitt = analyse_gitt(titration(Geometry::plane, 5.0, 100.0, 200.0, 1), options(Geometry::plane));
  const auto& pulse = gitt.pulses.at(0);
  EXPECT_FALSE(pulse.full.valid) << pulse.full.D / D << pulse.full.remark;
  EXPECT_FALSE(pulse.short_time.valid) << pulse.short_time.remark;
  EXPECT_FALSE(pulse.long_time.valid);
  EXPECT_THAT(pulse.long_time.remark, HasSubstr("ends before the last decay is seen"));
  EXPECT_EQ(gitt.findings.at(0).code, "not-determined");
}

TEST(Gitt, NoiseIsTold) {
  Record record = titration(Geometry::plane, 1.0, 400.0, 4000.0, 4);
  std::mt19937 generator(11);
  std::normal_distribution<double> noise(0.0, 2e-5);
  for (double& V : record.series.at("voltage").values) V += noise(generator);
  const auto gitt = analyse_gitt(record, options(Geometry::plane));
  ASSERT_EQ(gitt.pulses.size(), 4u);
  int inside = 0;
  for (const auto& pulse : gitt.pulses) {
    EXPECT_TRUE(pulse.full.valid) << pulse.full.remark;
    EXPECT_LT(pulse.full.sigma / pulse.full.D, 0.5);
    inside += std::abs(pulse.full.D - D) < 3.0 * pulse.full.sigma;
  }
  EXPECT_GE(inside, 3);
}

TEST(Gitt, TwoBodiesAreNotOne) {
  // Anode and cathode of one cell: the voltages of both add up.
  DiffusingBody fast(Geometry::plane, length, D, capacity, 1000.0),
      slow(Geometry::plane, length, D / 30.0, 3.0 * capacity, 1000.0);
  for (auto* body : {&fast, &slow}) {
    body->pass(0.0, 10.0);
    body->pass(1e-5, 2000.0);
    body->pass(0.0, 60000.0);
  }
  Record record = fast.record();
  add_column(record, slow.record(), "voltage");
  const auto gitt = analyse_gitt(record, options(Geometry::plane));
  const auto& pulse = gitt.pulses.at(0);
  EXPECT_GT(pulse.misfit, 0.05);
  EXPECT_FALSE(pulse.full.valid) << pulse.full.remark;
  EXPECT_THAT(pulse.full.remark, HasSubstr("not that of one body"));
}

TEST(Gitt, RefusesWhatHasNoPulses) {
  DiffusingBody body(Geometry::plane, length, D, capacity, 10.0);
  body.hold(1e-3, 100.0);
  try {
    analyse_gitt(body.record(), options(Geometry::plane));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no pulses of constant current between rests"));
  }
}

}  // namespace
