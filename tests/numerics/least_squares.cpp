#include "numerics/least_squares.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "base/diagnostic.hpp"
#include "numerics/dense.hpp"
#include "numerics/nonnegative.hpp"

namespace silith {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The valley 100 (y - x^2)^2 + (1 - x)^2.
class Rosenbrock : public ResidualFunction {
public:
  std::size_t residual_count() const override { return 2; }
  std::size_t parameter_count() const override { return 2; }
  void evaluate(std::span<const double> p, std::span<double> r, std::span<double> j) override {
    r[0] = 10.0 * (p[1] - p[0] * p[0]);
    r[1] = 1.0 - p[0];
    j[0] = -20.0 * p[0];
    j[1] = 10.0;
    j[2] = -1.0;
    j[3] = 0.0;
  }
};

/// NIST StRD Misra1a: y = b1 (1 - exp(-b2 x)), certified b1 = 238.94212918, b2 = 5.5015643181e-4; over ln b.
class Misra1a : public ResidualFunction {
public:
  std::size_t residual_count() const override { return 14; }
  std::size_t parameter_count() const override { return 2; }
  void evaluate(std::span<const double> p, std::span<double> r, std::span<double> j) override {
    static const double x[] = {77.6,  114.9, 141.1, 190.8, 239.9, 289.0, 332.8,
                               378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0};
    static const double y[] = {10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02,
                               44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78};
    for (std::size_t i = 0; i < 14; ++i) {
      const double b1 = std::exp(p[0]), b2 = std::exp(p[1]), e = std::exp(-b2 * x[i]);
      r[i] = b1 * (1.0 - e) - y[i];
      j[2 * i] = b1 * (1.0 - e);
      j[2 * i + 1] = b1 * e * x[i] * b2;
    }
  }
};

TEST(LeastSquares, FindsTheEndOfTheValley) {
  Rosenbrock valley;
  const std::vector<double> low(2, -infinity), high(2, infinity);
  const auto found = LeastSquares().minimise(valley, std::vector{-1.2, 1.0}, low, high);
  EXPECT_TRUE(found.converged);
  EXPECT_NEAR(found.parameters[0], 1.0, 1e-9);
  EXPECT_NEAR(found.parameters[1], 1.0, 1e-9);
}

TEST(LeastSquares, MinimumOnABound) {
  Rosenbrock valley;
  const auto found =
      LeastSquares().minimise(valley, std::vector{-1.2, 1.0}, std::vector{-2.0, -2.0}, std::vector{0.5, 2.0});
  EXPECT_TRUE(found.converged);
  EXPECT_DOUBLE_EQ(found.parameters[0], 0.5);
  EXPECT_NEAR(found.parameters[1], 0.25, 1e-9);
  EXPECT_NEAR(found.cost, 0.125, 1e-12);
}

TEST(LeastSquares, CertifiedValuesOfMisra1a) {
  Misra1a problem;
  const std::vector<double> low(2, -50.0), high(2, 50.0);
  for (const auto& start :
       {std::vector{std::log(500.0), std::log(1e-4)}, std::vector{std::log(250.0), std::log(5e-4)}}) {
    const auto found = LeastSquares().minimise(problem, start, low, high);
    EXPECT_TRUE(found.converged);
    EXPECT_NEAR(std::exp(found.parameters[0]), 2.3894212918e2, 2.4e-7);
    EXPECT_NEAR(std::exp(found.parameters[1]), 5.5015643181e-4, 5.5e-13);
    EXPECT_NEAR(2.0 * found.cost, 1.2455138894e-1, 1e-11);
  }
}

TEST(LeastSquares, SizesMustFit) {
  Rosenbrock valley;
  EXPECT_THROW(LeastSquares().minimise(valley, std::vector{1.0}, std::vector{0.0}, std::vector{2.0}), std::logic_error);
}

TEST(Dense, CholeskySolves) {
  std::vector<double> a{4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0};
  std::vector<double> b{4.0 + 4.0 + 1.8, 2.0 + 10.0 + 3.0, 0.6 + 2.0 + 9.0};  // of x = 1, 2, 3
  ASSERT_TRUE(cholesky_factorise(a, 3));
  cholesky_solve(a, 3, b);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(b[std::size_t(i)], i + 1.0, 1e-14);
  std::vector<double> indefinite{1.0, 2.0, 2.0, 1.0};
  EXPECT_FALSE(cholesky_factorise(indefinite, 2));
}

TEST(Dense, EigenvaluesOfTheSecondDifference) {
  const std::size_t n = 12;
  std::vector<double> a(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    a[i * n + i] = 2.0;
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1.0;
  }
  const auto eigen = symmetric_eigen(a, n);
  for (std::size_t k = 0; k < n; ++k) {
    EXPECT_NEAR(eigen.values[k], 2.0 - 2.0 * std::cos(std::acos(-1.0) * double(k + 1) / double(n + 1)), 1e-13);
    for (std::size_t i = 0; i < n; ++i) {  // A v = lambda v
      double av = 0.0;
      for (std::size_t c = 0; c < n; ++c) av += a[i * n + c] * eigen.vectors[k * n + c];
      EXPECT_NEAR(av, eigen.values[k] * eigen.vectors[k * n + i], 1e-13);
    }
  }
}

TEST(Dense, LeastSquaresResidualIsOrthogonal) {
  const std::size_t rows = 30, columns = 5;
  std::vector<double> a(rows * columns), b(rows), x(columns);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t c = 0; c < columns; ++c) a[i * columns + c] = std::pow(double(i) / 10.0, double(c));
    b[i] = std::sin(double(i));
  }
  auto a_work = a, b_work = b;
  const double norm = solve_least_squares(a_work, columns, b_work, x);
  std::vector<double> r = b;
  for (std::size_t i = 0; i < rows; ++i) {
    r[i] -= std::inner_product(x.begin(), x.end(), a.begin() + std::ptrdiff_t(i * columns), 0.0);
  }
  EXPECT_NEAR(std::sqrt(std::inner_product(r.begin(), r.end(), r.begin(), 0.0)), norm, 1e-12);
  for (std::size_t c = 0; c < columns; ++c) {
    double dot = 0.0;
    for (std::size_t i = 0; i < rows; ++i) dot += a[i * columns + c] * r[i];
    EXPECT_NEAR(dot, 0.0, 1e-10);
  }
}

