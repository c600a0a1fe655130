#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "record/record.hpp"

namespace silith::report {

/// A stretch of one current direction; rests inside (as in GITT) belong to it.
struct HalfCycle {
  int direction = 0;  ///< +1 charge, -1 discharge
  int cycle = 0;      ///< column "cycle" where it starts; else of its step; else counted from the turns of the current
  std::size_t first = 0, last = 0;  ///< rows of the series
};

/// Charge passed since the start, C, positive charges: the series' column "net_capacity" if it has one, otherwise the
/// trapezoidal integral of "current" over "time". Empty if neither can be had.
std::vector<double> passed_charge(const Record& record);

/// Half cycles in order of time; empty without a current.
std::vector<HalfCycle> half_cycles(const Record& record);

}  // namespace silith::report
