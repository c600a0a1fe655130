#include "cell1d/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/diagnostic.hpp"
#include "cell1d/checkpointing.hpp"
#include "cell1d/run_summary.hpp"
#include "cell1d/single_particle.hpp"
#include "cell1d/step_runner.hpp"

namespace silith {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What happened, where, what ran out, what to change.
std::string failure_text(const CellModel& model, const NumericsError& error, const Step& step, std::size_t number,
                         const RunState& state, double longest_step) {
  const auto& layout = model.layout();
  std::string text = fmt::format("step {} ({}) could not go on at t = {:.6g} s: {}\n", number + 1, step.text,
                                 error.last_good_time(), error.what());
  text += fmt::format("  last good state: {:.4f} V, {:.4g} mA/cm^2, {:.4g} mAh/cm^2 passed in this step\n",
                      state.y[layout.voltage], 0.1 * state.y[layout.current],
                      (state.y[layout.charge] - state.charge_start) / 36000.0);
  // Trial states that were out of range earlier were overcome; only those at the end tell what ran out.
  const double at_the_end = error.last_good_time() - 1e-6 * std::max(1.0, error.last_good_time());
  if (const auto& violation = model.violation(); violation && violation->time >= at_the_end) {
    const auto& v = *violation;
    const bool salt = v.population.empty();
    text +=
        fmt::format("  what ran out: {} in layer \"{}\" at x = {:.4g} um came to {:.6g}, allowed {:.6g} to {:.6g}{}\n",
                    salt ? "salt" : fmt::format("lithium content of \"{}\"", v.population), v.layer, 1e6 * v.position,
                    v.value, v.allowed.min, v.allowed.max, salt ? " mol/m^3" : "");
  }
  if (state.t >= state.step_start + (1.0 - 1e-9) * longest_step)
    return text + "  change the limit, or give the step a time limit as well (\"... or for 10 h\")";
  return text +
         "  lower the current, end the step earlier (a cut-off voltage or a time), or check the cell's capacity and "
         "initial state";
}

/// Everything in a protocol that could only fail later, in the middle of a run.
/// @throws InputError
void check_against(const Protocol& protocol, const Cell& cell) {
  check_protocol(protocol);
  const CellScale scale{
      .area = cell.area, .nominal_capacity = cell.nominal_capacity, .active_mass = cell.active_mass * cell.area};
  for (const auto& step : protocol.steps) {
    if (const auto* constant = std::get_if<ConstantCurrent>(&step.control)) to_ampere(constant->current, scale);
    for (const auto& limit : step.limits) {
      if (limit.of == Limit::Of::current_magnitude && limit.current) to_ampere(*limit.current, scale);
      if (limit.of == Limit::Of::capacity) capacity_limit(limit, scale);
    }
    const auto* profile = std::get_if<CurrentProfile>(&step.control);
    if (profile == nullptr) continue;
    if (profile->time.size() < 2 || profile->time.size() != profile->current.size())
      throw InputError(fmt::format("the current profile \"{}\" has fewer than two points", profile->file),
                       "give the current at two times at least");
  }
}

class Run {
public:
  Run(const Cell& cell, const Protocol& protocol, const SimulationOptions& options)
      : protocol_(protocol),
        options_(options),
        model_(options.model == SimulationOptions::Model::full ? cell : single_particle_cell(cell)),
        observer_(model_),
        runner_(model_, options, result_.record) {
    result_.record.series = observer_.empty_series();
    result_.record.area = cell.area;
    result_.record.active_mass = cell.active_mass * cell.area;
    result_.record.title = cell.name;
  }

  void resume(const Checkpoint& checkpoint) {
    RunState state;
    SnapshotKeeper::Snapshots snapshots;
    restore(checkpoint, model_.size(), state, result_.record, snapshots);
    runner_.resume(state);
    runner_.snapshots().restore(std::move(snapshots));
  }

  bool failed() const { return result_.failure.has_value(); }

  /// What the run left; to be asked for once.
  SimulationResult result() {
    write_profiles();
    summarise(result_.record, runner_.balance(), runner_.statistics(), model_, seconds_since(start_));
    if (result_.failure) result_.record.findings.push_back({"run-ended-early", "error", *result_.failure, ""});
    return std::move(result_);
  }

  /// Everything so far, from which another run of the same cell can go on.
  Checkpoint checkpoint() { return capture(runner_.state(), result_.record, runner_.snapshots().snapshots()); }

