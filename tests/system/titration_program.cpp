// `silith analyse pitt` and `gitt`: on simulated cells with a known diffusivity, and on the examples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program.hpp"

namespace silith::test {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

constexpr double known_D = 1e-15;  // m^2/s

/// Spheres of LiCoO2 between x = 0.69 and 0.7 against lithium, the separator thin: diffusion limits.
std::string known_cell(const std::string& steps) {
  return R"(title = "Spheres of known diffusivity against lithium"
[cell]
stack = ["lithium", "sulfide", "cathode"]
area = "1 cm^2"
temperature = "45 degC"
[cell.lithium]
kind = "metal"
thickness = "100 um"
phases.metal = { material = "lithium", role = "metal" }
[cell.sulfide]
kind = "separator"
thickness = "10 um"
relative_density = 0.9
phases.li6ps5cl = { material = "li6ps5cl", role = "electrolyte" }
ionic.law = "as-measured"
[cell.cathode]
kind = "composite-electrode"
thickness = "10 um"
relative_density = 0.9
electronic.law = "bruggeman"
ionic.law = "bruggeman"
[cell.cathode.phases.licoo2]
material = "licoo2"
role = "active"
mass_fraction = 0.6
shells = 120
particle_radius = "3 um"
initial_stoichiometry = 0.7
diffusivity = "1e-15 m^2/s"
[cell.cathode.phases.catholyte]
material = "li3incl6"
role = "electrolyte"
mass_fraction = 0.4
[output]
every_time = "2 s"
profiles = 0
[solver]
relative_tolerance = 1e-7
[protocol]
steps = )" +
         steps + "\n";
}

Json analyse(const Directory& here, const std::string& verb, std::vector<std::string> words) {
  words.insert(words.begin(), {"analyse", verb, "run", "--json"});
  const Outcome shown = silith(here.path(), words);
  EXPECT_EQ(shown.status, 0) << shown.err;
  return Json::parse(shown.out);
}

void expect_known(const Json& row) {
  for (const char* method : {"full", "short_time", "long_time"}) {
    EXPECT_TRUE(row.at(method).at("valid").get<bool>()) << method << ": " << row.at(method).at("remark");
    EXPECT_NEAR(row.at(method).at("D").get<double>() / known_D, 1.0, 0.02) << method;
  }
}

TEST(TitrationProgram, PittOfAKnownDiffusivity) {
  const Directory here;
  here.write("case.toml", known_cell(R"(["Rest for 1 h", "Step by 1 mV for 10 h", "Step by -1 mV for 10 h"])"));
  ASSERT_EQ(silith(here.path(), {"run", "case.toml", "-o", "run", "-q"}).status, 0);
  const Json found = analyse(here, "pitt", {"--length", "3 um", "--geometry", "sphere", "--cell", "half"});
  ASSERT_EQ(found.at("rows").size(), 2u);
  for (const auto& row : found.at("rows")) {
    EXPECT_EQ(row.at("regime"), "diffusion");
    expect_known(row);
  }
  EXPECT_TRUE(found.at("meaning").empty());
}

TEST(TitrationProgram, GittOfAKnownDiffusivity) {
  const Directory here;
  here.write(
      "case.toml",
      known_cell(
          R"(["Rest for 1 h", { repeat = 2, steps = ["Charge at 0.004 mA/cm^2 for 10 min", "Rest for 10 h"] }])"));
  ASSERT_EQ(silith(here.path(), {"run", "case.toml", "-o", "run", "-q"}).status, 0);
  const Json found = analyse(here, "gitt", {"--length", "3 um", "--geometry", "sphere", "--cell", "half"});
  ASSERT_EQ(found.at("rows").size(), 2u);
  for (const auto& row : found.at("rows")) expect_known(row);
}

