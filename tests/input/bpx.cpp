#include "input/bpx.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/atomic_file.hpp"
#include "base/constants.hpp"
#include "input/case.hpp"
#include "input/document.hpp"

using namespace silith;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

namespace {

const fs::path data = fs::path(SILITH_SOURCE_DIR) / "tests/data/bpx";

std::string nmc() {
  static const std::string text = read_file(data / "nmc_pouch_cell_BPX.json");
  return text;
}

/// The NMC cell with a piece of its text (its first occurrence behind `after`) replaced.
std::string with(std::string text, const std::string& what, const std::string& by, const std::string& after = "") {
  const std::size_t start = text.find(after);
  const std::size_t at = text.find(what, start == std::string::npos ? 0 : start);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

/// The NMC cell as version 1: what moved stands in State.
std::string version_1(const std::string& state) {
  std::string text = with(nmc(), "\"0.1.0\"", "\"1.0.0\"");
  text = with(text, "\"Ambient temperature [K]\": 298.15,", "");
  text = with(text, "\"Initial temperature [K]\": 298.15,", "");
  text = with(text, "\"Thermal conductivity [W.m-1.K-1]\": 2.04,", "");
  text = with(text, "\"Initial concentration [mol.m-3]\": 1000,", "");
  return with(text, "\"Validation\"", "\"State\": {" + state + "}, \"Validation\"");
}

const std::string initial_conditions = R"("Initial conditions": {"Initial state-of-charge": 0.25,
  "Initial temperature [K]": 308.15, "Initial electrolyte concentration [mol.m-3]": 1200},
  "Thermal environment": {"Ambient temperature [K]": 308.15})";

/// Writes the files of an import and reads them as a cell.
Cell cell_of(const std::string& text) {
  const BpxImport import = import_bpx_text(text, "test.json", "cell");
  const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  const fs::path directory = fs::path(testing::TempDir()) / ("bpx-" + test);
  fs::create_directories(directory);
  for (const auto& file : import.files) write_file(directory / file.name, file.text);
  return read_cell_of(directory / "cell.toml");
}

/// What is wrong, one finding a line: `key: message; hint`.
std::string problems_of(const std::string& text) {
  try {
    const BpxImport import = import_bpx_text(text, "test.json", "cell");
    for (const auto& file : import.files) EXPECT_NO_THROW(parse_toml(file.text, file.name)) << file.text;
  } catch (const InputError& error) {
    std::string found;
    for (const auto& one : error.diagnostics()) {
      EXPECT_EQ(one.where.file, "test.json");
      found += fmt::format("{}:{} {}: {}; {}\n", one.where.line, one.where.column, one.key, one.message, one.hint);
    }
    return found;
  }
  return "";
}

std::string warnings_of(const BpxImport& import) {
  std::string text;
  for (const auto& one : import.warnings) text += fmt::format("{}: {}\n", one.key, one.message);
  return text;
}

double value(const Law& law, double x, double c, double T = 298.15) {
  return law({.x = x, .c = c, .T = T}).value;
}

}  // namespace

TEST(Bpx, NmcCellHasTheNumbersOfItsFile) {
  const Cell cell = cell_of(nmc());
  ASSERT_EQ(cell.layers.size(), 3u);
  EXPECT_NEAR(cell.area, 0.016808 * 34, 1e-12);
  EXPECT_EQ(cell.temperature, 298.15);
  EXPECT_NEAR(cell.nominal_capacity, 12.5 * 3600.0, 1e-9);
  const Layer& negative = cell.layers[0];
  EXPECT_NEAR(negative.thickness, 5.62e-5, 1e-18);
  ASSERT_EQ(negative.populations.size(), 1u);
  const Population& graphite = negative.populations[0];
  EXPECT_NEAR(graphite.specific_area, 499522, 1e-5);
  EXPECT_NEAR(graphite.radius, 4.12e-6, 1e-18);
  EXPECT_NEAR(graphite.initial_x, 0.75668, 1e-12);
  EXPECT_NEAR(graphite.site_density, 29730.0 * 499522.0 * 4.12e-6 / 3, 1e-6);
  EXPECT_NEAR(value(*graphite.diffusivity, 0.5, 0.0), 2.728e-14, 1e-26);
  // Half lithiated at the concentration at rest: sqrt(x (1 - x)) = 1/2.
  EXPECT_NEAR(value(graphite.kinetics->exchange_current_density, 0.5, 1000), faraday * 5.199e-6 / 2, 1e-9);
  EXPECT_NEAR(cell.layers[2].populations[0].initial_x, 0.42424, 1e-12);
}

