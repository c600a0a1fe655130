#pragma once
#include "instrument/table.hpp"

namespace silith {

/// Gives the table a column "time" that never runs backwards: from test time, else from step time, else from dates.
/// Clocks that wrap (24 h, 100 h) or start again go on from where they stood; time without unit in the heading takes
/// its unit from the dates if these show minutes or hours. Everything done is said in the findings.
/// @throws InputError if the table has none of the three
void repair_time(const Input& input, Table& table);

}  // namespace silith
