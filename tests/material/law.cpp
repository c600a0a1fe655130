#include "material/law.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/diagnostic.hpp"
#include "material/material.hpp"
#include "numerics/expression.hpp"

namespace silith {
namespace {

using testing::HasSubstr;

LawAttributes volts(std::optional<Range> x_range = {}) {
  return {.unit = "V", .source = {"estimated", ""}, .x_range = x_range};
}

template <class F>
std::string message(F&& make) {
  try {
    make();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

/// Eq. M1 in 30 digits: at 45 degC a diffusivity with 30 kJ/mol is 2.139911877858748 times that at 25 degC.
TEST(Law, ArrheniusFactor) {
  const Law law = Law::constant(
      1e-14, {.unit = "m^2/s", .source = {"estimated", ""}, .arrhenius = Arrhenius{.E_a = 30e3, .T_ref = 298.15}});
  EXPECT_DOUBLE_EQ(law({.T = 298.15}).value, 1e-14);
  EXPECT_NEAR(law({.T = 318.15}).value / 1e-14, 2.13991187785874845, 1e-13);
  const auto at = [&](double T) { return law({.T = 318.15 + T}).value; };
  const double h = 1e-1;
  const double difference = (8 * (at(h) - at(-h)) - at(2 * h) + at(-2 * h)) / (12 * h);
  EXPECT_NEAR(law({.T = 318.15}).d_dT / difference, 1.0, 1e-8);
  EXPECT_TRUE(law.depends_on_T());
  EXPECT_FALSE(law.depends_on_x());
}

TEST(Law, PolynomialAndRationalByHand) {
  const Law polynomial = Law::polynomial(LawVariable::x, {1, -2, 3}, volts());
  EXPECT_DOUBLE_EQ(polynomial({.x = 2}).value, 9);
  EXPECT_DOUBLE_EQ(polynomial({.x = 2}).d_dx, 10);
  const Law in_c = Law::polynomial(LawVariable::c, {1, -2, 3}, volts());
  EXPECT_DOUBLE_EQ(in_c({.c = 2}).d_dc, 10);
  EXPECT_EQ(in_c({.c = 2}).d_dx, 0);
  const Law in_T = Law::polynomial(LawVariable::T, {1, -2, 3}, volts());
  EXPECT_DOUBLE_EQ(in_T({.T = 2}).d_dT, 10);
  const Law rational = Law::rational(LawVariable::x, {1, 1}, {1, 0, 1}, volts());
  EXPECT_DOUBLE_EQ(rational({.x = 2}).value, 0.6);
  EXPECT_DOUBLE_EQ(rational({.x = 2}).d_dx, (5.0 - 3.0 * 4.0) / 25.0);
}

std::vector<Law> one_of_each() {
  const Arrhenius activation{.E_a = 25e3, .T_ref = 300};
  LawAttributes attributes = volts();
  attributes.arrhenius = activation;
  return {Law::constant(2.5, attributes),
          Law::polynomial(LawVariable::x, {1, -2, 3}, attributes),
          Law::polynomial(LawVariable::c, {0.1, 1e-3, -1e-7}, attributes),
          Law::polynomial(LawVariable::T, {-1, 0.01}, attributes),
          Law::rational(LawVariable::x, {1, 1}, {1, 0, 1}, volts()).scaled(0.25),
          Law::table(LawVariable::x, {0, 0.3, 0.5, 1}, {3, 2, 1.5, 0}, attributes),
          Law::expression("exp(-3*x)*sqrt(c) + 1e-3*T", attributes).scaled(1e-2)};
}

TEST(Law, RowsAgreeWithPointsInEveryForm) {
  const std::size_t n = 41;
  std::vector<double> x(n), c(n), value(n), d_dx(n), d_dc(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = 0.01 + 0.024 * static_cast<double>(i);
    c[i] = 1500.0 - 20.0 * static_cast<double>(i);
  }
  for (const Law& law : one_of_each()) {
    law.evaluate(x, c, 318.15, value, d_dx, d_dc);
    for (std::size_t i = 0; i < n; ++i) {
      const LawValue point = law({x[i], c[i], 318.15});
      EXPECT_NEAR(value[i], point.value, 1e-14 * std::abs(point.value)) << law.describe();
      EXPECT_NEAR(d_dx[i], point.d_dx, 1e-13 * std::abs(point.d_dx)) << law.describe();
      EXPECT_NEAR(d_dc[i], point.d_dc, 1e-13 * std::abs(point.d_dc)) << law.describe();
    }
    law.evaluate(std::span(x).first(1), std::span(c).first(1), 318.15, value, {}, d_dc);
    EXPECT_DOUBLE_EQ(value[7], law({x[0], c[0], 318.15}).value) << law.describe();
    EXPECT_DOUBLE_EQ(d_dc[40], law({x[0], c[0], 318.15}).d_dc) << law.describe();
  }
}

TEST(Law, RefusesSpansThatDoNotFit) {
  std::vector<double> two(2), three(3);
  for (const Law& law : one_of_each()) {
    EXPECT_THROW(law.evaluate(three, three, 300, three, two, {}), std::logic_error) << law.describe();
    if (law.depends_on_x()) {
      EXPECT_THROW(law.evaluate(two, three, 300, three, {}, {}), std::logic_error);
    }
    if (law.depends_on_c()) {
      EXPECT_THROW(law.evaluate(three, two, 300, three, {}, {}), std::logic_error);
    }
  }
}

TEST(Law, ScalingLeavesTheOriginalAlone) {
  const Law law = Law::expression("x^2", volts());
  const Law doubled = law.scaled(2).scaled(3);
  EXPECT_DOUBLE_EQ(doubled({.x = 2}).value, 24);
  EXPECT_DOUBLE_EQ(doubled({.x = 2}).d_dx, 24);
  EXPECT_DOUBLE_EQ(law({.x = 2}).value, 4);
}

TEST(Law, TableBringsItsOwnRange) {
  const Law law = Law::table(LawVariable::x, {0.1, 0.5, 0.9}, {3, 2, 1}, volts());
  ASSERT_TRUE(law.x_range());
  EXPECT_EQ(law.x_range()->min, 0.1);
  EXPECT_EQ(law.x_range()->max, 0.9);
  EXPECT_FALSE(law.c_range());
}

TEST(Law, DescribesItself) {
  EXPECT_EQ(Law::rational(LawVariable::x, {1}, {1, 1}, volts(Range{0.44, 1})).describe(),
            "rational in x, 0.44 <= x <= 1");
  EXPECT_EQ(Law::table(LawVariable::x, {0, 1}, {1, 0}, volts()).describe(), "table of 2 points in x, 0 <= x <= 1");
  EXPECT_EQ(Law::expression("x*T", volts()).describe(), "expression in x, T");
  const Law activated =
      Law::constant(1, {.unit = "m^2/s", .source = {"estimated", ""}, .arrhenius = Arrhenius{30e3, 298.15}});
  EXPECT_EQ(activated.describe(), "constant, Arrhenius 30 kJ/mol about 298.15 K");
}

/// Ramadass' OCP of LiCoO2 has poles at 0.4226 and 1.00429 (bisection of its denominator elsewhere).
TEST(Law, RefusesPolesInsideTheRange) {
  const std::vector<double> p = {-4.656, 0, 88.669, 0, -401.119, 0, 342.909, 0, -462.471, 0, 433.434};
  const std::vector<double> q = {-1, 0, 18.933, 0, -79.532, 0, 37.311, 0, -73.083, 0, 95.96};
  const auto make = [&](double min, double max) {
    return [=] { Law::rational(LawVariable::x, p, q, volts(Range{min, max})); };
  };
  EXPECT_EQ(message(make(0.44, 1.0)), "no error");
  EXPECT_THAT(message(make(0.4, 1.0)), HasSubstr("the denominator vanishes at x = 0.4226"));
  EXPECT_THAT(message(make(0.44, 1.01)), HasSubstr("the denominator vanishes at x = 1.00429"));
  const auto touching = [] { Law::rational(LawVariable::x, {1}, {0.25, -1, 1}, volts(Range{0, 1})); };
  EXPECT_THAT(message(touching), HasSubstr("vanishes at x = 0.5, inside the range [0, 1]"));
  const auto nothing = [] { Law::rational(LawVariable::x, {1}, {0, 0}, volts()); };
  EXPECT_THAT(message(nothing), HasSubstr("the denominator is zero everywhere"));
}

TEST(Law, RefusesEmptyForms) {
  EXPECT_THAT(message([] { Law::polynomial(LawVariable::x, {}, volts()); }), HasSubstr("at least one coefficient"));
  EXPECT_THROW(Law::expression("x +", volts()), ExpressionError);
  EXPECT_THAT(message([] {
                Law::constant(1, {.unit = "V", .source = {}, .arrhenius = Arrhenius{1e3, 0}});
              }),
              HasSubstr("the reference temperature has to be above 0 K"));
}

TEST(Material, SaysWhichPropertyIsMissing) {
  Material material;
  material.name = "slate";
  EXPECT_THAT(
      message([&] { material.law("diffusivity"); }),
      HasSubstr("the material \"slate\" has no property \"diffusivity\" (chemical diffusivity of lithium in the "
                "solid, m^2/s)"));
  material.properties.emplace("ocp", Law::polynomial(LawVariable::x, {1, 1}, volts()));
  EXPECT_TRUE(material.has("ocp"));
  EXPECT_THAT(message([&] { material.constant("ocp", 300); }),
              HasSubstr("varies with stoichiometry, one number is needed"));
  material.properties.emplace("density", Law::constant(2000, "kg/m^3", {"estimated", ""}));
  EXPECT_EQ(material.constant("density", 300), 2000);
}

TEST(Material, PropertyKindsAreUnique) {
  for (const auto& kind : property_kinds()) {
    EXPECT_EQ(find_property_kind(kind.name), &kind);
    EXPECT_FALSE(kind.unit.empty());
    EXPECT_FALSE(kind.meaning.empty());
  }
  EXPECT_EQ(find_property_kind("colour"), nullptr);
}

}  // namespace
}  // namespace silith
