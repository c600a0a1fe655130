#include "numerics/monotone_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

std::string message(std::vector<double> x, std::vector<double> y) {
  try {
    const MonotoneTable table(std::move(x), std::move(y));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(MonotoneTable, PassesThroughThePointsAndIsExactForALine) {
  const MonotoneTable steps({0, 1, 2.5, 4}, {3, 1, 1, -2});
  for (std::size_t i = 0; i < steps.x().size(); ++i) EXPECT_DOUBLE_EQ(steps(steps.x()[i]).value, steps.y()[i]);
  const MonotoneTable line({0, 0.1, 0.5, 2}, {1, 1.2, 2, 5});
  for (double x = -1; x < 3; x += 0.07) {
    EXPECT_NEAR(line(x).value, 1 + 2 * x, 1e-14);
    EXPECT_NEAR(line(x).derivative, 2, 1e-14);
  }
}

TEST(MonotoneTable, IsExactOfSecondOrderAtLeastForASmoothFunction) {
  const auto error = [](int n) {
    std::vector<double> x, y;
    for (int i = 0; i <= n; ++i) {
      x.push_back(2.0 * i / n);
      y.push_back(std::exp(-x.back()));
    }
    const MonotoneTable table(x, y);
    double worst = 0;
    for (double at = 0; at < 2; at += 0.00137) worst = std::max(worst, std::abs(table(at).value - std::exp(-at)));
    return worst;
  };
  EXPECT_LT(error(20), 2e-4);
  EXPECT_GT(std::log2(error(20) / error(40)), 2.5);
}

TEST(MonotoneTable, StaysMonotoneBetweenSteepSteps) {
  const MonotoneTable table({0, 1, 1.01, 3, 3.5, 8}, {0, 0.001, 5, 5.0001, 9, 9});
  double before = table(0).value;
  for (double at = 0.001; at <= 8; at += 0.001) {
    const double now = table(at).value;
    ASSERT_GE(now, before - 1e-15) << at;
    before = now;
  }
}

TEST(MonotoneTable, DerivativeIsContinuousAndAgreesWithDifferences) {
  const MonotoneTable table({0, 1, 1.5, 3, 3.5, 8}, {10, 7, 6.5, 6.4, 2, 1});
  for (const double at : table.x()) {
    const double left = table(at - 1e-9).derivative, right = table(at + 1e-9).derivative;
    EXPECT_NEAR(left, right, 1e-6) << at;
  }
  for (double at = -0.95; at < 9; at += 0.1) {
    const double h = 1e-4;
    const double difference =
        (8 * (table(at + h).value - table(at - h).value) - table(at + 2 * h).value + table(at - 2 * h).value) /
        (12 * h);
    EXPECT_NEAR(table(at).derivative, difference, 1e-9) << at;
  }
}

TEST(MonotoneTable, GoesOnStraightBeyondTheEnds) {
  const MonotoneTable table({0, 1, 2}, {4, 1, 0});
  EXPECT_DOUBLE_EQ(table(-1).value, table(0).value - table(0).derivative);
  EXPECT_DOUBLE_EQ(table(5).value, table(2).value + 3 * table(2).derivative);
  EXPECT_TRUE(std::isnan(table(std::nan("")).value));
}

TEST(MonotoneTable, EvaluatesRows) {
  const MonotoneTable table({0, 1, 2}, {4, 1, 0});
  const std::vector<double> at = {-1, 0.3, 1.7, 2.5};
  std::vector<double> value(4), derivative(4);
  table.evaluate(at, value, derivative);
  for (std::size_t i = 0; i < at.size(); ++i) {
    EXPECT_EQ(value[i], table(at[i]).value);
    EXPECT_EQ(derivative[i], table(at[i]).derivative);
  }
  std::vector<double> wrong(3);
  EXPECT_THROW(table.evaluate(at, wrong, {}), std::logic_error);
}

TEST(MonotoneTable, RefusesWhatIsNoTable) {
  using testing::HasSubstr;
  EXPECT_THAT(message({0, 1, 1, 2}, {1, 2, 3, 4}), HasSubstr("x of a table has to increase; value 3 is 1 after 1"));
  EXPECT_THAT(message({0, 1}, {1}), HasSubstr("a table needs as many x as y; x has 2 values, y has 1"));
  EXPECT_THAT(message({0}, {1}), HasSubstr("at least two points"));
  EXPECT_THAT(message({0, 1}, {1, std::nan("")}), HasSubstr("point 2 of the table is not a number"));
}

}  // namespace
}  // namespace silith
