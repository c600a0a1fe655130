#include "input/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "input/view.hpp"

using silith::Node;
using silith::Registry;
using silith::View;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::vector<silith::Key> sample_keys() {
  using namespace silith;
  return {
      table("cell").required().doc("The cell."),
      quantity("cell.area", "m^2").above("0 cm^2").required().example("0.7854 cm^2").doc("Area of the die."),
      quantity("cell.temperature", "K")
          .range("200 K", "500 K")
          .otherwise("25 degC")
          .example("45 degC")
          .doc("Temperature."),
      list("cell.layers").doc("Order of the layers."),
      text("cell.layers[]").example("anode").doc("Name of a layer."),
      quantity("cell.<layer>.thickness", "m")
          .range("10 nm", "1 mm")
          .contradicts({"mass"})
          .example("2.5 um")
          .doc("Thickness."),
      quantity("cell.<layer>.mass", "kg").example("10 mg").doc("Mass on the die."),
      number("cell.<layer>.phases.<phase>.mass_fraction").range("0", "1").example("0.5").doc("Share by mass."),
      integer("cell.<layer>.cells").range("2", "1000").otherwise("20").doc("Cells of the mesh."),
      word("cell.<layer>.geometry", {"mass", "thickness"}).otherwise("mass").doc("Which of the two counts."),
      boolean("cell.<layer>.porous").otherwise("false").doc("Whether it has pores."),
      list("steps").doc("Steps."),
      text("steps[]").doc("A step as a sentence."),
      quantity("steps[].until", "V").example("4.2 V").doc("Where the step ends."),
  };
}

const Registry& sample() {
  static const Registry registry(sample_keys());
  return registry;
}

Node parsed(const std::string& text) {
  return silith::parse_toml(text, "case.toml");
}

std::string problems(const std::string& text) {
  std::string result;
  for (const auto& diagnostic : sample().check(parsed(text))) result += format(diagnostic) + "\n";
  return result;
}

const std::string good = "[cell]\narea = \"1 cm^2\"\n";

TEST(Registry, AcceptsWhatIsRight) {
  EXPECT_EQ(problems(good), "");
  EXPECT_EQ(
      problems(good + "[cell.anode]\nthickness = { value = \"2 um\", source = \"calibrated\", bounds = [\"1 um\", "
                      "\"5 um\"], note = \"n\" }\nphases.si.mass_fraction = 0.5\n"),
      "");
  EXPECT_EQ(problems("steps = [\"Rest\", { until = \"4 V\" }]\n" + good), "");
}

TEST(Registry, ShowsAWrongUnitWhereItStands) {
  EXPECT_EQ(problems(good + "[cell.cathode]\nthickness = \"2.5 um/s\"\n"),
            "case.toml:4:13: cell.cathode.thickness: \"2.5 um/s\" is a velocity, a length is expected\n"
            "   4 | thickness = \"2.5 um/s\"\n"
            "     |             ^\n"
            "  write for example \"2.5 um\"; allowed 10 nm to 1 mm; see `silith explain cell.cathode.thickness`\n");
}

TEST(Registry, KnowsMisspeltKeys) {
  EXPECT_EQ(problems(good + "tempreature = \"25 degC\"\n"),
            "case.toml:3:1: cell.tempreature: unknown key \"tempreature\"\n"
            "   3 | tempreature = \"25 degC\"\n"
            "     | ^\n"
            "  did you mean \"temperature\"?\n");
  EXPECT_THAT(problems(good + "cells = 5\n"), HasSubstr("did you mean cell.<layer>.cells?"));
  EXPECT_THAT(problems(good + "[cell.anode]\nqqqqqqq = 5\n"),
              HasSubstr("known here: thickness, mass, phases, cells, geometry, porous"));
}

TEST(Registry, NegativeThicknessIsOutOfRange) {
  EXPECT_THAT(problems(good + "[cell.a]\nthickness = \"-3 um\"\n"),
              HasSubstr("case.toml:4:13: cell.a.thickness: \"-3 um\" is out of range"));
  EXPECT_THAT(problems("[cell]\narea = \"0 cm^2\"\n"), HasSubstr("\"0 cm^2\" is out of range"));
  EXPECT_THAT(problems("[cell]\narea = \"0 cm^2\"\n"), HasSubstr("allowed above 0 cm^2"));
}

