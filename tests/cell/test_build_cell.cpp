#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"
#include "cell/balance.hpp"
#include "cell/initial_state.hpp"
#include "materials.hpp"

using namespace silith;
using namespace silith::testing_cell;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

/// What build_cell refuses, one line a problem: "key: message | hint".
std::string refusal(const CellRecipe& recipe) {
  try {
    build_cell(recipe);
  } catch (const InputError& error) {
    std::string text;
    for (const Diagnostic& diagnostic : error.diagnostics())
      text += diagnostic.key + ": " + diagnostic.message + " | " + diagnostic.hint + "\n";
    return text;
  }
  return "accepted";
}

constexpr double mAh_per_cm2 = 3.6 * 1e4;  // C/m^2

}  // namespace

TEST(BuildCell, ReferenceCellHasItsPartsInOrder) {
  const Cell cell = build_cell(double_layer());
  ASSERT_EQ(cell.layers.size(), 5u);
  EXPECT_EQ(cell.first_separator, 2u);
  EXPECT_EQ(cell.last_separator, 3u);
  EXPECT_EQ(anode_layers(cell).size(), 2u);
  EXPECT_EQ(cathode_layers(cell).size(), 1u);
  EXPECT_DOUBLE_EQ(cell.active_mass, 0.2);
  EXPECT_FALSE(cell.layers[2].electronic.has_value());
  EXPECT_TRUE(cell.layers[0].electronic && cell.layers[0].ionic && cell.layers[4].electronic && cell.layers[4].ionic);
  EXPECT_EQ(cell.layers[0].populations[1].storage, Storage::network);
}

// cell.md, section 3: 18.75 mAh/cm^2; N/P 11, 3.5, 2.4 for measured 1.7, 5.4, 7.8 mAh/cm^2.
TEST(BuildCell, BalanceOfTheReferenceCell) {
  const Cell cell = build_cell(double_layer());
  EXPECT_NEAR(uptake_capacity(anode_layers(cell), 3.75) / mAh_per_cm2, 18.75, 0.005 * 18.75);
  EXPECT_NEAR(negative_to_positive_ratio(cell, 3.75, 1.7 * mAh_per_cm2), 11.0, 0.05);
  EXPECT_NEAR(negative_to_positive_ratio(cell, 3.75, 5.4 * mAh_per_cm2), 3.5, 0.05);
  EXPECT_NEAR(negative_to_positive_ratio(cell, 3.75, 7.8 * mAh_per_cm2), 2.4, 0.05);
  EXPECT_NEAR(negative_to_positive_ratio(cell, 3.75, 2.8 * mAh_per_cm2), 6.7, 0.05);
  const double theoretical = 0.2 / 5050.0 * 51600.0 * 0.5 * faraday;
  EXPECT_NEAR(uptake_capacity(cathode_layers(cell), 0.5), -theoretical, 1e-9 * theoretical);
}

TEST(BuildCell, SitesComeFromMassAndVolumeFractionFromTheReferenceVolume) {
  const Layer layer = build_cell(double_layer()).layers[1];
  const double sites = 10e-6 / 0.785398e-4 / (28.0855e-3 + 4.2 * 6.94e-3);
  EXPECT_NEAR(layer.populations[0].site_density * layer.thickness, sites, 1e-9 * sites);
  EXPECT_NEAR(1.0 / layer.populations[0].volume_fraction, 4.09, 0.01) << "V/V0 of Li21Si5";
}

TEST(BuildCell, IntercalationKeepsItsSiteDensity) {
  const Layer cathode = build_cell(double_layer()).layers[4];
  const Population& licoo2 = cathode.populations[0];
  EXPECT_NEAR(licoo2.volume_fraction, cathode.composition.phases[0].volume_fraction, 1e-12);
  EXPECT_NEAR(licoo2.site_density, 51600.0 * licoo2.volume_fraction, 1e-6);
  EXPECT_NEAR(licoo2.specific_area, 3.0 * licoo2.volume_fraction / 1e-6, 1e-6);
}

