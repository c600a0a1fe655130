#include "study/search.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "study/identifiability.hpp"

using namespace silith;

namespace {

/// One place at a time.
Residuals each(const std::function<Vector(const Vector&)>& function) {
  return [function](const std::vector<Vector>& places) {
    std::vector<Vector> values;
    for (const Vector& place : places) values.push_back(function(place));
    return values;
  };
}

}  // namespace

TEST(Search, FindsTheBottomOfACurvedValley) {
  const auto rosenbrock = each([](const Vector& u) {
    const double x = 4.0 * u[0] - 2.0, y = 4.0 * u[1] - 2.0;
    return Vector{10.0 * (y - x * x), 1.0 - x};
  });
  SearchOptions options;
  options.step = 1e-4;
  options.tolerance = 1e-12;
  const SearchResult result = search_least_squares(rosenbrock, 2, {0.2, 0.75}, options);
  ASSERT_EQ(result.place.size(), 2u);
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.place[0], 0.75, 1e-4);
  EXPECT_NEAR(result.place[1], 0.75, 1e-4);
}

TEST(Search, StopsAtABound) {
  const auto beyond = each([](const Vector& u) { return Vector{u[0] - 1.5, u[1] - 0.3}; });
  const SearchResult result = search_least_squares(beyond, 2, {0.5, 0.9}, {});
  EXPECT_NEAR(result.place[0], 1.0, 1e-6);
  EXPECT_NEAR(result.place[1], 0.3, 1e-4);
  EXPECT_NEAR(result.cost, 0.125, 1e-6);
}

TEST(Search, StepsBackFromWhereNothingCanBeEvaluated) {
  // The first full step from 0.1 leads to 0.8, where there is no value.
  const auto partly = each([](const Vector& u) { return u[0] > 0.7 ? Vector{} : Vector{std::exp(3.0 * u[0]) - 5.0}; });
  const SearchResult result = search_least_squares(partly, 1, {0.1}, {});
  ASSERT_FALSE(result.place.empty());
  EXPECT_NEAR(result.place[0], std::log(5.0) / 3.0, 1e-3);
}

TEST(Search, DerivativesReachToTheMiddleWhereOneSideHasNoValue) {
  const auto partly = each([](const Vector& u) {
    return u[0] > 0.5 ? Vector{} : Vector{3.0 * u[0] - 2.0 * u[1], u[0] * u[0]};
  });
  const auto matrix = derivatives(partly, {0.5, 0.2}, 0.01);
  ASSERT_EQ(matrix.size(), 2u);
  EXPECT_NEAR(matrix[0][0], 3.0, 1e-12);
  EXPECT_NEAR(matrix[0][1], -2.0, 1e-12);
  EXPECT_NEAR(matrix[1][0], 0.99, 1e-12);  // (0.25 - 0.49^2)/0.01
  EXPECT_TRUE(derivatives(each([](const Vector&) { return Vector{}; }), {0.5}, 0.01).empty());
  const auto only_here = each([](const Vector& u) { return u[0] == 0.5 ? Vector{1.0} : Vector{}; });
  EXPECT_TRUE(derivatives(only_here, {0.5}, 0.01).empty()) << "no side has a value";
}

TEST(Search, OneSidedDerivativesTurnRoundAtABoundAndWhereThereIsNoValue) {
  const auto partly = each([](const Vector& u) {
    return u[0] > 0.5 ? Vector{} : Vector{3.0 * u[0] - 2.0 * u[1] + u[2], u[0] * u[0]};
  });
  const Vector place{0.5, 1.0, 0.3};
  const auto matrix = one_sided_derivatives(partly, place, partly({place}).front(), 0.01);
  ASSERT_EQ(matrix.size(), 2u);
  EXPECT_NEAR(matrix[0][0], 3.0, 1e-12);
  EXPECT_NEAR(matrix[0][1], -2.0, 1e-12);
  EXPECT_NEAR(matrix[0][2], 1.0, 1e-12);
  EXPECT_NEAR(matrix[1][0], 0.99, 1e-12);  // (0.25 - 0.49^2)/0.01
  EXPECT_TRUE(one_sided_derivatives(each([](const Vector&) { return Vector{}; }), {0.5}, {1.0}, 0.01).empty());
}

