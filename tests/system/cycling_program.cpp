// The program itself: `silith analyse cycling` on files of laboratories and of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "program.hpp"

using namespace silith::test;
using testing::HasSubstr;

namespace {

const std::string data = SILITH_SOURCE_DIR "/tests/data/instrument/";
const std::string silicon = data + "cellpy/arbin.csv";
const std::string graphite = data + "battery-data-format/landt.csv";

Outcome analyse(const Directory& here, std::vector<std::string> words) {
  words.insert(words.begin(), {"analyse", "cycling"});
  return silith::test::silith(here.path(), words);
}

nlohmann::json json_of(const Directory& here, std::vector<std::string> words) {
  words.push_back("--json");
  const Outcome shown = analyse(here, words);
  EXPECT_EQ(shown.status, 0) << shown.err;
  return nlohmann::json::parse(shown.out);
}

/// A simulated first cycle, once for all tests: a short one.
std::string simulated(const Directory& here) {
  const Outcome run = silith::test::silith(
      here.path(), {"run", SILITH_SOURCE_DIR "/examples/first-cycle.toml", "-o", "run", "--quiet", "--no-report"});
  EXPECT_EQ(run.status, 0) << run.err;
  return "run";
}

}  // namespace

TEST(CyclingProgram, SiliconHalfCell) {
  const Directory here;
  const auto json = json_of(here, {silicon, "--electrode", "si-half-cell", "--mass", "0.85283798 mg", "-o", "out"});
  EXPECT_EQ(json.at("format"), "silith.cycling/1");
  const auto& file = json.at("files").at(0);
  EXPECT_NEAR(100.0 * file.at("first_cycle_efficiency").get<double>(), 92.611, 0.0005);
  ASSERT_EQ(file.at("cycles").size(), 18u);
  const auto& first = file.at("cycles").at(0);
  EXPECT_NEAR(first.at("discharge").get<double>() / 3.6, 1.755094, 1e-6);
  EXPECT_NEAR(first.at("charge").get<double>() / 3.6, 1.625406, 1e-6);
  EXPECT_NEAR(first.at("specific_charge").get<double>() / 3600.0, 1.625406 / 0.85283798e-3, 0.01);
  // The instrument's own counters of energy, Wh.
  EXPECT_NEAR(first.at("charge_energy").get<double>() / 3600.0, 0.000723454823488, 2e-7);
  EXPECT_NEAR(first.at("discharge_energy").get<double>() / 3600.0, 0.000192979455934, 1e-7);
  // Every cycle as another program has it.
  std::ifstream table(data + "cellpy/arbin_cycles.csv");
  std::string line;
  std::getline(table, line);
  std::size_t compared = 0;
  while (std::getline(table, line)) {
    double number, charge, discharge, efficiency;
    ASSERT_EQ(std::sscanf(line.c_str(), "%lf,%lf,%lf,%lf", &number, &charge, &discharge, &efficiency), 4) << line;
    const auto& cycle = file.at("cycles").at(static_cast<std::size_t>(number) - 1);
    if (cycle.at("efficiency").is_null()) continue;
    EXPECT_NEAR(100.0 * cycle.at("efficiency").get<double>(), efficiency, 1e-3) << "cycle " << number;
    ++compared;
  }
  EXPECT_EQ(compared, 17u);
  EXPECT_EQ(file.at("rates").size(), 2u);
  for (const auto& curve : file.at("curves"))
    EXPECT_NEAR(curve.at("integral_of_dq_dv").get<double>() / curve.at("charge").get<double>(), 1.0, 0.005);
  std::vector<std::string> codes;
  for (const auto& finding : file.at("findings")) codes.push_back(finding.at("code"));
  EXPECT_THAT(codes, testing::IsSupersetOf({"efficiency-above-100", "discharge-first", "reference-current"}));
  for (const char* name :
       {"cycling.json", "summary.json", "cycles.csv", "rates.csv", "curves.csv", "dqdv.csv", "dvdq.csv", "report.html"})
    EXPECT_TRUE(std::filesystem::exists(here / "out" / name)) << name;
  const auto summary = nlohmann::json::parse(read(here / "out" / "summary.json"));
  EXPECT_EQ(summary.at("quantities").at("first_cycle_efficiency").at("value"), file.at("first_cycle_efficiency"));
  EXPECT_EQ(nlohmann::json::parse(read(here / "out" / "cycling.json")), json);
}

