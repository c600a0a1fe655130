#pragma once
#include <cstddef>
#include <vector>

#include "analysis/passed_charge.hpp"

namespace silith {

/// A stretch of a test in which the cell was charged or discharged; rests and short pulses inside belong to it.
struct HalfCycle {
  int direction = 0;                ///< 1 charge, -1 discharge
  int file_cycle = 0;               ///< the instrument's cycle number
  std::size_t first = 0, last = 0;  ///< rows [first, last) of the series, rests after it included
  double start_time = 0.0;          ///< s, of its first row with current
  double duration = 0.0;            ///< s, from there to its last row with current
  double charge = 0.0;              ///< C, >= 0, in its direction
  double against = 0.0;             ///< C, >= 0, what pulses moved the other way
  double energy = 0.0;              ///< J, >= 0, in its direction
  double current = 0.0;             ///< A, >= 0, at which half of its charge had passed at or below (Eq. Q2)
  double held_share = 0.0;          ///< of its charge, passed below 95 % of that current
  double mean_voltage() const { return energy / charge; }  ///< V, weighted with charge
};

/// The half-cycles of a series in the order in which they were run. Within each of the instrument's cycles, stretches
/// of one sign of the current are taken together across rests; a stretch between two others that moves less than 5 % of
/// the cycle's largest is a pulse and belongs to the half-cycle around it. @param series with time, current and cycle
/// @throws std::logic_error if a column is missing
std::vector<HalfCycle> half_cycles(const TimeSeries& series, const PassedCharge& passed);

}  // namespace silith
