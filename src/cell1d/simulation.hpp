#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cell/cell.hpp"
#include "protocol/protocol.hpp"
#include "record/checkpoint.hpp"
#include "record/record.hpp"

namespace silith {

struct SimulationOptions {
  enum class Model { full, single_particle } model = Model::full;
  double relative_tolerance = 3e-6;
  double absolute_tolerance = 1e-6;  ///< times the magnitude at which an unknown matters (1 V, x = 1, ...)
  double max_step = 0.0;             ///< s; 0: no limit
  enum class Linear { condensed, plain } linear = Linear::condensed;
  double longest_step = 100.0 * 24 * 3600;  ///< s; a step of the protocol that lasts longer never reaches its end
  int profile_snapshots = 32;               ///< at most about this many besides the ends of the steps; 0: none at all
  std::vector<double> profile_times;        ///< s from the start of the protocol, ascending: kept besides the snapshots
  double checkpoint_interval = 0.0;         ///< s of wall time between two calls of `checkpoint`; 0: none
  std::function<void(const Checkpoint&)> checkpoint;
  std::function<void(double fraction, const std::string& step)> progress;
  const std::atomic<bool>* stop = nullptr;  ///< set from outside (Ctrl-C): the run ends after the current internal step
  /// @throws InputError on values that make no sense
  void validate() const;
};

/// What a run left; everything up to a failure is kept.
struct SimulationResult {
  Record record;
  std::optional<std::string> failure;  ///< why the run ended early: what was tried, where, what ran out, what to change
  std::optional<Checkpoint> last_state;  ///< from which a stopped run goes on
};

/// Runs a protocol on the 1-D cell model. @param resume state of an earlier run of the same case
/// @throws InputError if cell, protocol or checkpoint do not fit
SimulationResult simulate(const Cell& cell, const Protocol& protocol, const SimulationOptions& options,
                          const Checkpoint* resume = nullptr);

/// Runs several protocols on one cell, each from the cell's initial state; the steps that all of them begin with are
/// computed once. Series and steps are those of simulate(); balances, counts and wall time are those since the
/// protocols part, as after a resume.
/// @throws InputError if cell and a protocol do not fit
std::vector<SimulationResult> simulate_all(const Cell& cell, std::span<const Protocol> protocols,
                                           const SimulationOptions& options);

}  // namespace silith
