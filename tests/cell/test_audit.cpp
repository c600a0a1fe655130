// Findings of the audit on cells made in code: each with its text, and none on a cell that is consistent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cell/audit.hpp"
#include "materials.hpp"

using namespace silith;
using namespace silith::testing_cell;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace {

constexpr double mAh_per_cm2 = 3.6e4;  // C/m^2

std::vector<std::string> codes(const std::vector<DesignFinding>& findings) {
  std::vector<std::string> all;
  for (const DesignFinding& finding : findings) all.push_back(finding.code);
  return all;
}

/// The only finding; fails the test if there is none or more.
DesignFinding only(const std::vector<DesignFinding>& findings) {
  EXPECT_THAT(findings, SizeIs(1));
  return findings.empty() ? DesignFinding{} : findings.front();
}

DesignFinding only(const CellRecipe& recipe, const DesignFacts& facts = {}) {
  return only(audit(build_cell(recipe, Unconnected::keep), facts));
}

/// 0.2 mA on a 10 mm die, between 3.7 and 4.3 V; the laws here give 3.55 to 4.33 V.
DesignFacts consistent() {
  DesignFacts facts;
  facts.anode_end_composition = 3.75;
  facts.cathode_end_composition = 0.5;
  facts.measured_cathode_capacity = 2.8 * mAh_per_cm2;
  facts.stated_current_density = 2.55;
  facts.currents = {{"Charge at 0.2 mA until 4.3 V", 0.2e-3}};
  facts.cut_offs = {{"Charge at 0.2 mA until 4.3 V", 4.3}, {"Discharge at 0.2 mA until 3.7 V", 3.7}};
  return facts;
}

}  // namespace

TEST(Audit, ConsistentCellHasNoFindings) {
  CellRecipe recipe = double_layer();
  recipe.layers[2].phases[0].classes.front().radius = 0.25e-6;
  recipe.layers[0].thickness = 91e-6;
  recipe.layers[0].geometry_from = GeometryFrom::mass;
  EXPECT_THAT(codes(audit(build_cell(recipe), consistent())), IsEmpty());
  EXPECT_THAT(codes(audit(build_cell(double_layer()), {})), IsEmpty());
}

// 10 mg of 50/50 wt Si and Li21Si5 in 47.5 um: 1/(0.5/2.33 + 0.5/1.16) = 1.549 g/cm^3 if dense, 2.680 stated.
TEST(Audit, MassAndThicknessTogetherTooDense) {
  CellRecipe recipe = double_layer();
  recipe.layers[0].thickness = 47.5e-6;
  recipe.layers[0].geometry_from = GeometryFrom::mass;
  const DesignFinding finding = only(recipe);
  EXPECT_EQ(finding.code, "density-above-theoretical");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.message(),
            "composite: 10 mg on 0.7854 cm^2 in 47.5 um is 2.68 g/cm^3, but its solids without pores have 1.55 g/cm^3, "
            "1.73 times less");
  EXPECT_EQ(finding.reconcile,
            "an area of at least 1.36 cm^2 (a die of 13.2 mm), or at least 82.2 um, or at most 5.77 mg; the mass "
            "counts now, which makes it 82.2 um and 10 mg");
}

// The source's densest layer: 5 mg of Li21Si5 in 21.6 um, 5 mg/(1.16 g/cm^3 * 21.6 um) = 1.996 cm^2.
TEST(Audit, AreaThatPhysicalDensitiesNeed) {
  CellRecipe recipe = double_layer();
  recipe.layers[1].mass = 5e-6;
  recipe.layers[1].thickness = 21.6e-6;
  for (const GeometryFrom counts : {GeometryFrom::mass, GeometryFrom::thickness}) {
    recipe.layers[1].geometry_from = counts;
    const DesignFinding finding = only(recipe);
    EXPECT_THAT(finding.facts[0], HasSubstr("5 mg on 0.7854 cm^2 in 21.6 um is 2.95 g/cm^3"));
    EXPECT_THAT(finding.facts[1], HasSubstr("1.16 g/cm^3, 2.54 times less"));
    EXPECT_THAT(finding.reconcile, HasSubstr("an area of at least 2 cm^2"));
    EXPECT_THAT(finding.reconcile, HasSubstr("the " + to_string(counts) + " counts now"));
  }
}

// A figure labelled 2.3 mA/cm^2 for a current that is 0.23 on the die.
TEST(Audit, CurrentThatDoesNotFitArealCurrentAndArea) {
  DesignFacts facts = consistent();
  facts.stated_current = 0.18e-3;
  facts.stated_current_density = 23.0;
  const DesignFinding finding = only(double_layer(), facts);
  EXPECT_EQ(finding.code, "current-density-mismatch");
  EXPECT_EQ(finding.message(),
            "a current of 0.18 mA (as stated) on 0.7854 cm^2 is 0.229 mA/cm^2, but 2.3 mA/cm^2 is stated");
  EXPECT_EQ(finding.reconcile, "an area of 0.0783 cm^2 (a die of 3.16 mm), or a current of 1.81 mA");
}

