// The program itself: `silith analyse eis` on files of laboratories.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "program.hpp"

using namespace silith::test;
using testing::HasSubstr;

namespace {

const std::string data = SILITH_SOURCE_DIR "/tests/data/instrument/";
const std::string dummy_cell = data + "impedance.py/Circuit1_EIS_1.z";
const std::string pellet = data + "hybrid-drt/lpscl_relaxis.txt";

Outcome analyse(const Directory& here, std::vector<std::string> words) {
  words.insert(words.begin(), {"analyse", "eis"});
  return silith::test::silith(here.path(), words);
}

}  // namespace

TEST(EisProgram, FitsADummyCell) {
  const Directory here;
  const Outcome shown = analyse(here, {dummy_cell, "-c", "R0-p(R1,C1)", "--weights", "unit"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("spectrum 1: 48 points"));
  EXPECT_THAT(shown.out, HasSubstr("R0             29.141    0.036  0.124  ohm"));
  EXPECT_THAT(shown.out, HasSubstr("C1         1.0428e-05  2.9e-08  0.282  F"));
}

TEST(EisProgram, WritesEverythingAndJsonHoldsTheSame) {
  const Directory here;
  const Outcome shown = analyse(here, {pellet, "--preset", "blocked-pellet", "-c", "p(R1,CPE1)-CPE3", "--from", "1e3",
                                       "--kk", "--drt", "--json", "-o", "out"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  const auto json = nlohmann::json::parse(shown.out);
  EXPECT_EQ(json.at("format"), "silith.eis/1");
  const auto& one = json.at("spectra").at(0);
  EXPECT_EQ(one.at("kramers_kronig").at("verdict"), "consistent");
  ASSERT_EQ(one.at("fits").size(), 2u);
  const auto& best = one.at("fits").at(0);
  EXPECT_EQ(best.at("circuit"), "p(Rg,CPEg)-p(Rgb,CPEgb)-CPEel");
  EXPECT_EQ(best.at("combinations").at(0).at("combination"), "Rg + Rgb");
  EXPECT_NEAR(best.at("combinations").at(0).at("value").get<double>(), 1475.0, 25.0);
  EXPECT_NEAR(one.at("relaxation_times").at("tail").at("n").get<double>(), 0.89, 0.02);
  for (const char* file : {"summary.json", "fit.csv", "parameters.csv", "relaxation.csv", "report.html"}) {
    EXPECT_TRUE(std::filesystem::exists(here / "out" / file)) << file;
  }
  std::ifstream written(here / "out" / "eis.json");
  EXPECT_EQ(nlohmann::json::parse(written), json);
  std::ifstream summary_file(here / "out" / "summary.json");
  const auto summary = nlohmann::json::parse(summary_file);
  EXPECT_EQ(summary.at("quantities").at("Rg").at("value"), best.at("parameters").at("Rg").at("value"));
  EXPECT_TRUE(summary.at("quantities").contains("Rg_uncertainty"));
}

/// The chart of that name in the data of a page.
nlohmann::json chart_of(const std::filesystem::path& file, const std::string& name) {
  const std::string page = silith::test::read(file);
  const std::string mark = "id=\"silith-data\">";
  const auto from = page.find(mark) + mark.size();
  const auto data = nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
  for (const auto& chart : data.at("charts"))
    if (chart.at("name") == name) return chart;
  return {};
}

TEST(EisProgram, PageShowsSpectrumResidualsAndRelaxationTimes) {
  const Directory here;
  const Outcome shown = analyse(here, {dummy_cell, "-c", "R0-p(R1,C1)", "--kk", "--drt", "--json", "-o", "out"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  const auto one = nlohmann::json::parse(shown.out).at("spectra").at(0);
  const auto page = here / "out" / "report.html";
  const auto nyquist = chart_of(page, "nyquist");
  ASSERT_FALSE(nyquist.is_null());
  EXPECT_TRUE(nyquist.at("equal").get<bool>());
  ASSERT_EQ(nyquist.at("lines").size(), 2u);
  EXPECT_EQ(nyquist.at("lines").at(0).at("style"), "points");
  EXPECT_EQ(nyquist.at("lines").at(0).at("x").size(), 48u);
  // At the highest frequency the capacitor shorts R1, at the lowest it is nearly open: the line of the fit.
  const double R0 = one.at("fits").at(0).at("parameters").at("R0").at("value");
  const double R1 = one.at("fits").at(0).at("parameters").at("R1").at("value");
  const auto& fit = nyquist.at("lines").at(1).at("x");
  EXPECT_GT(fit.front().get<double>(), R0);
  EXPECT_LT(fit.back().get<double>(), R0 + R1);
  EXPECT_NEAR(fit.back().get<double>(), R0 + R1, 0.02 * R1);
  for (const char* name : {"bode-modulus", "bode-phase", "residuals", "kramers-kronig", "relaxation"}) {
    const auto chart = chart_of(page, name);
    ASSERT_FALSE(chart.is_null()) << name;
    EXPECT_TRUE(chart.at("x").at("log").get<bool>()) << name;
    EXPECT_GE(chart.at("lines").size(), 2u) << name;
  }
  const auto peaks = chart_of(page, "relaxation").at("lines").at(1);
  ASSERT_EQ(peaks.at("x").size(), one.at("relaxation_times").at("peaks").size());
  EXPECT_NEAR(peaks.at("x").at(0).get<double>(), one.at("relaxation_times").at("peaks").at(0).at("tau").get<double>(),
              1e-9);
  EXPECT_THAT(silith::test::read(page), HasSubstr("<th scope=\"col\">Standard uncertainty</th>"));
}

TEST(EisProgram, FixedTiedBoundedParameters) {
  const Directory here;
  const Outcome shown =
      analyse(here, {pellet, "-c", "p(R1,CPE1)-p(R2,CPE2)-CPE3", "--from", "1e3", "--fix", "CPE1.n=0.9", "--tie",
                     "CPE2_1=CPE1.n", "--bounds", "R2=100..200", "--start", "R1=1000"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("fixed"));
  EXPECT_THAT(shown.out, HasSubstr("= CPE1.n"));
  EXPECT_THAT(shown.out, HasSubstr("6 free parameters"));
}

TEST(EisProgram, WithoutACircuitTestsAndResolves) {
  const Directory here;
  const Outcome shown = analyse(here, {dummy_cell});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("Kramers-Kronig test: consistent"));
  EXPECT_THAT(shown.out, HasSubstr("Relaxation times: series resistance"));
}

TEST(EisProgram, WrongWordsAreShown) {
  const Directory here;
  const auto error = [&](std::vector<std::string> words) {
    words.insert(words.begin(), dummy_cell);
    const Outcome shown = analyse(here, words);
    EXPECT_EQ(shown.status, 1);
    return shown.err;
  };
  EXPECT_THAT(error({"-c", "R0-p(R1,X1)"}), HasSubstr("circuit:1:9: there is no element \"X\""));
  EXPECT_THAT(error({"-c", "R0", "--fix", "R9=1"}), HasSubstr("the circuit R0 has no parameter \"R9\""));
  EXPECT_THAT(error({"-c", "R0", "--fix", "R0"}), HasSubstr("--fix R0: expected a parameter, = and a value"));
  EXPECT_THAT(error({"-c", "R0", "--fix", "R0=x"}), HasSubstr("--fix: \"x\" is not a number"));
  EXPECT_THAT(error({"-c", "R0", "--bounds", "R0=1"}), HasSubstr("expected two values with .. between"));
  EXPECT_THAT(error({"--preset", "cell"}), HasSubstr("there is no circuit preset \"cell\""));
  EXPECT_THAT(error({"--weights", "equal"}), HasSubstr("there is no weighting \"equal\""));
  EXPECT_THAT(error({"--drt", "--lambda", "-1"}), HasSubstr("lambda cannot be -1"));
  EXPECT_THAT(error({"--spectrum", "2"}), HasSubstr("there is no spectrum 2: the file has 1"));
  EXPECT_THAT(error({"--from", "1e9"}), HasSubstr("0 of 48 points of the spectrum are left"));
}

TEST(EisProgram, FitsTheModelsImpedance) {
  // lithium | solid electrolyte | lithium with one capacitance: R0 and R1 || C1 are known from the case
  const Directory here;
  here.write("case.toml", R"(
title = "lithium symmetric"
[cell]
stack = ["left", "separator", "right"]
area = "1 cm^2"
temperature = "25 degC"
nominal_capacity = "1 mA h"
[cell.left]
kind = "metal"
thickness = "50 um"
phases.lithium = { material = "lithium", role = "metal" }
[cell.left.interface]
exchange_current_density = "10 A/m^2"
double_layer_capacitance = "0.2 F/m^2"
[cell.separator]
kind = "separator"
thickness = "500 um"
relative_density = 0.9
phases.li6ps5cl = { material = "li6ps5cl", role = "electrolyte", ionic_conductivity = "0.25 S/m" }
ionic.law = "as-measured"
[cell.separator.interface]
exchange_current_density = "10 A/m^2"
double_layer_capacitance = "0.2 F/m^2"
[cell.right]
kind = "metal"
thickness = "50 um"
phases.lithium = { material = "lithium", role = "metal" }
[protocol]
steps = ["Impedance from 100 kHz to 1 Hz with 10 points per decade"]
)");
  const Outcome run = silith::test::silith(here.path(), {"run", "case.toml", "-o", "out"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("spectra.csv"));
  for (const char* file : {"spectra.csv", "spectra-parts.csv"})
    EXPECT_TRUE(std::filesystem::exists(here / "out" / file)) << file;
  EXPECT_THAT(read(here / "out/report.html"), HasSubstr("\"name\":\"nyquist\""));
  ASSERT_EQ(silith::test::silith(here.path(), {"run", "case.toml", "-o", "again"}).status, 0);
  ASSERT_EQ(silith::test::silith(here.path(), {"report", "out", "again", "-o", "both.html"}).status, 0);
  EXPECT_THAT(read(here / "both.html"), HasSubstr("\"label\":\"again: cycle 0"));
  const Outcome fit = analyse(here, {"out/spectra.csv", "-c", "R0-p(R1,C1)", "--json"});
  ASSERT_EQ(fit.status, 0) << fit.err;
  EXPECT_EQ(
      nlohmann::json::parse(analyse(here, {"out", "-c", "R0-p(R1,C1)", "--json"}).out).at("spectra").at(0).at("fits"),
      nlohmann::json::parse(fit.out).at("spectra").at(0).at("fits"));
  const auto parameters = nlohmann::json::parse(fit.out).at("spectra").at(0).at("fits").at(0).at("parameters");
  const double thermal = 8.314462618 * 298.15 / 96485.33212;
  EXPECT_NEAR(parameters.at("R0").at("value").get<double>(), 5e-4 / 0.25 / 1e-4, 1e-6);
  EXPECT_NEAR(parameters.at("R1").at("value").get<double>(), 2.0 * thermal / 10.0 / 1e-4, 1e-6);
  EXPECT_NEAR(parameters.at("C1").at("value").get<double>(), 0.5 * 0.2 * 1e-4, 1e-11);
}

TEST(EisProgram, OneSetOfParametersGivesTheSpectraOfThreeAnodesAndTheRateTest) {
  const Directory here;
  const Outcome shown =
      silith::test::silith(here.path(), {"validate", SILITH_SOURCE_DIR "/validation/impedance.toml",
                                         SILITH_SOURCE_DIR "/validation/zhang2025.toml", "-o", "out"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  std::ifstream table(here / "out" / "validation.csv");
  std::string line;
  std::getline(table, line);
  EXPECT_THAT(line, testing::StartsWith("quantity,point,source,unit,measured,simulated,error,relative_error"));
  int resistances = 0, rates = 0;
  double squares = 0.0;
  while (std::getline(table, line)) {
    const bool resistance = line.find(",ohm,") != std::string::npos;
    if (!resistance && line.find("rate test") == std::string::npos) continue;
    const std::string unit = resistance ? ",ohm," : ",mA h/g,";
    const std::string numbers = line.substr(line.find(unit) + unit.size());  // the quantity's name holds a comma
    double measured = 0.0, simulated = 0.0;
    ASSERT_EQ(std::sscanf(numbers.c_str(), "%lf,%lf", &measured, &simulated), 2) << line;
    if (resistance) {
      EXPECT_NEAR(simulated, measured, 0.2 * measured) << line;
      ++resistances;
    } else {
      squares += std::pow(simulated - measured, 2);
      ++rates;
    }
  }
  EXPECT_EQ(resistances, 9);
  ASSERT_EQ(rates, 9);
  EXPECT_LT(std::sqrt(squares / rates), 1.0);  // mAh/g
}
