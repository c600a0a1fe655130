#include "cell1d/site_limit.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace silith {
namespace {

TEST(SiteLimit, IsOneVoltAtTheEndsAndNothingInside) {
  const Range range{0.44, 1.0};
  EXPECT_NEAR(site_limit(0.44, range).value, 1.0, 2e-2);
  EXPECT_NEAR(site_limit(1.0, range).value, -1.0, 2e-2);
  EXPECT_NEAR(site_limit(0.44 + 1e-3 * 0.56, range).value, 1e-3, 1e-4);
  EXPECT_EQ(site_limit(0.6, range).value, 0.0);
}

TEST(SiteLimit, FallsWithLithiumAndItsSlopeMatchesDifferences) {
  const Range range{0.0, 4.25};
  for (const double x : {1e-4, 1e-3, 4.2, 4.249, 4.2499}) {
    const double h = 1e-8;
    const double slope = (site_limit(x + h, range).value - site_limit(x - h, range).value) / (2.0 * h);
    EXPECT_LE(slope, 0.0);
    EXPECT_NEAR(site_limit(x, range).slope, slope, 1e-5 * std::abs(slope) + 1e-6);
  }
}

}  // namespace
}  // namespace silith