TEST(CyclingProgram, LandtFileByItsCounterWithTheWarning) {
  const Directory here;
  const Outcome shown = analyse(here, {graphite});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("charges by the counter"));
  EXPECT_THAT(shown.out, HasSubstr("    1  3.2000     6.3000  50.794"));
  EXPECT_THAT(shown.out, HasSubstr("warning: discharge by the instrument's counter 7.6 mAh, by the integral"));
  EXPECT_THAT(shown.out, HasSubstr("the first of them is wrong here"));
  const auto integral = json_of(here, {graphite, "--charge", "current"});
  EXPECT_NEAR(integral.at("files").at(0).at("cycles").at(0).at("discharge").get<double>() / 3.6, 7.14, 0.01);
}

TEST(CyclingProgram, MeasuredBesideSimulated) {
  const Directory here;
  const std::string run = simulated(here);
  const auto json = json_of(here, {run, silicon, "-o", "both"});
  const auto& file = json.at("files").at(0);
  const auto summary = nlohmann::json::parse(read(here / "run" / "summary.json"));
  EXPECT_EQ(file.at("order"), "charge first");
  EXPECT_NEAR(file.at("first_cycle_efficiency").get<double>(),
              summary.at("quantities").at("first_cycle_coulombic_efficiency").at("value").get<double>(), 1e-6);
  EXPECT_NEAR(file.at("cycles").at(0).at("areal_discharge").get<double>(),
              summary.at("quantities").at("discharge_capacity_areal").at("value").get<double>(), 1e-3);
  const auto both = nlohmann::json::parse(read(here / "both" / "summary.json"));
  EXPECT_TRUE(both.at("quantities").contains("file_2_first_cycle_efficiency"));
  const Outcome text = analyse(here, {run, silicon});
  EXPECT_THAT(text.out, HasSubstr("comparison ("));
  // What the command line says about mass is about the measured electrode; both then in mAh/g.
  const auto weighed = json_of(here, {run, silicon, "--mass", "0.85283798 mg"});
  EXPECT_NEAR(weighed.at("files").at(0).at("mass").get<double>(), summary.at("active_mass").get<double>(), 1e-15);
  EXPECT_NEAR(weighed.at("files").at(1).at("mass").get<double>(), 0.85283798e-6, 1e-15);
  EXPECT_THAT(analyse(here, {run, silicon, "--mass", "0.85283798 mg"}).out, HasSubstr("mAh/g"));
  // The same record through its csv.
  const auto csv = json_of(here, {"run/series.csv"});
  EXPECT_NEAR(csv.at("files").at(0).at("first_cycle_efficiency").get<double>(),
              file.at("first_cycle_efficiency").get<double>(), 1e-9);
}

TEST(CyclingProgram, WrongWordsAreShown) {
  const Directory here;
  const auto error = [&](std::vector<std::string> words) {
    if (words.front().starts_with('-')) words.insert(words.begin(), silicon);
    const Outcome shown = analyse(here, words);
    EXPECT_EQ(shown.status, 1);
    return shown.err;
  };
  EXPECT_THAT(error({"--electrode", "tin"}), HasSubstr("there is no electrode \"tin\""));
  EXPECT_THAT(error({"--area", "3 mm"}), HasSubstr("--area: \"3 mm\" is a length, an area is expected"));
  EXPECT_THAT(error({"--mass=-1 mg"}), HasSubstr("--mass: \"-1 mg\" is not above zero"));
  EXPECT_THAT(error({"--range", "5"}), HasSubstr("--range 5: expected two cycles with .. between"));
  EXPECT_THAT(error({"--range", "30..40"}), HasSubstr("there is no complete cycle from 30 on"));
  EXPECT_THAT(error({"--cycles", "1,x"}), HasSubstr("--cycles: \"x\" is no cycle"));
  EXPECT_THAT(error({"--cycles", "99"}), HasSubstr("there is no cycle 99: the file has 1 to 18"));
  EXPECT_THAT(error({"--reference", "99"}), HasSubstr("there is no cycle 99 for the retention"));
  EXPECT_THAT(error({"--dv", "2 A"}), HasSubstr("--dv: \"2 A\""));
  EXPECT_THAT(error({"--order", "9"}), HasSubstr("polynomials of order 9 are not offered"));
  EXPECT_THAT(error({data + "impedance.py/Circuit1_EIS_1.z"}), HasSubstr("it holds impedance: `silith analyse eis`"));
  EXPECT_THAT(error({here.path().string()}), HasSubstr("holds no result.h5"));
  EXPECT_THAT(error({"nowhere.csv"}), HasSubstr("nowhere.csv"));
}
