// The balance of the reference cell against the capacities and ratios its source states.
#include <gtest/gtest.h>

#include <cmath>

#include "base/constants.hpp"
#include "cell/design.hpp"
#include "cell/open_circuit.hpp"
#include "materials.hpp"

using namespace silith;
using namespace silith::testing_cell;

namespace {

constexpr double mAh_per_cm2 = 3.6e4;  // C/m^2

/// Composite of the given silicon share by mass, with as much Li21Si5 on top, or none; masses in kg.
CellRecipe anode_of(double composite_mass, double silicon_share, double layer_mass) {
  CellRecipe recipe = double_layer();
  recipe.layers[0].mass = composite_mass;
  recipe.layers[0].phases[0].mass_fraction = silicon_share;
  recipe.layers[0].phases[1].mass_fraction = 1.0 - silicon_share;
  if (layer_mass > 0.0)
    recipe.layers[1].mass = layer_mass;
  else
    recipe.layers.erase(recipe.layers.begin() + 1);
  return recipe;
}

Design design_of(const CellRecipe& recipe, const DesignFacts& facts = {}) {
  return silith::design_of(build_cell(recipe), facts);
}

}  // namespace

TEST(Design, StatedCapacitiesOfTheThreeAnodes) {
  EXPECT_NEAR(*design_of(anode_of(5e-6, 0.25, 0.0)).anode_capacity / mAh_per_cm2, 4.67, 0.005 * 4.67);
  EXPECT_NEAR(*design_of(anode_of(5e-6, 0.5, 5e-6)).anode_capacity / mAh_per_cm2, 9.37, 0.005 * 9.37);
  EXPECT_NEAR(*design_of(anode_of(10e-6, 0.5, 10e-6)).anode_capacity / mAh_per_cm2, 18.75, 0.005 * 18.75);
}

TEST(Design, LayersAreSignedAndSumUp) {
  const Design design = design_of(double_layer());
  EXPECT_LT(*design.layers[1].capacity, 0.0) << "Li21Si5 is richer than 3.75";
  EXPECT_NEAR(*design.layers[0].capacity + *design.layers[1].capacity, *design.anode_capacity, 1e-6);
  EXPECT_NEAR(*design_of(double_layer(), {.anode_end_composition = 4.2}).layers[1].capacity, 0.0, 1e-6);
  EXPECT_NEAR(*design.layers[0].x_as_mixed, 1.383, 0.001);
  EXPECT_EQ(design.layers[2].electrode, "separator");
  EXPECT_FALSE(design.layers[2].capacity.has_value());
}

TEST(Design, RatiosOfTheLoadingSeries) {
  for (const auto& [loading, measured, ratio] : {std::array{0.12, 1.7, 11.0}, {0.36, 5.4, 3.5}, {0.54, 7.8, 2.4}}) {
    CellRecipe recipe = double_layer();
    recipe.layers[4].loading = loading;
    const Design design = design_of(recipe, {.measured_cathode_capacity = measured * mAh_per_cm2});
    EXPECT_NEAR(*design.np_measured, ratio, 0.05);
    const double theoretical = loading / 5050.0 * 51600.0 * (1.0 - 0.44) * faraday;
    EXPECT_NEAR(*design.np_theoretical, *design.anode_capacity / theoretical, 1e-9);
  }
}

TEST(Design, MassThicknessAndOhmicEstimates) {
  const Design design = design_of(double_layer());
  EXPECT_NEAR(design.mass * design.area * 1e6, 10.0 + 10.0 + 30.0 + 50.0 + 20.0 * 0.785398 / 0.6, 1e-6);
  EXPECT_NEAR(design.layers[3].ionic->resistance, 50e-6 / 0.785398e-4 / 2600.0 / 0.2, 1e-9);
  EXPECT_FALSE(design.layers[3].electronic.has_value());
  const PathEstimate& electrons = *design.layers[4].electronic;
  EXPECT_NEAR(*electrons.composition, 1.0, 1e-3);
  const double fraction = design.layers[4].composition.phases[0].volume_fraction;
  EXPECT_NEAR(electrons.conductivity, (1.1 - *electrons.composition) * std::pow(fraction, 1.5), 1e-12);
}

// Linear laws: the mean of a discharge is the value half-way. Anode 0.7 - 0.1 x_a, cathode 5 - x_c, both straight in
// the charge moved; at the start x_a is the mean composition and x_c nearly 1.
TEST(Design, EnergiesOfStraightPotentials) {
  const Cell cell = build_cell(anode_of(10e-6, 0.5, 0.0));
  CellRecipe recipe = anode_of(10e-6, 0.5, 0.0);
  for (PhaseRecipe& phase : recipe.layers[0].phases) phase.initial.kind = InitialState::Kind::equilibrated;
  for (PhaseRecipe& phase : recipe.layers[0].phases) phase.initial_hysteresis = 0.0;
  const double capacity = 2.8 * mAh_per_cm2;
  const Design design = design_of(recipe, {.measured_cathode_capacity = capacity});
  const double cathode_sites = 0.2 / 5050.0 * 51600.0, moved = capacity / faraday;
  double anode_sites = 0.0;
  for (const auto& phase : cell.layers[0].composition.phases) anode_sites += phase.sites;
  const double x_cathode = 1.0 - 0.5 * moved / cathode_sites;
  const double x_anode = *design.layers[0].x_as_mixed + 0.5 * moved / anode_sites;
  EXPECT_NEAR(*design.mean_voltage, (5.0 - x_cathode) - (0.7 - 0.1 * x_anode), 1e-3);
  EXPECT_NEAR(*design.specific_energy, capacity * *design.mean_voltage / design.mass, 1e-6);
  EXPECT_NEAR(*design.energy_density, capacity * *design.mean_voltage / design.thickness, 1e-3);
}

TEST(Design, NoEnergyOfASymmetricCell) {
  CellRecipe recipe = double_layer();
  LayerRecipe counter = recipe.layers[1];
  counter.name = "counter";
  recipe.layers[4] = counter;
  EXPECT_FALSE(design_of(recipe).mean_voltage.has_value());
}
