#pragma once
#include "cell1d/observer.hpp"
#include "numerics/ida_solver.hpp"
#include "record/record.hpp"

namespace silith {

/// The quantities of a finished (or stopped) run, in the order they are shown.
void summarise(Record& record, const BalanceMonitor& balance, const IdaStatistics& statistics, const CellModel& model,
               double wall_time);

}  // namespace silith
