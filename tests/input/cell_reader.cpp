#include "input/cell_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cell/balance.hpp"
#include "cell/initial_state.hpp"
#include "input/keys.hpp"

using namespace silith;
using testing::AllOf;
using testing::HasSubstr;

namespace {

constexpr double mAh_per_cm2 = 3.6 * 1e4;  // C/m^2

const Registry& registry() {
  static const Registry keys = [] {
    std::vector<Key> both = cell_keys();
    for (Key& key : design_keys()) both.push_back(std::move(key));
    return Registry(std::move(both), cell_placeholders());
  }();
  return keys;
}

const MaterialLibrary& library() {
  static const MaterialLibrary shipped(SILITH_SOURCE_DIR "/data/materials", SILITH_SOURCE_DIR "/data/references.bib");
  return shipped;
}

Cell cell_of(const Node& document) {
  std::vector<Diagnostic> problems = registry().check(document);
  if (!problems.empty()) throw InputError(std::move(problems));
  return read_cell(View(registry(), document), library());
}

/// A shipped cell with changes as by --set.
Cell shipped(const std::string& name, const std::vector<std::string>& changes = {}) {
  Node document = read_toml(SILITH_SOURCE_DIR "/cells/" + name + ".toml");
  for (const std::string& change : changes) apply_override(document, change);
  return cell_of(document);
}

const std::string small_cell = R"([cell]
stack = ["left", "middle", "right"]
die_diameter = "10 mm"
temperature = "45 degC"
[cell.left]
kind = "mixed-conductor"
mass = "10 mg"
relative_density = 0.9
[cell.left.phases.li21si5]
material = "li21si5"
role = "network"
[cell.middle]
kind = "separator"
thickness = "200 um"
relative_density = 0.9
[cell.middle.phases.halide]
material = "li3incl6"
role = "electrolyte"
[cell.right]
kind = "composite-electrode"
loading = "20 mg/cm^2"
relative_density = 0.85
[cell.right.phases.licoo2]
material = "licoo2"
role = "active"
mass_fraction = 0.6
particle_radius = "3 um"
[cell.right.phases.halide]
material = "li3incl6"
role = "electrolyte"
mass_fraction = 0.4
)";

/// Everything reported about the small cell after one text in it was replaced by another.
std::string problems(const std::string& text, const std::string& instead) {
  std::string file = small_cell;
  const std::size_t at = file.find(text);
  if (at == std::string::npos) throw std::logic_error("the small cell has no " + text);
  file.replace(at, text.size(), instead);
  try {
    cell_of(parse_toml(file, "case.toml"));
  } catch (const InputError& error) {
    std::string report;
    for (const Diagnostic& diagnostic : error.diagnostics()) report += format(diagnostic) + "\n";
    return report;
  }
  return "accepted";
}

}  // namespace

TEST(CellReader, ReadsASmallCell) {
  const Cell cell = cell_of(parse_toml(small_cell, "case.toml"));
  EXPECT_NEAR(cell.area, 0.785398e-4, 1e-9);
  EXPECT_NEAR(cell.temperature, 318.15, 1e-9);
  EXPECT_NEAR(cell.active_mass, 0.2, 1e-12);
  EXPECT_TRUE(cell.interfaces[0].reaction.has_value());
  EXPECT_EQ(cell.layers[2].populations[0].shells, 20);
}

TEST(CellReader, LoadingByOverride) {
  EXPECT_NEAR(shipped("double-layer", {"cell.cathode.loading=60 mg/cm^2"}).active_mass, 0.6, 1e-12);
}

TEST(ShippedCells, AnodeCapacities) {
  const auto capacity = [](const Cell& cell) { return uptake_capacity(anode_layers(cell), 3.75) / mAh_per_cm2; };
  EXPECT_NEAR(capacity(shipped("double-layer")), 18.75, 0.005 * 18.75);
  EXPECT_NEAR(capacity(shipped("double-layer", {"cell.composite.mass=5 mg", "cell.li21si5.mass=5 mg"})), 9.37,
              0.005 * 9.37);
  EXPECT_NEAR(
      capacity(shipped("composite", {"cell.composite.mass=5 mg", "cell.composite.phases.li21si5.mass_fraction=0.75"})),
      4.67, 0.005 * 4.67);
}

