#pragma once
#include <span>

#include "cell1d/cell_model.hpp"
#include "protocol/protocol.hpp"
#include "record/spectrum.hpp"

namespace silith {

/// Impedance of a model at a state with its parts (Eq. C14 to C16); without a title.
/// @param y, y_dot [size] a consistent state;  @throws NumericsError if it cannot be linearised
Spectrum impedance_spectrum(CellModel& model, double t, std::span<const double> y, std::span<const double> y_dot,
                            const ImpedanceSweep& sweep);

}  // namespace silith