TEST(Registry, BareNumbersNeedNoUnitOnlyIfDimensionless) {
  EXPECT_THAT(problems(good + "[cell.a]\nthickness = 3\n"), HasSubstr("3 has no unit, a length is expected"));
  EXPECT_EQ(problems(good + "[cell.a]\nphases.b.mass_fraction = \"50 %\"\n"), "");
  EXPECT_THAT(problems(good + "[cell.a]\nphases.b.mass_fraction = 1.5\n"), HasSubstr("1.5 is out of range"));
}

TEST(Registry, WrongTypes) {
  EXPECT_THAT(problems(good + "[cell.a]\ncells = 2.5\n"), HasSubstr("an integer is expected, this is 2.5"));
  EXPECT_THAT(problems(good + "[cell.a]\ncells = 1\n"), HasSubstr("1 is out of range"));
  EXPECT_THAT(problems(good + "[cell.a]\nporous = \"yes\"\n"), HasSubstr("true or false is expected, this is \"yes\""));
  EXPECT_THAT(
      problems(good + "[cell.a]\ngeometry = \"mas\"\n"),
      HasSubstr(
          "\"mas\" is not known here\n   4 | geometry = \"mas\"\n     |            ^\n  did you mean \"mass\"? one of "
          "\"mass\", \"thickness\""));
  EXPECT_THAT(problems("cell = 3\n"), HasSubstr("a table is expected, this is 3"));
  EXPECT_THAT(problems(good + "layers = [1]\n"), HasSubstr("cell.layers[0]: a text is expected, this is 1"));
  EXPECT_THAT(problems(good + "[cell.a]\nthickness = [\"1 um\"]\n"),
              HasSubstr("a length is expected, this is an array"));
}

TEST(Registry, MissingAndContradicting) {
  EXPECT_THAT(problems("[cell]\n"), HasSubstr("case.toml:1:1: cell.area: is missing, an area is expected"));
  EXPECT_THAT(problems(""), HasSubstr("case.toml: cell: is missing, a table is expected"));
  EXPECT_THAT(problems(good + "[cell.a]\nthickness = \"3 um\"\nmass = \"3 mg\"\n"),
              HasSubstr("case.toml:5:8: cell.a.mass: contradicts \"thickness\" (line 4)"));
}

TEST(Registry, ProvenanceIsChecked) {
  EXPECT_THAT(problems(good + "[cell.a]\nthickness = { source = \"estimated\" }\n"),
              HasSubstr("the value is missing in this table, a length is expected"));
  EXPECT_THAT(problems(good + "[cell.a]\nthickness = { value = \"1 um\", sorce = \"estimated\" }\n"),
              HasSubstr("did you mean \"source\"?"));
  EXPECT_THAT(problems(good + "[cell.a]\nthickness = { value = \"1 um\", bounds = [\"1 um\"] }\n"),
              HasSubstr("two values are expected"));
}