TEST(Audit, ProtocolsNearestCurrentIsComparedWhereNoneIsStated) {
  DesignFacts facts = consistent();
  facts.currents = {{"Charge at 0.2 mA until 4.3 V", 0.2e-3}, {"Charge at 1 mA until 4.3 V", 1e-3}};
  facts.stated_current_density = 20.0;  // 1.571 mA
  EXPECT_THAT(only(double_layer(), facts).facts[0], HasSubstr("a current of 1 mA (Charge at 1 mA until 4.3 V)"));
  facts.stated_current_density = 12.7;  // the printed 1.27 mA/cm^2 for 1 mA
  EXPECT_THAT(codes(audit(build_cell(double_layer()), facts)), IsEmpty());
}

// Laws of these tests: cathode 5 - x from 0.44 to 1, anode 0.5 - 0.1 x on charge and 0.7 - 0.1 x on discharge. Moving
// all lithium that the cathode gives up, 0.56 * 2.044 mol/m^2, takes the anode's 5.604 mol/m^2 of silicon from x
// = 2.501 to 2.705: 4.56 - 0.2295 V. Discharged, the cathode is full as mixed: 4 - 0.45 V.
TEST(Audit, CutOffOutsideTheOpenCircuitPotentials) {
  DesignFacts facts;
  facts.cut_offs = {{"Charge at C/10 until 4.9 V", 4.9}};
  const DesignFinding finding = only(double_layer(), facts);
  EXPECT_EQ(finding.code, "cut-off-outside-ocp");
  EXPECT_EQ(finding.facts[0], "the cut-off is 4.9 V (Charge at C/10 until 4.9 V)");
  EXPECT_EQ(finding.facts[1],
            "the open-circuit potentials of anode and cathode give 3.55 to 4.33 V within their ranges");
  EXPECT_THAT(finding.reconcile, HasSubstr("a cut-off inside"));
  facts.cut_offs = {{"Discharge at C/10 until 3.0 V", 3.0}, {"Charge at C/10 until 4.2 V", 4.2}};
  EXPECT_THAT(only(double_layer(), facts).facts[0], HasSubstr("the cut-off is 3 V (Discharge"));
}

TEST(Audit, AnodeSmallerThanTheCathode) {
  DesignFacts facts = consistent();
  CellRecipe recipe = double_layer();
  facts.measured_cathode_capacity = 20.0 * mAh_per_cm2;
  const DesignFinding measured = only(recipe, facts);
  EXPECT_EQ(measured.code, "np-below-one");
  EXPECT_EQ(measured.message(),
            "the anode takes up 18.8 mAh/cm^2 from as mixed to x = 3.75, but the cathode gives 20 mAh/cm^2 (measured): "
            "N/P = 0.938");
  EXPECT_EQ(measured.reconcile,
            "1.07 times the anode's host, 0.938 times the cathode's loading, or a charge that ends earlier");
  facts.measured_cathode_capacity.reset();
  recipe.layers[4].loading = 2.0;
  const DesignFinding theoretical = only(recipe, facts);
  EXPECT_EQ(theoretical.severity, Severity::warning);
  EXPECT_THAT(theoretical.facts[1], HasSubstr("(theoretical, to x = 0.5): N/P = 0.685"));
  facts.cathode_end_composition.reset();
  const DesignFinding to_the_end = only(recipe, facts);
  EXPECT_EQ(to_the_end.severity, Severity::note);
  EXPECT_THAT(to_the_end.facts[1], HasSubstr("(theoretical, to x = 0.44 where its laws end): N/P = 0.612"));
  EXPECT_THAT(to_the_end.reconcile, HasSubstr("design.cathode_end_composition"));
}

TEST(Audit, EndCompositionBeyondTheLimitOfThePhase) {
  DesignFacts facts = consistent();
  facts.anode_end_composition = 4.4;
  const DesignFinding anode = only(double_layer(), facts);
  EXPECT_EQ(anode.code, "end-composition-beyond-limit");
  EXPECT_EQ(anode.severity, Severity::error);
  EXPECT_EQ(anode.message(),
            "composite: the anode is to end at x = 4.4, but silicon (silicon) exists between x = 0 and 4.2");
  facts = consistent();
  facts.cathode_end_composition = 0.3;
  EXPECT_EQ(only(double_layer(), facts).reconcile, "design.cathode_end_composition within 0.44 to 1");
}

TEST(Audit, ConductingPhaseBelowItsPercolationThreshold) {
  CellRecipe recipe = double_layer();
  recipe.layers[4].electronic.medium = {.law = "percolation", .exponent = 2.0, .threshold = 0.5};
  const DesignFinding finding = only(recipe);
  EXPECT_EQ(finding.code, "below-percolation-threshold");
  EXPECT_EQ(finding.severity, Severity::error);
  EXPECT_EQ(finding.message(),
            "cathode: licoo2 carries the electrons and fills 0.436 of the layer, but it connects above 0.5");
  EXPECT_EQ(finding.reconcile, "more of licoo2, a denser layer, or another phase for the electrons");
  EXPECT_DOUBLE_EQ(build_cell(recipe, Unconnected::keep).layers[4].electronic->conductivity({.x = 0.9}).value, 0.0);
}

