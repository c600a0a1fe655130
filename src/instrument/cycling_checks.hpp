#pragma once
#include "record/record.hpp"

namespace silith {

/// Adds to a record of cycling data its main numbers (cycles, charges of the first cycle, efficiency) and findings
/// about what contradicts itself: counter against integral of the current, efficiencies above 100 %, half-cycles paired
/// the wrong way round, values that only fit another unit.
/// @param pairs_charge_first the instrument pairs a charge with the discharge after it
void check_cycling(Record& record, bool pairs_charge_first);

}  // namespace silith
