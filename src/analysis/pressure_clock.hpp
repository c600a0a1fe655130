#pragma once
#include <vector>

#include "record/record.hpp"

namespace silith {

/// Puts the pressure of a logger on the rows of a record, Eq. PR5: linear between the logger's rows, NaN outside them.
/// An own column of pressure is replaced. @param log series with time and pressure
/// @param shift s, added to the logger's time to give the record's  @throws InputError if no row is covered
void add_logged_pressure(Record& record, const TimeSeries& log, double shift);

struct ClockShift {
  double shift = 0.0;        ///< s
  double correlation = 0.0;  ///< of the pressure with charge, discharge and time, 0 to 1, at this shift
};

/// The shift near a given one at which the logger's pressure follows the charge best, Eq. PR6, within half of the
/// shortest half-cycle. @throws InputError if the record has no half-cycle or the logger covers less than half of it
ClockShift find_clock_shift(const Record& record, const TimeSeries& log, double near);

}  // namespace silith
