#include "numerics/dual.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <functional>

namespace silith {
namespace {

using D = Dual<1>;

/// Richardson-extrapolated central difference, error of order h^4.
double difference(const std::function<double(double)>& f, double x, double h = 1e-3) {
  const auto central = [&](double step) { return (f(x + step) - f(x - step)) / (2.0 * step); };
  return (4.0 * central(0.5 * h) - central(h)) / 3.0;
}

struct Case {
  const char* name;
  D (*dual)(const D&);
  double (*plain)(double);
  double low, high;
};

const Case cases[] = {
    {"exp", [](const D& x) { return exp(x); }, [](double x) { return std::exp(x); }, -3, 3},
    {"expm1", [](const D& x) { return expm1(x); }, [](double x) { return std::expm1(x); }, -3, 3},
    {"log", [](const D& x) { return log(x); }, [](double x) { return std::log(x); }, 0.3, 5},
    {"log1p", [](const D& x) { return log1p(x); }, [](double x) { return std::log1p(x); }, -0.5, 5},
    {"log10", [](const D& x) { return log10(x); }, [](double x) { return std::log10(x); }, 0.3, 5},
    {"sqrt", [](const D& x) { return sqrt(x); }, [](double x) { return std::sqrt(x); }, 0.3, 5},
    {"cbrt", [](const D& x) { return cbrt(x); }, [](double x) { return std::cbrt(x); }, 0.3, 5},
    {"sin", [](const D& x) { return sin(x); }, [](double x) { return std::sin(x); }, -4, 4},
    {"cos", [](const D& x) { return cos(x); }, [](double x) { return std::cos(x); }, -4, 4},
    {"tan", [](const D& x) { return tan(x); }, [](double x) { return std::tan(x); }, -1.2, 1.2},
    {"sinh", [](const D& x) { return sinh(x); }, [](double x) { return std::sinh(x); }, -3, 3},
    {"cosh", [](const D& x) { return cosh(x); }, [](double x) { return std::cosh(x); }, -3, 3},
    {"tanh", [](const D& x) { return tanh(x); }, [](double x) { return std::tanh(x); }, -3, 3},
    {"asin", [](const D& x) { return asin(x); }, [](double x) { return std::asin(x); }, -0.8, 0.8},
    {"acos", [](const D& x) { return acos(x); }, [](double x) { return std::acos(x); }, -0.8, 0.8},
    {"atan", [](const D& x) { return atan(x); }, [](double x) { return std::atan(x); }, -3, 3},
    {"asinh", [](const D& x) { return asinh(x); }, [](double x) { return std::asinh(x); }, -3, 3},
    {"acosh", [](const D& x) { return acosh(x); }, [](double x) { return std::acosh(x); }, 1.3, 4},
    {"atanh", [](const D& x) { return atanh(x); }, [](double x) { return std::atanh(x); }, -0.8, 0.8},
    {"abs", [](const D& x) { return abs(x); }, [](double x) { return std::abs(x); }, -2.9, 3.1},
    {"x^2.3", [](const D& x) { return pow(x, 2.3); }, [](double x) { return std::pow(x, 2.3); }, 0.3, 3},
    {"2^x", [](const D& x) { return pow(D(2.0), x); }, [](double x) { return std::pow(2.0, x); }, -3, 3},
    {"x^x", [](const D& x) { return pow(x, x); }, [](double x) { return std::pow(x, x); }, 0.3, 3},
    {"x/(1+x^2)", [](const D& x) { return x / (1.0 + x * x); }, [](double x) { return x / (1.0 + x * x); }, -3, 3},
    {"-(3-x)*x", [](const D& x) { return -(3.0 - x) * x; }, [](double x) { return -(3.0 - x) * x; }, -3, 3},
};

TEST(Dual, FunctionsAgreeWithDifferences) {
  for (const auto& c : cases) {
    for (int i = 0; i <= 20; ++i) {
      const double x = c.low + (c.high - c.low) * i / 20.0;
      const D result = c.dual(D::variable(x, 0));
      EXPECT_DOUBLE_EQ(result.value, c.plain(x)) << c.name << " at " << x;
      const double expected = difference(c.plain, x);
      EXPECT_NEAR(result.derivative[0], expected, 1e-8 * (1.0 + std::abs(expected))) << c.name << " at " << x;
    }
  }
}

/// Im f(x + ih)/h is the derivative without cancellation, exact to round-off.
TEST(Dual, CompositionAgreesWithTheComplexStep) {
  const auto f = [](auto x) {
    using std::exp, std::log, std::sin, std::sqrt, std::tanh;
    return exp(-x * x) * sin(3.0 * x) + sqrt(1.0 + x * x) / (2.0 + tanh(x)) + log(4.0 + x);
  };
  for (double x = -2.0; x <= 2.0; x += 0.1) {
    const double expected = f(std::complex<double>(x, 1e-100)).imag() / 1e-100;
    EXPECT_NEAR(f(D::variable(x, 0)).derivative[0], expected, 1e-14) << x;
  }
}

TEST(Dual, CarriesSeveralVariables) {
  const auto x = Dual<3>::variable(1.5, 0);
  const auto y = Dual<3>::variable(-0.5, 1);
  const auto z = Dual<3>::variable(2.0, 2);
  const auto f = x * y / z + pow(z, y) - x;
  EXPECT_DOUBLE_EQ(f.derivative[0], -0.25 - 1.0);
  EXPECT_DOUBLE_EQ(f.derivative[1], 0.75 + std::pow(2.0, -0.5) * std::log(2.0));
  EXPECT_DOUBLE_EQ(f.derivative[2], 0.75 / 4.0 - 0.5 * std::pow(2.0, -1.5));
}

TEST(Dual, CompoundAssignmentEqualsTheOperators) {
  D a = D::variable(1.3, 0), b = a;
  a += 2.0 * a;
  EXPECT_DOUBLE_EQ(a.derivative[0], 3.0);
  a *= b;
  EXPECT_DOUBLE_EQ(a.derivative[0], 6.0 * 1.3);
  a -= b;
  EXPECT_DOUBLE_EQ(a.derivative[0], 6.0 * 1.3 - 1.0);
  a /= b;
  EXPECT_DOUBLE_EQ(a.derivative[0], 3.0);
}

TEST(Dual, PowersAtZeroAndOfNegativeBases) {
  EXPECT_EQ(pow(D::variable(0.0, 0), 2.0).derivative[0], 0.0);
  EXPECT_EQ(pow(D::variable(0.0, 0), 1.0).derivative[0], 1.0);
  EXPECT_EQ(pow(D::variable(0.0, 0), 0.0).derivative[0], 0.0);
  EXPECT_DOUBLE_EQ(pow(D::variable(-2.0, 0), 3.0).derivative[0], 12.0);
  EXPECT_EQ(pow(D(0.0), D::variable(2.0, 0)).derivative[0], 0.0);
}

TEST(Dual, MinAndMaxTakeTheDerivativeOfTheChosenOne) {
  const D x = D::variable(1.0, 0);
  EXPECT_EQ(min(x, D(2.0)).derivative[0], 1.0);
  EXPECT_EQ(min(x, D(0.5)).derivative[0], 0.0);
  EXPECT_EQ(max(x, D(2.0)).derivative[0], 0.0);
  EXPECT_EQ(max(x, D(0.5)).derivative[0], 1.0);
}

}  // namespace
}  // namespace silith