TEST(BuildCell, SurfaceByShapeAndContact) {
  CellRecipe recipe = double_layer();
  PhaseRecipe& phase = recipe.layers[4].phases[0];
  phase.shape = Storage::plate;
  phase.classes.front().active_area_fraction = 0.25;
  const Population plate = build_cell(recipe).layers[4].populations[0];
  EXPECT_NEAR(plate.specific_area, 0.25 * plate.volume_fraction / 1e-6, 1e-6);
  phase.shape = Storage::cylinder;
  EXPECT_NEAR(build_cell(recipe).layers[4].populations[0].specific_area, 2.0 * plate.specific_area, 1e-6);
}

TEST(BuildCell, ClassesShareThePhase) {
  CellRecipe recipe = double_layer();
  recipe.layers[4].phases[0].classes = {{.name = "fine", .fraction = 0.7, .radius = 1e-6},
                                        {.name = "coarse", .fraction = 0.3, .radius = 6e-6, .film_resistance = 0.02}};
  const Cell cell = build_cell(recipe);
  const auto& populations = cell.layers[4].populations;
  ASSERT_EQ(populations.size(), 2u);
  EXPECT_EQ(populations[1].name, "licoo2.coarse");
  EXPECT_NEAR(populations[0].site_density / populations[1].site_density, 7.0 / 3.0, 1e-12);
  EXPECT_DOUBLE_EQ(populations[1].kinetics->film_resistance, 0.02);

  // 0.08 ohm m^2 of electrode area in series with the whole class is the same at any loading.
  recipe.layers[4].phases[0].classes[1].contact_resistance = 0.08;
  for (const double loading : {0.2, 0.6}) {
    recipe.layers[4].loading = loading;
    const Layer cathode = build_cell(recipe).layers[4];
    const Population& coarse = cathode.populations[1];
    EXPECT_NEAR((coarse.kinetics->film_resistance - 0.02) / (coarse.specific_area * cathode.thickness), 0.08, 1e-12);
  }
  EXPECT_EQ(cell.layers[4].electronic->populations, (std::vector<std::size_t>{0, 1}))
      << "the conductivity depends on the lithium of both";
  EXPECT_NEAR(initial_lithium(cell.layers[4]), initial_lithium(build_cell(double_layer()).layers[4]), 1e-9);
}

TEST(BuildCell, EffectiveConductivity) {
  const Cell cell = build_cell(double_layer());
  const Layer& cathode = cell.layers[4];
  const double f = cathode.composition.phases[0].volume_fraction;
  EXPECT_NEAR(cathode.electronic->conductivity({.x = 0.6, .T = 318.15}).value, 0.5 * std::pow(f, 1.5), 1e-12);
  EXPECT_NEAR(cathode.ionic->conductivity({.T = 318.15}).value, 0.2 * std::pow(1.0 - f, 1.5), 1e-12);
  EXPECT_TRUE(cathode.ionic->populations.empty());
  EXPECT_EQ(cell.layers[1].electronic->populations.size(), 0u) << "this conductivity is constant";
}

