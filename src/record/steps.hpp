#pragma once
#include <cstddef>
#include <vector>

#include "record/record.hpp"

namespace silith {

/// Charge, energy and mean voltage of the rows [first, last) of a series with columns time, voltage and current.
/// Trapezoids between the rows. If the row before `first` belongs to another step and lies earlier in time (cyclers
/// write no row at the start of a step), the gap counts for this step with the values of its first row. Mean voltage is
/// weighted with the magnitude of the current; by time where no charge passes. Fills everything but cycle, step, type,
/// text and end_reason. @throws std::logic_error if the range is empty or out of bounds
StepRow summarise_rows(const TimeSeries& series, std::size_t first, std::size_t last);

/// One row for every run of equal "cycle" and "step" in the series, with its type judged from current and voltage
/// ("rest", "charge", "discharge", "voltage"). @throws std::logic_error if column step is missing or a count is no
/// whole number
std::vector<StepRow> summarise_steps(const TimeSeries& series);

/// Adds columns "step" and "cycle" to a series without them, from the sign of the current: a step ends where charging,
/// discharging and resting turn into each other, a cycle where the direction of the first current comes again after the
/// opposite one. Counted from 0. A column that is there is kept.
/// @param rest_fraction below this fraction of the largest current a cell is at rest
void number_steps(TimeSeries& series, double rest_fraction = 1e-4);

}  // namespace silith