TEST(ShippedCells, NegativeToPositiveRatios) {
  EXPECT_NEAR(negative_to_positive_ratio(shipped("double-layer"), 3.75, 2.8 * mAh_per_cm2), 6.7, 0.05);
  EXPECT_NEAR(negative_to_positive_ratio(shipped("double-layer"), 3.75, 7.8 * mAh_per_cm2), 2.4, 0.05);
}

TEST(ShippedCells, CompositionsAsMixed) {
  EXPECT_NEAR(mean_stoichiometry(anode_layers(shipped("double-layer"))), 2.50, 0.005);
  EXPECT_NEAR(mean_stoichiometry(anode_layers(shipped("composite"))), 1.38, 0.005);
  EXPECT_NEAR(shipped("double-layer").layers[4].composition.phases[0].volume_fraction / 0.85, 0.436, 5e-4);
}

TEST(ShippedCells, DenseSeparators) {
  const Cell cell = shipped("double-layer", {"cell.sulfide.relative_density=1", "cell.halide.relative_density=1"});
  EXPECT_NEAR(cell.layers[2].thickness, 205e-6, 1e-6);
  EXPECT_NEAR(cell.layers[3].thickness, 245e-6, 1e-6);
}

// Masses count; the stated thicknesses, kept for the audit, would be denser than the solids.
TEST(ShippedCells, StatedThicknessesContradictTheMasses) {
  const Cell cell = shipped("double-layer");
  for (const Layer& layer : anode_layers(cell)) {
    const double density = stated_relative_density(layer).value();
    EXPECT_GT(density, 1.7);
    EXPECT_LT(density, 2.5);
  }
}

TEST(ShippedCells, DoubleLayerStartsAtOnePotentialWithAllItsLithium) {
  const Cell cell = shipped("double-layer");
  const Population& first = cell.layers[0].populations[0];
  const double potential = potential_at(first, first.initial_x, cell.temperature);
  EXPECT_GT(potential, 0.1);
  EXPECT_LT(potential, 0.3);
  double lithium = 0.0;
  for (const Layer& layer : anode_layers(cell)) {
    lithium += initial_lithium(layer);
    for (const Population& population : layer.populations)
      EXPECT_NEAR(potential_at(population, population.initial_x, cell.temperature), potential, 1e-9);
  }
  EXPECT_NEAR(lithium, lithium_as_mixed(anode_layers(cell)), 1e-9 * lithium);
}

TEST(ShippedCells, SymmetricCellHasNoActiveMass) {
  const Cell cell = shipped("symmetric");
  EXPECT_EQ(cell.active_mass, 0.0);
  EXPECT_TRUE(cell.interfaces[1].reaction.has_value());
  EXPECT_TRUE(cell.interfaces[2].reaction.has_value());
  EXPECT_NEAR(cell.layers[3].populations[0].initial_x, 4.2, 1e-3);
}

TEST(ShippedCells, SiliconConductsByItself) {
  const Cell cell = shipped("silicon");
  EXPECT_NEAR(cell.layers[0].electronic->conductivity({.x = 0.0, .T = 318.15}).value, 3e-3, 1e-4);
  EXPECT_EQ(cell.layers[0].populations[0].storage, Storage::network);
  EXPECT_LT(cell.layers[0].mesh.grading, 1.0);
}

