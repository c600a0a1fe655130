#pragma once
#include "instrument/table.hpp"

namespace silith {

/// Names counters of capacity and energy by where they start again, as the Battery Data Format does: charging_capacity
/// counts since the start of the test, cycle_charging_capacity and step_charging_capacity since that of the cycle or
/// step. A single counter without direction becomes (cycle_, step_)cumulative_capacity, a signed one net_capacity. One
/// that starts again elsewhere is a finding.
void name_counters(Table& table);

}  // namespace silith
