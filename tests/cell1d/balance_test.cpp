#include <gtest/gtest.h>

#include "cell1d/observer.hpp"
#include "cell1d/start_state.hpp"
#include "cells.hpp"
#include "numerics/ida_solver.hpp"
#include "runs.hpp"

namespace silith::testing {
namespace {

void expect_balances(const Cell& cell, const std::vector<Step>& steps) {
  for (const double tolerance : {1e-3, 1e-5, 1e-8}) {
    const Record record = run(cell, steps, with_tolerance(tolerance));
    EXPECT_LE(quantity(record, "lithium_balance_error"), 1e-10) << cell.name << " at " << tolerance;
    EXPECT_LE(quantity(record, "charge_balance_error"), 1e-8) << cell.name << " at " << tolerance;
    EXPECT_GT(std::abs(record.steps.front().charge), 0.1 * cell.area * 3600.0);
  }
}

std::vector<Step> there_and_back() {
  return {until_time(constant_current(2.5), 4000.0), until_time(rest(), 1000.0),
          until_time(constant_current(-2.5), 2000.0)};
}

TEST(Balances, OfTheDoubleLayerCell) {
  expect_balances(double_layer_cell(), there_and_back());
}
TEST(Balances, OfTheSymmetricCell) {
  expect_balances(symmetric_cell(), there_and_back());
}
TEST(Balances, OfTheMetalCell) {
  expect_balances(metal_cell(), there_and_back());
}
TEST(Balances, OfTheMetalOnTheOtherSide) {
  expect_balances(reversed_metal_cell(), {until_time(constant_current(-2.5), 4000.0), until_time(rest(), 1000.0)});
}
TEST(Balances, OfTheSaltHalfCell) {
  expect_balances(salt_half_cell(), there_and_back());
}

TEST(Balances, OfARestAreNoNoise) {
  const Record record = run(double_layer_cell(), {until_time(rest(), 1e5)});
  EXPECT_LE(quantity(record, "lithium_balance_error"), 1e-10);
  EXPECT_LE(quantity(record, "charge_balance_error"), 1e-8);
}

/// A cell model with something lost in one of its balances.
class LeakingModel : public DaeSystem {
public:
  LeakingModel(CellModel& model, std::size_t row, double leak) : model_(model), row_(row), leak_(leak) {}
  std::size_t size() const override { return model_.size(); }
  Evaluation residual(double t, std::span<const double> y, std::span<const double> y_dot,
                      std::span<double> out) override {
    const auto evaluation = model_.residual(t, y, y_dot, out);
    out[row_] += leak_;
    return evaluation;
  }
  Evaluation assemble(double t, double cj, std::span<const double> y, std::span<const double> y_dot) override {
    return model_.assemble(t, cj, y, y_dot);
  }
  CondensedMatrix& jacobian() override { return model_.jacobian(); }
  std::span<const double> differential() const override { return model_.differential(); }

private:
  CellModel& model_;
  std::size_t row_;
  double leak_;
};

struct BalanceErrors {
  double lithium, charge;
};

/// An hour of charging with a leak in one row.
BalanceErrors errors_with_leak(CellModel& model, std::size_t row, double leak) {
  LeakingModel leaking(model, row, leak);
  model.set_drive({.kind = Drive::Kind::current, .value = 2.5});
  const auto start = start_state(model);
  const std::vector<double> y_dot(model.size(), 0.0);
  IdaOptions options;
  options.relative_tolerance = 1e-6;
  options.absolute_tolerance.assign(model.size(), 1e-6);
  IdaSolver solver(leaking, options, make_condensed_solver());
  BalanceMonitor monitor(model, start);
  solver.start(0.0, start, y_dot);
  EXPECT_TRUE(solver.make_consistent(1.0));
  for (auto outcome = IdaSolver::Outcome::stepped; outcome == IdaSolver::Outcome::stepped;) {
    outcome = solver.step(3600.0);
    monitor.look(solver.y());
  }
  return {monitor.lithium_error(), monitor.charge_error()};
}

TEST(BalanceMonitor, SeesALeakInOneNodeOfAParticle) {
  CellModel model(double_layer_cell());
  const auto& silicon = model.layout().layers[0].populations[1];
  const BalanceErrors whole = errors_with_leak(model, silicon.interior + 5, 0.0);
  EXPECT_LE(whole.lithium, 1e-10);
  EXPECT_LE(whole.charge, 1e-8);
  const BalanceErrors leaking = errors_with_leak(model, silicon.interior + 5, 1e-10);  // of its sites a second
  EXPECT_GT(leaking.lithium, 1e-9);
  EXPECT_GT(leaking.charge, 1e-7);
}

TEST(BalanceMonitor, SeesALeakInOneFaceOfTheSeparator) {
  CellModel model(double_layer_cell());
  const std::size_t row = model.layout().layers[2].phi_i + 1;
  const BalanceErrors leaking = errors_with_leak(model, row, 1e-5);  // A/m^2 of 2.5 that never arrive
  EXPECT_GT(leaking.lithium, 1e-9);
  EXPECT_GT(leaking.charge, 1e-7);
}

TEST(BalanceMonitor, SeesALeakInTheNetwork) {
  CellModel model(double_layer_cell());
  const auto& network = model.layout().layers[1].populations[0];
  const BalanceErrors leaking = errors_with_leak(model, network.x + 2, 1e-5);
  EXPECT_GT(leaking.lithium, 1e-9);
  EXPECT_GT(leaking.charge, 1e-7);
}

}  // namespace
}  // namespace silith::testing