  /// The steps that are left, up to the end or a failure.
  void go() {
    const auto& steps = protocol_.steps;
    while (runner_.state().step < steps.size()) {
      const std::size_t number = runner_.state().step;
      const Step& step = steps[number];
      try {
        if (runner_.run(step, static_cast<int>(number), [&] { return go_on(step, number); }) ==
            StepRunner::End::stopped) {
          result_.last_state = checkpoint();
          result_.failure =
              fmt::format("stopped at t = {:.6g} s in step {} ({})", runner_.state().t, number + 1, step.text);
          return;
        }
      } catch (const NumericsError& error) {
        result_.failure = failure_text(model_, error, step, number, runner_.state(), options_.longest_step);
        return;
      }
    }
  }

private:
  bool go_on(const Step& step, std::size_t number) {
    if (options_.stop != nullptr && options_.stop->load()) return false;
    if (options_.progress) {
      const double done =
          (static_cast<double>(number) + runner_.fraction_done(step)) / static_cast<double>(protocol_.steps.size());
      options_.progress(done, step.text);
    }
    if (options_.checkpoint && options_.checkpoint_interval > 0.0 &&
        seconds_since(last_checkpoint_) >= options_.checkpoint_interval) {
      options_.checkpoint(checkpoint());
      last_checkpoint_ = Clock::now();
    }
    return true;
  }

  void write_profiles() {
    if (runner_.snapshots().snapshots().empty()) return;
    result_.record.profiles = observer_.empty_profiles();
    for (const auto& snapshot : runner_.snapshots().snapshots()) {
      observer_.append(result_.record.profiles, snapshot.t, snapshot.y);
    }
  }

  const Protocol& protocol_;
  const SimulationOptions& options_;
  SimulationResult result_;
  CellModel model_;
  Observer observer_;
  StepRunner runner_;
  Clock::time_point start_ = Clock::now(), last_checkpoint_ = Clock::now();
};

/// The steps that all protocols begin with.
Protocol common_beginning(std::span<const Protocol> protocols) {
  Protocol common = protocols.front();
  for (const Protocol& other : protocols.subspan(1)) {
    const auto parting =
        std::mismatch(common.steps.begin(), common.steps.end(), other.steps.begin(), other.steps.end()).first;
    common.steps.erase(parting, common.steps.end());
  }
  return common;
}

}  // namespace

void SimulationOptions::validate() const {
  if (!(relative_tolerance > 0.0 && relative_tolerance <= 1e-2)) {
    throw InputError(fmt::format("relative tolerance {:g} is not usable", relative_tolerance),
                     "allowed: above 0, up to 1e-2");
  }
  if (!(absolute_tolerance > 0.0 && absolute_tolerance <= 1e-2)) {
    throw InputError(fmt::format("absolute tolerance {:g} is not usable", absolute_tolerance),
                     "allowed: above 0, up to 1e-2");
  }
  if (!(max_step >= 0.0))
    throw InputError(fmt::format("a longest step of {:g} s is not usable", max_step), "0: no limit");
  if (!(longest_step > 0.0))
    throw InputError("the longest duration of a step must be above zero", "100 days by default");
  if (!std::is_sorted(profile_times.begin(), profile_times.end())) {
    throw InputError("the times for profiles do not ascend", "write output.profile_times in ascending order");
  }
}

SimulationResult simulate(const Cell& cell, const Protocol& protocol, const SimulationOptions& options,
                          const Checkpoint* resume) {
  options.validate();
  check_against(protocol, cell);
  Run run(cell, protocol, options);
  if (resume != nullptr) run.resume(*resume);
  run.go();
  return run.result();
}

std::vector<SimulationResult> simulate_all(const Cell& cell, std::span<const Protocol> protocols,
                                           const SimulationOptions& options) {
  if (protocols.empty()) return {};
  if (protocols.size() == 1) return {simulate(cell, protocols.front(), options)};
  options.validate();
  for (const Protocol& protocol : protocols) check_against(protocol, cell);
  const Protocol common = common_beginning(protocols);
  Run beginning(cell, common, options);
  beginning.go();
  if (beginning.failed()) return std::vector<SimulationResult>(protocols.size(), beginning.result());
  const Checkpoint parting = beginning.checkpoint();
  std::vector<SimulationResult> results;
  for (const Protocol& protocol : protocols) {
    Run branch(cell, protocol, options);
    branch.resume(parting);
    branch.go();
    results.push_back(branch.result());
  }
  return results;
}

}  // namespace silith
