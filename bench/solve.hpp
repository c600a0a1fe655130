#pragma once
#include "cases.hpp"
#include "cell1d/simulation.hpp"
#include "timing.hpp"

namespace silith::bench {

/// A named number of the summary of a run. @throws std::logic_error if there is none
double quantity(const Record& record, const std::string& name);

/// Largest voltage difference of two runs of a case, at equal times since the start of a step, V.
double voltage_error(const Record& run, const Record& accurate);

struct Solve {
  Times times;    ///< CPU time of the whole simulate(): set-up, integration, rows of the series, profiles
  Record record;  ///< of the last run
};

/// Runs a case several times.
Solve solve(const Case& of, const SimulationOptions& options, int repetitions);

/// The same at tolerances of 1e-9.
Record accurate_run(const Case& of, SimulationOptions options);

}  // namespace silith::bench
