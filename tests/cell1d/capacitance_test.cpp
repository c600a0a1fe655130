#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/constants.hpp"
#include "cells.hpp"
#include "runs.hpp"

// Surfaces that store charge (Eq. K4 to K7).
namespace silith::testing {
namespace {

constexpr double kappa = 0.5, gap = 1e-4, j0 = 20.0, film = 2e-3, capacitance = 0.3, film_capacitance = 0.05;
constexpr double thermal = gas_constant * 298.15 / faraday;

/// Lithium | single-ion conductor | lithium, equal sides.
Cell lithium_cell() {
  Cell cell;
  cell.name = "Li | Li";
  cell.area = 1.0;
  cell.layers = {metal("left"), electrolyte("separator", gap, 4, kappa), metal("right")};
  cell.interfaces = {reaction(j0, film), reaction(j0, film)};
  for (auto& interface : cell.interfaces) {
    interface.reaction->double_layer_capacitance = capacitance;
    interface.reaction->film_capacitance = film_capacitance;
    interface.reaction->bridged_resistance = film;
    interface.contact_fraction = 0.5;
  }
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

TEST(Capacitance, ChargesAtAPlanarReactionAsItsCircuit) {
  // two times: film R || C and charge transfer R || C in series, per area with a contact of one half
  constexpr double I = 1e-3, contact = 0.5;  // A/m^2, far inside the linear range
  const double transfer = thermal / (contact * j0), layer = film / contact;
  Record record = run(lithium_cell(), {sampled(until_time(constant_current(I), 0.02), 5e-4)}, with_tolerance(1e-11));
  const auto& t = record.series.at("time").values;
  const auto& V = record.series.at("voltage").values;
  ASSERT_GT(t.size(), 30u);
  for (std::size_t n = 0; n < t.size(); ++n) {
    const double expected = gap / kappa +
                            2.0 * transfer * (1.0 - std::exp(-t[n] / (transfer * contact * capacitance))) +
                            2.0 * layer * (1.0 - std::exp(-t[n] / (layer * contact * film_capacitance)));
    EXPECT_NEAR(V[n] / I, expected, 2e-5 * (gap / kappa + 2.0 * (transfer + layer))) << t[n];
  }
}

TEST(Capacitance, KeepsLithiumAndCharge) {
  const StackMesh mesh{.cells = 4, .shells = 5};
  for (Cell cell : {double_layer_cell(mesh), symmetric_cell(mesh), metal_cell(mesh), reversed_metal_cell(mesh),
                    salt_half_cell(mesh)}) {
    add_capacitances(cell);
    const double sign = cell.name == "reversed" ? -1.0 : 1.0;
    const Record record = run(cell, {until_time(constant_current(sign * 10.0), 300.0), until_time(rest(), 100.0),
                                     until_time(constant_current(-sign * 5.0), 100.0)});
    EXPECT_LE(quantity(record, "lithium_balance_error"), 1e-10) << cell.name;
    EXPECT_LE(quantity(record, "charge_balance_error"), 1e-9) << cell.name;
  }
}

TEST(Capacitance, IsForgottenAtConstantCurrent) {
  const StackMesh mesh{.cells = 4, .shells = 5};
  for (const Cell& cell : {double_layer_cell(mesh), metal_cell(mesh), salt_half_cell(mesh)}) {
    Cell capacitive = cell;
    add_capacitances(capacitive);
    const std::vector<Step> steps{until_time(constant_current(10.0), 600.0)};
    const double without = last(run(cell, steps, with_tolerance(1e-8)), "voltage");
    // the charge of the double layers, 0.2 F/m^2 on some 40 m^2 per m^2, is 1e-4 of the 6000 C/m^2 that passed
    EXPECT_NEAR(last(run(capacitive, steps, with_tolerance(1e-8)), "voltage"), without, 2e-4) << cell.name;
  }
}

TEST(Capacitance, ItsOverpotentialsAddUpToTheVoltage) {
  for (Cell cell : {double_layer_cell(), metal_cell(), reversed_metal_cell(), salt_half_cell()}) {
    add_capacitances(cell);
    const double sign = cell.name == "reversed" ? -1.0 : 1.0;
    const Record record = run(cell, {until_time(constant_current(sign * 10.0), 1e-3), until_time(rest(), 1e-4)});
    for (std::size_t n = 0; n < record.series.rows(); ++n) {
      double sum = record.series.at("open_circuit_voltage").values[n];
      for (const auto& column : record.series.columns) {
        if (column.name.starts_with("overpotential.")) sum += column.values[n];
      }
      EXPECT_NEAR(sum, record.series.at("voltage").values[n], 1e-7) << cell.name << " " << n;
    }
  }
}

}  // namespace
}  // namespace silith::testing
