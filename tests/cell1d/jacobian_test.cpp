#include <gtest/gtest.h>

#include <cmath>

#include "cell1d/cell_model.hpp"
#include "cell1d/exchange.hpp"
#include "cell1d/start_state.hpp"
#include "marquis.hpp"

namespace silith::testing {
namespace {

/// dF/dy + cj dF/dy' column by column from differences, against the assembled matrix applied to unit vectors.
void expect_jacobian_matches_differences(CellModel& model, std::vector<double> y, std::vector<double> y_dot,
                                         double cj) {
  const std::size_t n = model.size();
  ASSERT_EQ(model.assemble(0.0, cj, y, y_dot), Evaluation::ok);
  auto solver = make_condensed_solver();
  // A column of the true Jacobian, solved with the assembled one, must give the unit vector back.
  ASSERT_TRUE(solver->factorise(model.jacobian()));
  const auto scales = model.scales();
  for (std::size_t column = 0; column < n; ++column) {
    const double step = 1e-6 * std::max(scales[column], std::abs(y[column]));
    std::vector<double> plus(n), minus(n);
    auto shift = [&](double by, std::vector<double>& out) {
      auto y_shifted = y, rate_shifted = y_dot;
      y_shifted[column] += by;
      rate_shifted[column] += cj * by;
      ASSERT_EQ(model.residual(0.0, y_shifted, rate_shifted, out), Evaluation::ok);
    };
    shift(step, plus);
    shift(-step, minus);
    for (std::size_t k = 0; k < n; ++k) plus[k] = (plus[k] - minus[k]) / (2.0 * step);
    solver->solve(plus);
    for (std::size_t k = 0; k < n; ++k) {
      const double expected = k == column ? 1.0 : 0.0;
      ASSERT_NEAR(plus[k] / scales[k] * scales[column], expected, 2e-4) << "row " << k << ", column " << column;
    }
  }
}

TEST(CellModelJacobian, OfTheDfnMatchesDifferences) {
  CellModel model(marquis_cell({.anode = 3, .separator = 2, .cathode = 3, .shells = 4}));
  model.set_drive({.kind = Drive::Kind::power, .value = -80.0});
  auto y = start_state(model);
  std::vector<double> y_dot(model.size(), 0.0);
  y[model.layout().current] = -20.0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    if (k > 3) y[k] *= 1.0 + 0.01 * std::sin(1.0 + static_cast<double>(k));
    y_dot[k] = 1e-5 * std::cos(static_cast<double>(k));
  }
  expect_jacobian_matches_differences(model, y, y_dot, 0.05);
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
