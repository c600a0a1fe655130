#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "base/diagnostic.hpp"
#include "cell/balance.hpp"
#include "cell/pressing.hpp"

using namespace silith;
using testing::HasSubstr;

namespace {

constexpr double die = std::numbers::pi / 4.0 * 0.01 * 0.01;  // m^2
constexpr double milligram = 1e-6;                            // kg
constexpr double mAh_per_cm2 = 3.6 * 1e4;                     // C/m^2

PhaseAmount silicon(std::optional<double> mass_fraction = {}) {
  return {.name = "silicon",
          .material = "silicon",
          .mass_fraction = mass_fraction,
          .density = 2330.0,
          .site_concentration = 2330.0 / 28.0855e-3};
}

PhaseAmount li21si5(std::optional<double> mass_fraction = {}) {
  return {.name = "li21si5",
          .material = "li21si5",
          .mass_fraction = mass_fraction,
          .density = 1160.0,
          .site_concentration = 1160.0 / (28.0855e-3 + 4.2 * 6.94e-3),
          .lithium_per_host = 4.2};
}

PhaseAmount licoo2(std::optional<double> mass_fraction = {}) {
  return {.name = "licoo2",
          .material = "licoo2",
          .mass_fraction = mass_fraction,
          .density = 5050.0,
          .site_concentration = 5050.0 / 97.87e-3,
          .lithium_per_host = 1.0,
          .loaded = true};
}

PhaseAmount solid(const std::string& name, double density, std::optional<double> mass_fraction = {}) {
  return {.name = name, .material = name, .mass_fraction = mass_fraction, .density = density};
}

Layer pressed(const std::vector<PhaseAmount>& phases, double mass) {
  const PressedLayer result =
      press({.key = "cell.layer", .phases = phases, .areal_mass = mass / die, .relative_density = 1.0});
  Layer layer;
  layer.thickness = result.thickness;
  layer.composition = result.composition;
  return layer;
}

/// Message and hint of what `press` refuses.
std::string refusal(const PressingRecipe& recipe) {
  try {
    press(recipe);
  } catch (const InputError& error) {
    const Diagnostic& diagnostic = error.diagnostics().front();
    return diagnostic.key + ": " + diagnostic.message + " | " + diagnostic.hint;
  }
  return "accepted";
}

}  // namespace

// The three stated anode capacities (up to Li3.75Si on a 10 mm die).
TEST(Pressing, AnodeCapacityOfTheReferenceCells) {
  const std::vector<Layer> rich{pressed({silicon(0.25), li21si5(0.75)}, 5 * milligram)};
  EXPECT_NEAR(uptake_capacity(rich, 3.75) / mAh_per_cm2, 4.67, 0.005 * 4.67);
  for (const auto& [mass, capacity] : {std::pair{5.0, 9.37}, std::pair{10.0, 18.75}}) {
    const std::vector<Layer> layers{pressed({silicon(0.5), li21si5(0.5)}, mass * milligram),
                                    pressed({li21si5()}, mass * milligram)};
    EXPECT_NEAR(uptake_capacity(layers, 3.75) / mAh_per_cm2, capacity, 0.005 * capacity);
    EXPECT_LT(uptake_capacity(layers[1], 3.75), 0.0) << "Li21Si5 is richer than Li3.75Si: it counts negative";
  }
}

TEST(Pressing, MeanCompositionAsMixed) {
  const std::vector<Layer> half{pressed({silicon(0.5), li21si5(0.5)}, 10 * milligram)};
  const std::vector<Layer> rich{pressed({silicon(0.25), li21si5(0.75)}, 10 * milligram)};
  EXPECT_NEAR(mean_stoichiometry(half), 1.38, 0.005);
  EXPECT_NEAR(mean_stoichiometry(rich), 2.50, 0.005);
}

