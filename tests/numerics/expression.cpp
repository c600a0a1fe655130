#include "numerics/expression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <functional>
#include <vector>

namespace silith {
namespace {

using testing::HasSubstr;

double value(const std::string& text, double x = 0.0, double c = 0.0, double T = 300.0) {
  return Expression(text)(x, c, T).value;
}

TEST(Expression, Precedence) {
  EXPECT_EQ(value("1 + 2*3"), 7);
  EXPECT_EQ(value("(1 + 2)*3"), 9);
  EXPECT_EQ(value("2^3^2"), 512);
  EXPECT_EQ(value("-2^2"), -4);
  EXPECT_EQ(value("2^-2"), 0.25);
  EXPECT_EQ(value("8/4/2"), 1);
  EXPECT_EQ(value("8 - 4 - 2"), 2);
  EXPECT_EQ(value("2*-3"), -6);
  EXPECT_EQ(value("--3 + +1"), 4);
  EXPECT_EQ(value("-x^2", 3), -9);
  EXPECT_EQ(value("2^x^2", 3), 512);
  EXPECT_EQ(value("1.5e-3*.5"), 0.75e-3);
  EXPECT_DOUBLE_EQ(value("cos(pi)"), -1);
  EXPECT_EQ(value("x*100 + c*10 + T", 3, 2, 1), 321);
}

/// Random-access truth: every function against the C library and the derivative against the complex step or a
/// difference.
struct Case {
  const char* text;
  std::function<double(double x, double c, double T)> plain;
};

const Case cases[] = {
    {"x", [](double x, double, double) { return x; }},
    {"3.5", [](double, double, double) { return 3.5; }},
    {"T/300", [](double, double, double T) { return T / 300; }},
    {"exp(-2*x) + c", [](double x, double c, double) { return std::exp(-2 * x) + c; }},
    {"log(x + c)*T", [](double x, double c, double T) { return std::log(x + c) * T; }},
    {"log10(x)/log10(T)", [](double x, double, double T) { return std::log10(x) / std::log10(T); }},
    {"sqrt(x*(1.9 - x)) - sqrt(c)", [](double x, double c, double) { return std::sqrt(x * (1.9 - x)) - std::sqrt(c); }},
    {"tanh((x - 0.3)/0.1)*c", [](double x, double c, double) { return std::tanh((x - 0.3) / 0.1) * c; }},
    {"sinh(x) - cosh(c)", [](double x, double c, double) { return std::sinh(x) - std::cosh(c); }},
    {"asinh(5*x/c)", [](double x, double c, double) { return std::asinh(5 * x / c); }},
    {"sin(x*c) + cos(x - c)", [](double x, double c, double) { return std::sin(x * c) + std::cos(x - c); }},
    {"abs(x - 0.55)", [](double x, double, double) { return std::abs(x - 0.55); }},
    {"min(x, 0.55) + max(c, 0.8)", [](double x, double c, double) { return std::min(x, 0.55) + std::max(c, 0.8); }},
    {"max(0.55, x)*min(0.8, c)", [](double x, double c, double) { return std::max(0.55, x) * std::min(0.8, c); }},
    {"min(x, c)", [](double x, double c, double) { return std::min(x, c); }},
    {"x^2 + x^3 - x^0.5 + x^1.5",
     [](double x, double, double) { return x * x + x * x * x - std::sqrt(x) + std::pow(x, 1.5); }},
    {"x^-1.7 + c^7", [](double x, double c, double) { return std::pow(x, -1.7) + std::pow(c, 7); }},
    {"x^c", [](double x, double c, double) { return std::pow(x, c); }},
    {"2^x + pow(x, 2) + pow(3, c)", [](double x, double c, double) { return std::pow(2, x) + x * x + std::pow(3, c); }},
    {"(T/300)^x", [](double x, double, double T) { return std::pow(T / 300, x); }},
    {"x^(T/100)", [](double x, double, double T) { return std::pow(x, T / 100); }},
    {"1/x - c/x + x/c - (1 - x)/3", [](double x, double c, double) { return 1 / x - c / x + x / c - (1 - x) / 3; }},
    {"3 - x - (c - 2) - (x - c)", [](double x, double c, double) { return 3 - x - (c - 2) - (x - c); }},
    {"exp(3000*(1/298.15 - 1/T))*x",
     [](double x, double, double T) { return std::exp(3000 * (1 / 298.15 - 1 / T)) * x; }},
    {"((x+c)*(x-c)+(x*c)*(x/c))*(((x+1)*(c+1))-((x-1)*(c-1)))",
     [](double x, double c, double) {
       return ((x + c) * (x - c) + (x * c) * (x / c)) * (((x + 1) * (c + 1)) - ((x - 1) * (c - 1)));
     }},
};

double difference(const std::function<double(double)>& f, double x) {
  const double h = 1e-3 * x;
  const auto central = [&](double step) { return (f(x + step) - f(x - step)) / (2 * step); };
  const double coarse = (4 * central(h / 2) - central(h)) / 3, fine = (4 * central(h / 4) - central(h / 2)) / 3;
  return (16 * fine - coarse) / 15;
}

TEST(Expression, PointsHaveExactDerivatives) {
  for (const auto& test : cases) {
    const Expression expression(test.text);
    for (const double x : {0.137, 0.42, 0.93}) {
      const double c = 0.71, T = 318.15;
      const auto result = expression(x, c, T);
      const double scale = 1e-9 * (1 + std::abs(result.value));
      EXPECT_NEAR(result.value, test.plain(x, c, T), 1e-14 * (1 + std::abs(result.value))) << test.text;
      EXPECT_NEAR(result.derivative[0], difference([&](double v) { return test.plain(v, c, T); }, x), 10 * scale)
          << test.text;
      EXPECT_NEAR(result.derivative[1], difference([&](double v) { return test.plain(x, v, T); }, c), 10 * scale)
          << test.text;
      EXPECT_NEAR(result.derivative[2], difference([&](double v) { return test.plain(x, c, v); }, T), 10 * scale)
          << test.text;
    }
  }
}

/// The vectorised evaluation and the evaluation of one point share no code but the operations' names.
TEST(Expression, RowsAgreeWithPoints) {
  const std::size_t n = 77;  // two full chunks and a rest
  std::vector<double> x, c, value(n), d_dx(n), d_dc(n);
  for (std::size_t i = 0; i < n; ++i) {
    x.push_back(0.05 + 0.9 * static_cast<double>(i) / static_cast<double>(n));
    c.push_back(1.7 - 0.013 * static_cast<double>(i));
  }
  for (const auto& test : cases) {
    const Expression expression(test.text);
    expression.evaluate(x, c, 318.15, value, d_dx, d_dc);
    for (std::size_t i = 0; i < n; ++i) {
      const auto point = expression(x[i], c[i], 318.15);
      EXPECT_NEAR(value[i], point.value, 1e-14 * (1 + std::abs(point.value))) << test.text << " at " << x[i];
      EXPECT_NEAR(d_dx[i], point.derivative[0], 1e-13 * (1 + std::abs(point.derivative[0]))) << test.text;
      EXPECT_NEAR(d_dc[i], point.derivative[1], 1e-13 * (1 + std::abs(point.derivative[1]))) << test.text;
    }
  }
}

TEST(Expression, OneEntryServesEveryPointAndDerivativesAreOptional) {
  const Expression expression("x*c + c^2");
  const std::vector<double> x = {1, 2, 3}, c = {10};
  std::vector<double> value(3), d_dc(3);
  expression.evaluate(x, c, 300, value, {}, d_dc);
  EXPECT_THAT(value, testing::ElementsAre(110, 120, 130));
  EXPECT_THAT(d_dc, testing::ElementsAre(21, 22, 23));
  Expression("2*x").evaluate(x, {}, 300, value, {}, {});
  EXPECT_THAT(value, testing::ElementsAre(2, 4, 6));
  EXPECT_THROW(expression.evaluate(x, std::vector<double>{1, 2}, 300, value, {}, {}), std::logic_error);
}

TEST(Expression, KnowsWhatItDependsOn) {
  const Expression expression("0*T + x*(c - c)");
  EXPECT_TRUE(expression.depends_on_x());
  EXPECT_TRUE(expression.depends_on_c());
  EXPECT_TRUE(expression.depends_on_T());
  EXPECT_FALSE(Expression("2*pi").depends_on_x());
}

TEST(Expression, LongAndDeepFormulasFitTheirLimits) {
  std::string balanced = "x";
  for (int i = 0; i < 7; ++i) balanced = "(" + balanced + "*" + balanced + ")";
  EXPECT_NEAR(value(balanced, 0.99), std::pow(0.99, 128), 1e-14);
  std::vector<double> x(40, 0.99), rows(40);
  Expression(balanced).evaluate(x, {}, 300, rows, {}, {});
  EXPECT_NEAR(rows[39], std::pow(0.99, 128), 1e-14);
  std::string nested = "x";
  for (int i = 0; i < 90; ++i) nested = "1/(1 + " + nested + ")";
  EXPECT_NEAR(value(nested, 0.5), (std::sqrt(5.0) - 1) / 2, 1e-15);
}

struct Mistake {
  std::string text;
  int column;
  std::string message;
};

TEST(Expression, MistakesCarryTheirColumn) {
  const Mistake mistakes[] = {
      {"", 1, "ends where a number"},
      {"1 +", 4, "ends where a number"},
      {"2*(x + 1", 9, "\")\" is missing here to close the parenthesis"},
      {"2*x) + 1", 4, "has no opening one"},
      {"2 $ x", 3, "\"$\" is not expected here"},
      {"2x", 2, "\"x\" is not expected here"},
      {"2*y + 1", 3, "\"y\" is not known in a formula"},
      {"1 + tan(x)", 5, "\"tan\" is not known in a formula"},
      {"x**2", 2, "\"**\" is not an operator here"},
      {"exp x", 5, "\"(\" is missing here after the name of a function"},
      {"min(x)", 6, "\",\" is missing here as min takes two arguments"},
      {"exp(x, 1)", 6, "\")\" is missing here to close the arguments"},
      {"1e999", 1, "not a number a computer can hold"},
      {std::string(101, '(') + "x", 101, "nested too deeply"},
      {std::string(9000, ' '), 1, "the formula has 9000 characters"},
  };
  for (const auto& mistake : mistakes) {
    try {
      const Expression expression(mistake.text);
      ADD_FAILURE() << mistake.text << " was accepted";
    } catch (const ExpressionError& error) {
      EXPECT_EQ(error.column(), mistake.column) << mistake.text;
      EXPECT_THAT(error.message(), HasSubstr(mistake.message));
    }
  }
  std::string endless = "x";
  for (int i = 0; i < 300; ++i) endless += " + x";
  EXPECT_THROW(Expression{endless}, ExpressionError);
}

}  // namespace
}  // namespace silith