// The Marquis convention: electrons through (1 - porosity)^1.5, ions through porosity^1.5.
TEST(BuildCell, PorousElectrodeWithLiquid) {
  CellRecipe recipe = double_layer();
  PhaseRecipe active = phase(licoo2(), PhaseRole::active);
  active.volume_fraction = 0.5;
  PhaseRecipe binder = phase(electrolyte("binder", 1780.0), PhaseRole::inert);
  binder.volume_fraction = 0.2;
  LayerRecipe porous =
      layer("left", "composite-electrode", {active, binder, phase(liquid(), PhaseRole::electrolyte)}, 1.0);
  porous.mass.reset();
  porous.relative_density.reset();
  porous.thickness = 100e-6;
  porous.electronic.medium.fraction = FractionOf::solids;
  LayerRecipe separator = layer("separator", "separator", {phase(liquid(), PhaseRole::electrolyte)}, 1.0);
  separator.mass.reset();
  separator.relative_density.reset();
  separator.thickness = 25e-6;
  recipe.layers = {porous, separator, porous};
  recipe.layers[2].name = "right";
  const Cell cell = build_cell(recipe);
  const Layer& left = cell.layers[0];
  EXPECT_NEAR(left.composition.porosity, 0.3, 1e-12);
  EXPECT_NEAR(left.electronic->conductivity({.x = 0.6}).value, 0.5 * std::pow(0.7, 1.5), 1e-12);
  EXPECT_NEAR(left.ionic->conductivity({}).value, 0.2 * std::pow(0.3, 1.5), 1e-12);
  EXPECT_NEAR(left.salt->diffusivity({}).value, 1e-10 * std::pow(0.3, 1.5), 1e-24);
  EXPECT_DOUBLE_EQ(cell.layers[1].salt->porosity, 1.0);
  EXPECT_NEAR(cell.layers[1].ionic->conductivity({}).value, 0.2, 1e-12);
}

TEST(BuildCell, InterfacesReactWhereAMixedConductorMeetsAnElectrolyte) {
  CellRecipe recipe = double_layer();
  recipe.layers[1].interface.contact_fraction = 0.5;
  recipe.layers[1].interface.film_resistance = 1e-3;
  recipe.layers[2].interface.ionic_resistance = 2e-4;
  const Cell cell = build_cell(recipe);
  EXPECT_FALSE(cell.interfaces[0].reaction.has_value());
  ASSERT_TRUE(cell.interfaces[1].reaction.has_value());
  EXPECT_DOUBLE_EQ(cell.interfaces[1].reaction->film_resistance, 1e-3);
  EXPECT_DOUBLE_EQ(cell.interfaces[1].contact_fraction, 0.5);
  EXPECT_DOUBLE_EQ(cell.interfaces[1].reaction->exchange_current_density({}).value, 1.0);
  EXPECT_FALSE(cell.interfaces[1].metal_potential.has_value());
  EXPECT_FALSE(cell.interfaces[2].reaction.has_value());
  EXPECT_DOUBLE_EQ(cell.interfaces[2].ionic_resistance, 2e-4);
  EXPECT_FALSE(cell.interfaces[3].reaction.has_value());
}

TEST(BuildCell, MetalReactsAtItsOwnPotential) {
  CellRecipe recipe = double_layer();
  Material lithium;
  lithium.name = "lithium";
  lithium.material_class = MaterialClass::metal;
  lithium.properties.insert_or_assign("density", number(534.0, "kg/m^3"));
  lithium.properties.insert_or_assign("electronic_conductivity", number(1e7, "S/m"));
  lithium.properties.insert_or_assign("exchange_current_density", number(10.0, "A/m^2"));
  lithium.properties.insert_or_assign("ocp", number(0.0, "V"));
  recipe.layers.erase(recipe.layers.begin());
  recipe.layers[0] = layer("foil", "metal", {phase(lithium, PhaseRole::metal)}, 1e-6);
  recipe.layers[0].relative_density.reset();
  const Cell cell = build_cell(recipe);
  ASSERT_TRUE(cell.interfaces[0].metal_potential.has_value());
  EXPECT_DOUBLE_EQ(cell.interfaces[0].reaction->exchange_current_density({}).value, 10.0);
  EXPECT_FALSE(cell.layers[0].ionic.has_value());
}

TEST(InitialState, AsMixedKeepsOffTheLimits) {
  const Cell cell = build_cell(double_layer());
  EXPECT_NEAR(cell.layers[1].populations[0].initial_x, 4.2 - 5.25e-3, 1e-9);
  EXPECT_NEAR(cell.layers[0].populations[0].initial_x, 5.25e-3, 1e-9);
}

