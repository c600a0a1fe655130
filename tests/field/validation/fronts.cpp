#include <deal.II/base/mpi.h>
#include <deal.II/base/quadrature_lib.h>
#include <fmt/format.h>

#include "field/front_cases.hpp"

// Benchmark 5: Zalesak's disk (100 x 100) and the single vortex of period 8 (128 x 128), carried around without and
// with restoring of the profile, and on cells refined at the front. Prints a table; fails where volume is not kept.
namespace {

using namespace silith::field;

struct Case {
  const char* name;
  Flow flow;
  FlowOptions options;
};

bool run(const Case& item) {
  const FlowResult result = carry_around(item.flow, item.options);
  const double cell = item.flow.size / item.options.cells / (1 << item.options.refinements);
  fmt::print("{:<38} {:>8.2f} % {:>10.4g} {:>8.3f} {:>10.1e} {:>7} {:>6}\n", item.name, 100.0 * result.area_loss,
             result.shape_error, result.shape_error / cell, result.phase_drift, result.cells, result.steps);
  const bool kept = std::abs(result.phase_drift) < 1e-3;
  const bool bounded = result.smallest >= -1e-14 && result.largest <= 1.0 + 1e-12;
  return kept && bounded;
}

}  // namespace

int main(int argc, char** argv) {
  const dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  fmt::print("{:<38} {:>10} {:>10} {:>8} {:>10} {:>7} {:>6}\n", "case", "area lost", "shape", "in cells", "volume",
             "cells", "steps");
  const std::vector<Case> cases = {
      {"disk, plain, 100 x 100", slotted_disk(), {.cells = 100, .restoring = 0.0}},
      {"disk, conservative, 100 x 100", slotted_disk(), {.cells = 100, .restoring = 0.2}},
      {"disk, adaptive, 50 x 50 + 2 levels", slotted_disk(), {.cells = 50, .refinements = 2, .restoring = 0.2}},
      {"vortex, plain, 128 x 128", vortex(8.0), {.cells = 128, .restoring = 0.0}},
      {"vortex, conservative, 128 x 128", vortex(8.0), {.cells = 128, .restoring = 0.02}},
      {"vortex, adaptive, 64 x 64 + 2 levels", vortex(8.0), {.cells = 64, .refinements = 2, .restoring = 0.02}}};
  bool good = true;
  for (const Case& item : cases) good = run(item) && good;
  return good ? 0 : 1;
}
