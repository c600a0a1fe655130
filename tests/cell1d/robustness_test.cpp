#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

#include "base/constants.hpp"
#include "cells.hpp"
#include "runs.hpp"

// Hard starts, extreme parameters and degenerate meshes: a result or a failure that says what happened, never a crash,
// a hang or a number that is none.
namespace silith::testing {
namespace {

void expect_sound(const SimulationResult& result, const std::string& about) {
  for (const auto& column : result.record.series.columns) {
    for (const double value : column.values) ASSERT_TRUE(std::isfinite(value)) << about << ": " << column.name;
  }
  for (const auto& [name, value] : result.record.quantities)
    ASSERT_TRUE(std::isfinite(value.value)) << about << ": " << name;
  if (result.failure) {
    EXPECT_NE(result.failure->find("could not go on at t = "), std::string::npos) << *result.failure;
  }
  EXPECT_LE(quantity(result.record, "solver_steps"), 50000.0) << about;
  EXPECT_LE(quantity(result.record, "lithium_balance_error"), 1e-10) << about;
  EXPECT_LE(quantity(result.record, "charge_balance_error"), 1e-8) << about;
}

void expect_runs(const Cell& cell, const std::vector<Step>& steps, const std::string& about) {
  const auto result = simulate(cell, {steps}, {});
  expect_sound(result, about);
  EXPECT_FALSE(result.failure) << about << ": " << *result.failure;
}

/// U = 0.02 V at x = 4.2 and 0.92 V at x = 0.005.
constexpr const char* steep_ocp = "0.63*exp(-4*x) + 0.3*(1-x/4.5)";

TEST(AsMixed, ReachesEquilibriumInASolvedRest) {
  Cell cell = double_layer_cell();
  for (const std::size_t l : {std::size_t{0}, std::size_t{1}}) {
    for (auto& population : cell.layers[l].populations) {
      population.ocp = {.lithiation = formula_law(steep_ocp, "V")};
      population.initial_x = population.name == "silicon" ? 0.005 : 4.2;
    }
  }
  for (const double film : {0.0, 0.01}) {
    cell.layers[0].populations[1].kinetics->film_resistance = film;
    const Record record = run(cell, {until_time(rest(), 400.0 * 3600.0)}, with_tolerance(1e-6));
    const auto U = [](double x) { return 0.63 * std::exp(-4.0 * x) + 0.3 * (1.0 - x / 4.5); };
    const double network = U(last(record, "stoichiometry.composite.network"));
    EXPECT_NEAR(U(last(record, "stoichiometry.composite.silicon")), network, 1e-4);
    EXPECT_NEAR(U(last(record, "stoichiometry.alloy.network")), network, 1e-4);
    EXPECT_NEAR(last(record, "anode_potential"), network, 1e-4);
    EXPECT_GT(last(record, "stoichiometry.composite.silicon"), 1.0);
    EXPECT_LE(quantity(record, "lithium_balance_error"), 1e-10);
  }
}

TEST(Robustness, ExchangeCurrentsOverSixteenDecades) {
  for (const double j0 : {1e-12, 1e-6, 1.0, 1e4}) {
    Cell cell = double_layer_cell();
    for (auto& layer : cell.layers) {
      for (auto& population : layer.populations) {
        if (!population.kinetics) continue;
        population.kinetics->exchange_current_density = constant_law(j0, "A/m^2");
        population.kinetics->film_resistance = 0.0;
      }
    }
    cell.interfaces[1].reaction->exchange_current_density = constant_law(j0, "A/m^2");
    cell.interfaces[1].reaction->film_resistance = 0.0;
    const std::string about = "j0 = " + std::to_string(j0);
    expect_runs(cell,
                {until_time(constant_current(2.5), 3600.0), until_time(constant_voltage(3.8), 600.0),
                 until_time(rest(), 600.0)},
                about);
  }
}

TEST(Robustness, DegenerateMeshesAndThinLayers) {
  const std::vector<Step> steps{until_time(constant_current(2.5), 1000.0), until_time(rest(), 100.0)};
  for (const int cells : {1, 2}) {
    for (const int shells : {1, 2}) {
      expect_runs(double_layer_cell({cells, shells}), steps, "double layer");
      expect_runs(metal_cell({cells, shells}), steps, "metal");
      expect_runs(salt_half_cell({cells, shells}), steps, "salt");
    }
  }
  Cell thin = double_layer_cell();
  thin.layers[1].thickness = thin.layers[2].thickness = thin.layers[3].thickness = 1e-9;
  expect_runs(thin, steps, "layers of a nanometre");
  Cell graded = double_layer_cell();
  graded.layers[1].mesh.grading = 1e-6;
  expect_runs(graded, steps, "cells from 57 um down to 50 pm");
}

TEST(Robustness, VeryShortAndVeryLongTimes) {
  expect_runs(metal_cell(),
              {until_time(constant_current(1.0), 1e-9), until_time(rest(), 1e-9), until_time(rest(), 1e10),
               until_time(constant_current(1.0), 1e-3)},
              "times");
}

TEST(Robustness, EmptyAndFullStarts) {
  for (const double x : {0.300001, 0.35, 1.0099999}) {
    Cell cell = metal_cell();
    for (auto& population : cell.layers[2].populations) {
      population.initial_x = x;
      population.kinetics->exchange_current_density = constant_law(1.0, "A/m^2");
    }
    for (const double current : {-5.0, 5.0}) {
      expect_sound(simulate(cell, {{until_time(constant_current(current), 3600.0)}}, {}), "x = " + std::to_string(x));
    }
  }
}

TEST(Robustness, VoltagesAndPowersOutOfReach) {
  const Cell cell = double_layer_cell();
  for (const double voltage : {-5.0, 0.0, 2.0, 6.0, 50.0}) {
    expect_sound(simulate(cell, {{until_time(constant_voltage(voltage), 3600.0)}}, {}), "voltage");
  }
  for (const double power : {-1e6, -1e3, 1e3, 1e6}) {
    const auto result = simulate(cell, {{until_time(constant_power(power, cell.area), 3600.0)}}, {});
    expect_sound(result, "power");
    EXPECT_TRUE(result.failure) << power;
  }
}

TEST(Robustness, CurrentsAThousandTimesTooLarge) {
  for (const Cell& cell : {double_layer_cell(), symmetric_cell(), metal_cell(), salt_half_cell()}) {
    for (const double current : {-1e4, 1e4, 1e7}) {
      const auto start = std::chrono::steady_clock::now();
      const auto result = simulate(cell, {{until_time(constant_current(current), 36000.0)}}, {});
      expect_sound(result, cell.name);
      EXPECT_TRUE(result.failure) << cell.name;
      EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60)) << cell.name;
    }
  }
}