TEST(Pressing, VolumeFractionsOfTheReferenceCathode) {
  const PressedLayer cathode = press({.key = "cell.cathode",
                                      .phases = {licoo2(0.6), solid("li3incl6", 2600.0, 0.4)},
                                      .loading = 0.2,
                                      .relative_density = 1.0});
  EXPECT_NEAR(cathode.composition.phases[0].volume_fraction, 0.436, 5e-4);
  EXPECT_NEAR(cathode.composition.phases[1].volume_fraction, 0.564, 5e-4);
  EXPECT_DOUBLE_EQ(cathode.composition.phases[0].mass, 0.2) << "loading is the mass of the active material";
  EXPECT_DOUBLE_EQ(cathode.composition.mass, 0.2 / 0.6);
}

TEST(Pressing, VolumeFractionsOfTheAnode) {
  EXPECT_NEAR(pressed({silicon(0.5), li21si5(0.5)}, milligram).composition.phases[1].volume_fraction, 0.667, 2e-3);
  EXPECT_NEAR(pressed({silicon(0.75), li21si5(0.25)}, milligram).composition.phases[1].volume_fraction, 0.40, 2e-3);
}

TEST(Pressing, DenseSeparatorsOfTheReferenceCell) {
  EXPECT_NEAR(pressed({solid("li6ps5cl", 1860.0)}, 30 * milligram).thickness, 205e-6, 1e-6);
  EXPECT_NEAR(pressed({solid("li3incl6", 2600.0)}, 50 * milligram).thickness, 245e-6, 1e-6);
}

// 50 wt % Si at 90 % relative density, by hand: rho_th = 1/(0.5/2330 + 0.5/1160) = 1548.88 kg/m^3.
TEST(Pressing, MassAndThicknessAgreeBothWays) {
  PressingRecipe recipe{
      .key = "cell.anode", .phases = {silicon(0.5), li21si5()}, .areal_mass = 0.1, .relative_density = 0.9};
  const PressedLayer by_mass = press(recipe);
  EXPECT_NEAR(by_mass.composition.theoretical_density, 1548.88, 0.01);
  EXPECT_NEAR(by_mass.thickness, 0.1 / (0.9 * 1548.88), 1e-9);
  EXPECT_NEAR(by_mass.composition.porosity, 0.1, 1e-12);
  EXPECT_NEAR(by_mass.composition.density, 0.9 * 1548.88, 0.01);

  recipe.areal_mass.reset();
  recipe.thickness = by_mass.thickness;
  const PressedLayer by_thickness = press(recipe);
  EXPECT_NEAR(by_thickness.composition.mass, 0.1, 1e-12);

  recipe.areal_mass = 0.1;
  recipe.relative_density.reset();
  recipe.geometry_from = GeometryFrom::mass_and_thickness;
  EXPECT_NEAR(press(recipe).composition.porosity, 0.1, 1e-12);
}

// 105 um for 10 + 10 mg on 10 mm: the stated geometry is 1.7 to 2.5 times denser than the solids.
TEST(Pressing, KeepsTheStatementThatDoesNotCount) {
  const PressedLayer result = press({.key = "cell.layer",
                                     .phases = {li21si5()},
                                     .geometry_from = GeometryFrom::mass,
                                     .areal_mass = 10 * milligram / die,
                                     .thickness = 57.5e-6,
                                     .relative_density = 0.95});
  Layer layer;
  layer.thickness = result.thickness;
  layer.composition = result.composition;
  EXPECT_EQ(layer.composition.geometry_from, "mass");
  EXPECT_DOUBLE_EQ(layer.composition.stated_thickness.value(), 57.5e-6);
  EXPECT_NEAR(stated_relative_density(layer).value(), 10 * milligram / die / (57.5e-6 * 1160.0), 1e-12);
  EXPECT_GT(stated_relative_density(layer).value(), 1.7);
}

