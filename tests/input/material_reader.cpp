#include "input/material_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const Bibliography& references() {
  static const auto known = Bibliography::parse("@misc{known2000, title={Known}, year=2000}", "references.bib");
  return known;
}

const char* head = "name = \"slate\"\nformula = \"Sl\"\nclass = \"alloy\"\n";

Material read(const std::string& properties) {
  return read_material(parse_toml(head + properties, "slate.toml"), references());
}

/// What a file with these properties is answered with.
std::string answer(const std::string& properties) {
  try {
    read(properties);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(MaterialReader, ReadsEveryForm) {
  const Material material = read(R"(
description = "A stone."
[stoichiometry]
range = [0.0, 1.0]
source = "known2000"
[density]
value = "5.05 g/cm^3"
source = "known2000"
note = "heavy"
[hysteresis_decay]
value = 5
source = "estimated"
[ocp_lithiation]
law = "rational"
variable = "x"
numerator = [2.0, -1.0]
denominator = [1.0, 1.0]
unit = "V"
range = [0.0, 1.0]
source = "known2000"
[ocp_delithiation]
law = "table"
variable = "x"
x = [0, 0.5, 1]
y = [2100.0, 1.2e3, 600]
unit = "mV"
source = "calibrated"
[young_modulus]
law = "polynomial"
variable = "x"
coefficients = [90.0, -13.3]
unit = "GPa"
range = [0.0, 1.0]
source = "estimated"
[diffusivity]
value = "1e-10 cm^2/s"
activation_energy = "30 kJ/mol"
reference_temperature = "45 degC"
source = "estimated"
[exchange_current_density]
law = "expression"
expression = "2*sqrt(c)*(x*(1 - x))^0.5"
unit = "A/m^2"
range = { x = [0.0, 1.0], c = [1.0, 2000.0] }
source = "estimated"
)");
  EXPECT_EQ(material.name, "slate");
  EXPECT_EQ(material.description, "A stone.");
  EXPECT_EQ(material.material_class, MaterialClass::alloy);
  EXPECT_EQ(material.stoichiometry->max, 1.0);
  EXPECT_EQ(material.stoichiometry_source.key, "known2000");
  EXPECT_DOUBLE_EQ(material.constant("density", 300), 5050);
  EXPECT_EQ(material.law("density").source().note, "heavy");
  EXPECT_DOUBLE_EQ(material.law("ocp_lithiation")({.x = 0.5}).value, 1);
  EXPECT_DOUBLE_EQ(material.law("ocp_delithiation")({.x = 0.5}).value, 1.2);
  EXPECT_EQ(material.law("ocp_delithiation").x_range()->max, 1.0);
  EXPECT_DOUBLE_EQ(material.law("young_modulus")({.x = 1}).value, 76.7e9);
  EXPECT_DOUBLE_EQ(material.constant("diffusivity", 318.15), 1e-14);
  EXPECT_LT(material.constant("diffusivity", 298.15), 0.5e-14);
  EXPECT_DOUBLE_EQ(material.law("exchange_current_density")({.x = 0.5, .c = 4}).value, 2);
  EXPECT_EQ(material.law("exchange_current_density").c_range()->max, 2000.0);
}

TEST(MaterialReader, PointsAtTheMistake) {
  EXPECT_EQ(answer("[density]\nvalue = \"5 g/cm^2\"\nsource = \"estimated\"\n"),
            "slate.toml:5:9: density.value: \"5 g/cm^2\" is a mass per area, a density is expected\n"
            "   5 | value = \"5 g/cm^2\"\n"
            "     |         ^\n"
            "  write for example \"1.0 kg/m^3\"");
}

TEST(MaterialReader, Properties) {
  EXPECT_THAT(answer("[diffusivty]\nvalue = 1\n"),
              AllOf(HasSubstr("slate.toml:4:2: diffusivty: \"diffusivty\" is not known here"),
                    HasSubstr("did you mean \"diffusivity\"?")));
  EXPECT_THAT(answer("[density]\nvalue = 5050\nsource = \"estimated\"\n"),
              HasSubstr("a bare number, a density with its unit is expected"));
  EXPECT_THAT(answer("[density]\nsource = \"estimated\"\n"), HasSubstr("a constant law needs its value"));
  EXPECT_THAT(answer("[density]\nvalue = \"-1 kg/m^3\"\nsource = \"estimated\"\n"),
              HasSubstr("the law gives -1, a positive value is expected"));
  EXPECT_THAT(answer("density = \"5 g/cm^3\"\n"), HasSubstr("a text, a table is expected"));
  EXPECT_THAT(answer("[density]\nvalue = \"5 g/cm^3\"\nvalu = 1\nsource = \"estimated\"\n"),
              HasSubstr("did you mean \"value\"?"));
  EXPECT_THAT(answer("[poisson_ratio]\nvalue = nan\nsource = \"estimated\"\n"),
              HasSubstr("slate.toml:5:9: nan and inf are no values here"));
}

TEST(MaterialReader, Sources) {
  EXPECT_THAT(answer("[density]\nvalue = \"5 g/cm^3\"\n"),
              AllOf(HasSubstr("density.source: the source of the value is missing"),
                    HasSubstr("\"estimated\" or \"calibrated\"")));
  EXPECT_THAT(answer("[density]\nvalue = \"5 g/cm^3\"\nsource = \"known200\"\n"),
              AllOf(HasSubstr("slate.toml:6:10: density.source: there is no \"known200\" in references.bib"),
                    HasSubstr("did you mean \"known2000\"?")));
}

std::string law(const std::string& lines) {
  return answer("[ocp]\nsource = \"estimated\"\n" + lines);
}

TEST(MaterialReader, Forms) {
  EXPECT_THAT(law("law = \"spline\"\n"), HasSubstr("\"spline\" is not a form of law"));
  EXPECT_THAT(law("law = \"polynomial\"\nunit = \"V\"\ncoefficients = [1]\nrange = [0, 1]\n"),
              HasSubstr("ocp.variable: the variable of the law is missing"));
  EXPECT_THAT(law("law = \"polynomial\"\nunit = \"V\"\nvariable = \"y\"\ncoefficients = [1]\nrange = [0, 1]\n"),
              HasSubstr("\"y\" is not a variable of a law"));
  EXPECT_THAT(law("law = \"polynomial\"\nunit = \"V\"\nvariable = \"x\"\ncoefficients = [1, nan]\nrange = [0, 1]\n"),
              HasSubstr("slate.toml:9:20: nan and inf are no values here"));
  EXPECT_THAT(law("law = \"polynomial\"\nunit = \"V\"\nvariable = \"x\"\ncoefficients = [1, \"2\"]\nrange = [0, 1]\n"),
              HasSubstr("a text, a number is expected"));
  EXPECT_THAT(law("law = \"polynomial\"\nunit = \"V\"\nvariable = \"x\"\ncoefficients = [1]\n"),
              HasSubstr("ocp.range: the range in which the law holds is missing"));
  EXPECT_THAT(law("law = \"polynomial\"\nunit = \"V\"\nvariable = \"x\"\ncoefficients = [1]\nrange = [1, 0]\n"),
              HasSubstr("a range is two numbers, the smaller one first"));
  EXPECT_THAT(law("law = \"polynomial\"\nunit = \"S/m\"\nvariable = \"x\"\ncoefficients = [1]\nrange = [0, 1]\n"),
              HasSubstr("ocp.unit: \"S/m\" is the unit of"));
  EXPECT_THAT(law("law = \"polynomial\"\nunit = \"volts per\"\nvariable = \"x\"\ncoefficients = [1]\nrange = [0, 1]\n"),
              HasSubstr("\"volts per\" is not a unit"));
  EXPECT_THAT(law("law = \"polynomial\"\nvariable = \"x\"\ncoefficients = [1]\nrange = [0, 1]\n"),
              HasSubstr("ocp.unit: the unit of the law's value is missing"));
}

TEST(MaterialReader, RationalAndTable) {
  EXPECT_THAT(law("law = \"rational\"\nunit = \"V\"\nvariable = \"x\"\nnumerator = [1]\ndenominator = [-1, 2]\n"
                  "range = [0, 1]\n"),
              HasSubstr("ocp.denominator: the denominator vanishes at x = 0.5, inside the range [0, 1]"));
  EXPECT_THAT(law("law = \"table\"\nunit = \"V\"\nvariable = \"x\"\nx = [0, 0.5, 0.5]\ny = [1, 2, 3]\n"),
              HasSubstr("slate.toml:9:5: ocp.x: x of a table has to increase; value 3 is 0.5 after 0.5"));
  EXPECT_THAT(law("law = \"table\"\nunit = \"V\"\nvariable = \"x\"\nx = [0, 0.5]\ny = [1, 2, 3]\n"),
              HasSubstr("a table needs as many x as y"));
  EXPECT_THAT(law("law = \"table\"\nunit = \"V\"\nvariable = \"x\"\nx = [0, 0.5]\ny = [1, 2]\nrange = [0, 1]\n"),
              HasSubstr("the table covers 0 to 0.5 only"));
}

TEST(MaterialReader, FormulasShowTheCharacter) {
  EXPECT_EQ(law("law = \"expression\"\nexpression = \"2 + y*x\"\nunit = \"V\"\nrange = [0, 1]\n"),
            "slate.toml:7:19: ocp.expression: \"y\" is not known in a formula\n"
            "   7 | expression = \"2 + y*x\"\n"
            "     |                   ^\n"
            "  known are x, c, T, pi, exp log log10 sqrt tanh sinh cosh asinh sin cos abs min max pow, + - * / ^ and "
            "parentheses");
  EXPECT_THAT(law("law = \"expression\"\nexpression = \"1/x\"\nunit = \"V\"\nrange = [0, 1]\n"),
              HasSubstr("the law gives inf at x = 0, a finite number is expected"));
  EXPECT_THAT(law("law = \"expression\"\nexpression = \"x*c\"\nunit = \"V\"\nrange = [0, 1]\n"),
              HasSubstr("the law has several variables, a range for each is expected"));
  EXPECT_THAT(law("law = \"expression\"\nexpression = \"x*c\"\nunit = \"V\"\nrange = { x = [0, 1] }\n"),
              HasSubstr("the range of c is missing"));
  EXPECT_THAT(law("law = \"expression\"\nexpression = \"x\"\nvariable = \"c\"\nunit = \"V\"\nrange = [0, 1]\n"),
              HasSubstr("the formula does not depend on this variable alone"));
  EXPECT_THAT(law("law = \"expression\"\nunit = \"V\"\nrange = [0, 1]\n"),
              HasSubstr("an expression law needs its formula"));
}

TEST(MaterialReader, Activation) {
  EXPECT_THAT(law("value = \"1 V\"\nactivation_energy = \"30 kJ/mol\"\n"),
              HasSubstr("\"reference_temperature\" is missing beside it"));
  EXPECT_THAT(law("value = \"1 V\"\nactivation_energy = \"30 kJ\"\nreference_temperature = \"25 degC\"\n"),
              HasSubstr("slate.toml:7:21: ocp.activation_energy"));
  EXPECT_THAT(law("value = \"1 V\"\nactivation_energy = \"30 kJ/mol\"\nreference_temperature = \"-300 degC\"\n"),
              HasSubstr("has to be above 0 K"));
}

TEST(MaterialReader, WholeFile) {
  const auto whole = [](const std::string& text) {
    try {
      read_material(parse_toml(text, "slate.toml"), references());
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(whole("formula = \"Sl\"\nclass = \"rock\"\n"),
              AllOf(HasSubstr("\"name\" is missing"), HasSubstr("\"rock\" is not a class of materials"),
                    HasSubstr("one of intercalation, alloy, solid-electrolyte, liquid-electrolyte, metal")));
  EXPECT_THAT(answer("[ocp_lithiation]\nvalue = \"1 V\"\nsource = \"estimated\"\n"),
              HasSubstr("hysteresis needs both branches and its decay"));
  EXPECT_THAT(
      answer("[ocp]\nvalue = \"1 V\"\nsource = \"estimated\"\n[hysteresis_decay]\nvalue = 1\nsource = \"estimated\"\n"
             "[ocp_lithiation]\nvalue = \"1 V\"\nsource = \"estimated\"\n"
             "[ocp_delithiation]\nvalue = \"1 V\"\nsource = \"estimated\"\n"),
      AllOf(HasSubstr("one branch and two branches are both given"), Not(HasSubstr("needs both branches"))));
  EXPECT_THAT(
      answer("[stoichiometry]\nrange = [0, 1]\nsource = \"estimated\"\n[ocp]\nlaw = \"table\"\nvariable = \"x\"\n"
             "x = [0.1, 1]\ny = [1, 0]\nunit = \"V\"\nsource = \"estimated\"\n"),
      HasSubstr("the law holds for 0.1 <= x <= 1, the material's stoichiometry goes from 0 to 1"));
}

TEST(MaterialReader, SeveralMistakesComeTogetherInTheOrderOfTheFile) {
  const std::string text =
      answer("[young_modulus]\nvalue = \"1 m\"\nsource = \"estimated\"\n[density]\nvalue = \"2 m\"\n");
  const auto modulus = text.find("young_modulus.value"), value = text.find("density.value"),
             source = text.find("density.source");
  ASSERT_NE(modulus, std::string::npos);
  ASSERT_NE(value, std::string::npos);
  ASSERT_NE(source, std::string::npos);
  EXPECT_LT(modulus, value);
}

TEST(MaterialText, ShowsLawValuesSourceAndNote) {
  const Material material = read(R"(
description = "A stone."
[stoichiometry]
range = [0.0, 1.0]
source = "known2000"
[ocp]
law = "polynomial"
variable = "x"
coefficients = [1.0, -0.8]
unit = "V"
range = [0.0, 1.0]
source = "known2000"
[ionic_conductivity]
value = "1e-3 S/cm"
activation_energy = "30 kJ/mol"
reference_temperature = "45 degC"
source = "estimated"
note = "Between 1e-4 and 1e-2 S/cm."
)");
  EXPECT_EQ(material_text(material, references()), R"(slate: Sl, alloy (1 sourced, 1 estimated)
A stone.

stoichiometry  (x, lithium per host site)
  range    0 <= x <= 1
  source   known2000: Known. (2000).

ocp  (U, open-circuit potential against Li/Li+, the only branch)
  law      polynomial in x, 0 <= x <= 1
  x                     0      0.125       0.25      0.375        0.5      0.625       0.75      0.875          1
  V                     1        0.9        0.8        0.7        0.6        0.5        0.4        0.3        0.2
  source   known2000: Known. (2000).

ionic_conductivity  (kappa, ionic conductivity of the dense solid or of the liquid)
  law      constant, Arrhenius 30 kJ/mol about 318.15 K
  value    0.4673 mS/cm at 25 degC, 1 mS/cm at 45 degC
  source   estimated
  note     Between 1e-4 and 1e-2 S/cm.
)");
}

TEST(MaterialLibrary, FindsByNameAndByPath) {
  const std::filesystem::path data = std::filesystem::path(SILITH_SOURCE_DIR) / "data";
  const MaterialLibrary library(data / "materials", data / "references.bib");
  EXPECT_EQ(library.load("licoo2").formula, "LiCoO2");
  const auto message_of = [&](const std::string& name) {
    try {
      library.find(name);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message_of("licoo"),
            "there is no material \"licoo\"\n  did you mean \"licoo2\"? see `silith material list`");
  EXPECT_THAT(message_of("granite"), HasSubstr("known are li21si5, li3incl6"));
  EXPECT_THAT(message_of("./granite.toml"), HasSubstr("there is no file \"./granite.toml\""));

  const auto own = std::filesystem::path(testing::TempDir()) / "silith_own_material";
  std::filesystem::create_directories(own);
  std::ofstream(own / "slate.toml") << head << "[density]\nvalue = \"2 g/cm^3\"\nsource = \"mine2024\"\n";
  std::ofstream(own / "references.bib") << "@misc{mine2024, title={Mine}}";
  EXPECT_DOUBLE_EQ(library.load("slate.toml", own).constant("density", 300), 2000);
  EXPECT_DOUBLE_EQ(library.load((own / "slate.toml").string()).constant("density", 300), 2000);
  std::filesystem::remove_all(own);
}

}  // namespace
}  // namespace silith
