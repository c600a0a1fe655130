#include "jacobian_check.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cell1d/start_state.hpp"

namespace silith::testing {
namespace {

using Dense = std::vector<std::vector<double>>;  // [row][column]

Dense dense(const CondensedMatrix& matrix) {
  Dense out(matrix.size(), std::vector<double>(matrix.size(), 0.0));
  const auto starts = matrix.core.column_starts();
  for (std::size_t column = 0; column < matrix.core.size(); ++column) {
    for (auto k = static_cast<std::size_t>(starts[column]); k < static_cast<std::size_t>(starts[column + 1]); ++k) {
      out[static_cast<std::size_t>(matrix.core.rows()[k])][column] += matrix.core.values()[k];
    }
  }
  for (const auto& chains : matrix.chains) {
    for (std::size_t k = 0; k < chains.length * chains.width; ++k) {
      const bool last = k / chains.width + 1 == chains.length;
      const std::size_t here = chains.first + k, p = k % chains.width;
      const std::size_t next = last ? chains.core_first + p : here + chains.width;
      if (k >= chains.width) out[here][here - chains.width] += chains.lower[k];
      out[here][here] += chains.diagonal[k];
      out[here][next] += chains.upper[k];
      if (last) out[next][here] += chains.core_lower[p];
    }
  }
  return out;
}

struct State {
  double cj = 0.05;
  std::vector<double> y, y_dot;
};

/// Away from equilibrium, with unequal values everywhere.
State disturbed(const CellModel& model) {
  State state;
  state.y = start_state(model);
  for (std::size_t k = 0; k < state.y.size(); ++k) {
    const double wave = std::sin(1.0 + static_cast<double>(k));
    state.y[k] = state.y[k] == 0.0 ? 0.3 * wave : state.y[k] * (1.0 + 0.01 * wave);
    state.y_dot.push_back(1e-3 * (1.5 + std::cos(static_cast<double>(k))));
  }
  state.y[model.layout().current] = -20.0;
  return state;
}

Dense differences(CellModel& model, const State& state) {
  const std::size_t n = model.size();
  Dense out(n, std::vector<double>(n, 0.0));
  const auto scales = model.scales();
  for (std::size_t column = 0; column < n; ++column) {
    const double step = 1e-5 * std::max(scales[column], std::abs(state.y[column]));
    std::vector<double> plus(n), minus(n);
    const auto shift = [&](double by, std::vector<double>& residual) {
      State shifted = state;
      shifted.y[column] += by;
      shifted.y_dot[column] += state.cj * by;
      EXPECT_EQ(model.residual(0.0, shifted.y, shifted.y_dot, residual), Evaluation::ok);
    };
    shift(step, plus);
    shift(-step, minus);
    for (std::size_t row = 0; row < n; ++row) out[row][column] = (plus[row] - minus[row]) / (2.0 * step);
  }
  return out;
}

void expect_same(const Dense& exact, const Dense& approximate, const std::vector<double>& scales) {
  const std::size_t n = exact.size();
  for (std::size_t row = 0; row < n; ++row) {
    double largest = 0.0;
    for (std::size_t column = 0; column < n; ++column)
      largest = std::max(largest, std::abs(approximate[row][column]) * scales[column]);
    for (std::size_t column = 0; column < n; ++column) {
      ASSERT_NEAR(exact[row][column] * scales[column] / largest, approximate[row][column] * scales[column] / largest,
                  1e-6)
          << "row " << row << ", column " << column;
    }
  }
}

}  // namespace

void expect_exact_jacobian(const Cell& cell) {
  CellModel model(cell);
  const State state = disturbed(model);
  for (const Drive& drive :
       {Drive{.kind = Drive::Kind::current, .value = 10.0}, Drive{.kind = Drive::Kind::voltage, .value = 3.9},
        Drive{.kind = Drive::Kind::power, .value = -80.0}}) {
    model.set_drive(drive);
    ASSERT_EQ(model.assemble(0.0, state.cj, state.y, state.y_dot), Evaluation::ok);
    expect_same(dense(model.jacobian()), differences(model, state), model.scales());
  }
}

}  // namespace silith::testing
