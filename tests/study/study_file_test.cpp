#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/diagnostic.hpp"
#include "study/fill.hpp"
#include "study/study.hpp"

using namespace silith;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

fs::path written(const std::string& name, const std::string& text) {
  const fs::path directory = fs::path(testing::TempDir()) / ("study" + std::to_string(getpid()));
  fs::create_directories(directory);
  const fs::path file = directory / name;
  std::ofstream(file) << text;
  return file;
}

std::string refusal(const std::string& study) {
  try {
    read_study(written("study.toml", study));
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

const std::string parameter = R"(
[[parameters]]
name = "resistance"
key = "cell.series_resistance"
start = "10 ohm cm^2"
bounds = ["0 ohm cm^2", "3e-3 ohm m^2"]
)";
const std::string target = R"(
[[targets]]
name = "capacity"
case = "examples/rate-point.toml"
quantity = "discharge_capacity_areal"
value = "2.8 mA h/cm^2"
sigma = "0.1 mA h/cm^2"
)";

}  // namespace

TEST(StudyFile, ReadsParametersAndTargets) {
  const Study study = read_study(written("study.toml", "title = \"t\"\n" + parameter + target));
  ASSERT_EQ(study.parameters.size(), 1u);
  EXPECT_EQ(study.parameters[0].unit, "ohm cm^2");
  EXPECT_NEAR(study.parameters[0].upper, 30.0, 1e-9) << "bounds come in the unit of the start";
  ASSERT_EQ(study.points.size(), 1u);
  EXPECT_DOUBLE_EQ(study.points[0].measured, 2.8);
  EXPECT_DOUBLE_EQ(study.points[0].sigma, 0.1);
  EXPECT_EQ(study.runs.size(), 1u);
}

TEST(StudyFile, RowsOfAFileAreRunsOfTheirOwn) {
  written("rate.csv", "current [mA],q [mA h/g]\n0.2,141\n1,79\n2,62\n");
  const Study study = read_study(written("study.toml", R"(title = "t"
case = "examples/rate-point.toml"
[[targets]]
name = "rate"
quantity = "discharge_capacity_specific"
file = "rate.csv"
column = "q"
rows = [0, 2]
set = ["protocol.current={current}"]
sigma = 1
[[leave_out]]
name = "without the second"
target = "rate"
rows = [1]
)"));
  ASSERT_EQ(study.points.size(), 2u);
  EXPECT_EQ(study.points[1].label, "2 mA");
  EXPECT_EQ(study.runs[1].set, std::vector<std::string>{"protocol.current=2 mA"});
  EXPECT_EQ(study.leave_out[0].points, std::vector<std::size_t>{1});
}

TEST(StudyFile, CommittedStudiesAreSound) {
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SILITH_SOURCE_DIR) / "studies"))
    if (entry.is_regular_file()) {
      EXPECT_NO_THROW(read_study(entry.path())) << entry.path();
    }
}

TEST(StudyFile, MistakesAreShownWhereTheyStand) {
  const std::string head = "title = \"t\"\n";
  EXPECT_THAT(refusal(head + parameter + "scale = \"log\"\n" + target),
              HasSubstr("study.toml:7:10: parameters[0].bounds: a log scale needs bounds above 0"));
  EXPECT_THAT(refusal(head +
                      "[[parameters]]\nname = \"r\"\nkey = \"cell.serie_resistance\"\nstart = \"1 ohm m^2\"\n"
                      "bounds = [\"0 ohm m^2\", \"2 ohm m^2\"]\n" +
                      target),
              HasSubstr("study.toml:4:7: parameters[0].key: "));
  EXPECT_THAT(refusal(head +
                      "[[parameters]]\nname = \"r\"\nkey = \"cell.series_resistance\"\nstart = \"1 ohm m^2\"\n"
                      "bounds = [\"0 m\", \"2 ohm m^2\"]\n" +
                      target),
              HasSubstr("parameters[0].bounds[0]: m is a length, an area-specific resistance is expected"));
  EXPECT_THAT(refusal(head +
                      "[[parameters]]\nname = \"r\"\nkey = \"cell.series_resistance\"\nstart = \"1 ohm m^2\"\n"
                      "bounds = [\"2 ohm m^2\", \"3 ohm m^2\"]\n" +
                      target),
              HasSubstr("parameters[0].start: lies outside the bounds"));
  EXPECT_THAT(refusal(head +
                      "[[parameters]]\nname = \"r\"\nset = [\"cell.series_resistance={q}\"]\nstart = 1\n"
                      "bounds = [0, 2]\n" +
                      target),
              HasSubstr("parameters[0].set: {q}: "));
  EXPECT_THAT(refusal(head + target + "weihgt = 2\n"), HasSubstr("weight"));
  EXPECT_THAT(refusal(head + "[[targets]]\nname = \"a\"\nquantity = \"x\"\nvalue = 1\nsigma = 1\n"),
              HasSubstr("targets[0].case: is missing: neither the target nor the study names one"));
  EXPECT_THAT(refusal(head + target + "source = \"nobody1900\"\n"), HasSubstr("there is no reference \"nobody1900\""));
}

TEST(StudyFile, MistakesInTheDataAreShownThere) {
  written("bad.csv", "current [mA],q [mA h/g]\n0.2,141\n1,many\n");
  const std::string text = R"(title = "t"
case = "examples/rate-point.toml"
[[targets]]
name = "rate"
quantity = "discharge_capacity_specific"
file = "bad.csv"
column = ")";
  EXPECT_THAT(refusal(text + "q\"\nsigma = 1\n"), HasSubstr("bad.csv:3:0: targets[0]: q: \"many\" is no number"));
  EXPECT_THAT(refusal(text + "p\"\nsigma = 1\n"), HasSubstr("has no column \"p\""));
}

TEST(Fill, PutsTheValueWhereItBelongs) {
  EXPECT_EQ(fill_parameter("cell.a={p}", 0.25, "A/m^2"), "cell.a=0.25 A/m^2");
  EXPECT_EQ(fill_parameter("cell.a={1 - p}", 0.25, "1"), "cell.a=0.75");
  EXPECT_EQ(fill_parameter("l.expression={2*p}*exp(x)", 0.25, "A/m^2"), "l.expression=0.5*exp(x)");
  EXPECT_EQ(fill_parameter("l.expression={exp(p)}", 0.0, "1"), "l.expression=1");
  EXPECT_THROW(fill_parameter("a={p", 1.0, "1"), InputError);
  EXPECT_THROW(fill_parameter("a={x}", 1.0, "1"), InputError);
}

TEST(Fill, MeasuresKeepTheirUnit) {
  EXPECT_DOUBLE_EQ(parse_measure("-2.5e-3 mA/cm^2").value, -2.5e-3);
  EXPECT_EQ(parse_measure("-2.5e-3 mA/cm^2").unit, "mA/cm^2");
  EXPECT_EQ(parse_measure("0.98").unit, "1");
  EXPECT_THROW(parse_measure("many"), InputError);
  EXPECT_THROW(parse_measure("3 fathomless"), InputError);
}