TEST(Bpx, TransportEfficiencyAndElectrodeConductivityAreEffective) {
  const Cell cell = cell_of(nmc());
  const double kappa = 0.1297 - 2.51 + 3.329, D = 8.794e-11 - 3.972e-10 + 4.862e-10;
  const double efficiency[] = {0.128, 0.3222, 0.1462};
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(value(cell.layers[k].ionic->conductivity, 0, 1000), efficiency[k] * kappa, 1e-10) << k;
    EXPECT_NEAR(value(cell.layers[k].salt->diffusivity, 0, 1000), efficiency[k] * D, 1e-20) << k;
  }
  EXPECT_NEAR(value(cell.layers[0].electronic->conductivity, 0.5, 0), 0.222, 1e-12);
  EXPECT_NEAR(value(cell.layers[2].electronic->conductivity, 0.5, 0), 0.789, 1e-12);
  EXPECT_NEAR(cell.layers[1].salt->porosity, 0.47, 1e-12);
}

TEST(Bpx, TemperatureActsByActivationEnergiesAndEntropicCoefficients) {
  const Cell cell = cell_of(nmc());
  const auto factor = [](double energy) { return std::exp(energy / gas_constant * (1 / 298.15 - 1 / 318.15)); };
  const Population& nmc111 = cell.layers[2].populations[0];
  EXPECT_NEAR(value(nmc111.ocp.lithiation, 0.6, 0, 318.15) - value(nmc111.ocp.lithiation, 0.6, 0), -20e-4, 1e-12);
  EXPECT_NEAR(value(*nmc111.diffusivity, 0.6, 0, 318.15), 3.2e-14 * factor(15000), 1e-22);
  EXPECT_NEAR(value(nmc111.kinetics->exchange_current_density, 0.5, 1000, 318.15),
              faraday * 2.305e-5 / 2 * factor(35000), 1e-6);
}

TEST(Bpx, EntropicTablesBecomeStraightLinesFromPointToPoint) {
  const Cell cell = cell_of(read_file(data / "lfp_18650_cell_BPX.json"));
  const Law& U = cell.layers[2].populations[0].ocp.lithiation;
  const auto slope = [&](double x) { return value(U, x, 0, 299.15) - value(U, x, 0); };
  EXPECT_NEAR(slope(0.2), 5.9833e-06, 1e-12);
  EXPECT_NEAR(slope(0.95), -0.00010921, 1e-12);
  EXPECT_NEAR(slope(0.525), 0.5 * (-5.2311e-05 - 6.0211e-05), 1e-12);
}

TEST(Bpx, StateOfVersion1SetsChargeTemperatureAndSalt) {
  const Cell cell = cell_of(version_1(initial_conditions));
  EXPECT_NEAR(cell.layers[0].populations[0].initial_x, 0.005504 + 0.25 * (0.75668 - 0.005504), 1e-12);
  EXPECT_NEAR(cell.layers[2].populations[0].initial_x, 0.96210 - 0.25 * (0.96210 - 0.42424), 1e-12);
  EXPECT_EQ(cell.temperature, 308.15);
  EXPECT_EQ(cell.layers[1].salt->initial_concentration, 1200);
}

TEST(Bpx, TwoBranchesBecomeHysteresis) {
  const std::string state = with(initial_conditions, "\"Initial state-of-charge\"",
                                 "\"Initial hysteresis state: Negative electrode\": 0.5, \"Initial state-of-charge\"");
  const std::string branches = R"("OCP (lithiation) [V]": "0.1 - 0.01 * x", "OCP (delithiation) [V]": "0.3 - 0.01 * x",
    "OCP hysteresis decay constant": 12, "OCP [V]")";
  const std::string text = with(version_1(state), "\"OCP [V]\"", branches);
  EXPECT_NO_THROW(cell_of(with(text, "\"OCP [V]\"", "\"OCP, mean\"")));
  const Cell cell = cell_of(text);
  const Population& population = cell.layers[0].populations[0];
  ASSERT_TRUE(population.ocp.delithiation);
  EXPECT_NEAR(value(population.ocp.lithiation, 0.5, 0), 0.095, 1e-12);
  EXPECT_NEAR(value(*population.ocp.delithiation, 0.5, 0), 0.295, 1e-12);
  EXPECT_EQ(population.ocp.decay, 12);
  EXPECT_EQ(population.initial_hysteresis, 0.5);
}

