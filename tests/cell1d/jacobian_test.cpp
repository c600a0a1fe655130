#include <gtest/gtest.h>

#include <cmath>

#include "cell1d/exchange.hpp"
#include "cells.hpp"
#include "jacobian_check.hpp"
#include "marquis.hpp"

namespace silith::testing {
namespace {

TEST(CellModelJacobian, OfTheDfn) {
  expect_exact_jacobian(marquis_cell({.anode = 3, .separator = 2, .cathode = 3, .shells = 4}));
}

TEST(CellModelJacobian, OfNetworksWithParticlesHysteresisAndAPlanarReaction) {
  expect_exact_jacobian(double_layer_cell({.cells = 3, .shells = 4}));
}

TEST(CellModelJacobian, OfNetworksOnBothSides) {
  expect_exact_jacobian(symmetric_cell({.cells = 3, .shells = 4}));
}

TEST(CellModelJacobian, OfAMetalOnEitherSide) {
  expect_exact_jacobian(metal_cell({.cells = 3, .shells = 4}));
  expect_exact_jacobian(reversed_metal_cell({.cells = 3, .shells = 4}));
}

TEST(CellModelJacobian, OfASaltAtAMetal) {
  expect_exact_jacobian(salt_half_cell({.cells = 3, .shells = 4}));
}

TEST(CellModelJacobian, OfOneCellALayerAndOneShell) {
  expect_exact_jacobian(double_layer_cell({.cells = 1, .shells = 1}));
  expect_exact_jacobian(salt_half_cell({.cells = 1, .shells = 1}));
}

TEST(CellModelJacobian, OfSurfacesThatStoreCharge) {
  const StackMesh mesh{.cells = 3, .shells = 4};
  auto cells = {double_layer_cell(mesh), symmetric_cell(mesh),
                metal_cell(mesh),        reversed_metal_cell(mesh),
                salt_half_cell(mesh),    marquis_cell({.anode = 3, .separator = 2, .cathode = 3, .shells = 4})};
  for (Cell cell : cells) {
    for (auto& layer : cell.layers) {
      if (layer.name == "cathode") layer.populations[0].kinetics->film_resistance = 0.02;
    }
    add_capacitances(cell);
    SCOPED_TRACE(cell.name);
    expect_exact_jacobian(cell);
  }
}

TEST(ActivationOverpotential, SolvesButlerVolmer) {
  const double T = 318.15, f = 96485.33212 / (8.314462618 * T), j0 = 0.7;
  for (const double alpha : {0.5, 0.3, 0.8}) {
    for (const double eta : {-1.2, -0.1, -1e-4, 1e-4, 0.05, 0.9}) {
      const double j = j0 * (std::exp(alpha * f * eta) - std::exp(-(1.0 - alpha) * f * eta));
      const auto found = activation_overpotential(j, j0, alpha, T);
      EXPECT_NEAR(found.value, eta, 1e-12 * std::max(1.0, std::abs(eta)));
      const double h = 1e-6 * std::max(std::abs(j), 1e-3);
      const double slope =
          (activation_overpotential(j + h, j0, alpha, T).value - activation_overpotential(j - h, j0, alpha, T).value) /
          (2 * h);
      EXPECT_NEAR(found.d_dj, slope, 1e-5 * std::abs(slope));
      const double k = 1e-6;
      const double slope0 =
          (activation_overpotential(j, j0 + k, alpha, T).value - activation_overpotential(j, j0 - k, alpha, T).value) /
          (2 * k);
      EXPECT_NEAR(found.d_dj0, slope0, 1e-5 * std::abs(slope0) + 1e-9);
    }
  }
}

}  // namespace
}  // namespace silith::testing