TEST(TitrationProgram, TheExampleOfAFullCellGivesAnApparentDiffusivity) {
  const Directory here;
  ASSERT_EQ(silith(here.path(), {"run", SILITH_SOURCE_DIR "/examples/pitt.toml", "-o", "run", "-q"}).status, 0);
  const Outcome shown =
      silith(here.path(), {"analyse", "pitt", "run", "--length", "104 um", "--at", "3.9 V", "-o", "out"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("These are apparent diffusivities of a full cell."));
  EXPECT_THAT(shown.out, HasSubstr("note: the record is taken as that of a full cell"));
  const Json summary = Json::parse(read(here / "out/summary.json")).at("quantities");
  EXPECT_NEAR(summary.at("diffusivity").at("value").get<double>(), 1.74e-11, 0.05e-11);
  EXPECT_NEAR(summary.at("biot").at("value").get<double>(), 2.67, 0.08);
  EXPECT_THAT(summary.at("diffusivity_long_time").at("long_name").get<std::string>(), HasSubstr("not valid here"));
  for (const char* file : {"pitt.json", "diffusivity.csv", "fit.csv"})
    EXPECT_TRUE(std::filesystem::exists(here / "out" / file));
  const std::string page = read(here / "out/report.html");
  EXPECT_THAT(page, HasSubstr("What this diffusivity is"));
  EXPECT_THAT(page, HasSubstr("\"name\":\"long-time\""));
}

// The numbers of validation/pitt.md: means over seven steps, as those of single steps scatter by some percent.
TEST(Validation, PittOfTheThreeAnodesIsAsStated) {
  struct Anode {
    const char* name;
    double D, biot, resistance;  // m^2/s, 1, ohm
  };
  for (const Anode& anode : {Anode{"double-layer", 0.165e-10, 2.69, 41.5}, Anode{"composite", 0.188e-10, 0.835, 134.1},
                             Anode{"silicon", 0.213e-10, 1.055, 266.0}}) {
    const Directory here;
    const std::string file = std::string(SILITH_SOURCE_DIR) + "/validation/cases/pitt-" + anode.name + ".toml";
    ASSERT_EQ(silith(here.path(), {"run", file, "-o", "run", "-q"}).status, 0);
    const Json json = analyse(here, "pitt", {"--length", "104 um", "--at", "3.9 V"});
    const std::size_t middle = json.at("headline").get<std::size_t>() - 1;
    double D = 0.0, biot = 0.0, resistance = 0.0;
    for (std::size_t k = middle - 3; k <= middle + 3; ++k) {
      const Json& row = json.at("rows").at(k);
      EXPECT_TRUE(row.at("full").at("valid").get<bool>());
      EXPECT_FALSE(row.at("short_time").at("valid").get<bool>());
      EXPECT_FALSE(row.at("long_time").at("valid").get<bool>());
      D += row.at("full").at("D").get<double>() / 7.0;
      biot += row.at("biot").get<double>() / 7.0;
      const double capacity = row.at("charge").get<double>() / 2e-3;
      resistance += row.at("tau").get<double>() / row.at("biot").get<double>() / capacity / 7.0;
    }
    EXPECT_NEAR(D / anode.D, 1.0, 0.03) << anode.name;
    EXPECT_NEAR(biot / anode.biot, 1.0, 0.03) << anode.name;
    EXPECT_NEAR(resistance / anode.resistance, 1.0, 0.03) << anode.name;
  }
}

TEST(TitrationProgram, TheExampleOfPulsesSaysThatItsDataDoNotDetermineD) {
  const Directory here;
  ASSERT_EQ(silith(here.path(), {"run", SILITH_SOURCE_DIR "/examples/gitt.toml", "-o", "run", "-q"}).status, 0);
  const Json found = analyse(here, "gitt", {"--length", "104 um"});
  ASSERT_EQ(found.at("rows").size(), 10u);
  for (std::size_t k = 0; k < 10u; ++k) {
    const Json& row = found.at("rows").at(k);
    EXPECT_FALSE(row.at("full").at("valid").get<bool>()) << k;
    EXPECT_NEAR(row.at("current").get<double>(), 7.854e-5, 1e-8);
  }
  EXPECT_EQ(found.at("findings").at(0).at("code"), "not-determined");
}

TEST(TitrationProgram, WrongWordsAreShown) {
  const Directory here;
  here.write("data.csv", "time/s,voltage/V,current/A\n0,3.9,1\n1,3.91,1\n2,3.92,1\n3,3.93,1\n");
  const auto error = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"analyse", "pitt", "data.csv"});
    const Outcome shown = silith(here.path(), words);
    EXPECT_NE(shown.status, 0);
    return shown.err;
  };
  EXPECT_THAT(error({}), HasSubstr("--length is required"));
  EXPECT_THAT(error({"--length", "3 K"}), HasSubstr("--length: \"3 K\" is a"));
  EXPECT_THAT(error({"--length", "3 um", "--geometry", "cube"}), HasSubstr("there is no geometry \"cube\""));
  EXPECT_THAT(error({"--length", "3 um"}), HasSubstr("no small steps of voltage"));
}

}  // namespace
}  // namespace silith::test
