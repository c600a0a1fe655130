#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <new>

#include "cell1d/cell_model.hpp"
#include "cell1d/start_state.hpp"
#include "cells.hpp"

// The residual and the Jacobian allocate nothing once the pattern is known: every use of operator new is counted,
// except under the address sanitizer, which has its own.
#ifndef __SANITIZE_ADDRESS__
namespace {
long allocations = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace silith::testing {
namespace {

TEST(CellModel, ResidualAndJacobianAllocateNothing) {
  for (const Cell& cell : {double_layer_cell(), salt_half_cell(), symmetric_cell()}) {
    CellModel model(cell);
    auto solver = make_condensed_solver();
    const auto y = start_state(model);
    std::vector<double> y_dot(model.size(), 1e-6), out(model.size()), b(model.size(), 1.0);
    const auto once = [&] {
      ASSERT_EQ(model.residual(0.0, y, y_dot, out), Evaluation::ok);
      ASSERT_EQ(model.assemble(0.0, 0.1, y, y_dot), Evaluation::ok);
      ASSERT_TRUE(solver->factorise(model.jacobian()));
      solver->solve(b);
    };
    once();
    const long before = allocations;
    for (int k = 0; k < 20; ++k) once();
    EXPECT_EQ(allocations, before) << cell.name;
  }
}

}  // namespace
}  // namespace silith::testing
#endif
