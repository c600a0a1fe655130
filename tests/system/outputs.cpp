// What a run leaves behind, as its users' programs read it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "program.hpp"
#include "record/result_h5.hpp"

namespace silith::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;
using Json = nlohmann::json;

const fs::path source = SILITH_SOURCE_DIR;

std::string first_line(const fs::path& file) {
  const std::string text = read(file);
  return text.substr(0, text.find('\n'));
}

/// Without the last column, the sentence: in the resolved case it names the full path of a csv.
std::vector<std::string> numbers_of_steps(const fs::path& directory) {
  std::vector<std::string> lines;
  std::istringstream text(read(directory / "steps.csv"));
  for (std::string line; std::getline(text, line);) lines.push_back(line.substr(0, line.rfind(',')));
  return lines;
}

class Outputs : public testing::Test {
protected:
  Outcome run(std::vector<std::string> words) {
    words.insert(words.begin(), "run");
    return silith(directory_.path(), words);
  }
  double quantity(const std::string& out, const std::string& name) const {
    return Json::parse(read(directory_ / (out + "/summary.json"))).at("quantities").at(name).at("value").get<double>();
  }

  const std::string example_ = (source / "examples/first-cycle.toml").string();
  Directory directory_;
};

TEST_F(Outputs, ColumnsAndNamesAsSpecified) {
  ASSERT_EQ(run({example_, "-o", "out"}).status, 0);
  EXPECT_THAT(
      first_line(directory_ / "out/series.csv"),
      StartsWith("Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1,Step Type,Net Capacity / Ah,"
                 "Anode potential against Li/Li+ in the separator / V,"
                 "Cathode potential against Li/Li+ in the separator / V,"));
  EXPECT_EQ(first_line(directory_ / "out/steps.csv"),
            "Cycle Count / 1,Step Count / 1,Step Type,Start Time / s,Duration / s,Current / A,Current Density / mA/cm2,"
            "Charge / Ah,Areal Charge / mAh/cm2,Specific Charge / mAh/g,Mean Voltage / V,Energy / Wh,Start Voltage / V,"
            "End Voltage / V,End Reason,Step");
  const Json summary = Json::parse(read(directory_ / "out/summary.json"));
  EXPECT_EQ(summary.at("format"), "silith.summary/1");
  const Json& quantities = summary.at("quantities");
  for (const auto& [name, unit] :
       {std::pair("first_cycle_coulombic_efficiency", "1"), std::pair("charge_capacity_areal", "C/m^2"),
        std::pair("discharge_capacity_areal", "C/m^2"), std::pair("end_time", "s"), std::pair("charge_energy", "J"),
        std::pair("discharge_energy", "J"), std::pair("lithium_balance_error", "1"),
        std::pair("charge_balance_error", "1"), std::pair("wall_time", "s"), std::pair("solver_steps", "1"),
        std::pair("newton_iterations", "1"), std::pair("jacobians", "1")}) {
    ASSERT_TRUE(quantities.contains(name)) << name;
    EXPECT_EQ(quantities.at(name).at("unit"), unit) << name;
    EXPECT_NE(quantities.at(name).at("long_name"), "") << name;
  }
  EXPECT_EQ(summary.at("steps").size(), 2u);
  const double out = quantities.at("discharge_capacity_areal").at("value"),
               in = quantities.at("charge_capacity_areal").at("value");
  EXPECT_NEAR(quantities.at("first_cycle_coulombic_efficiency").at("value").get<double>(), out / in, 1e-12);
  EXPECT_GT(out, 2.0 * 36000.0);
  EXPECT_LT(out, 3.2 * 36000.0);
  const Record record = read_result_h5(directory_ / "out/result.h5");
  EXPECT_FALSE(record.profiles.empty());
  EXPECT_THAT(record.metadata.at("program"), StartsWith("silith "));
  EXPECT_EQ(record.resolved_input, read(directory_ / "out/case.resolved.toml"));
}

TEST_F(Outputs, ResolvedCaseGivesTheSameElsewhere) {
  directory_.write("pulse.csv", "Time / s,Current / mA\n0,0.1\n600,0.2\n");
  directory_.write("points.csv", "Time / h,Voltage / V\n0,2.4\n0.1,2.9\n");
  directory_.write("case.toml",
                   "title = \"test\"\nbase = \"cells/double-layer.toml\"\n[protocol]\nsteps = [\n"
                   "  \"Run current from pulse.csv\",\n  { type = \"profile\", file = \"pulse.csv\" },\n]\n"
                   "[[references]]\nlabel = \"points\"\nfile = \"points.csv\"\n");
  ASSERT_EQ(run({"case.toml", "-o", "first", "--set", "cell.cathode.loading=30 mg/cm^2"}).status, 0);
  fs::create_directory(directory_ / "elsewhere");
  const auto again = silith(directory_ / "elsewhere", {"run", "../first/case.resolved.toml", "-o", "second"});
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(read(directory_ / "first/series.csv"), read(directory_ / "elsewhere/second/series.csv"));
  EXPECT_EQ(numbers_of_steps(directory_ / "first"), numbers_of_steps(directory_ / "elsewhere/second"));
  EXPECT_EQ(read(directory_ / "first/case.resolved.toml"), read(directory_ / "elsewhere/second/case.resolved.toml"));
}

