#pragma once
#include <vector>

#include "cell1d/step_runner.hpp"
#include "record/checkpoint.hpp"
#include "record/record.hpp"

namespace silith {

/// All that a run needs to go on: the state, and what was recorded so far.
Checkpoint capture(const RunState& state, const Record& record, const SnapshotKeeper::Snapshots& snapshots);

/// @param size unknowns of the model. @param record with the columns of the model's series
/// @throws InputError if the checkpoint is of another case
void restore(const Checkpoint& checkpoint, std::size_t size, RunState& state, Record& record,
             SnapshotKeeper::Snapshots& snapshots);

}  // namespace silith
