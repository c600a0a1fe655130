#pragma once
#include <vector>

#include "instrument/dialect.hpp"
#include "instrument/table.hpp"

namespace silith {

/// What a dialect does that its tables do not say.
struct CyclingHabits {
  bool pairs_charge_first = false;  ///< its efficiencies pair a charge with the discharge after it
};

/// Ends the reading if the heading has no voltage, no current, or nothing that tells the time.
void require_cycling_columns(const TableSource& source, const Heading& heading,
                             const std::vector<TableColumn>& columns);

/// A record from rows as an instrument wrote them: time that starts again or wraps goes on, an unsigned current gets
/// the sign of the mode, steps are counted through the file (the schedule's own number stays in step_index), counters
/// are named by where they start again, steps are summarised, and contradictions become findings.
Record cycling_record(const Input& input, Table table, const CyclingHabits& habits = {});

/// Heading, columns and rows of a plain table of cycling data, then cycling_record.
Record read_cycling_table(const TableSource& source, const Heading& heading, const std::vector<ColumnRule>& rules = {},
                          const CyclingHabits& habits = {});

/// What a mode's text says: 1 charge, -1 discharge, 0 rest; 2 if it says none of these.
int mode_direction(std::string_view mode);

}  // namespace silith