// Linear potentials 0.5 - 0.1 x (lithiation, silicon) and 0.7 - 0.1 x (delithiation, Li21Si5): the network ends 2
// richer.
TEST(InitialState, EquilibratedSharesOnePotentialAndAllLithium) {
  CellRecipe recipe = double_layer();
  for (PhaseRecipe& each : recipe.layers[0].phases) each.initial.kind = InitialState::Kind::equilibrated;
  const Cell cell = build_cell(recipe);
  const Population& si = cell.layers[0].populations[0];
  const Population& net = cell.layers[0].populations[1];
  EXPECT_NEAR(net.initial_x - si.initial_x, 2.0, 1e-9);
  EXPECT_NEAR(potential_at(si, si.initial_x, 318.15), potential_at(net, net.initial_x, 318.15), 1e-12);
  EXPECT_DOUBLE_EQ(si.initial_hysteresis, -1.0);
  EXPECT_DOUBLE_EQ(net.initial_hysteresis, 1.0);
  EXPECT_NEAR(initial_lithium(cell.layers[0]), lithium_as_mixed(cell.layers[0]), 1e-12 * initial_lithium(cell));
}

TEST(InitialState, EquilibratedOverTheElectrode) {
  CellRecipe recipe = double_layer();
  for (std::size_t i : {0, 1}) {
    recipe.layers[i].equilibrate = EquilibrationScope::electrode;
    for (PhaseRecipe& each : recipe.layers[i].phases) {
      each.initial.kind = InitialState::Kind::equilibrated;
      each.initial_hysteresis = -1.0;
    }
  }
  const Cell cell = build_cell(recipe);
  for (std::size_t i : {0, 1})
    for (const Population& population : cell.layers[i].populations)
      EXPECT_NEAR(population.initial_x, mean_stoichiometry(anode_layers(cell)), 1e-9) << "all on one branch";
  EXPECT_NEAR(cell.layers[0].populations[0].initial_x, 2.50, 0.005);
}

TEST(InitialState, PlateauConservesLithium) {
  CellRecipe recipe = double_layer();
  for (PhaseRecipe& each : recipe.layers[0].phases) {
    each.initial.kind = InitialState::Kind::equilibrated;
    each.material.properties.erase("ocp_lithiation");
    each.material.properties.erase("ocp_delithiation");
    each.material.properties.insert_or_assign("ocp", number(0.3, "V"));
  }
  const Cell cell = build_cell(recipe);
  EXPECT_NEAR(initial_lithium(cell.layers[0]), lithium_as_mixed(cell.layers[0]), 1e-12 * initial_lithium(cell));
}

TEST(InitialState, RefusesLithiumThatDoesNotFit) {
  CellRecipe recipe = double_layer();
  PhaseRecipe& network = recipe.layers[1].phases[0];
  network.initial.kind = InitialState::Kind::equilibrated;
  network.material.stoichiometry = Range{0.0, 3.75};
  EXPECT_THAT(refusal(recipe),
              HasSubstr("cell.li21si5: cannot start equilibrated: the mean composition as mixed is x = 4.2, and the "
                        "open-circuit potentials reach from x = 0 to 3.75"));
}

TEST(InitialState, RefusesACompositionOutsideTheLaws) {
  CellRecipe recipe = double_layer();
  recipe.layers[4].phases[0].initial = {InitialState::Kind::stoichiometry, 0.3};
  EXPECT_THAT(refusal(recipe),
              HasSubstr("cell.cathode.phases.licoo2.initial_stoichiometry: is 0.3, and the laws of \"licoo2\" hold "
                        "between 0.44 and 1"));
}

