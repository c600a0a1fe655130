// Cases in two and three dimensions as their user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "input/field_reader.hpp"
#include "program.hpp"
#include "record/result_h5.hpp"

namespace silith::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using testing::HasSubstr;

const fs::path source = SILITH_SOURCE_DIR;

/// Without unevenness: every number is known. 1 mA/cm2 into silicon of 82928 mol/m3 of sites.
const std::string even_strip = R"(
title = "even strip"
[geometry]
shape = "strip"
temperature = "45 degC"
width = "0.4 um"
layers = [ { body = "silicon", thickness = "0.8 um" }, { body = "electrolyte", thickness = "0.4 um" } ]
[bodies.silicon]
material = "silicon"
takes_lithium = true
x_full = 3.75
[bodies.electrolyte]
material = "li6ps5cl"
carrier = "ionic"
[front]
thickness = "25 nm"
start_depth = "150 nm"
[mechanics]
supports = [ { boundary = "bottom", kind = "fixed" } ]
[drive]
feed = "top"
ground = "bottom"
current = "1 mA/cm^2"
until_time = "300 s"
[numerics]
cell_size = "100 nm"
refinements = 1
[output]
pictures = 3
)";

TEST(FieldProgram, SaysWhatIsMissingWithoutTheProgram) {
  const Directory directory;
  fs::copy_file(SILITH_PROGRAM, directory / "silith");
  directory.write("case.toml", even_strip);
  const std::string command = "cd '" + directory.path().string() + "' && SILITH_HOME='" + source.string() +
                              "' ./silith run case.toml 2> err; echo $? > status";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(read(directory / "status"), "1\n");
  EXPECT_THAT(read(directory / "err"), HasSubstr("silith-field is not there"));
  EXPECT_THAT(read(directory / "err"), HasSubstr("libdeal.ii-dev"));
}

#ifdef SILITH_FIELD_PROGRAM

Json summary_of(const Directory& directory, const std::string& out) {
  return Json::parse(read(directory / (out + "/summary.json"))).at("quantities");
}

double value(const Json& quantities, const std::string& name) {
  return quantities.at(name).at("value").get<double>();
}

TEST(FieldProgram, EvenFrontMovesAsTheChargeSays) {
  const Directory directory;
  directory.write("case.toml", even_strip);
  const auto outcome = silith(directory.path(), {"run", "case.toml", "-o", "out"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("fields.pvd"));
  const Json found = summary_of(directory, "out");
  EXPECT_NEAR(value(found, "charge_density"), 3000.0, 1e-6);
  EXPECT_LE(std::abs(value(found, "lithium_balance_error")), 1e-8);
  EXPECT_LE(std::abs(value(found, "contour_balance_error")), 5e-3);
  EXPECT_LE(value(found, "front_correction"), 1e-4);
  EXPECT_LE(value(found, "charge_balance_error"), 1e-8);
  EXPECT_LE(value(found, "interface_current_nonuniformity"), 1e-6);
  EXPECT_NEAR(value(found, "interface_current_peak_ratio"), 1.0, 1e-6);
  const Record record = read_result_h5(directory / "out/result.h5");
  const auto& fraction = record.series.at("lithiated_fraction").values;
  // 10 A/m2 for 300 s over 96485 C/mol * 82928 mol/m3 * 3.75, in a layer of 0.8 um.
  EXPECT_NEAR(0.8e-6 * (fraction.back() - fraction.front()), 3000.0 / (96485.33 * 82928.0 * 3.75), 1e-11);
  ASSERT_FALSE(record.pictures.empty());
  EXPECT_EQ(record.pictures.front().time.size(), 3u);
  EXPECT_THAT(read(directory / "out/fields.pvd"), HasSubstr("fields/0002.pvtu"));
  EXPECT_THAT(read(directory / "out/fields/0002.pvtu"), HasSubstr("Name=\"von_mises_stress [Pa]\""));
  EXPECT_THAT(read(directory / "out/report.html"), HasSubstr("data-chart=\"fields\""));
  EXPECT_THAT(read(directory / "out/report.html"), testing::Not(HasSubstr("data-chart=\"capacity\"")));
  EXPECT_THAT(temporaries(directory / "out"), testing::IsEmpty());
  const auto page = silith(directory.path(), {"report", "out", "out", "-o", "two.html"});
  EXPECT_EQ(page.status, 0) << page.err;
}

TEST(FieldProgram, GoesOnFromACheckpointOnAnotherNumberOfRanks) {
  const Directory directory;
  directory.write("case.toml", even_strip);
  const std::vector<std::string> even{
      "run", "case.toml", "-q", "--set", "numerics.refinements=0", "--set", "numerics.cell_size=50 nm"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), even.begin(), even.end());
    return more;
  };
  ASSERT_EQ(silith(directory.path(), with({"-o", "whole"})).status, 0);
  Process stopped(directory.path(), with({"-o", "parts", "--checkpoint", "1 ms"}));
  stopped.wait_for(directory / "parts/checkpoint.silith");
  stopped.send(SIGTERM);
  const auto first = stopped.wait();
  ASSERT_EQ(first.status, 130) << first.err;
  EXPECT_THAT(first.err, HasSubstr("go on with: silith run case.toml"));
  EXPECT_TRUE(fs::exists(directory / "parts/summary.json"));
  const auto second = silith(directory.path(), with({"-o", "parts", "--resume", "--ranks", "2"}));
  ASSERT_EQ(second.status, 0) << second.err;
  EXPECT_FALSE(fs::exists(directory / "parts/checkpoint.silith"));
  const Json whole = summary_of(directory, "whole"), parts = summary_of(directory, "parts");
  for (const char* name : {"charge_density", "lithiated_fraction", "end_time"})
    EXPECT_NEAR(value(parts, name), value(whole, name), 1e-6 * value(whole, name)) << name;
  EXPECT_LE(std::abs(value(parts, "lithium_balance_error")), 1e-8);
}