TEST(Bpx, BlendedElectrodeHasAPopulationForEachMaterial) {
  const std::string text = nmc();
  const std::size_t from = text.find("\"Particle radius [m]\": 4.6e-06,"), to = text.find("\"Separator\"");
  std::string material = text.substr(from, text.rfind('}', to) - from);
  for (const char* whole : {"\"Thickness [m]\": 5.23e-05,", "\"Conductivity [S.m-1]\": 0.789,",
                            "\"Porosity\": 0.277493,", "\"Transport efficiency\": 0.1462,"})
    material = with(material, whole, "");
  const std::string small = with(with(material, "4.6e-06", "1e-06"), "432072", "496883");
  const std::string large = with(with(material, "4.6e-06", "8e-06"), "432072", "186331");
  const std::string blend = R"("Thickness [m]": 5.23e-05, "Conductivity [S.m-1]": 0.789, "Porosity": 0.277493,
    "Transport efficiency": 0.1462, "Particle": {"Large Particles": {)" +
                            large + R"(}, "Small Particles": {)" + small + "}}";
  const Cell cell = cell_of(text.substr(0, from) + blend + text.substr(text.rfind('}', to)));
  const auto& populations = cell.layers[2].populations;
  ASSERT_EQ(populations.size(), 2u);
  EXPECT_EQ(populations[0].name, "large-particles");
  EXPECT_EQ(populations[1].name, "small-particles");
  EXPECT_NEAR(populations[0].specific_area, 186331, 1e-5);
  EXPECT_NEAR(populations[1].specific_area, 496883, 1e-5);
  EXPECT_NEAR(value(cell.layers[2].electronic->conductivity, 0.5, 0), 0.789, 1e-12);
}

TEST(Bpx, TablesMayFallAndAreExtendedWhereAFullCycleLeavesThem) {
  const std::string table = R"({"x": [0.9, 0.5, 0.42424], "y": [3.5, 3.8, 4.2]},)";
  const std::string text = nmc();
  const std::size_t from = text.find("\"-3.04420906"), to = text.find('\n', from);
  const std::string changed = text.substr(0, from) + table + text.substr(to);
  const Cell cell = cell_of(changed);
  const Population& population = cell.layers[2].populations[0];
  EXPECT_NEAR(value(population.ocp.lithiation, 0.5, 0), 3.8, 1e-12);
  EXPECT_NEAR(population.x_range.max, 0.9721, 1e-12);
  EXPECT_THAT(warnings_of(import_bpx_text(changed, "test.json", "cell")),
              HasSubstr("Parameterisation.Positive electrode.OCP [V]: the table is extended, along its end slopes, to "
                        "0.41424 <= x <= 0.9721: a full cycle needs it"));
}

TEST(Bpx, SaysWhatIsNotCarriedOver) {
  const std::string user = with(nmc(), "\"Separator\"", "\"User-defined\": {\"My plating rate\": 1}, \"Separator\"");
  const BpxImport import = import_bpx_text(user, "test.json", "cell");
  EXPECT_THAT(warnings_of(import),
              AllOf(HasSubstr("Parameterisation.User-defined: not carried over: My plating rate\n"),
                    HasSubstr("Parameterisation.Cell: not carried over: Specific heat capacity [J.K-1.kg-1], "),
                    HasSubstr("Header.BPX: version 0.1.0 printed the reaction rate without a factor of 2")));
  EXPECT_THAT(import.cell_text(), HasSubstr("# Parameterisation.User-defined: not carried over: My plating rate"));
}

TEST(Bpx, CommentsAndTextsOfTheFileStayInTheirPlace) {
  const std::string title = R"("Title": "two\nlines \" and [cell]\u0007")";
  const std::string text =
      with(nmc(), "\"Title\": \"Parameterisation example of an NMC111|graphite 12.5 Ah pouch cell\"", title);
  EXPECT_EQ(cell_of(text).name, "two lines \" and [cell] ");
}

TEST(Bpx, LongDescriptionsAreCutBetweenCharacters) {
  for (const char* start : {"", "a"}) {
    std::string description = start;
    for (int i = 0; i < 3000; ++i) description += "\u00b5";
    const std::string text = with(nmc(), "\"Description\": \"", "\"Description\": \"" + description);
    EXPECT_NO_THROW(cell_of(text)) << start;
  }
}

