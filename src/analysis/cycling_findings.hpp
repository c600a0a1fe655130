#pragma once
#include "analysis/cycling.hpp"

namespace silith {

/// What the record says against itself, as far as the pairing of this analysis leaves it standing, and what the
/// analysis adds. @param broken_off the file ends within the last half-cycle
void add_cycling_findings(Cycling& result, const Record& record, const CyclingOptions& options, bool broken_off);

}  // namespace silith