// Against the parameter set: areas, conductivities and inventories.
TEST(ShippedCells, Marquis2019KeepsTheConventionsOfItsParameterSet) {
  const Cell cell = shipped("marquis2019");
  const Layer& negative = cell.layers[0];
  const Layer& positive = cell.layers[2];
  EXPECT_NEAR(cell.area, 0.137 * 0.207, 1e-12);
  EXPECT_NEAR(cell.nominal_capacity, 0.680616 * 3600.0, 1e-9);
  EXPECT_NEAR(negative.electronic->conductivity({.x = 0.8}).value, 100.0 * std::pow(0.7, 1.5), 1e-9);
  EXPECT_NEAR(positive.electronic->conductivity({.x = 0.6}).value, 10.0 * std::pow(0.7, 1.5), 1e-9);
  EXPECT_NEAR(positive.salt->diffusivity({.c = 1000.0}).value, 5.34e-10 * std::exp(-0.65) * std::pow(0.3, 1.5), 1e-16);
  EXPECT_NEAR(negative.populations[0].specific_area, 3.0 * 0.6 / 10e-6, 1e-6);
  EXPECT_NEAR(initial_lithium(negative), 0.6 * 100e-6 * 19986.609595075, 1e-9);
  EXPECT_NEAR(initial_lithium(positive), 0.5 * 100e-6 * 30730.7554385565, 1e-9);
  EXPECT_DOUBLE_EQ(cell.layers[1].salt->porosity, 1.0);
}

TEST(CellReader, PropertiesOfAMaterialInThePhase) {
  const std::string own =
      "mass_fraction = 0.6\ndiffusivity = { value = \"2e-15 m^2/s\", source = \"calibrated\", "
      "bounds = [\"1e-16 m^2/s\", \"1e-13 m^2/s\"], note = \"rate test\" }\n";
  std::string file = small_cell;
  file.replace(file.find("mass_fraction = 0.6\n"), 20, own);
  const Cell cell = cell_of(parse_toml(file, "case.toml"));
  const Law& diffusivity = *cell.layers[2].populations[0].diffusivity;
  EXPECT_DOUBLE_EQ(diffusivity({.x = 0.5, .T = 298.15}).value, 2e-15);
  EXPECT_TRUE(diffusivity.source().is_calibrated());
}

TEST(CellReader, OneBranchReplacesTwo) {
  const Cell cell = shipped("symmetric", {"cell.counter.phases.li21si5.ocp=\"0.1 V\""});
  EXPECT_FALSE(cell.layers[3].populations[0].ocp.delithiation.has_value());
}

TEST(CellReader, ClassesOfParticles) {
  const std::string classes = R"([[cell.right.phases.licoo2.classes]]
name = "fine"
fraction = 0.6
radius = "1 um"
[[cell.right.phases.licoo2.classes]]
name = "coarse"
fraction = 0.4
radius = "5 um"
film_resistance = "0.02 ohm m^2"
)";
  std::string file = small_cell + classes;
  file.replace(file.find("particle_radius = \"3 um\"\n"), 25, "");
  const Cell cell = cell_of(parse_toml(file, "case.toml"));
  ASSERT_EQ(cell.layers[2].populations.size(), 2u);
  EXPECT_EQ(cell.layers[2].populations[1].name, "licoo2.coarse");
  EXPECT_DOUBLE_EQ(cell.layers[2].populations[1].radius, 5e-6);
  EXPECT_DOUBLE_EQ(cell.layers[2].populations[1].kinetics->film_resistance, 0.02);
  EXPECT_THAT(problems("mass_fraction = 0.4\n", "mass_fraction = 0.4\n" + classes), HasSubstr("contradicts"));
}

TEST(CellReader, MisspeltKey) {
  EXPECT_THAT(problems("relative_density", "relative_densty"),
              AllOf(HasSubstr("case.toml:8:1: cell.left.relative_densty: unknown key \"relative_densty\""),
                    HasSubstr("did you mean \"relative_density\"?")));
}

TEST(CellReader, WrongUnit) {
  EXPECT_THAT(
      problems("\"200 um\"", "\"200 um/s\""),
      AllOf(HasSubstr("case.toml:14:13: cell.middle.thickness: \"200 um/s\" is a velocity, a length is expected"),
            HasSubstr("write for example \"50 um\"; allowed 10 nm to 10 mm")));
}

TEST(CellReader, NegativeThickness) {
  EXPECT_THAT(
      problems("\"200 um\"", "\"-200 um\""),
      AllOf(HasSubstr("cell.middle.thickness: \"-200 um\" is out of range"), HasSubstr("allowed 10 nm to 10 mm")));
}

TEST(CellReader, FractionsThatDoNotSumToOne) {
  EXPECT_THAT(problems("mass_fraction = 0.4", "mass_fraction = 0.3"),
              AllOf(HasSubstr("case.toml:"), HasSubstr("cell.right.phases: the mass fractions sum to 0.9 (licoo2 0.6, "
                                                       "halide 0.3), 1 is expected")));
}

