#include "input/field_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "input/case.hpp"
#include "input/keys.hpp"

using namespace silith;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

namespace fs = std::filesystem;

const std::string strip = R"(title = "strip"
[geometry]
shape = "strip"
width = "2 um"
layers = [ { body = "silicon", thickness = "1 um" }, { body = "electrolyte", thickness = "1 um" } ]

[bodies.silicon]
material = "silicon"
takes_lithium = true
x_full = 3.75

[bodies.electrolyte]
material = "li6ps5cl"
carrier = "ionic"

[interfaces.face]
between = ["silicon", "electrolyte"]
law = "butler-volmer"
exchange_current_density = "10 A/m^2"
resistance = "5 ohm cm^2"
contact_fraction = 0.5
patch_size = "200 nm"
seed = 3

[front]
thickness = "20 nm"
start_depth = "50 nm"
reinitialisation = "1 nm/s"
roughness = { rms = "10 nm", longest_wave = "2 um", shortest_wave = "0.5 um", spectral_exponent = 3, seed = 7 }

[mechanics]
supports = [ { boundary = "bottom", kind = "fixed" }, { boundary = "top", kind = "spring", stiffness = "1 MPa/um" } ]

[drive]
feed = "top"
ground = "bottom"
current = "1 mA/cm^2"
until_charge = "0.1 mAh/cm^2"

[numerics]
cell_size = "100 nm"
first_step = "0.1 s"
max_step = "10 s"

[output]
directory = "out"
pictures = 5
)";

const std::string particle = R"([geometry]
shape = "particle"
core = "silicon"
coat = "alloy"
radius = "250 nm"
half_axis = "300 nm"
coat_thickness = "45 nm"
contact_angle = "30 deg"

[bodies.silicon]
material = "silicon"
takes_lithium = true
x_full = 3.75
yield_stress = "1 GPa"

[bodies.alloy]
material = "li21si5"
plastic_rate = "1e-4 1/s"

[front]
model = "phase-field"
rate = "1 nm/s"
driving_energy = "20 kJ/mol"

[mechanics]
model = "finite-strain-plastic"
supports = [ { boundary = "contact", kind = "unilateral", gap = "1 nm" } ]

[drive]
until_time = "180 s"
until_lithiated_fraction = 0.3
)";

const std::string particles = R"([geometry]
shape = "particles"
frame = "3d"
matrix = "electrolyte"
particle = "silicon"
width = "4 um"
height = "4 um"
depth = "4 um"
particles = [ { x = "1 um", y = "1 um", z = "1 um", radius = "0.8 um" }, { x = "3 um", y = "2.5 um", z = "2 um", radius = "0.7 um" } ]
[bodies]
silicon = { material = "silicon", takes_lithium = true, x_start = 0.0, x_full = 3.75 }
electrolyte = { material = "li6ps5cl", carrier = "ionic" }
[front]
model = "diffusion"
[mechanics]
model = "none"
[drive]
feed = "top"
ground = "bottom"
voltage = "0.1 V"
until_time = "1 h"
)";