TEST(FieldProgram, FlowTurnsTheSignsOfAParticlesStress) {
  // Zhao's limit: all of the reacted shell flows, the core is under a pressure of 2 sY ln(b/a), the surface is pulled
  // along with sY. b: outer radius swollen by 1 + 9.05 cm3/mol * 3.75 * 82928 mol/m3 = 3.81.
  const Directory directory;
  std::vector<std::string> words{"run", (source / "examples/particle-contact.toml").string(), "-q", "-o", "flow"};
  for (const char* change : {"geometry.contact_angle=180 deg", "front.start_depth=40 nm", "front.thickness=12.5 nm",
                             "mechanics.model=finite-strain-plastic", "drive.until_lithiated_fraction=0.85",
                             "numerics.cell_size=25 nm", "numerics.refinements=0", "output.pictures=2"})
    words.insert(words.end(), {"--set", change});
  const auto outcome = silith(directory.path(), words);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const Record flow = read_result_h5(directory / "flow/result.h5");
  const auto& series = flow.series;
  const double yield = 1.75e9, swelling = 3.81;
  int rows = 0;
  for (std::size_t row = 0; row < series.rows(); ++row) {
    // The start is a shell that has reacted at once, and its front is wide against it.
    const double core = 1.0 - series.at("lithiated_fraction").values[row];
    EXPECT_LE(series.at("peak_von_mises_stress").values[row], 1.1 * yield);
    if (core > 0.35) continue;
    const double pressure = 2.0 / 3.0 * yield * std::log((core + swelling * (1.0 - core)) / core);
    EXPECT_NEAR(series.at("peak_hydrostatic_compression").values[row], pressure, 0.08 * pressure);
    EXPECT_NEAR(series.at("peak_principal_stress").values[row], yield, 0.05 * yield);  // it flows at up to 0.05/s
    ++rows;
  }
  EXPECT_GE(rows, 4);
  EXPECT_LT(value(summary_of(directory, "flow"), "fracture_indicator.silicon"), 1.0);
}

TEST(FieldProgram, ElasticParticleBreaksAtItsStart) {
  const Directory directory;
  std::vector<std::string> words{"run", (source / "examples/particle-contact.toml").string(), "-q", "-o", "out"};
  for (const char* change : {"front.thickness=12.5 nm", "drive.until_lithiated_fraction=0.07", "numerics.refinements=1",
                             "output.pictures=2"})
    words.insert(words.end(), {"--set", change});
  const auto outcome = silith(directory.path(), words);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const Json found = summary_of(directory, "out");
  // Eq. F65 with the largest principal stress, E and nu of the point it is at lying between those of the ends.
  const double stress = value(found, "peak_principal_stress"), flaw = 25e-9, toughness = 7.0;
  const double release = 4.0 * (1.0 - 0.24 * 0.24) * stress * stress * flaw / (3.14159265 * toughness);
  EXPECT_GT(value(found, "fracture_indicator.silicon"), 0.5 * release / 90e9);
  EXPECT_LT(value(found, "fracture_indicator.silicon"), 2.0 * release / 40e9);
  EXPECT_EQ(value(found, "time_of_fracture.silicon"), 0.0);
  // The largest tension lies where reacted and unreacted silicon meet, inside of the particle.
  const double x = value(found, "place_of_peak_principal_stress.x"),
               y = value(found, "place_of_peak_principal_stress.y");
  EXPECT_LE(std::hypot(x, y), 250e-9);
  EXPECT_GE(std::hypot(x, y - 250e-9), 30e-9);
}

