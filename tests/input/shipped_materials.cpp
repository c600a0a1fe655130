#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <regex>

#include "base/units.hpp"
#include "input/material_reader.hpp"

// Identities that every law of every shipped material has to satisfy.
namespace silith {
namespace {

using testing::HasSubstr;

const MaterialLibrary& library() {
  static const std::filesystem::path data = std::filesystem::path(SILITH_SOURCE_DIR) / "data";
  static const MaterialLibrary shipped(data / "materials", data / "references.bib");
  return shipped;
}

const Bibliography& references() {
  static const Bibliography all = library().references("");
  return all;
}

class ShippedMaterial : public testing::TestWithParam<std::string> {
protected:
  Material material_ = library().load(GetParam());
};

double inside(const std::optional<Range>& range, double fraction, double otherwise) {
  return range ? range->min + fraction * (range->max - range->min) : otherwise;
}

/// Richardson extrapolation of central differences: error of order h^6 for smooth laws.
double difference(const std::function<double(double)>& f, double at, double h) {
  const auto central = [&](double step) { return (f(at + step) - f(at - step)) / (2 * step); };
  const double a = central(h), b = central(h / 2), c = central(h / 4);
  return (16 * (4 * c - b) / 3 - (4 * b - a) / 3) / 15;
}

std::vector<LawPoint> points(const Law& law) {
  std::vector<LawPoint> all;
  for (int i = 0; i < 40; ++i)
    for (const double fraction : {0.07, 0.51, 0.93})
      for (const double T : {298.15, 318.15})
        all.push_back({inside(law.x_range(), (i + 0.5137) / 40.1, 0.5), inside(law.c_range(), fraction, 1000), T});
  return all;
}

TEST_P(ShippedMaterial, DerivativesAreExact) {
  for (const auto& [name, law] : material_.properties) {
    const bool is_table = law.describe().starts_with("table");
    for (const LawPoint& at : points(law)) {
      const LawValue exact = law(at);
      // Tables are smooth between their points only: stay within one piece, at the price of round-off.
      const double h_x = (is_table ? 2e-5 : 1e-3) * at.x;
      const double scale = std::abs(exact.value) + 1e-300;
      const double allowed = (is_table ? 2e-6 : 1e-7) * (scale / at.x + std::abs(exact.d_dx));
      const auto value = [&law = law](double x, double c, double T) { return law({x, c, T}).value; };
      EXPECT_NEAR(exact.d_dx, difference([&](double x) { return value(x, at.c, at.T); }, at.x, h_x), allowed)
          << name << " at x = " << at.x;
      EXPECT_NEAR(exact.d_dc, difference([&](double c) { return value(at.x, c, at.T); }, at.c, 1e-3 * at.c),
                  1e-9 * scale / at.c)
          << name << " at c = " << at.c;
      EXPECT_NEAR(exact.d_dT, difference([&](double T) { return value(at.x, at.c, T); }, at.T, 0.1), 1e-9 * scale)
          << name;
    }
  }
}

TEST_P(ShippedMaterial, RowsAgreeWithPoints) {
  for (const auto& [name, law] : material_.properties) {
    const auto all = points(law);
    std::vector<double> x, c, value(all.size()), d_dx(all.size()), d_dc(all.size());
    for (const auto& at : all) {
      x.push_back(at.x);
      c.push_back(at.c);
    }
    law.evaluate(x, c, 318.15, value, d_dx, d_dc);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const LawValue point = law({x[i], c[i], 318.15});
      const double scale = std::abs(point.value) + 1e-300;
      ASSERT_NEAR(value[i], point.value, 2e-14 * scale) << name;
      ASSERT_NEAR(d_dx[i], point.d_dx, 1e-13 * (std::abs(point.d_dx) + scale / x[i])) << name;
      ASSERT_NEAR(d_dc[i], point.d_dc, 1e-13 * (std::abs(point.d_dc) + scale / c[i])) << name;
    }
  }
}

TEST_P(ShippedMaterial, UnitsAreThoseOfTheProperties) {
  for (const auto& [name, law] : material_.properties) {
    ASSERT_TRUE(find_property_kind(name)) << name;
    EXPECT_EQ(law.unit(), find_property_kind(name)->unit) << name;
    EXPECT_TRUE(is_unit(law.unit())) << name;
  }
}

TEST_P(ShippedMaterial, FiniteUpToTheEndsOfTheRangeAndOfTheRightSign) {
  for (const auto& [name, law] : material_.properties) {
    const Sign sign = find_property_kind(name)->sign;
    for (int i = 0; i <= 2000; ++i)
      for (const double c : {0.0, 0.01, 0.5, 1.0})
        for (const double T : {268.15, 298.15, 333.15}) {
          const double value = law({inside(law.x_range(), i / 2000.0, 0.5), inside(law.c_range(), c, 1000), T}).value;
          ASSERT_TRUE(std::isfinite(value)) << name << " " << i;
          if (sign == Sign::positive) {
            ASSERT_GT(value, 0) << name << " " << i;
          }
          if (sign == Sign::not_negative) {
            ASSERT_GE(value, 0) << name << " " << i;
          }
        }
  }
}

/// Largest rise of a law with x over its range, V.
double largest_rise(const Law& law) {
  const Range range = law.x_range().value();
  double lowest = law({.x = range.min}).value, rise = -1.0;
  for (int i = 1; i <= 20000; ++i) {
    const double value = law({.x = range.min + (range.max - range.min) * i / 20000.0}).value;
    rise = std::max(rise, value - lowest);
    lowest = std::min(lowest, value);
  }
  return rise;
}

/// The potential of a stable single phase falls with lithium. The published fit of one graphite rises by 0.04 mV; it is
/// kept as it is.
TEST_P(ShippedMaterial, OpenCircuitPotentialsFall) {
  for (const char* name : {"ocp", "ocp_lithiation", "ocp_delithiation"}) {
    if (!material_.has(name) || !material_.law(name).depends_on_x()) continue;
    const bool is_known_exception = GetParam() == "marquis2019-graphite";
    EXPECT_LT(largest_rise(material_.law(name)), is_known_exception ? 4.5e-5 : 0.0) << name;
  }
}

TEST_P(ShippedMaterial, BranchesKeepTheirOrder) {
  if (!material_.has("ocp_lithiation")) return;
  const Law& lithiation = material_.law("ocp_lithiation");
  const Law& delithiation = material_.law("ocp_delithiation");
  const Range range = material_.stoichiometry.value();
  for (int i = 0; i <= 5000; ++i) {
    const double x = range.min + (range.max - range.min) * i / 5000.0;
    ASSERT_LE(lithiation({.x = x}).value, delithiation({.x = x}).value) << x;
  }
}

TEST_P(ShippedMaterial, EverySourceIsKnownAndOwnChoicesSayWhy) {
  const std::regex cited(R"(\b([a-z]+(?:19|20)[0-9][0-9][a-z]*)\b)");
  const auto check = [&](const std::string& name, const Source& source) {
    if (source.is_estimated() || source.is_calibrated())
      EXPECT_FALSE(source.note.empty()) << name << " does not say how its value was chosen";
    else
      EXPECT_TRUE(references().find(source.key)) << name << ": " << source.key;
    for (std::sregex_iterator at(source.note.begin(), source.note.end(), cited), end; at != end; ++at)
      EXPECT_TRUE(references().find((*at)[1])) << name << " cites " << (*at)[1];
  };
  for (const auto& [name, law] : material_.properties) check(name, law.source());
  if (material_.stoichiometry) check("stoichiometry", material_.stoichiometry_source);
}

TEST_P(ShippedMaterial, IsNamedAsItsFileAndCanBeShown) {
  EXPECT_EQ(material_.name, GetParam());
  const std::string text = material_text(material_, references());
  for (const auto& [name, law] : material_.properties) EXPECT_THAT(text, HasSubstr(name));
  EXPECT_THAT(material_list_text(library()), HasSubstr(material_.name));
}

INSTANTIATE_TEST_SUITE_P(All, ShippedMaterial, testing::ValuesIn(library().names()), [](const auto& instance) {
  std::string name = instance.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(ShippedMaterials, AreThoseOfTheReferenceCellAndTheBenchmark) {
  EXPECT_THAT(library().names(),
              testing::IsSupersetOf({"silicon", "li21si5", "li6ps5cl", "li3incl6", "licoo2", "lithium",
                                     "marquis2019-graphite", "marquis2019-lco", "marquis2019-lipf6"}));
}

/// Between s = x/3.75 = 0.05 and 1 the tables are the published fits plus an ideal-dilute term below 1 mV.
TEST(Silicon, FollowsThePublishedFits) {
  const Material silicon = library().load("silicon");
  const auto fit = [](const std::vector<double>& a, double s) {
    double sum = 0;
    for (const double coefficient : a) sum = sum * s + coefficient;
    return sum;
  };
  const std::vector<double> lithiation = {-96.63, 372.6, -587.6, 489.9, -232.8, 62.99, -9.286, 0.8633};
  const std::vector<double> delithiation = {-51.02, 161.3, -205.7, 140.2, -58.76, 16.87, -3.792, 0.9937};
  for (double x = 0.19; x <= 3.7499; x += 0.0137) {
    const double dilute = 0.025693 * std::log(1 + 0.005 / x);
    EXPECT_NEAR(silicon.law("ocp_lithiation")({.x = x}).value, fit(lithiation, x / 3.75) + dilute, 1e-4) << x;
    EXPECT_NEAR(silicon.law("ocp_delithiation")({.x = x}).value, fit(delithiation, x / 3.75) + dilute, 1e-4) << x;
  }
}

/// The estimated tails join without a step in value or slope.
TEST(Silicon, TailsJoinSmoothly) {
  const Material silicon = library().load("silicon");
  for (const char* name : {"ocp_lithiation", "ocp_delithiation"})
    for (const double joint : {3.75, 4.2}) {
      const LawValue left = silicon.law(name)({.x = joint - 0.011}), right = silicon.law(name)({.x = joint + 0.011});
      EXPECT_NEAR(left.value, right.value, 0.022 * 2.0 * std::max(-left.d_dx, -right.d_dx)) << name << joint;
      const LawValue below = silicon.law(name)({.x = joint - 1e-9}), above = silicon.law(name)({.x = joint + 1e-9});
      EXPECT_NEAR(below.value, above.value, 1e-7) << name << joint;
      EXPECT_NEAR(below.d_dx, above.d_dx, 1e-3 * std::abs(below.d_dx)) << name << joint;
    }
}

TEST(Silicon, LatticeAndComposition) {
  const Material silicon = library().load("silicon"), network = library().load("li21si5");
  EXPECT_NEAR(silicon.constant("site_concentration", 298.15) * 3.75, 3.11e5, 1e3);
  EXPECT_NEAR(silicon.constant("site_concentration", 298.15) * 4.2, 3.48e5, 1e3);
  EXPECT_NEAR(silicon.constant("density", 298.15) / silicon.constant("molar_mass", 298.15),
              silicon.constant("site_concentration", 298.15), 0.003 * 82928);
  EXPECT_NEAR(network.constant("molar_mass", 298.15), 0.028085 + 4.2 * 0.00694, 1e-6);
  const double swelling = network.constant("site_concentration", 298.15) * network.constant("molar_mass", 298.15) /
                          network.constant("density", 298.15);
  EXPECT_NEAR(swelling, 4.09, 0.01);
  for (const double x : {0.01, 1.0, 3.0, 4.1})
    EXPECT_EQ(silicon.law("ocp_lithiation")({.x = x}).value, network.law("ocp_lithiation")({.x = x}).value);
}

/// Ramadass' formula evaluated elsewhere with 30 digits.
TEST(LithiumCobaltOxide, OpenCircuitPotential) {
  const Material material = library().load("licoo2");
  EXPECT_NEAR(material.law("ocp")({.x = 0.5}).value, 4.234963004675765870, 1e-12);
  EXPECT_NEAR(material.law("ocp")({.x = 0.47}).value, 4.33, 0.01);
  EXPECT_EQ(material.stoichiometry->min, 0.44);
}

/// Values of the published parameter set, computed elsewhere with 30 digits.
TEST(Marquis2019, BenchmarkValues) {
  const Material negative = library().load("marquis2019-graphite"), positive = library().load("marquis2019-lco"),
                 electrolyte = library().load("marquis2019-lipf6");
  EXPECT_NEAR(negative.law("ocp")({.x = 0.8}).value, 0.175193184028335097, 1e-13);
  EXPECT_NEAR(positive.law("ocp")({.x = 0.6}).value, 4.027013847342062090, 1e-13);
  EXPECT_NEAR(negative.law("exchange_current_density")({.x = 0.8, .c = 1000}).value, 6.320320902501252400, 1e-10);
  EXPECT_NEAR(positive.law("exchange_current_density")({.x = 0.6, .c = 1000}).value, 0.476078816119609313, 1e-10);
  EXPECT_NEAR(electrolyte.law("ionic_conductivity")({.c = 1000}).value, 1.1046, 1e-13);
  EXPECT_NEAR(electrolyte.law("salt_diffusivity")({.c = 1000}).value / 2.78772444790382551858e-10, 1.0, 1e-13);
  EXPECT_EQ(electrolyte.constant("transference_number", 298.15), 0.4);
  EXPECT_EQ(negative.constant("site_concentration", 298.15), 24983.2619938437);
  EXPECT_EQ(positive.constant("site_concentration", 298.15), 51217.9257309275);
}

}  // namespace
}  // namespace silith