TEST(Registry, NamesAreCheckedAgainstThePlaceholder) {
  using namespace silith;
  const Registry registry({number("p.<property>").doc("A property.")}, {{"<property>", {"density", "ocp"}}});
  const auto found = registry.check(parsed("p.densty = 3"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front().hint, "did you mean \"density\"?");
  EXPECT_THAT(problems(good + "[cell.\"a b\"]\ncells = 5\n"), HasSubstr("\"a b\" is no name for <layer>"));
}

TEST(Registry, ReportsEverythingInTheOrderOfTheFile) {
  const auto found = sample().check(parsed("x = 1\n[cell]\narea = \"1 s\"\ny = 2\n[cell.a]\ncells = 0\n"));
  std::vector<int> lines;
  for (const auto& diagnostic : found) lines.push_back(diagnostic.where.line);
  EXPECT_THAT(lines, ElementsAre(1, 3, 4, 6));
}

TEST(Registry, Explains) {
  EXPECT_EQ(sample().explain("cell.cathode.thickness"),
            "cell.cathode.thickness\n"
            "  Thickness.\n"
            "  length, in m; allowed 10 nm to 1 mm; optional\n"
            "  declared as cell.<layer>.thickness\n"
            "  contradicts mass\n"
            "  example: thickness = \"2.5 um\"\n"
            "  or with its origin: thickness = { value = \"2.5 um\", source = \"estimated\", note = \"why\" }\n");
  EXPECT_THAT(sample().explain("cell.<layer>"), HasSubstr("cell.<layer>.phases.<phase>.mass_fraction"));
  EXPECT_THAT(sample().explain(""), HasSubstr("steps[].until"));
  try {
    sample().explain("cell.aera");
    FAIL();
  } catch (const silith::InputError& error) {
    EXPECT_EQ(error.diagnostics().front().message, "there is no key \"cell.aera\"");
    EXPECT_EQ(error.diagnostics().front().hint, "did you mean cell.area?");
  }
}

TEST(Registry, RefusesSloppyDeclarations) {
  using namespace silith;
  EXPECT_THROW(Registry({number("a")}), std::logic_error);
  EXPECT_THROW(Registry({number("a").doc("x"), number("a").doc("y")}), std::logic_error);
}

TEST(View, ReadsValuesAndDefaults) {
  const Node root = parsed(good +
                           "layers = [\"anode\", \"b\"]\n[cell.anode]\nthickness = { value = \"2 um\", source = "
                           "\"estimated\", note = \"n\" }\nphases.si.mass_fraction = 0.5\n");
  const View view(sample(), root);
  EXPECT_DOUBLE_EQ(view.quantity("cell.area"), 1e-4);
  EXPECT_DOUBLE_EQ(view.quantity("cell.temperature"), 298.15);
  EXPECT_THAT(view.texts("cell.layers"), ElementsAre("anode", "b"));
  EXPECT_THAT(view.names("cell"), ElementsAre("anode"));
  const View layer = view.at("cell.anode");
  EXPECT_DOUBLE_EQ(layer.quantity("thickness"), 2e-6);
  EXPECT_EQ(layer.source("thickness").key, "estimated");
  EXPECT_EQ(layer.source("thickness").note, "n");
  EXPECT_THAT(layer.names("phases"), ElementsAre("si"));
  EXPECT_EQ(layer.integer("cells"), 20);
  EXPECT_EQ(layer.word("geometry"), "mass");
  EXPECT_FALSE(layer.boolean("porous"));
  EXPECT_FALSE(layer.optional_quantity("mass").has_value());
  EXPECT_THROW(layer.quantity("cells"), std::logic_error);
  EXPECT_THROW(layer.quantity("nothing"), std::logic_error);
  EXPECT_TRUE(view.asked().contains("cell.<layer>.thickness"));
  view.finish();
}

TEST(View, CollectsProblemsInTheOrderOfTheFile) {
  const Node root = parsed(good + "[cell.a]\ncells = 5\n[cell.b]\ncells = 6\n");
  const View view(sample(), root);
  view.at("cell.b").problem("cells", "is odd");
  view.at("cell.a").quantity("thickness");
  try {
    view.finish();
    FAIL();
  } catch (const silith::InputError& error) {
    ASSERT_EQ(error.diagnostics().size(), 2u);
    EXPECT_EQ(error.diagnostics()[0].message, "is missing, a length is expected");
    EXPECT_EQ(error.diagnostics()[0].where.line, 3);
    EXPECT_EQ(error.diagnostics()[1].where.line, 6);
  }
}

TEST(View, SaysWhatHadNoEffect) {
  const Node root = parsed(good + "[cell.a]\ncells = 5\nporous = true\n");
  const View view(sample(), root);
  view.quantity("cell.area");
  view.integer("cell.a.cells");
  const auto found = view.without_effect();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front().key, "cell.a.porous");
  EXPECT_EQ(found.front().message, "has no effect in this case");
}

TEST(View, ResolvedTreeHoldsTheDefaultsUsed) {
  const Node root = parsed(good + "steps = []\n");
  const View view(sample(), root);
  view.quantity("cell.temperature");
  view.integer("cell.a.cells");
  EXPECT_EQ(silith::to_toml(view.resolved()),
            "[cell]\narea = \"1 cm^2\"\nsteps = []\ntemperature = \"25 degC\"\n\n[cell.a]\ncells = 20\n");
}

}  // namespace
