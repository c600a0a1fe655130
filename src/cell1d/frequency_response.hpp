#pragma once
#include <complex>
#include <span>
#include <vector>

#include "cell1d/cell_model.hpp"
#include "numerics/harmonic_solver.hpp"

namespace silith {

/// dF/dy and dF/dy' of a cell at a state, the current given.
struct LinearisedCell {
  CondensedMatrix stiffness, mass;
};
/// Leaves the model with the laws of this state. @throws NumericsError if a law has no value there
LinearisedCell linearise(CellModel& model, double t, std::span<const double> y, std::span<const double> y_dot);

/// Answer of a cell to a small alternating current at one state (Eq. C14).
class FrequencyResponse {
public:
  enum class Linear { condensed, plain };

  /// Linearises the balances exactly; the model is left with the laws of this state.
  /// @param y, y_dot [size] a consistent state;  @throws NumericsError if a law has no value there
  FrequencyResponse(CellModel& model, double t, std::span<const double> y, std::span<const double> y_dot,
                    Linear linear = Linear::condensed);

  /// The core's unknowns per A/m^2 of charging current, [core size]; valid until the next call.
  /// @param frequency Hz, positive  @throws NumericsError if the matrix is singular
  std::span<const std::complex<double>> at(double frequency);
  /// ohm m^2
  std::complex<double> impedance(double frequency) { return at(frequency)[voltage_]; }

private:
  double t_;
  std::size_t current_, voltage_;
  std::unique_ptr<HarmonicSolver> solver_;
  std::vector<std::complex<double>> answer_;
};

}  // namespace silith
