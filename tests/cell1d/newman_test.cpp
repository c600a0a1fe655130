#include <gtest/gtest.h>

#include <cmath>

#include "base/constants.hpp"
#include "cell1d/exchange.hpp"
#include "cells.hpp"
#include "runs.hpp"

// Newman's porous electrode with linear kinetics, L = kappa = sigma = 1:
// R = L/(kappa + sigma) [1 + (2 + (sigma/kappa + kappa/sigma) cosh nu)/(nu sinh nu)],
// nu^2 = a j0 F/(RT) L^2 (1/kappa + 1/sigma).
namespace silith::testing {
namespace {

constexpr double small_current = 1e-6;  // A/m^2: overpotentials of some uV, far inside the linear range

/// Resistance of the electrode alone: that of lithium and separator is taken off exactly.
double electrode_resistance(double nu, int cells) {
  const double T = 298.15, thermal = gas_constant * T / faraday, j0_metal = 10.0;
  Layer electrode = electrolyte("electrode", 1.0, cells, 1.0);
  electrode.electronic = Conduction{constant_law(1.0, "S/m"), {}};
  electrode.populations = {particles("storage", "3.0", 1e5, 1e-6, 0.5, 0.5)};
  electrode.populations[0].shells = 1;
  electrode.populations[0].kinetics->exchange_current_density =
      constant_law(nu * nu / 2.0 * thermal / electrode.populations[0].specific_area, "A/m^2");
  Cell cell;
  cell.area = 1.0;
  cell.temperature = T;
  cell.layers = {metal("lithium"), electrolyte("separator", 1e-3, 1, 2.0), electrode};
  cell.interfaces = {reaction(j0_metal), {}};
  cell.first_separator = cell.last_separator = 1;
  const Record record = run(cell, {until_time(constant_current(small_current), 1e-3)}, with_tolerance(1e-12));
  const double counter = 1e-3 / 2.0 + activation_overpotential(small_current, j0_metal, 0.5, T).value / small_current;
  return (record.series.at("voltage").values.front() - 3.0) / small_current - counter;
}

TEST(PorousElectrode, HasNewmansResistance) {
  EXPECT_NEAR(electrode_resistance(1.0, 400), 2.663953, 5e-6);
  EXPECT_NEAR(electrode_resistance(5.0, 800), 0.702713, 5e-6);
}

TEST(PorousElectrode, ConvergesToSecondOrderInX) {
  for (const double nu : {1.0, 5.0}) {
    const double exact = 0.5 * (1.0 + (2.0 + 2.0 * std::cosh(nu)) / (nu * std::sinh(nu)));
    const double coarse = electrode_resistance(nu, 20) - exact, fine = electrode_resistance(nu, 40) - exact;
    EXPECT_NEAR(std::log2(coarse / fine), 2.0, 0.1) << "nu = " << nu;
  }
}

}  // namespace
}  // namespace silith::testing