TEST(Search, LossKeepsAnOutlierFromCounting) {
  const auto level = each([](const Vector& u) {
    Vector residuals;
    for (const double value : {0.49, 0.50, 0.51, 0.50, 0.95}) residuals.push_back((u[0] - value) / 0.01);
    return residuals;
  });
  SearchOptions options;
  EXPECT_NEAR(search_least_squares(level, 5, {0.2}, options).place[0], 0.59, 1e-3) << "the mean";
  options.loss = SearchOptions::Loss::cauchy;
  options.tolerance = 1e-10;
  EXPECT_NEAR(search_least_squares(level, 5, {0.4}, options).place[0], 0.50, 0.005);
}

TEST(Search, WatchEndsItWithTheBestSoFar) {
  SearchOptions options;
  options.watch = [](int iteration, double) { return iteration < 1; };
  const auto line = each([](const Vector& u) { return Vector{u[0] * u[0] * u[0] - 0.2}; });
  const SearchResult result = search_least_squares(line, 1, {0.9}, options);
  EXPECT_LT(result.cost, 0.5 * std::pow(0.9 * 0.9 * 0.9 - 0.2, 2));
  EXPECT_LE(result.iterations, 1);
}

// y = a + b t at t = 0..4 with deviation 0.1: the textbook's covariance.
TEST(Identifiability, StraightLine) {
  std::vector<Vector> jacobian;
  for (int t = 0; t < 5; ++t) jacobian.push_back({1.0 / 0.1, t / 0.1});
  const Identifiability known = identifiability(jacobian, Vector(5, 0.5), {0.5, 0.5});
  EXPECT_DOUBLE_EQ(known.scale, 1.0) << "5 residuals of half a deviation: the stated ones stay";
  EXPECT_NEAR(known.standard_errors[0], 0.1 * std::sqrt(30.0 / 50.0), 1e-12);
  EXPECT_NEAR(known.standard_errors[1], 0.1 / std::sqrt(10.0), 1e-12);
  EXPECT_NEAR(known.correlations[0][1], -10.0 / std::sqrt(5.0 * 30.0), 1e-12);
  const Identifiability worse = identifiability(jacobian, Vector(5, 2.0), {0.5, 0.5});
  EXPECT_NEAR(worse.standard_errors[1] / known.standard_errors[1], std::sqrt(20.0 / 3.0), 1e-12);
}

TEST(Identifiability, NamesWhatOnlyASumKnows) {
  const Identifiability known = identifiability({{5.0, 5.0, 0.0}, {5.0, 5.0, 2.0}}, {0.0, 0.0}, {0.5, 0.5, 0.5});
  EXPECT_TRUE(std::isinf(known.standard_errors[0]));
  EXPECT_NEAR(known.correlations[0][1], -1.0, 1e-6);
  const auto& direction = known.directions.front();
  EXPECT_TRUE(std::isinf(direction.deviation));
  EXPECT_NEAR(std::abs(direction.components[0] - direction.components[1]), std::sqrt(2.0), 1e-9);
  EXPECT_NEAR(direction.components[2], 0.0, 1e-9);
}

TEST(Identifiability, LeavesOutWhatABoundHolds) {
  const Identifiability known = identifiability({{1.0, 1.0}, {1.0, -1.0}}, {0.1, 0.1}, {1.0, 0.4});
  EXPECT_TRUE(known.at_bound[0]);
  EXPECT_TRUE(std::isnan(known.standard_errors[0]));
  EXPECT_NEAR(known.standard_errors[1], std::sqrt(0.5), 1e-12);
  ASSERT_EQ(known.directions.size(), 1u);
}
