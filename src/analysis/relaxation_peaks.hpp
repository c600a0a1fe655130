#pragma once
#include "analysis/relaxation_times.hpp"

namespace silith {

/// Fills peaks, tail_from and polarisation_resistance from gamma. @param step spacing of ln tau
void add_peaks(RelaxationTimes& result, double step);

}  // namespace silith
