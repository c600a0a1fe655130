#include <fmt/format.h>

#include "field/moving_front.hpp"

// Benchmark 3: the core of a sphere that swells fourfold behind a front, of several widths, at three depths, and what
// it comes to for a sharp front. Prints a table; fails where that is more than 2 % off.
int main(int argc, char** argv) {
  using namespace silith::field::testing;
  const dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  fmt::print("{:>6} {:>7} {:>10} {:>10} {:>10} {:>9} {:>10}\n", "depth", "width", "core/sY", "sharp/sY", "error",
             "ratio", "mises/sY");
  bool good = true;
  for (const double depth : {0.75, 0.5, 0.25}) {
    double before = 0.0, error_before = 0.0, limit = 0.0, exact = 0.0;
    for (const double width : {0.04, 0.02, 0.01}) {
      const MovingFrontResult found = solve(MovingFront{.width = width, .depth = depth});
      const double error = found.core - found.exact;
      fmt::print("{:6.2f} {:7.3f} {:10.4f} {:10.4f} {:10.4f} {:>9} {:10.6f}\n", depth, width, found.core, found.exact,
                 error, error_before != 0.0 ? fmt::format("{:.3f}", error_before / error) : "",
                 found.largest_von_mises);
      limit = 2.0 * found.core - before;
      before = found.core;
      error_before = error;
      exact = found.exact;
      good = good && found.largest_von_mises <= 1.0 + 1e-6;
    }
    const double off = limit / exact - 1.0;
    fmt::print("{:6.2f} {:>7} {:10.4f} {:10.4f} {:9.2f} %\n", depth, "limit", limit, exact, 100.0 * off);
    good = good && std::abs(off) <= 0.02;
  }
  return good ? 0 : 1;
}
