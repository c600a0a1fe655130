// The program itself: `silith analyse ccd` on a simulated symmetric cell and on a made-up short.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "program.hpp"

using namespace silith::test;
using testing::HasSubstr;

namespace {

Outcome analyse(const Directory& here, std::vector<std::string> words) {
  words.insert(words.begin(), {"analyse", "ccd"});
  return silith::test::silith(here.path(), words);
}

/// Generic csv: 1, 2 and 3 mA over 50 ohm, half-cycles of half an hour; at 3 mA the voltage falls to 40 % after ten
/// minutes.
std::string shorted_csv() {
  std::string text = "Time / s,Voltage / V,Current / A,Temperature T1 / degC\n";
  double time = 0.0;
  bool broken = false;
  for (int k = 0; k < 6; ++k) {
    const double current = (k % 2 == 0 ? 1e-3 : -1e-3) * (1 + k / 2);
    for (int i = 1; i <= 60; ++i) {
      broken = broken || (k == 4 && i > 20);
      text += std::to_string(time + 30.0 * i) + "," + std::to_string(50.0 * current * (broken ? 0.4 : 1.0)) + "," +
              std::to_string(current) + ",45\n";
    }
    time += 1800.0;
  }
  return text;
}

}  // namespace

TEST(CcdProgram, ReportsTheCriticalCurrentWithItsConditions) {
  const Directory here;
  here.write("cell.csv", shorted_csv());
  const Outcome shown = analyse(here, {"cell.csv", "--area", "0.5 cm^2", "--pressure", "50 MPa", "-o", "out"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("verdict: soft short from half-cycle 5 on"));
  EXPECT_THAT(shown.out, HasSubstr("critical current: 4 mA/cm^2 was borne; soft short at 6 mA/cm^2 in half-cycle 5\n"
                                   "  3 mAh/cm^2 a half-cycle, step 3, 2.175 h, 45 degC, 50 MPa"));
  const auto json = nlohmann::json::parse(read(here / "out" / "ccd.json"));
  EXPECT_EQ(json.at("format"), "silith.ccd/1");
  const auto& critical = json.at("critical_current");
  EXPECT_NEAR(critical.at("current_density").get<double>(), 40.0, 1e-9);
  EXPECT_NEAR(critical.at("current_density_of_the_short").get<double>(), 60.0, 1e-9);
  EXPECT_NEAR(critical.at("areal_charge").get<double>(), 5.4 / 0.5e-4, 1e-3);
  EXPECT_NEAR(critical.at("time").get<double>(), 4 * 1800.0 + 630.0, 61.0);
  EXPECT_NEAR(critical.at("temperature").get<double>(), 318.15, 1e-9);
  EXPECT_NEAR(critical.at("pressure").get<double>(), 5e7, 1e-3);
  EXPECT_NEAR(json.at("half_cycles").at(5).at("area_resistance").get<double>(), 20.0 * 0.5e-4, 1e-9);
  const auto summary = nlohmann::json::parse(read(here / "out" / "summary.json"));
  EXPECT_NEAR(summary.at("quantities").at("critical_current").at("value").get<double>(), 40.0, 1e-9);
  for (const char* name : {"halves.csv", "steps.csv", "cycles.csv", "report.html"})
    EXPECT_TRUE(std::filesystem::exists(here / "out" / name)) << name;
  EXPECT_EQ(
      nlohmann::json::parse(analyse(here, {"cell.csv", "--area", "0.5 cm^2", "--pressure", "50 MPa", "--json"}).out),
      json);
}

TEST(CcdProgram, SimulatedSymmetricCellBearsItsCurrents) {
  const Directory here;
  const Outcome run = silith::test::silith(
      here.path(), {"run", SILITH_SOURCE_DIR "/examples/critical-current.toml", "-o", "run", "--quiet", "--no-report"});
  ASSERT_EQ(run.status, 0) << run.err;
  const Outcome shown = analyse(here, {"run", "--temperature", "45 degC"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("verdict: stable\nno short up to 10 mA/cm^2: the critical current lies above\n"
                                   "  10 mAh/cm^2 a half-cycle, step 6, 12 h, 45 degC, pressure not recorded"));
}

TEST(CcdProgram, ManyCyclesAtOneCurrentAreATable) {
  const Directory here;
  std::string text = "Time / s,Voltage / V,Current / A\n";
  double time = 0.0;
  for (int k = 0; k < 100; ++k) {
    const double current = k % 2 == 0 ? 2e-3 : -2e-3;
    for (int i = 1; i <= 20; ++i)
      text += std::to_string(time += 180.0) + "," + std::to_string(current * 40.0 * (1.0 + 0.002 * (k / 2))) + "," +
              std::to_string(current) + "\n";
  }
  here.write("long.csv", text);
  const Outcome shown = analyse(here, {"long.csv", "--area", "1 cm^2"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("cycles, 21 of 50"));
  EXPECT_THAT(shown.out, HasSubstr("   50        98        2         2   87.84  43.92                  +9.8"));
  EXPECT_THAT(shown.out, HasSubstr("no short up to 2 mA/cm^2"));
}

TEST(CcdProgram, WrongWordsAreShown) {
  const Directory here;
  here.write("cell.csv", shorted_csv());
  const auto error = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "cell.csv");
    const Outcome shown = analyse(here, words);
    EXPECT_EQ(shown.status, 1);
    return shown.err;
  };
  EXPECT_THAT(error({"--offset", "middle"}), HasSubstr("there is no offset \"middle\""));
  EXPECT_THAT(error({"--soft-drop", "2"}), HasSubstr("--soft-drop 2 is not a share"));
  EXPECT_THAT(error({"--pressure", "50 mm"}), HasSubstr("--pressure: \"50 mm\" is a length, a pressure is expected"));
  EXPECT_THAT(error({"--charge", "counter"}), HasSubstr("the file has no counter of capacity"));
  EXPECT_THAT(analyse(here, {"cell.csv"}).out, HasSubstr("the area is not known"));
}
