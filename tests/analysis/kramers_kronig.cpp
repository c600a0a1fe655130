#include "analysis/kramers_kronig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "spectra.hpp"

namespace silith {
namespace {

using Verdict = KramersKronig::Verdict;

Spectrum cell(double noise, unsigned seed = 1) {
  return test::simulated("R0-p(R1,CPE1)-p(R2-Wo1,CPE2)", {5.0, 20.0, 1e-6, 0.8, 30.0, 50.0, 10.0, 1e-3, 0.9}, 1e6, 1e-2,
                         60, noise, seed);
}

TEST(KramersKronig, CircuitsPass) {
  for (const char* text : {"R0-p(R1,C1)", "L1-p(R1,C1)", "p(R1,C1)-C2"}) {
    const auto result = test_kramers_kronig(test::simulated(text, {1e-3, 20.0, 1e-4}, 1e5, 1e-1, 60));
    EXPECT_EQ(result.verdict, Verdict::consistent) << text;
    EXPECT_LT(result.largest, 1e-3) << text;
  }
  EXPECT_LT(test_kramers_kronig(cell(0.0)).largest, 1e-3);
  EXPECT_TRUE(test_kramers_kronig(cell(0.0)).findings.empty());
}

TEST(KramersKronig, MeasuredCellsPass) {
  EXPECT_EQ(test_kramers_kronig(test::lithium_ion_cell()).verdict, Verdict::consistent);
  EXPECT_EQ(test_kramers_kronig(test::dummy_cell(1)).verdict, Verdict::consistent);
  EXPECT_EQ(test_kramers_kronig(test::dummy_cell(2)).verdict, Verdict::consistent);
  const auto pellet = test_kramers_kronig(test::blocked_pellet());
  EXPECT_EQ(pellet.verdict, Verdict::consistent);
  EXPECT_TRUE(pellet.with_capacitance);
}

TEST(KramersKronig, NoiseIsNoInconsistency) {
  int noisy = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto result = test_kramers_kronig(cell(0.01, seed));
    noisy += result.verdict == Verdict::noisy;
    EXPECT_NEAR(result.rms, 0.01, 0.003);
    EXPECT_LT(result.mu, 0.85);
  }
  EXPECT_GE(noisy, 19);
  EXPECT_EQ(test_kramers_kronig(test::one_arc()).verdict, Verdict::noisy);
  EXPECT_EQ(test_kramers_kronig(test::two_arcs()).verdict, Verdict::noisy);
}

TEST(KramersKronig, DriftAndWrongSignsAreFound) {
  auto drifting = cell(0.001);
  for (std::size_t i = 0; i < drifting.size(); ++i) {
    if (drifting.frequency[i] < 1.0) drifting.impedance[i] *= 1.0 - 0.1 * std::log10(drifting.frequency[i]);
  }
  const auto result = test_kramers_kronig(drifting);
  EXPECT_EQ(result.verdict, Verdict::inconsistent);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].code, "kramers-kronig");
  EXPECT_THAT(result.findings[0].message, testing::HasSubstr("and they follow a pattern"));
  auto mirrored = cell(0.0);
  for (auto& z : mirrored.impedance) z = std::conj(z);
  EXPECT_EQ(test_kramers_kronig(mirrored).verdict, Verdict::inconsistent);
}

TEST(KramersKronig, TooFewPoints) {
  EXPECT_THAT([] { test_kramers_kronig(test::simulated("R0", {1.0}, 1.0, 10.0, 4)); },
              testing::ThrowsMessage<InputError>(testing::HasSubstr("needs at least 5 points")));
}

}  // namespace
}  // namespace silith
