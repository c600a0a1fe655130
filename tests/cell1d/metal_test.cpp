#include <gtest/gtest.h>

#include <cmath>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"
#include "cell1d/exchange.hpp"
#include "cell1d/single_particle.hpp"
#include "cell1d/stack_check.hpp"
#include "cells.hpp"
#include "runs.hpp"

// Metals, salts next to them, and the stacks the model refuses.
namespace silith::testing {
namespace {

constexpr double gap = 1e-4, kappa = 0.2, D = 3e-10, t_plus = 0.3, I = 10.0;

/// Lithium | binary electrolyte | lithium.
Cell lithium_salt_lithium() {
  Cell cell;
  cell.name = "Li | salt | Li";
  cell.area = 1.0;
  cell.layers = {metal("left"), electrolyte("separator", gap, 40, kappa), metal("right")};
  cell.layers[1].salt = Salt{.porosity = 0.5,
                             .diffusivity = constant_law(D, "m^2/s"),
                             .transference_number = constant_law(t_plus, "1"),
                             .thermodynamic_factor = constant_law(1.5, "1"),
                             .initial_concentration = 1000.0};
  cell.interfaces = {reaction(20.0), reaction(30.0)};
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

TEST(BinaryElectrolyte, BetweenTwoMetalsHasTheKnownSteadyState) {
  // Anions at rest: D dc/dx = -(1 - t+) i/F, and i = -I when charged.
  const Cell cell = lithium_salt_lithium();
  const Record record = run(cell, {until_time(constant_current(I), 1e6)}, with_tolerance(1e-9));
  const auto c = last_profile(record, "salt");
  const double gradient = (1.0 - t_plus) * I / (faraday * D);
  for (std::size_t p = 0; p < c.size(); ++p) {
    const double x = gap * ((static_cast<double>(p) + 0.5) / 40.0 - 0.5);
    EXPECT_NEAR(c[p], 1000.0 + gradient * x, 1e-3);
  }
  EXPECT_LE(quantity(record, "lithium_balance_error"), 1e-10);
  EXPECT_LE(quantity(record, "charge_balance_error"), 1e-8);
  const double T = cell.temperature;
  const double chi = 2.0 * gas_constant * T / faraday * (1.0 - t_plus) * 1.5;
  const double expected = I * gap / kappa + chi * std::log(c.back() / c.front()) +
                          activation_overpotential(I, 20.0, 0.5, T).value +
                          activation_overpotential(I, 30.0, 0.5, T).value;
  EXPECT_NEAR(last(record, "voltage"), expected, 1e-6);
}

TEST(Metal, ItsPotentialShiftsTheVoltage) {
  const std::vector<Step> steps{until_time(constant_current(2.0), 600.0)};
  Cell cell = metal_cell();
  const double lithium = last(run(cell, steps), "voltage");
  cell.interfaces[0].metal_potential = constant_law(0.62, "V");
  const Record alloy = run(cell, steps);
  EXPECT_NEAR(last(alloy, "voltage"), lithium - 0.62, 1e-6);
  EXPECT_NEAR(last(alloy, "open_circuit_voltage"), last(run(metal_cell(), steps), "open_circuit_voltage") - 0.62, 1e-6);
  Cell reversed = reversed_metal_cell();
  const double against_lithium = last(run(reversed, {until_time(constant_current(-2.0), 600.0)}), "voltage");
  reversed.interfaces[1].metal_potential = constant_law(0.62, "V");
  EXPECT_NEAR(last(run(reversed, {until_time(constant_current(-2.0), 600.0)}), "voltage"), against_lithium + 0.62,
              1e-6);
}

TEST(Metal, OnEitherSideGivesTheSameVoltageTurnedRound) {
  Cell left = metal_cell(), right = reversed_metal_cell();
  left.series_resistance = right.series_resistance = 1e-4;
  const auto options = with_tolerance(1e-9);
  const double charged = last(run(left, {until_time(constant_current(3.0), 1000.0)}, options), "voltage");
  const double discharged = last(run(right, {until_time(constant_current(-3.0), 1000.0)}, options), "voltage");
  EXPECT_NEAR(charged, -discharged, 1e-7);
}

TEST(SymmetricCell, OfEqualSidesHasAnOddVoltage) {
  Cell cell = symmetric_cell();
  cell.interfaces[1] = cell.interfaces[0];
  const auto options = with_tolerance(1e-9);
  const double one = last(run(cell, {until_time(constant_current(20.0), 500.0)}, options), "voltage");
  const double other = last(run(cell, {until_time(constant_current(-20.0), 500.0)}, options), "voltage");
  EXPECT_GT(one, 0.02);
  EXPECT_NEAR(one, -other, 1e-7);
}

void expect_refused(const Cell& cell, const std::string& part) {
  try {
    check_stack(cell);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST(StackCheck, NamesWhatCannotBeSolved) {
  Cell cell = metal_cell();
  cell.interfaces[0].reaction.reset();
  expect_refused(cell, "between \"lithium\" and \"separator\" ions meet a metal: the interface needs a reaction");
  cell = metal_cell();
  cell.interfaces[1] = reaction(1.0);
  expect_refused(cell, "between \"separator\" and \"cathode\" a planar reaction needs an electrolyte on one side");
  cell = salt_half_cell();
  cell.layers[1].salt.reset();
  expect_refused(cell, "a binary electrolyte meets a single-ion conductor");
  cell = double_layer_cell();
  std::swap(cell.layers[0], cell.layers[2]);
  expect_refused(cell, "layer \"sulfide\" touches a collector but conducts no electrons");
  cell = double_layer_cell();
  cell.layers[1].ionic.reset();
  expect_refused(cell, "layer \"alloy\" conducts no ions: it can only be the first or the last of the stack");
  cell = double_layer_cell();
  cell.layers[0].salt = salt_half_cell().layers[1].salt;
  expect_refused(cell, "layer \"composite\" is a mixed conductor and holds a binary electrolyte");
  cell = double_layer_cell();
  cell.layers[4].populations[0].shells = 0;
  expect_refused(cell, "layer \"cathode\" has particles \"fine\" without shells");
  cell = double_layer_cell();
  cell.layers[3].thickness = 0.0;
  expect_refused(cell, "layer \"halide\" has no thickness");
}

TEST(SingleParticle, RefusesAMetalAndANetwork) {
  const auto refusal = [](const Cell& cell) -> std::string {
    try {
      single_particle_cell(cell);
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_NE(refusal(metal_cell()).find("its anode has no particles"), std::string::npos);
  EXPECT_NE(refusal(double_layer_cell()).find("its anode has 2 layers, one is needed"), std::string::npos);
  EXPECT_NE(refusal(symmetric_cell()).find("its anode is a mixed conductor, not particles"), std::string::npos);
}

}  // namespace
}  // namespace silith::testing