TEST(Bpx, FilesAreNotOverwritten) {
  const fs::path directory = fs::path(testing::TempDir()) / "bpx-twice";
  fs::remove_all(directory);
  fs::create_directories(directory);
  const BpxImport import = import_bpx_to(data / "nmc_pouch_cell_BPX.json", directory / "nmc.toml");
  for (const auto& file : import.files) EXPECT_EQ(read_file(directory / file.name), file.text);
  try {
    import_bpx_to(data / "nmc_pouch_cell_BPX.json", directory / "nmc.toml");
    FAIL() << "overwritten";
  } catch (const InputError& error) {
    EXPECT_EQ(error.diagnostics().size(), import.files.size());
    EXPECT_THAT(error.what(), AllOf(HasSubstr("nmc.toml exists and is not overwritten"),
                                    HasSubstr("nmc-negative.toml exists and is not overwritten")));
  }
}

TEST(Bpx, CaseOnTopOfTheCellHasNoKeyWithoutEffect) {
  const fs::path directory = fs::path(testing::TempDir()) / "bpx-case";
  fs::remove_all(directory);
  fs::create_directories(directory);
  import_bpx_to(data / "nmc_pouch_cell_BPX.json", directory / "nmc.toml");
  write_file(directory / "case.toml", "base = \"nmc.toml\"\n[protocol]\nsteps = [\"Discharge at 1C until 2.7 V\"]\n");
  const Case whole = read_case(directory / "case.toml", {"cell.temperature=45 degC"});
  for (const auto& warning : whole.warnings) ADD_FAILURE() << format(warning);
  EXPECT_NEAR(whole.cell.temperature, 318.15, 1e-9);
}

struct Wrong {
  std::string what, by, after, message;
};

TEST(Bpx, WrongFilesAreRefusedByTheirPaths) {
  const std::string negative = "Negative electrode\": {", positive = "Positive electrode\": {";
  const std::vector<Wrong> all = {
      {"\"Porosity\": 0.253991,", "", negative, "Parameterisation.Negative electrode.Porosity: is missing"},
      {"\"Electrode area [m2]\": 0.016808", "\"Electrode area [cm2]\": 168", "",
       "Parameterisation.Cell.Electrode area [m2]: is missing; there is a \"Electrode area [cm2]\"; is it meant?"},
      {"5.62e-05", "\"5.62e-05\"", negative,
       "Parameterisation.Negative electrode.Thickness [m]: is a text, a number is expected"},
      {"5.62e-05", "-5.62e-05", negative,
       "Parameterisation.Negative electrode.Thickness [m]: is -5.62e-05, a positive number is expected"},
      {"34", "33.5", "Number of electrode pairs",
       "Number of electrode pairs connected in parallel to make a cell: is 33.5, a whole number is expected"},
      {"0.253991", "1.25", negative,
       "Parameterisation.Negative electrode.Porosity: is 1.25, a number from 0 to 1 is expected"},
      {"0.3222", "0.5", "Separator",
       "Parameterisation.Separator.Transport efficiency: 0.5 is above the porosity, 0.47: more than straight pores let "
       "through"},
      {"499522", "899522", negative,
       "Surface area per unit volume [m-1]: spheres of this radius with this surface fill 1.235 of the electrode, "
       "pores "
       "0.254: more than all of it"},
      {"0.96210", "0.2", positive,
       "Parameterisation.Positive electrode.Maximum stoichiometry: 0.2 is not above the minimum, 0.42424"},
      {"3.2e-14", "\"1e-14 * foo(x)\"", positive,
       "Parameterisation.Positive electrode.Diffusivity [m2.s-1]: the formula cannot be read at character 9: \"foo\" "
       "is "
       "not known in a BPX formula; the variable is x; functions are exp, log"},
      {"3.2e-14", "\"1e-14 * x^2\"", positive, "\"^\" is no power in a BPX formula; powers are written with **"},
      {"3.2e-14", "\"1e-14 * (x\"", positive, "Diffusivity [m2.s-1]: the formula cannot be read at character"},
      {"3.2e-14", "\"1e-14 * (x - 0.9)\"", positive,
       "Diffusivity [m2.s-1]: gives -4.7576e-15 at x = 0.42424, where the cell starts; a positive number is expected"},
      {"3.2e-14", R"({"x": [0, 1], "y": [1e-14, -1e-14]})", positive, "Diffusivity [m2.s-1].y: -1e-14 is not positive"},
      {"3.2e-14", R"({"x": [0, 0.5, 0.4], "y": [1, 2, 3]})", positive,
       "Diffusivity [m2.s-1].x: 0.5 is followed by 0.4: the points go to and fro"},
      {"3.2e-14", R"({"x": [0, 1], "y": [1]})", positive,
       "Diffusivity [m2.s-1]: a number, a formula or a table is expected"},
      {"\"0.1.0\"", "\"2.0\"", "", "Header.BPX: \"2.0\" is no version that is known; 0.1 to 1.x can be read"},
      {"\"0.1.0\"", "true", "", "Header.BPX: "},
      {"\"Header\"", "\"Head\"", "", "Header: is missing; there is a \"Head\"; is it meant?"},
      {"\"Parameterisation\"", "\"Parameters\"", "", "Parameterisation: is missing"},
      {"\"Cell\": {", "\"Cell\": 3, \"Other\": {", "", "Parameterisation.Cell: is a number, an object is expected"},
  };
  for (const Wrong& wrong : all)
    EXPECT_THAT(problems_of(with(nmc(), wrong.what, wrong.by, wrong.after)), HasSubstr(wrong.message));
}