TEST_F(Outputs, OverridesOfEveryKind) {
  ASSERT_EQ(run({example_, "-o", "base"}).status, 0);
  const auto outcome = run({example_, "-o",
                            "out",    "-q",
                            "--set",  "cell.cathode.loading=\"40 mg/cm^2\"",            // quantity
                            "--set",  "cell.temperature=50 degC",                       // without inner quotes
                            "--set",  "cell.cathode.mesh.cells=16",                     // integer
                            "--set",  "cell.cathode.phases.licoo2.mass_fraction=0.62",  // number
                            "--set",  "cell.cathode.phases.catholyte.mass_fraction=0.38",
                            "--set",  "solver.model=full",                                   // word
                            "--set",  "title=\"thick\"",                                     // text
                            "--set",  "output.only_ends=true",                               // true or false
                            "--set",  "protocol.steps[1]=Discharge at current until 2.5 V",  // item of a list
                            "--set",  "cell.cathode.phases.licoo2.classes[0].radius=2.5 um",
                            "--set",  "cell.series_resistance={ value = \"2 ohm cm^2\", source = \"estimated\" }"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_GT(quantity("out", "charge_capacity_areal"), 1.5 * quantity("base", "charge_capacity_areal"));
  EXPECT_NEAR(quantity("out", "end_voltage"), 2.5, 1e-6);
  EXPECT_EQ(Json::parse(read(directory_ / "out/summary.json")).at("title"), "thick");
  EXPECT_EQ(read_result_h5(directory_ / "out/result.h5").series.rows(), 4u);
  EXPECT_EQ(run({example_, "-o", "list", "-q", "--set", "protocol.steps=[\"Rest for 1 h\"]"}).status, 0);
  EXPECT_NEAR(quantity("list", "end_time"), 3600.0, 1e-6);
}

TEST_F(Outputs, ReportOverlaysRuns) {
  ASSERT_EQ(run({example_, "-o", "a", "--no-report"}).status, 0);
  EXPECT_FALSE(fs::exists(directory_ / "a/report.html"));
  ASSERT_EQ(run({example_, "-o", "b/a", "--set", "cell.cathode.loading=30 mg/cm^2"}).status, 0);
  const auto outcome = silith(directory_.path(), {"report", "a/", "b/a", "-o", "both.html", "--title", "Loadings"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "both.html\n");
  const std::string page = read(directory_ / "both.html");
  EXPECT_THAT(page, HasSubstr("Loadings"));
  EXPECT_THAT(page, HasSubstr("\"label\":\"a/\""));
  EXPECT_THAT(page, HasSubstr("\"label\":\"b/a\""));
}

TEST_F(Outputs, MeasuredCurvesBesideTheResult) {
  directory_.write("case.toml", "base = \"" + example_ +
                                    "\"\n"
                                    "[[references]]\nlabel = \"discharge\"\nfile = \"d.csv\"\nsource = \"zhang2025\"\n"
                                    "[[references]]\nlabel = \"charge\"\nfile = \"c.csv\"\nstep = 0\n");
  // The simulated curves themselves, shifted by 20 mV: the deviation is known.
  ASSERT_EQ(run({example_, "-o", "plain"}).status, 0);
  const Record record = read_result_h5(directory_ / "plain/result.h5");
  const auto &step = record.series.at("step").values, &V = record.series.at("voltage").values;
  const auto &q = record.series.at("net_capacity").values, &t = record.series.at("time").values;
  std::ostringstream charge, discharge;
  charge.precision(17);
  discharge.precision(17);
  charge << "Time / min,Voltage / mV\n";
  discharge << "Capacity / mAh/g,Voltage / V\n";
  const double top = record.steps[0].charge;
  for (std::size_t i = 1; i + 1 < V.size(); i += 7) {
    if (step[i] == 0.0) charge << t[i] / 60.0 << "," << 1e3 * (V[i] + 0.02) << "\n";
    if (step[i] == 1.0 && V[i] > 2.5)
      discharge << (top - q[i]) / record.active_mass / 3600.0 << "," << V[i] - 0.02 << "\n";
  }
  directory_.write("c.csv", charge.str());
  directory_.write("d.csv", discharge.str());
  const auto outcome = run({"case.toml", "-o", "out"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, testing::ContainsRegex(
                               "discharge \\(Voltage against capacity\\): RMS difference 20 mV over [0-9]+ points\n"));
  EXPECT_THAT(outcome.out,
              testing::ContainsRegex("charge \\(Voltage against time\\): RMS difference 20 mV over [0-9]+ points\n"));
  const std::string page = read(directory_ / "out/report.html");
  EXPECT_THAT(page, HasSubstr("Voltage against capacity"));
  EXPECT_THAT(page, HasSubstr("d.csv (zhang2025)"));
  ASSERT_EQ(silith(directory_.path(), {"report", "out", "-o", "again.html"}).status, 0);
  EXPECT_THAT(read(directory_ / "again.html"), HasSubstr("Voltage against capacity"));
}

}  // namespace
}  // namespace silith::test
