#include "analysis/relaxation_times.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/diagnostic.hpp"
#include "spectra.hpp"

namespace silith {
namespace {

using Lambda = RelaxationOptions::Lambda;

/// The peak nearest to a time constant.
RelaxationPeak nearest(const RelaxationTimes& result, double tau) {
  return *std::min_element(result.peaks.begin(), result.peaks.end(), [&](const auto& a, const auto& b) {
    return std::abs(std::log(a.tau / tau)) < std::abs(std::log(b.tau / tau));
  });
}

TEST(RelaxationTimes, OneArcOfKnownTruth) {
  RelaxationOptions options;
  options.weighting = Weighting::unit;
  for (const auto choice : {Lambda::cross_validation, Lambda::l_curve}) {
    options.choice = choice;
    const auto result = relaxation_times(test::one_arc(), options);
    EXPECT_NEAR(result.series_resistance, 10.0, 0.3);
    EXPECT_NEAR(result.polarisation_resistance, 50.0, 1.0);
    ASSERT_FALSE(result.peaks.empty());
    EXPECT_NEAR(nearest(result, 0.1).tau, 0.1, 0.01);
    EXPECT_NEAR(nearest(result, 0.1).resistance, 50.0, 5.0);
    EXPECT_NEAR(result.rms, 0.5, 0.15);
    for (const double g : result.gamma) EXPECT_GE(g, 0.0);
  }
}

TEST(RelaxationTimes, TwoArcsOfKnownTruth) {
  RelaxationOptions options;
  options.weighting = Weighting::unit;
  const auto result = relaxation_times(test::two_arcs(), options);
  EXPECT_NEAR(nearest(result, 1e-4).tau, 1e-4, 1e-5);
  EXPECT_NEAR(nearest(result, 1e-4).resistance, 50.0, 3.0);
  EXPECT_NEAR(nearest(result, 0.1).tau, 0.1, 0.02);
  EXPECT_NEAR(nearest(result, 0.1).resistance, 10.0, 1.0);
  EXPECT_NEAR(result.series_resistance + result.polarisation_resistance, 70.0, 1.0);
}

/// The distribution of a Zarc is known in closed form.
TEST(RelaxationTimes, DistributionOfAZarc) {
  const double R = 30.0, tau = 1e-3, n = 0.7;
  const auto spectrum = test::simulated("R0-Zarc1", {5.0, R, tau, n}, 1e6, 1e-2, 81, 1e-4);
  const auto result = relaxation_times(spectrum);
  const double pi = std::acos(-1.0), top = R / (2.0 * pi) * std::sin((1.0 - n) * pi) / (1.0 - std::cos((1.0 - n) * pi));
  for (std::size_t k = 0; k < result.tau.size(); ++k) {
    const double exact = R / (2.0 * pi) * std::sin((1.0 - n) * pi) /
                         (std::cosh(n * std::log(result.tau[k] / tau)) - std::cos((1.0 - n) * pi));
    EXPECT_NEAR(result.gamma[k], exact, 0.06 * top) << "at tau " << result.tau[k];
  }
  ASSERT_EQ(result.peaks.size(), 1u);
  EXPECT_NEAR(result.peaks[0].tau, tau, 0.02 * tau);
  EXPECT_NEAR(result.peaks[0].resistance, R, 0.01 * R);
  EXPECT_NEAR(result.peaks[0].frequency, 1.0 / (2.0 * pi * tau), 0.02 / (2.0 * pi * tau));
}

TEST(RelaxationTimes, DummyCellIsOneProcess) {
  const auto peak = nearest(relaxation_times(test::dummy_cell(1)), 46.7 * 1.04e-5);
  EXPECT_NEAR(peak.tau, 46.7 * 1.04e-5, 0.02 * 46.7 * 1.04e-5);
  EXPECT_NEAR(peak.resistance, 46.7, 0.5);
}

TEST(RelaxationTimes, BlockingTailIsTakenOut) {
  const auto fast = relaxation_times(select(test::blocked_pellet(), {1e3}));
  EXPECT_GT(fast.series_resistance + fast.polarisation_resistance, 1430.0);
  EXPECT_LT(fast.series_resistance + fast.polarisation_resistance, 1500.0);
  EXPECT_NEAR(fast.tail_exponent, 0.89, 0.02);
  // a capacitance in series with one arc: the whole resistance in one peak
  const auto spectrum = test::simulated("R0-Zarc1-C1", {5.0, 30.0, 1e-4, 0.9, 1e-4}, 1e6, 1e-1, 71, 1e-3);
  RelaxationOptions options;
  options.tail = RelaxationOptions::Tail::capacitance;
  for (const auto& result : {relaxation_times(spectrum, options), relaxation_times(spectrum)}) {
    EXPECT_NEAR(result.tail_exponent, 1.0, 0.01);
    EXPECT_NEAR(result.tail_coefficient, 1e-4, 3e-6);
    EXPECT_NEAR(nearest(result, 1e-4).resistance, 30.0, 3.0);
    EXPECT_NEAR(result.polarisation_resistance, 30.0, 1.0);
    EXPECT_NEAR(nearest(result, 1e-4).tau, 1e-4, 1e-5);
  }
}

TEST(RelaxationTimes, OpenTailIsSaid) {
  RelaxationOptions options;
  options.tail = RelaxationOptions::Tail::none;
  const auto spectrum = test::simulated("R0-p(R1,C1)-W1", {5.0, 30.0, 1e-4, 20.0}, 1e5, 1e-1, 61, 1e-3);
  const auto result = relaxation_times(spectrum, options);
  EXPECT_GT(result.tail_from, 0.0);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].code, "tail");
  EXPECT_NEAR(nearest(result, 3e-3).resistance, 30.0, 3.0);
}

TEST(RelaxationTimes, StrongerSmoothingIsSmoother) {
  RelaxationOptions options;
  options.choice = Lambda::given;
  double last_height = INFINITY, last_rms = 0.0;
  for (const double lambda : {1e-4, 1e-2, 1.0}) {
    options.lambda = lambda;
    const auto result = relaxation_times(test::two_arcs(), options);
    const double height = *std::max_element(result.gamma.begin(), result.gamma.end());
    EXPECT_LT(height, last_height);
    EXPECT_GT(result.rms, last_rms);
    last_height = height;
    last_rms = result.rms;
  }
}

TEST(RelaxationTimes, OptionsAreChecked) {
  RelaxationOptions options;
  options.choice = Lambda::given;
  EXPECT_THAT([&] { options.validate(); },
              testing::ThrowsMessage<InputError>(testing::HasSubstr("lambda cannot be 0")));
  options = {};
  options.points_per_decade = 1;
  EXPECT_THAT([&] { options.validate(); }, testing::ThrowsMessage<InputError>(testing::HasSubstr("choose 4 to 60")));
}

}  // namespace
}  // namespace silith
