#include "numerics/savitzky_golay.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace silith {
namespace {

TEST(SavitzkyGolay, IsExactForPolynomialsUpToTheEnds) {
  std::vector<double> y;
  const auto cubic = [](double x) { return 2.0 - x + 0.5 * x * x - 0.1 * x * x * x; };
  for (int i = 0; i <= 40; ++i) y.push_back(cubic(0.25 * i));
  const Smoothed smoothed = savitzky_golay(y, 0.25, 5, 3);
  for (int i = 0; i <= 40; ++i) {
    const double x = 0.25 * i;
    EXPECT_NEAR(smoothed.value[std::size_t(i)], cubic(x), 1e-10);
    EXPECT_NEAR(smoothed.derivative[std::size_t(i)], -1.0 + x - 0.3 * x * x, 1e-10);
  }
}

// The table of Savitzky and Golay (1964): quadratic, five points, (-3 12 17 12 -3)/35; derivative (-2 -1 0 1 2)/10.
TEST(SavitzkyGolay, HasThePublishedWeights) {
  const double weights[] = {-3, 12, 17, 12, -3};
  for (std::size_t k = 0; k < 5; ++k) {
    std::vector<double> impulse(5, 0.0);
    impulse[k] = 1.0;
    const Smoothed smoothed = savitzky_golay(impulse, 1.0, 2, 2);
    EXPECT_NEAR(smoothed.value[2], weights[k] / 35.0, 1e-14);
    EXPECT_NEAR(smoothed.derivative[2], (double(k) - 2.0) / 10.0, 1e-14);
  }
}

TEST(SavitzkyGolay, RefusesAWindowThatDoesNotFit) {
  const std::vector<double> y(4, 1.0);
  EXPECT_THROW(savitzky_golay(y, 1.0, 2, 2), std::logic_error);
  EXPECT_THROW(savitzky_golay(y, 1.0, 1, 3), std::logic_error);
  EXPECT_THROW(savitzky_golay(y, 1.0, 1, 0), std::logic_error);
}

}  // namespace
}  // namespace silith