TEST(BuildCell, RefusesStacksThatAreNoCell) {
  CellRecipe recipe = double_layer();
  recipe.layers.pop_back();
  EXPECT_THAT(refusal(recipe), HasSubstr("cell.stack: ends with the separator \"halide\": there is no cathode"));
  recipe = double_layer();
  recipe.layers.erase(recipe.layers.begin(), recipe.layers.begin() + 2);
  EXPECT_THAT(refusal(recipe), HasSubstr("cell.stack: starts with the separator \"sulfide\""));
  recipe = double_layer();
  recipe.layers.erase(recipe.layers.begin() + 2, recipe.layers.begin() + 4);
  EXPECT_THAT(refusal(recipe), HasSubstr("cell.stack: has no separator"));
  recipe = double_layer();
  recipe.layers.push_back(recipe.layers[3]);
  EXPECT_THAT(refusal(recipe), HasSubstr("have an electrode between them"));
}

TEST(BuildCell, RefusesPhasesThatDoNotFitTheKind) {
  CellRecipe recipe = double_layer();
  recipe.layers[2].phases.push_back(phase(licoo2(), PhaseRole::active));
  EXPECT_THAT(refusal(recipe), HasSubstr("a layer of kind \"separator\" takes no phase of role \"active\""));
  recipe = double_layer();
  recipe.layers[4].phases.pop_back();
  EXPECT_THAT(refusal(recipe),
              HasSubstr("a layer of kind \"composite-electrode\" needs a phase of role \"electrolyte\""));
  recipe = double_layer();
  recipe.layers[4].kind = "composite";
  EXPECT_THAT(refusal(recipe), HasSubstr("cell.cathode.kind: there is no layer kind \"composite\" | the kinds are "
                                         "composite-electrode, mixed-conductor, separator, metal"));
}

TEST(BuildCell, RefusesALayerThatDoesNotConduct) {
  CellRecipe recipe = double_layer();
  recipe.layers[4].phases[0].material.properties.erase("electronic_conductivity");
  EXPECT_THAT(refusal(recipe), HasSubstr("cell.cathode.phases.licoo2: carries the electrons of the layer, and its "
                                         "material \"licoo2\" has no electronic_conductivity"));
  recipe = double_layer();
  recipe.layers[4].electronic.medium = {.law = "percolation", .exponent = 2.0, .threshold = 0.5};
  EXPECT_THAT(refusal(recipe), HasSubstr("cell.cathode.electronic: \"licoo2\" fills 0.436 of the layer and does not "
                                         "connect (law \"percolation\", threshold 0.5)"));
  recipe.layers[4].electronic.phase = "carbon";
  EXPECT_THAT(refusal(recipe),
              HasSubstr("cell.cathode.electronic.phase: the layer has no phase \"carbon\" | its phases "
                        "are licoo2, li3incl6"));
}

TEST(BuildCell, RefusesInterfaceKeysWithoutEffect) {
  CellRecipe recipe = double_layer();
  recipe.layers[2].interface.film_resistance = 1e-3;
  EXPECT_THAT(refusal(recipe),
              StartsWith("cell.sulfide.interface.film_resistance: has no effect here: nothing reacts"));
  recipe = double_layer();
  recipe.layers[1].interface.ionic_resistance = 1e-3;
  EXPECT_THAT(refusal(recipe), HasSubstr("ions do not pass it without reaction; film_resistance"));
  recipe = double_layer();
  recipe.layers[4].interface.ionic_resistance = 1e-3;
  EXPECT_THAT(refusal(recipe), HasSubstr("belongs to the last layer of the stack"));
}

TEST(BuildCell, CapacitancesOfSurfaces) {
  CellRecipe recipe = double_layer();
  ParticleClass& particles = recipe.layers[4].phases[0].classes[0];
  particles.double_layer_capacitance = 0.2;
  particles.film_resistance = 0.01;
  particles.contact_resistance = 0.08;
  particles.film_capacitance = 0.05;
  recipe.layers[1].interface.double_layer_capacitance = 0.3;
  const Cell cell = build_cell(recipe);
  const Kinetics& kinetics = *cell.layers[4].populations[0].kinetics;
  EXPECT_DOUBLE_EQ(kinetics.double_layer_capacitance, 0.2);
  EXPECT_DOUBLE_EQ(kinetics.film_capacitance, 0.05);
  EXPECT_DOUBLE_EQ(kinetics.bridged_resistance, 0.01);  // a contact is no film
  EXPECT_GT(kinetics.film_resistance, 0.02);
  EXPECT_DOUBLE_EQ(cell.interfaces[1].reaction->double_layer_capacitance, 0.3);
  EXPECT_FALSE(build_cell(double_layer()).layers[4].populations[0].kinetics->capacitive());
}