/// Karush-Kuhn-Tucker conditions on matrices that make the exchange of all unknowns at once go wrong sometimes.
TEST(NonnegativeQuadratic, MeetsTheOptimalityConditions) {
  unsigned state = 7;
  const auto random = [&] { return double((state = state * 1664525u + 1013904223u) >> 8) / double(1u << 24) - 0.5; };
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t n = 2 + std::size_t(trial) % 25;
    std::vector<double> a(n * n), h(n * n, 0.0), b(n), x(n, 0.0);
    for (double& v : a) v = random();
    for (double& v : b) v = random();
    for (std::size_t i = 0; i < n; ++i) {
      h[i * n + i] += 1e-4;
      for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t m = 0; m < n; ++m) h[i * n + k] += a[m * n + i] * a[m * n + k];
      }
    }
    std::vector<char> nonnegative(n, 1);
    nonnegative[0] = 0;
    NonnegativeQuadratic().solve(h, b, nonnegative, x);
    for (std::size_t i = 0; i < n; ++i) {
      double gradient = -b[i], size = std::abs(b[i]);
      for (std::size_t k = 0; k < n; ++k) {
        gradient += h[i * n + k] * x[k];
        size += std::abs(h[i * n + k] * x[k]);
      }
      EXPECT_TRUE(i == 0 || x[i] >= 0.0);
      if (i == 0 || x[i] > 0.0) {
        EXPECT_NEAR(gradient, 0.0, 1e-9 * size);
      } else {
        EXPECT_GE(gradient, -1e-11 * size);
      }
    }
  }
}

TEST(NonnegativeQuadratic, RefusesASingularMatrix) {
  std::vector<double> h{1.0, 1.0, 1.0, 1.0}, b{1.0, 1.0}, x{1.0, 1.0};
  EXPECT_THROW(NonnegativeQuadratic().solve(h, b, std::vector<char>{1, 1}, x), NumericsError);
}

}  // namespace
}  // namespace silith