TEST(Bpx, ReportsSeveralProblemsTogether) {
  const std::string text = with(with(nmc(), "\"Porosity\": 0.47,", ""), "\"Thickness [m]\": 5.23e-05,", "");
  EXPECT_THAT(problems_of(text), AllOf(HasSubstr("Parameterisation.Separator.Porosity: is missing"),
                                       HasSubstr("Parameterisation.Positive electrode.Thickness [m]: is missing")));
}

TEST(Bpx, DegradedStatesAndSingleParticleFilesAreRefused) {
  EXPECT_THAT(problems_of(version_1(initial_conditions + ", \"Degradation\": {\"LLI\": 0.1}")),
              HasSubstr("State.Degradation.LLI: is 0.1: a degraded state is not imported"));
  EXPECT_EQ(problems_of(version_1(initial_conditions + ", \"Degradation\": {\"LLI\": 0}")), "");
  const std::string spm = with(with(nmc(), "\"DFN\"", "\"SPM\""), "\"Electrolyte\"", "\"Elsewhere\"");
  EXPECT_THAT(problems_of(spm),
              HasSubstr("Header.Model: \"SPM\": the file has no parameters of electrolyte and separator"));
}

TEST(Bpx, OtherTextsAreNoBpx) {
  EXPECT_THAT(problems_of("{\n  \"Header\": {,\n}"), HasSubstr("2:14 : this is no JSON: a mistake here"));
  EXPECT_THAT(problems_of(""), HasSubstr("this is no JSON"));
  EXPECT_THAT(problems_of("[1, 2]"), HasSubstr("holds no JSON object"));
  EXPECT_THAT(problems_of("{\"a\": 1e999}"), HasSubstr("holds a number that is too large"));
  EXPECT_THAT(problems_of(std::string(100000, '[')), HasSubstr("nested above 32 levels"));
  EXPECT_THAT(problems_of(std::string(std::size_t{17} << 20, ' ')), HasSubstr("17 MiB long, at most 16 are read"));
  EXPECT_THAT(problems_of("{\"cell\": {\"area\": 1}}"),
              AllOf(HasSubstr("Header: is missing"), HasSubstr("Parameterisation: is missing")));
}

TEST(Bpx, DamagedFilesGiveMessagesNotCrashes) {
  const std::string text = nmc();
  for (std::size_t length = 0; length + 10 < text.size(); length += 53)
    EXPECT_NE(problems_of(text.substr(0, length)), "") << length;
  // Every value in turn becomes something else.
  for (const char* other :
       {"null", "[]", "{}", "\"\"", "-1", "0", "true", "1e300", "\"x\"", "{\"x\": [], \"y\": []}"}) {
    for (std::size_t at = text.find("\": "); at < text.find("\"Validation\""); at = text.find("\": ", at + 1)) {
      std::size_t end = at + 3;
      if (text[end] == '{') continue;
      end = text[end] == '"' ? text.find('"', end + 1) + 1 : text.find_first_of(",\n", end);
      std::string changed = text;
      changed.replace(at + 3, end - at - 3, other);
      problems_of(changed);
    }
  }
}