class FieldCases : public testing::Test {
protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "silith_field_cases_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }
  FieldCase read(const std::string& text, const std::vector<std::string>& overrides = {}) const {
    return read_field_case(write("case.toml", text), overrides);
  }
  std::string error_of(const std::string& text, const std::vector<std::string>& overrides = {}) const {
    try {
      read_field_case(write("wrong.toml", text), overrides);
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  }
  fs::path directory_;
};

TEST_F(FieldCases, ReadsAStrip) {
  const FieldCase result = read(strip);
  EXPECT_EQ(result.frame, Frame::plane_strain);
  const auto& geometry = std::get<StripGeometry>(result.geometry);
  ASSERT_EQ(geometry.layers.size(), 2u);
  EXPECT_DOUBLE_EQ(geometry.layers[1].thickness, 1e-6);
  const Body& silicon = *result.find_body("silicon");
  EXPECT_TRUE(silicon.takes_lithium);
  // 82928 mol/m3 of sites at about 9 cm3 per mol of lithium: silicon swells to about 3.8 times its volume.
  EXPECT_NEAR((*silicon.volume_ratio)({.x = 3.75}).value, 3.78, 0.05);
  EXPECT_DOUBLE_EQ((*silicon.volume_ratio)({.x = 0.0}).value, 1.0);
  EXPECT_NEAR((*silicon.youngs_modulus)({.x = 0.0}).value, 90e9, 1e9);
  EXPECT_EQ(result.find_body("electrolyte")->carrier, ChargeCarrier::ionic);
  ASSERT_EQ(result.interfaces.size(), 1u);
  EXPECT_EQ(result.interfaces[0].kind, BodyInterface::Kind::butler_volmer);
  EXPECT_DOUBLE_EQ(result.interfaces[0].resistance, 5e-4);
  EXPECT_EQ(result.interfaces[0].seed, 3u);
  EXPECT_DOUBLE_EQ(result.front.roughness.rms, 1e-8);
  EXPECT_EQ(result.mechanics.supports[1].kind, Support::Kind::spring);
  EXPECT_DOUBLE_EQ(result.mechanics.supports[1].stiffness, 1e12);
  EXPECT_DOUBLE_EQ(*result.drive.current, 10.0);
  EXPECT_DOUBLE_EQ(*result.drive.until_charge, 3600.0);
  EXPECT_EQ(result.output.pictures, 5);
  EXPECT_THAT(result.warnings, IsEmpty());
}

TEST_F(FieldCases, ConductivityOfAMixedConductorIsThatOfBothInSeries) {
  const FieldCase result =
      read(strip, {"bodies.silicon.ionic_conductivity=0.3 S/m", "bodies.silicon.electronic_conductivity=0.6 S/m"});
  EXPECT_NEAR((*result.find_body("silicon")->conductivity)({.x = 1.0}).value, 0.2, 1e-15);
}

TEST_F(FieldCases, ReadsAParticle) {
  const FieldCase result = read(particle);
  EXPECT_EQ(result.frame, Frame::axisymmetric);
  const auto& geometry = std::get<ParticleGeometry>(result.geometry);
  EXPECT_NEAR(geometry.contact_angle, std::acos(-1.0) / 6.0, 1e-12);
  EXPECT_DOUBLE_EQ(geometry.coat_thickness, 45e-9);
  // A body that takes no lithium has constant laws: the alloy's modulus at x = 4.2.
  const Law& alloy = *result.find_body("alloy")->youngs_modulus;
  EXPECT_FALSE(alloy.depends_on_x());
  EXPECT_NEAR(alloy({.x = 0.0}).value, (90.0 - 13.3 * 4.2) * 1e9, 1e6);
  EXPECT_EQ(result.front.model, FrontModel::phase_field);
  EXPECT_DOUBLE_EQ(result.find_body("silicon")->yield_stress->operator()({}).value, 1e9);
  EXPECT_THAT(result.warnings, IsEmpty());
}

TEST_F(FieldCases, ReadsParticlesInAMatrix) {
  const FieldCase result = read(particles);
  EXPECT_EQ(dimension(result), 3);
  EXPECT_EQ(std::get<ParticlesGeometry>(result.geometry).particles.size(), 2u);
  EXPECT_TRUE(result.find_body("silicon")->diffusivity.has_value());
}

TEST_F(FieldCases, ContactRadiusIsAnAngle) {
  const FieldCase result = read(particle, {"geometry.contact_radius=100 nm"});
  EXPECT_NEAR(std::get<ParticleGeometry>(result.geometry).contact_angle, std::asin(100.0 / 295.0), 1e-12);
}

TEST_F(FieldCases, ResolvedCaseReadsAsTheSame) {
  for (const auto& text : {strip, particle, particles}) {
    const std::string first = read(text).resolved;
    EXPECT_EQ(read(first).resolved, first);
  }
}

TEST_F(FieldCases, EveryKeyIsReadBySomebody) {
  std::set<std::string> asked;
  const fs::path mesh = write("mesh.msh", "");
  const std::string mesh_file =
      "[geometry]\nshape = \"mesh-file\"\nfile = \"mesh.msh\"\n[mechanics]\nmodel = \"none\"\n[front]\nmodel = "
      "\"none\"\n[drive]\nuntil_time = \"1 s\"\n";
  const std::string radius = particle.substr(0, particle.find("contact_angle")) + "contact_radius = \"1 nm\"\n" +
                             particle.substr(particle.find("[bodies"));
  const std::string tilted =
      "[geometry]\nshape = \"particle\"\nframe = \"3d\"\ncore = \"silicon\"\nradius = \"1 um\"\n" +
      particle.substr(particle.find("[bodies.silicon]"));
  for (const auto& text : {strip, particle, particles, mesh_file, radius, tilted}) {
    const Node root = read_with_bases(write("case.toml", text));
    const View view(case_registry(), root);
    try {
      read_field_case(view);
    } catch (const InputError&) {
    }
    asked.insert(view.asked().begin(), view.asked().end());
  }
  for (const auto& key : case_registry().keys()) {
    for (const char* section : {"geometry", "bodies", "interfaces", "front", "mechanics", "drive", "numerics"}) {
      const bool here = key.pattern.starts_with(section);
      EXPECT_TRUE(!here || asked.contains(key.pattern)) << key.pattern;
    }
  }
}

TEST_F(FieldCases, TellsOneKindOfCaseFromTheOther) {
  EXPECT_TRUE(is_field_case(write("case.toml", strip)));
  EXPECT_FALSE(is_field_case(std::string(SILITH_SOURCE_DIR) + "/examples/first-cycle.toml"));
  try {
    read_case(write("case.toml", strip));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("this is a case in two or three dimensions, a cell is expected"));
  }
}

