#pragma once
#include "cell1d/simulation.hpp"
#include "input/case.hpp"

namespace silith {

/// What [solver] and [output] of a case say, as options of its simulation. The one home of that translation.
SimulationOptions simulation_options(const Case& of);

}  // namespace silith
