// The program itself: `silith analyse pressure` on a LANDT csv.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "program.hpp"

using namespace silith::test;
using testing::HasSubstr;

namespace {

/// Two cycles of 1 mA for half an hour each way, as a LANDT writes them; 7000 psi + 10 psi over a charge, 9 back.
std::string landt_csv() {
  std::string text;
  for (const char* line :
       {"cell model:", "cell id: ", "test: ", "checkpoint: ", "Nominal capacity used to define the C rate:Ah",
        "Nominal energy used to define the E rate: Wh"})
    text += std::string(line) + ",,,,,,,,,,,,,,,,\n";
  text +=
      "channel_index,cycle_index,step_index,date_time_iso_string,test_time_s,step_time_s,current_A,voltage_V,discharge_"
      "capacity_Ah,charge_capacity_Ah,discharge_energy_Wh,charge_energy_Wh,Pressure_Psi,temperature_1_C,temperature_2_"
      "C,temperature_3_C,step_name\n";
  int row = 0;
  double psi = 7000.0, capacity[2] = {0.0, 0.0};
  for (int step = 0; step < 4; ++step) {
    const bool charge = step % 2 == 0;
    for (int i = 1; i <= 60; ++i) {
      ++row;
      psi += (charge ? 10.0 : -9.0) / 60.0;
      capacity[charge] += 1e-3 * 30.0 / 3600.0;
      char line[300];
      std::snprintf(
          line, sizeof line, "%d,%d,%d,04/30/2024 %02d:%02d:%02d,%.3f,%.3f,%.4f,%.4f,%.9f,%.9f,0,0,%.6f,25.0,0,0,%s,\n",
          row, step / 2 + 1, step + 1, 8 + row * 30 / 3600, row * 30 / 60 % 60, row * 30 % 60, 30.0 * row, 30.0 * i,
          charge ? 1e-3 : -1e-3, charge ? 3.8 : 3.4, capacity[0], capacity[1], psi, charge ? "CC_Chg" : "CC_DChg");
      text += line;
    }
  }
  return text;
}

Outcome analyse(const Directory& here, std::vector<std::string> words) {
  words.insert(words.begin(), {"analyse", "pressure"});
  return silith::test::silith(here.path(), words);
}

}  // namespace

TEST(PressureProgram, LandtColumnInPsi) {
  const Directory here;
  here.write("cell.csv", landt_csv());
  const Outcome shown = analyse(here, {"cell.csv", "--area", "0.5 cm^2", "-o", "out"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("cell.csv: pressure 48.264 to 48.339 MPa"));
  const auto json = nlohmann::json::parse(read(here / "out" / "pressure.json"));
  EXPECT_EQ(json.at("format"), "silith.pressure/1");
  constexpr double psi = 6894.757;
  const auto& halves = json.at("half_cycles");
  ASSERT_EQ(halves.size(), 4u);
  EXPECT_NEAR(halves.at(0).at("slope").get<double>(), 10.0 * psi / 1.8, 1.0);
  EXPECT_NEAR(halves.at(1).at("slope").get<double>(), -9.0 * psi / 1.8, 1.0);
  EXPECT_NEAR(halves.at(0).at("areal_slope").get<double>(), 0.5e-4 * 10.0 * psi / 1.8, 1e-3);
  EXPECT_NEAR(json.at("cycles").at(0).at("offset").get<double>(), psi, 5.0);
  const auto summary = nlohmann::json::parse(read(here / "out" / "summary.json"));
  EXPECT_TRUE(summary.at("quantities").contains("first_swing_uncertainty"));
  for (const char* name : {"halves.csv", "cycles.csv", "dpdq.csv", "report.html"})
    EXPECT_TRUE(std::filesystem::exists(here / "out" / name)) << name;
  EXPECT_EQ(nlohmann::json::parse(analyse(here, {"cell.csv", "--area", "0.5 cm^2", "--json"}).out), json);
}

TEST(PressureProgram, LoggerWithAClockOfItsOwn) {
  const Directory here;
  std::string cycler = "Time / s,Voltage / V,Current / A\n", logger = "Time / s;Pressure / bar\n";
  for (int i = 0; i <= 720; ++i) {
    const bool charge = i / 180 % 2 == 0;
    cycler += std::to_string(10 * i) + (charge ? ",3.8,0.001\n" : ",3.4,-0.001\n");
    const double phase = i % 360 / 180.0, swelling = phase < 1.0 ? phase : 2.0 - phase;  // 1 bar a charge
    logger += std::to_string(10 * i + 250) + ";" + std::to_string(500.0 + swelling) + "\n";
  }
  here.write("cell.csv", cycler);
  here.write("press.csv", logger);
  const Outcome given = analyse(here, {"cell.csv", "--logger", "press.csv", "--shift", "-250 s"});
  EXPECT_EQ(given.status, 0) << given.err;
  EXPECT_THAT(given.out, HasSubstr("pressure of press.csv, its time shifted by -250 s (as given)"));
  const Outcome found = analyse(here, {"cell.csv", "--logger", "press.csv", "--align", "--json"});
  ASSERT_EQ(found.status, 0) << found.err;
  const auto json = nlohmann::json::parse(found.out);
  EXPECT_NEAR(json.at("half_cycles").at(0).at("slope").get<double>(), 1e5 / 1.8, 600.0);
  EXPECT_THAT(json.at("findings").dump(), HasSubstr("follows the charge best"));
  EXPECT_THAT(analyse(here, {"cell.csv", "--align"}).err, HasSubstr("--shift and --align are about a logger's clock"));
  EXPECT_THAT(analyse(here, {"cell.csv", "--logger", "press.csv", "--shift", "1 m"}).err,
              HasSubstr("--shift: \"1 m\""));
  EXPECT_THAT(analyse(here, {"cell.csv", "--logger", "cell.csv"}).err,
              HasSubstr("no heading with a time and a pressure"));
}

TEST(PressureProgram, WrongWordsAreShown) {
  const Directory here;
  const Outcome without = analyse(here, {SILITH_SOURCE_DIR "/tests/data/instrument/battery-data-format/landt.csv"});
  EXPECT_EQ(without.status, 1);
  EXPECT_THAT(without.err, HasSubstr("landt.csv has no pressure"));
  EXPECT_THAT(without.err, HasSubstr("zero throughout are left out, as of no sensor: Pressure_Psi"));
  here.write("cell.csv", landt_csv());
  EXPECT_THAT(analyse(here, {"cell.csv", "--window", "0.9"}).err, HasSubstr("a smoothing window of 0.9"));
  EXPECT_THAT(analyse(here, {"cell.csv", "--area", "2 mm"}).err, HasSubstr("--area: \"2 mm\" is a length"));
}
