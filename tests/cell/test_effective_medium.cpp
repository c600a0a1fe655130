#include <gtest/gtest.h>

#include <cmath>

#include "base/diagnostic.hpp"
#include "cell/effective_medium.hpp"

using namespace silith;

TEST(EffectiveMedium, EveryLawIsOneForThePurePhaseAndZeroForNone) {
  for (const EffectiveMediumLaw& law : effective_medium_laws()) {
    const EffectiveMedium medium{.law = law.name};
    EXPECT_DOUBLE_EQ(conduction_factor(medium, 1.0, 1.0), 1.0) << law.name;
    if (law.name != "as-measured") {
      EXPECT_DOUBLE_EQ(conduction_factor(medium, 0.0, 1.0), 0.0) << law.name;
    }
  }
}

TEST(EffectiveMedium, NoIsotropicLawAboveTheHashinShtrikmanBound) {
  for (double fraction = 0.05; fraction < 1.0; fraction += 0.05) {
    const double bound = conduction_factor({.law = "hashin-shtrikman"}, fraction, 1.0);
    EXPECT_LE(conduction_factor({.law = "bruggeman"}, fraction, 1.0), bound);
    EXPECT_LE(conduction_factor({.law = "percolation", .exponent = 2.0, .threshold = 0.29}, fraction, 1.0), bound);
  }
}

TEST(EffectiveMedium, BruggemanOfThePhaseOrOfAllSolids) {
  EXPECT_DOUBLE_EQ(conduction_factor({.law = "bruggeman"}, 0.6, 0.7), std::pow(0.6, 1.5));
  EXPECT_DOUBLE_EQ(conduction_factor({.law = "bruggeman", .fraction = FractionOf::solids}, 0.6, 0.7),
                   std::pow(0.7, 1.5));
}

TEST(EffectiveMedium, PercolationConductsNothingBelowItsThreshold) {
  const EffectiveMedium medium{.law = "percolation", .exponent = 2.0, .threshold = 0.29};
  EXPECT_EQ(conduction_factor(medium, 0.29, 1.0), 0.0);
  EXPECT_EQ(conduction_factor(medium, 0.10, 1.0), 0.0);
  EXPECT_NEAR(conduction_factor(medium, 0.645, 1.0), 0.25, 1e-12);
}

TEST(EffectiveMedium, RefusesAnUnknownName) {
  EXPECT_THROW(conduction_factor({.law = "brugeman"}, 0.5, 1.0), InputError);
}