TEST(CellReader, UnknownMaterial) {
  EXPECT_THAT(problems("\"licoo2\"", "\"licoo3\""),
              AllOf(HasSubstr("cell.right.phases.licoo2.material: there is no material \"licoo3\""),
                    HasSubstr("did you mean \"licoo2\"?"), HasSubstr("| material = \"licoo3\"")));
}

TEST(CellReader, LayerWithoutTableAndTableWithoutLayer) {
  const std::string text = problems("\"middle\", \"right\"", "\"midle\", \"right\"");
  EXPECT_THAT(text, HasSubstr("cell.stack: the stack names \"midle\", and there is no table [cell.midle]"));
  EXPECT_THAT(text, HasSubstr("did you mean \"middle\"?"));
  EXPECT_THAT(text, HasSubstr("cell.middle: the layer \"middle\" is not in the stack"));
}

TEST(CellReader, MassAgainstLoading) {
  EXPECT_THAT(problems("loading = \"20 mg/cm^2\"", "loading = \"20 mg/cm^2\"\nmass = \"10 mg\""),
              HasSubstr("cell.right.mass: contradicts \"loading\""));
}

TEST(CellReader, MassAgainstThickness) {
  EXPECT_THAT(
      problems("mass = \"10 mg\"", "mass = \"10 mg\"\nthickness = \"57.5 um\""),
      AllOf(HasSubstr("case.toml:8:"), HasSubstr("cell.left.thickness: mass and thickness are both given, and it "
                                                 "is not said which counts")));
}

TEST(CellReader, NoArea) {
  EXPECT_THAT(problems("die_diameter = \"10 mm\"", ""), HasSubstr("cell.area: the area is missing"));
}

TEST(CellReader, LayerThatDoesNotConduct) {
  EXPECT_THAT(problems("\"licoo2\"\nrole", "\"li6ps5cl\"\nrole"),
              HasSubstr("cell.right.phases.licoo2.material: \"li6ps5cl\" is an electrolyte and stores no lithium"));
  EXPECT_THAT(problems("[cell.middle.phases.halide]\nmaterial = \"li3incl6\"",
                       "[cell.middle.phases.halide]\nmaterial = \"licoo2\""),
              HasSubstr("cell.middle.phases.halide.material: \"licoo2\" is no electrolyte"));
}

TEST(CellReader, PhaseBelowItsPercolationThreshold) {
  EXPECT_THAT(
      problems("relative_density = 0.85",
               "relative_density = 0.85\nelectronic = { law = \"percolation\", threshold = 0.5 }"),
      AllOf(HasSubstr("case.toml:23:14:"), HasSubstr("cell.right.electronic: \"licoo2\" fills 0.37 of the layer and "
                                                     "does not connect (law \"percolation\", threshold 0.5)")));
}

TEST(CellReader, WrongOwnProperty) {
  EXPECT_THAT(problems("mass_fraction = 0.6", "mass_fraction = 0.6\ndiffusivity = \"1e-14 m/s\""),
              AllOf(HasSubstr("cell.right.phases.licoo2.diffusivity"), HasSubstr("is a velocity")));
  EXPECT_THAT(problems("mass_fraction = 0.6", "mass_fraction = 0.6\ndiffusivty = \"1e-14 m^2/s\""),
              HasSubstr("did you mean \"diffusivity\"?"));
}

TEST(CellReader, KeysWithoutEffectAreReported) {
  Node document = parse_toml(small_cell, "case.toml");
  apply_override(document, "cell.left.phases.li21si5.particle_radius=\"1 um\"");
  apply_override(document, "cell.right.ionic.tortuosity=2");
  const View view(registry(), document);
  read_cell(view, library());
  std::string text;
  for (const Diagnostic& warning : view.without_effect()) text += warning.key + "\n";
  EXPECT_THAT(text,
              AllOf(HasSubstr("cell.left.phases.li21si5.particle_radius"), HasSubstr("cell.right.ionic.tortuosity")));
}
