#include "numerics/vector_math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace silith {
namespace {

/// Distance from the result in extended precision, in units of the last place.
double ulps(double value, long double expected) {
  const auto nearest = static_cast<double>(expected);
  const double unit = std::nextafter(std::abs(nearest), std::numeric_limits<double>::infinity()) - std::abs(nearest);
  return static_cast<double>(std::abs(static_cast<long double>(value) - expected) / unit);
}

std::vector<double> points(double low, double high, int n) {
  std::vector<double> at;
  for (int i = 0; i <= n; ++i) at.push_back(low + (high - low) * i / n);
  return at;
}

TEST(VectorMath, ExpIsWithinThreeUlps) {
  for (const double reach : {1e-3, 1.0, 30.0, 706.0}) {
    const auto in = points(-reach, 0.993 * reach, 20011);
    std::vector<double> out(in.size());
    exp_row(in, out);
    for (std::size_t i = 0; i < in.size(); ++i)
      ASSERT_LE(ulps(out[i], std::exp(static_cast<long double>(in[i]))), 3.0) << in[i];
  }
}

TEST(VectorMath, TanhIsWithinThreeUlps) {
  for (const double reach : {1e-6, 1e-2, 1.0, 25.0}) {
    const auto in = points(-reach, 0.993 * reach, 20011);
    std::vector<double> out(in.size());
    tanh_row(in, out);
    for (std::size_t i = 0; i < in.size(); ++i)
      ASSERT_LE(ulps(out[i], std::tanh(static_cast<long double>(in[i]))), 3.0) << in[i];
  }
}

TEST(VectorMath, EndsOfTheScale) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> in = {-infinity, -1000.0, 0.0, 709.0, 1000.0, infinity, std::nan("")};
  std::vector<double> out(in.size());
  exp_row(in, out);
  EXPECT_EQ(out[0], 0.0);
  EXPECT_EQ(out[1], 0.0);
  EXPECT_EQ(out[2], 1.0);
  EXPECT_LE(ulps(out[3], std::exp(709.0L)), 3.0);
  EXPECT_EQ(out[4], infinity);
  EXPECT_EQ(out[5], infinity);
  EXPECT_TRUE(std::isnan(out[6]));
  tanh_row(in, out);
  EXPECT_EQ(out[0], -1.0);
  EXPECT_EQ(out[1], -1.0);
  EXPECT_EQ(out[2], 0.0);
  EXPECT_EQ(out[4], 1.0);
  EXPECT_EQ(out[5], 1.0);
  EXPECT_TRUE(std::isnan(out[6]));
}

}  // namespace
}  // namespace silith