/// Silicon alone, 0.8 um of it, held at the bottom, with a front or diffusion from its top.
std::string slab(const std::string& front, const std::string& body, const std::string& drive) {
  return R"(
title = "slab"
[geometry]
shape = "strip"
temperature = "45 degC"
width = "0.1 um"
layers = [ { body = "silicon", thickness = "0.8 um" } ]
[bodies.silicon]
material = "silicon"
takes_lithium = true
x_full = 3.75
)" + body +
         "\n[front]\n" + front +
         "\n[mechanics]\nsupports = [ { boundary = \"bottom\", kind = \"fixed\" } ]\n[drive]\n" + drive +
         "\n[numerics]\ncell_size = \"25 nm\"\nrefinements = 1\n[output]\npictures = 2\n";
}

TEST(FieldProgram, DiffusionBringsInWhatTheCurrentDoes) {
  // A slab of thickness L fed evenly: x(y, t) is known as a series (Carslaw and Jaeger).
  const Directory directory;
  directory.write("case.toml",
                  slab("model = \"diffusion\"", R"(diffusivity = "1e-15 m^2/s")",
                       "feed = \"top\"\nground = \"bottom\"\ncurrent = \"1 A/m^2\"\nuntil_time = \"300 s\""));
  const auto outcome = silith(directory.path(), {"run", "case.toml", "-o", "out"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_LE(std::abs(value(summary_of(directory, "out"), "lithium_balance_error")), 1e-8);
  const Record record = read_result_h5(directory / "out/result.h5");
  const auto picture = std::find_if(record.pictures.begin(), record.pictures.end(),
                                    [](const Picture& one) { return one.name == "stoichiometry"; });
  ASSERT_NE(picture, record.pictures.end());
  const double thickness = 0.8e-6, D = 1e-15, scale = 1.0 / 96485.332 * thickness / (82928.0 * D);
  const double tau = D * 300.0 / (thickness * thickness), pi = 3.14159265358979;
  for (std::size_t row = 0; row < picture->rows; ++row) {
    const double xi = (picture->bottom + (static_cast<double>(row) + 0.5) * picture->pixel) / thickness;
    double expected = tau + (3.0 * xi * xi - 1.0) / 6.0;
    for (int n = 1; n < 20; ++n)
      expected -= 2.0 / (pi * pi * n * n) * (n % 2 == 0 ? 1.0 : -1.0) * std::exp(-n * n * pi * pi * tau) *
                  std::cos(n * pi * xi);
    const std::size_t last = ((picture->time.size() - 1) * picture->rows + row) * picture->columns;
    EXPECT_NEAR(picture->values[last], scale * expected, 0.01 * scale) << "at " << xi;
  }
}

TEST(FieldProgram, DiffusionStopsWhenTheSurfaceIsFull) {
  const Directory directory;
  directory.write("case.toml",
                  slab("model = \"diffusion\"", R"(diffusivity = "1e-16 m^2/s")",
                       "feed = \"top\"\nground = \"bottom\"\ncurrent = \"10 A/m^2\"\nuntil_time = \"1 h\""));
  const auto outcome = silith(directory.path(), {"run", "case.toml", "-o", "out"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("the surface is full"));
  EXPECT_LE(std::abs(value(summary_of(directory, "out"), "lithium_balance_error")), 1e-8);
  // x at the surface grows as 2 i/(F N) sqrt(t/(pi D)) until it is 3.75.
  const double rate = 2.0 * 10.0 / (96485.332 * 82928.0) / std::sqrt(3.14159265 * 1e-16);
  EXPECT_NEAR(value(summary_of(directory, "out"), "end_time"), std::pow(3.75 / rate, 2),
              0.05 * std::pow(3.75 / rate, 2));
}

TEST(FieldProgram, StressSlowsAReactionLimitedFront) {
  // Between fixed sides sxx = szz = -E e/(1 - nu), syy = 0. In its profile the front moves with the mean of
  // k (1 - exp(-G/RT)) over p, G = G0 + Omega s_mean at the stoichiometry of each p.
  const Directory directory;
  const std::string soft = "young_modulus = \"1 GPa\"\npartial_molar_volume = \"9e-6 m^3/mol\"";
  directory.write("case.toml", slab("model = \"phase-field\"\nrate = \"1 nm/s\"\ndriving_energy = \"6 kJ/mol\"\n"
                                    "thickness = \"25 nm\"\nstart_depth = \"200 nm\"",
                                    soft, "until_time = \"200 s\""));
  const auto run = [&](const std::string& out, std::vector<std::string> more) {
    std::vector<std::string> words{"run", "case.toml", "-q", "-o", out};
    words.insert(words.end(), more.begin(), more.end());
    const auto outcome = silith(directory.path(), words);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    const Record record = read_result_h5(directory / (out + "/result.h5"));
    const auto& height = record.series.at("front_height").values;
    return (height.front() - height.back()) / 200e-9;
  };
  const double thermal = 8.314462618 * 318.15, chemical = 6000.0, omega = 9e-6, nu = 0.24, E = 1e9;
  EXPECT_NEAR(run("free", {"--set", "front.stress_in_driving_force=false"}), 1.0 - std::exp(-chemical / thermal), 0.01);
  double expected = 0.0;
  for (int i = 0; i < 1000; ++i) {
    const double x = 3.75 * (i + 0.5) / 1000.0, strain = std::cbrt(1.0 + omega * 82928.0 * x) - 1.0;
    const double mean_stress = -2.0 / 3.0 * E * strain / (1.0 - nu);
    expected += (1.0 - std::exp(-(chemical + omega * mean_stress) / thermal)) / 1000.0;
  }
  const double stressed = run("stressed", {});
  EXPECT_LT(expected, 0.8);
  EXPECT_NEAR(stressed, expected, 0.02);
  // The step that front and stress are taken one after the other in is controlled: smaller ones change little.
  EXPECT_NEAR(run("finer", {"--set", "numerics.relative_tolerance=1e-3"}), stressed, 0.01 * stressed);
}

TEST(FieldProgram, WrongInputIsShownOnce) {
  const Directory directory;
  directory.write("case.toml", even_strip);
  const auto outcome = silith(directory.path(), {"run", "case.toml", "--set", "drive.feed=left", "--ranks", "2"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("there is no boundary \"left\""));
}

/// Examples with their numbers in tests/system/expected, as those of cells.
std::vector<std::string> field_examples() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(source / "examples"))
    if (entry.path().extension() == ".toml" && is_field_case(entry.path()))
      names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

class FieldExamples : public testing::TestWithParam<std::string> {};

TEST_P(FieldExamples, GiveTheExpectedNumbers) {
  const fs::path file = source / "tests/system/expected" / ("examples-" + GetParam() + ".json");
  ASSERT_TRUE(fs::exists(file)) << "write " << file;
  Json expected = Json::parse(read(file));
  const Directory directory;
  std::vector<std::string> words{"run", (source / "examples" / (GetParam() + ".toml")).string(), "-o", "out", "-q"};
  for (const auto& change : expected.value("set", std::vector<std::string>()))
    words.insert(words.end(), {"--set", change});
  const auto outcome = silith(directory.path(), words, {}, std::chrono::minutes(4));
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "") << "an example has no warnings";
  const Json found = summary_of(directory, "out");
  for (auto& [name, number] : expected.at("quantities").items()) {
    ASSERT_TRUE(found.contains(name)) << name;
    const double wanted = number.at("value").get<double>();
    const double allowed = number.contains("tolerance") ? number.at("tolerance").get<double>() * std::abs(wanted)
                                                        : number.at("absolute_tolerance").get<double>();
    EXPECT_NEAR(value(found, name), wanted, allowed) << name;
    number["value"] = value(found, name);
  }
  if (std::getenv("SILITH_UPDATE_EXPECTED") != nullptr) std::ofstream(file) << expected.dump(2) << "\n";
}

INSTANTIATE_TEST_SUITE_P(All, FieldExamples, testing::ValuesIn(field_examples()), [](const auto& about) {
  std::string name = about.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

#endif

}  // namespace
}  // namespace silith::test