TEST(Pressing, LiquidFillsThePores) {
  const PressedLayer result = press({.key = "cell.anode",
                                     .phases = {{.name = "graphite", .volume_fraction = 0.6, .density = 2200.0},
                                                {.name = "binder", .volume_fraction = 0.1, .density = 1780.0},
                                                {.name = "liquid", .density = 1200.0, .liquid = true}},
                                     .thickness = 100e-6});
  EXPECT_NEAR(result.composition.porosity, 0.3, 1e-12);
  EXPECT_NEAR(result.composition.phases[2].volume_fraction, 0.3, 1e-12);
  EXPECT_NEAR(result.composition.mass, 100e-6 * (0.6 * 2200 + 0.1 * 1780 + 0.3 * 1200), 1e-12);
}

TEST(Pressing, FractionsThatDoNotSumToOne) {
  const PressingRecipe recipe{.key = "cell.cathode",
                              .phases = {licoo2(0.6), solid("li3incl6", 2600.0, 0.3)},
                              .loading = 0.2,
                              .relative_density = 1.0};
  EXPECT_EQ(
      refusal(recipe),
      "cell.cathode.phases: the mass fractions sum to 0.9 (licoo2 0.6, li3incl6 0.3), 1 is expected | change one, or "
      "leave one out: it gets the rest");
}

TEST(Pressing, RefusesContradictions) {
  PressingRecipe both{
      .key = "cell.anode", .phases = {li21si5()}, .areal_mass = 0.1273, .thickness = 57.5e-6, .relative_density = 1.0};
  EXPECT_THAT(refusal(both),
              HasSubstr("cell.anode.thickness: mass and thickness are both given, and it is not said which counts"));
  both.geometry_from = GeometryFrom::mass_and_thickness;
  EXPECT_THAT(refusal(both), HasSubstr("makes the relative density a result, and it is already 1"));
  both.relative_density.reset();
  EXPECT_THAT(refusal(both), HasSubstr("mass and thickness together give 1.91 times the density of the solids"));
  EXPECT_THAT(refusal(both), HasSubstr("the mass fits 109.7 um at least, or "));

  PressingRecipe loaded{
      .key = "cell.cathode", .phases = {licoo2()}, .areal_mass = 0.1, .loading = 0.1, .relative_density = 1.0};
  EXPECT_THAT(refusal(loaded), HasSubstr("cell.cathode.loading: contradicts `mass`"));
  loaded.areal_mass.reset();
  loaded.phases = {silicon()};
  EXPECT_THAT(refusal(loaded), HasSubstr("counts the active material, and this layer has none"));
  EXPECT_THAT(refusal({.key = "cell.a", .phases = {silicon()}, .relative_density = 1.0}),
              HasSubstr("cell.a: neither mass nor thickness is given"));
  EXPECT_THAT(refusal({.key = "cell.a", .phases = {silicon()}, .thickness = 1e-5}),
              HasSubstr("cell.a.relative_density: is missing"));
}

TEST(Pressing, RefusesFractionsGivenTwoWays) {
  EXPECT_THAT(refusal({.key = "cell.a",
                       .phases = {silicon(0.5), {.name = "b", .volume_fraction = 0.5, .density = 1000.0}},
                       .thickness = 1e-5,
                       .relative_density = 1.0}),
              HasSubstr("some phases are given by mass_fraction, others by volume_fraction"));
  EXPECT_THAT(refusal({.key = "cell.a", .phases = {silicon(), li21si5()}, .thickness = 1e-5, .relative_density = 1.0}),
              HasSubstr("neither \"silicon\" nor \"li21si5\" has a mass_fraction"));
  EXPECT_THAT(
      refusal({.key = "cell.a",
               .phases = {silicon(), {.name = "liquid", .volume_fraction = 0.3, .density = 1200.0, .liquid = true}},
               .thickness = 1e-5,
               .relative_density = 0.8}),
      HasSubstr("is 0.3, and relative_density = 0.8 leaves 0.2 of the layer for the pores"));
}