TEST(BuildCell, RefusesCapacitancesWithoutEffect) {
  CellRecipe recipe = double_layer();
  recipe.layers[4].phases[0].classes[0].film_capacitance = 0.05;
  EXPECT_THAT(refusal(recipe),
              StartsWith("cell.cathode.phases.licoo2.film_capacitance: film_capacitance has no effect here: "
                         "film_resistance is zero | give the film a resistance, or use double_layer_capacitance"));
  recipe = double_layer();
  recipe.layers[0].phases[0].classes[0].double_layer_capacitance = 0.2;
  EXPECT_THAT(refusal(recipe), HasSubstr("double_layer_capacitance has no effect here: the particles touch a mixed "
                                         "conductor, not an electrolyte | leave it out"));
  recipe = double_layer();
  recipe.layers[2].interface.double_layer_capacitance = 0.2;
  EXPECT_THAT(refusal(recipe),
              StartsWith("cell.sulfide.interface.double_layer_capacitance: has no effect here: nothing reacts"));
  recipe = double_layer();
  recipe.layers[1].interface.film_resistance.reset();
  recipe.layers[1].interface.film_capacitance = 0.2;
  EXPECT_THAT(refusal(recipe), HasSubstr("film_capacitance: has no effect here: film_resistance is zero"));
}

TEST(BuildCell, RefusesNeighboursWithoutAModel) {
  CellRecipe recipe = double_layer();
  std::swap(recipe.layers[0], recipe.layers[4]);
  EXPECT_THAT(refusal(recipe), HasSubstr("\"cathode\" (composite-electrode) and \"li21si5\" (mixed-conductor) cannot "
                                         "touch: a planar reaction needs an electrolyte that blocks electrons"));
  recipe = double_layer();
  recipe.layers[3].phases[0] = phase(liquid(), PhaseRole::electrolyte);
  recipe.layers[3].mass.reset();
  recipe.layers[3].relative_density.reset();
  recipe.layers[3].thickness = 25e-6;
  EXPECT_THAT(refusal(recipe), HasSubstr("a liquid and a solid electrolyte have no common transport model"));
}

TEST(BuildCell, ReportsTheProblemsOfAllLayersTogether) {
  CellRecipe recipe = double_layer();
  recipe.layers[0].phases[0].mass_fraction = 0.4;
  recipe.layers[4].phases[0].classes.front().radius.reset();
  const std::string text = refusal(recipe);
  EXPECT_THAT(text, HasSubstr("cell.composite.phases: the mass fractions sum to 0.9 (silicon 0.4, li21si5 0.5)"));
  EXPECT_THAT(text, HasSubstr("cell.cathode.phases.licoo2.particle_radius: is missing"));
}

TEST(BuildCell, RefusesClassesThatDoNotSumToOne) {
  CellRecipe recipe = double_layer();
  recipe.layers[4].phases[0].classes = {{.name = "a", .fraction = 0.7, .radius = 1e-6},
                                        {.name = "b", .fraction = 0.2, .radius = 1e-6}};
  EXPECT_THAT(refusal(recipe), HasSubstr("the fractions of the classes sum to 0.9, 1 is expected"));
}

TEST(BuildCell, NominalCapacityByMassFollowsTheLoading) {
  CellRecipe recipe = double_layer();
  recipe.nominal_specific_capacity = 140.0 * 3600.0;  // 140 mAh/g in C/kg
  EXPECT_NEAR(build_cell(recipe).nominal_capacity, 140.0 * 3600.0 * 0.2 * recipe.area, 1e-9);
}