TEST_F(FieldCases, SaysWhatIsWrongWithNames) {
  EXPECT_THAT(error_of(strip, {"drive.feed=topp"}),
              HasSubstr("there is no boundary \"topp\"\n  did you mean \"top\"?"));
  EXPECT_THAT(error_of(strip, {"interfaces.face.between=[\"silicon\", \"electrolite\"]"}),
              HasSubstr("there is no body \"electrolite\"\n  did you mean \"electrolyte\"?"));
  EXPECT_THAT(error_of(strip, {"geometry.layers=[{ body = \"silicn\", thickness = \"1 um\" }]"}),
              AllOf(HasSubstr("the geometry names \"silicn\", and there is no table [bodies.silicn]"),
                    HasSubstr("did you mean \"silicon\"?")));
  EXPECT_THAT(error_of(strip, {"bodies.silicon.material=silcon"}),
              AllOf(HasSubstr("did you mean \"silicon\"?"), testing::Not(HasSubstr("is missing"))));
  EXPECT_THAT(error_of(particle, {"mechanics.supports=[{ boundary = \"bottom\", kind = \"fixed\" }]"}),
              HasSubstr("there is no boundary \"bottom\"\n  there is: contact, surface"));
}

TEST_F(FieldCases, SaysWhatDoesNotFit) {
  EXPECT_THAT(error_of(particle, {"geometry.contact_radius=400 nm"}),
              HasSubstr("the contact, 400 nm in radius, is larger than the body, 295 nm in radius"));
  EXPECT_THAT(error_of(particle, {"geometry.contact_angle=200 deg"}),
              AllOf(HasSubstr("\"200 deg\" is out of range"), HasSubstr("allowed 0 deg to 180 deg")));
  EXPECT_THAT(error_of(strip, {"interfaces.face.patch_size=3 um"}),
              HasSubstr("a patch of 3 um is larger than the body, 2 um wide"));
  EXPECT_THAT(error_of(particles, {"geometry.particles[1].x=1.5 um", "geometry.particles[1].y=1.5 um",
                                   "geometry.particles[1].z=1 um"}),
              HasSubstr("overlaps with particle 1 by"));
  EXPECT_THAT(error_of(particles, {"geometry.particles[0].y=0.5 um"}),
              HasSubstr("the particle reaches out of the box"));
  EXPECT_THAT(error_of(particle, {"geometry.frame=plane-strain"}), HasSubstr("a particle cannot be plane-strain"));
  EXPECT_THAT(error_of(strip, {"bodies.silicon.x_full=5"}),
              HasSubstr("holds for x from 0 to 4.25, and x goes from 0 to 5"));
}

TEST_F(FieldCases, SaysWhatIsMissing) {
  EXPECT_THAT(error_of("[geometry]\nshape = \"strip\"\n"),
              HasSubstr("geometry.width: is missing, a length is expected"));
  EXPECT_THAT(error_of("[geometry]\nshape = \"strip\"\nwidth = \"1 um\"\n"),
              HasSubstr("a strip has at least one layer"));
  EXPECT_THAT(error_of(strip, {"bodies.electrolyte.material=lithium"}), HasSubstr("ionic_conductivity: is missing"));
  const std::string endless = strip.substr(0, strip.find("until_charge")) + strip.substr(strip.find("[numerics]"));
  EXPECT_THAT(error_of(endless), HasSubstr("the run never ends"));
  EXPECT_THAT(error_of(particle, {"front.model=level-set"}), testing::Not(HasSubstr("nothing moves the front")));
  EXPECT_THAT(error_of(strip, {"bodies.electrolyte.takes_lithium=true", "bodies.electrolyte.x_full=1",
                               "bodies.electrolyte.site_concentration=1000 mol/m^3"}),
              HasSubstr("\"silicon\" and \"electrolyte\" take lithium between different compositions"));
  EXPECT_THAT(error_of(strip, {"bodies.silicon.takes_lithium=false"}), HasSubstr("no body takes lithium"));
}

TEST_F(FieldCases, NamesKeysWithoutEffect) {
  const FieldCase result = read(strip + "[solver]\nmax_step = \"1 s\"\n");
  ASSERT_EQ(result.warnings.size(), 1u);
  EXPECT_EQ(result.warnings[0].key, "solver.max_step");
}

}  // namespace