TEST(Audit, LawWithoutThresholdBelowThatOfRoundGrains) {
  CellRecipe recipe = double_layer();
  recipe.layers[4].phases[0].mass_fraction = 0.3;
  recipe.layers[4].phases[1].mass_fraction = 0.7;
  const DesignFinding finding = only(recipe);
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.message(),
            "cathode: licoo2 carries the electrons and fills 0.181 of the layer, but round grains connect above 0.29, "
            "which its law \"bruggeman\" does not know");
  recipe.layers[4].electronic.medium.law = "as-measured";
  EXPECT_THAT(codes(audit(build_cell(recipe), {})), IsEmpty()) << "a measured conductivity has connected";
}

TEST(Audit, SeparatorThinnerThanItsParticles) {
  CellRecipe recipe = double_layer();
  recipe.layers[2].mass = 0.05e-6;  // 0.342 um
  recipe.layers[2].phases[0].classes.front().radius = 0.25e-6;
  const DesignFinding finding = only(recipe);
  EXPECT_EQ(finding.code, "separator-thinner-than-particles");
  EXPECT_EQ(finding.severity, Severity::error);
  EXPECT_EQ(finding.message(),
            "sulfide: the separator is 0.342 um thick, but the particles of li6ps5cl are 0.5 um across");
  EXPECT_EQ(finding.reconcile, "a finer powder, or a thicker separator");
}

// Cathode alone storing in particles: 15 D/R^2 F n dx = 15 * 1e-14/(30e-6)^2 * 96485 * 2.0436 * 0.56 = 18.4 A/m^2.
TEST(Audit, CurrentBeyondDiffusionInParticles) {
  CellRecipe recipe = double_layer();
  recipe.layers[4].phases[0].classes.front().radius = 30e-6;
  DesignFacts facts;
  facts.currents = {{"Discharge at 2 mA until 3.6 V", 2e-3}};
  const DesignFinding finding = only(recipe, facts);
  EXPECT_EQ(finding.code, "current-beyond-limit");
  EXPECT_EQ(finding.message(),
            "2.55 mA/cm^2 are asked for (Discharge at 2 mA until 3.6 V), but at 1.84 mA/cm^2 lithium cannot diffuse "
            "through the particles of the cathode as fast");
  EXPECT_EQ(finding.reconcile, "at most 1.45 mA (1.84 mA/cm^2), or smaller particles, or more of them");
  facts.currents.front().value = 1e-3;
  EXPECT_THAT(codes(audit(build_cell(recipe), facts)), IsEmpty());
}

// Separators 205.4 + 244.9 um over 0.2 S/m: 22.5 ohm cm^2; 4.33 - 3.55 V over that.
TEST(Audit, CurrentBeyondOhmicDrop) {
  DesignFacts facts;
  facts.currents = {{"Discharge at 40 mA until 3.6 V", 40e-3}};
  facts.cut_offs = {{"Discharge at 40 mA until 3.6 V", 3.6}};
  const DesignFinding finding = only(double_layer(), facts);
  EXPECT_EQ(finding.code, "current-beyond-limit");
  EXPECT_THAT(finding.facts[1],
              HasSubstr("separators, films and contacts (22.5 ohm cm^2) take up all of the 0.78 V that there are"));
}

// 2 F D c/((1 - t) L) = 2 * 96485 * 1e-10 * 1000/(0.6 * 1 mm) = 32.2 A/m^2.
TEST(Audit, CurrentBeyondTheSaltsDiffusion) {
  CellRecipe recipe = double_layer();
  const auto porous = [](const char* name, const Material& storing) {
    PhaseRecipe active = phase(storing, PhaseRole::active);
    active.volume_fraction = 0.6;
    LayerRecipe electrode = layer(name, "composite-electrode", {active, phase(liquid(), PhaseRole::electrolyte)}, 1.0);
    electrode.mass.reset();
    electrode.relative_density.reset();
    electrode.thickness = 100e-6;
    return electrode;
  };
  LayerRecipe separator = layer("separator", "separator", {phase(liquid(), PhaseRole::electrolyte)}, 1.0);
  separator.mass.reset();
  separator.relative_density.reset();
  separator.thickness = 1e-3;
  separator.phases[0].volume_fraction = 1.0;
  recipe.layers = {porous("left", silicon()), separator, porous("right", licoo2())};
  DesignFacts facts;
  facts.currents = {{"Charge at 3 mA until 4.3 V", 3e-3}};
  const DesignFinding finding = only(recipe, facts);
  EXPECT_EQ(finding.message(),
            "separator: 3.82 mA/cm^2 are asked for (Charge at 3 mA until 4.3 V), but at 3.22 mA/cm^2 the salt is used "
            "up on one side of the separator");
}