TEST(Robustness, RandomParameters) {
  std::mt19937 generator(20250611);
  std::uniform_real_distribution<double> exponent(-3.0, 3.0);
  const auto factor = [&] { return std::pow(10.0, exponent(generator)); };
  for (int k = 0; k < 60; ++k) {
    Cell cell = k % 2 == 0 ? double_layer_cell({3, 4}) : salt_half_cell({3, 4});
    for (auto& layer : cell.layers) {
      if (!layer.ionic) continue;
      layer.ionic->conductivity = layer.ionic->conductivity.scaled(factor());
      if (layer.electronic) layer.electronic->conductivity = layer.electronic->conductivity.scaled(factor());
      for (auto& population : layer.populations) {
        if (!population.kinetics) continue;
        population.kinetics->exchange_current_density = population.kinetics->exchange_current_density.scaled(factor());
        population.kinetics->film_resistance *= factor();
        population.diffusivity = population.diffusivity->scaled(factor());
      }
    }
    const double current = 2.5 * factor();
    expect_sound(simulate(cell,
                          {{until_time(rest(), 10.0),
                            until_time(until_voltage(constant_current(current), 4.3, Limit::When::above), 3600.0),
                            until_time(until_voltage(constant_current(-current), 2.0, Limit::When::below), 3600.0)}},
                          {}),
                 "sample " + std::to_string(k));
  }
}

}  // namespace
}  // namespace silith::testing
