#include "cell1d/step_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.hpp"
#include "cell1d/impedance_spectrum.hpp"
#include "cell1d/start_state.hpp"

namespace silith {
namespace {

constexpr double consistency_horizon = 1.0;  // s: scale of the first step for consistent initial values

IdaOptions integrator_options(const CellModel& model, const SimulationOptions& options) {
  IdaOptions ida;
  ida.relative_tolerance = options.relative_tolerance;
  ida.absolute_tolerance = model.scales();
  for (double& tolerance : ida.absolute_tolerance) tolerance *= options.absolute_tolerance;
  // The voltage is off by about half of its tolerance, whatever the mesh; without one of its own its errors grow
  // towards a steep end. The other tolerances pass into it weakly: few need a microvolt, whatever concentrations are
  // for.
  const double voltage_tolerance = 1e-5 * std::sqrt(std::sqrt(options.relative_tolerance / 1e-5));  // V
  const double charge_tolerance = 1e3 * options.relative_tolerance;                                 // C/m^2
  ida.watched = {{model.layout().voltage, voltage_tolerance}, {model.layout().charge, charge_tolerance}};
  ida.max_step = options.max_step;
  return ida;
}

std::unique_ptr<LinearSolver> linear_solver(SimulationOptions::Linear kind) {
  return kind == SimulationOptions::Linear::condensed ? make_condensed_solver() : make_plain_solver();
}

/// Of a time, s.
double round_off(double t) {
  return 1e-12 * std::max(1.0, std::abs(t));
}

Drive between(const Drive& from, const Drive& to, double share) {
  Drive drive = to;
  drive.value = (1.0 - share) * from.value + share * to.value;
  return drive;
}

}  // namespace

StepRunner::StepRunner(CellModel& model, const SimulationOptions& options, Record& record)
    : model_(model),
      options_(options),
      record_(record),
      observer_(model),
      solver_(model, integrator_options(model, options), linear_solver(options.linear)),
      balance_(model, start_state(model)),
      snapshots_(options.profile_snapshots),
      scale_{.area = model.cell().area,
             .nominal_capacity = model.cell().nominal_capacity,
             .active_mass = model.cell().active_mass * model.cell().area},
      scratch_(model.size()) {
  state_.y = start_state(model);
  state_.y_dot.assign(model.size(), 0.0);
}

void StepRunner::resume(const RunState& state) {
  state_ = state;
}

Drive StepRunner::drive_of(const Step& step) const {
  const double area = scale_.area;
  Drive drive;
  drive.area = area;
  if (const auto* current = std::get_if<ConstantCurrent>(&step.control)) {
    drive.value = to_ampere(current->current, scale_) / area;
  } else if (const auto* voltage = std::get_if<ConstantVoltage>(&step.control)) {
    drive.kind = Drive::Kind::voltage;
    drive.value = voltage_of(*voltage);
  } else if (const auto* power = std::get_if<ConstantPower>(&step.control)) {
    drive.kind = Drive::Kind::power;
    drive.value = power->power / area;
  } else if (const auto* profile = std::get_if<CurrentProfile>(&step.control)) {
    drive.kind = Drive::Kind::profile;
    drive.profile = profile;
    drive.profile_start = state_.step_start;
  }
  return drive;
}

/// What a voltage step holds. Once it has begun, the voltage it began with is already the one it holds.
double StepRunner::voltage_of(const ConstantVoltage& held) const {
  if (held.from == ConstantVoltage::From::zero) return held.voltage;
  return state_.inside_step ? state_.start_voltage : state_.y[model_.layout().voltage] + held.voltage;
}

StateLimit StepRunner::state_limit(const Limit& limit) const {
  const double area = scale_.area;
  switch (limit.of) {
    case Limit::Of::voltage:
      return {StateLimit::Of::voltage, limit.value, 0.0};
    case Limit::Of::current_magnitude: {
      const double ampere = limit.current ? to_ampere(*limit.current, scale_) : limit.value;
      return {StateLimit::Of::current_magnitude, std::abs(ampere) / area, 0.0};
    }
    case Limit::Of::capacity:
      return {StateLimit::Of::charge_magnitude, capacity_limit(limit, scale_) / area, state_.charge_start};
    case Limit::Of::time:
      break;
  }
  throw std::logic_error("a time limit is no limit of the state");
}

StepRunner::Ending StepRunner::ending_of(const Step& step) const {
  Ending ending;
  ending.stop_time = state_.step_start + options_.longest_step;
  const auto stop_at = [&](double duration, const std::string& reason) {
    const double time = state_.step_start + duration;
    if (!ending.time_reason.empty() && ending.stop_time <= time) return;
    ending.stop_time = time;
    ending.time_reason = reason;
  };
  for (const auto& limit : step.limits) {
    if (limit.of == Limit::Of::time) {
      stop_at(limit.value, "time");
      continue;
    }
    ending.limits.push_back(state_limit(limit));
    static const char* const names[] = {"voltage", "current", "time", "capacity"};
    ending.reasons.emplace_back(names[static_cast<int>(limit.of)]);
  }
  if (const auto* profile = std::get_if<CurrentProfile>(&step.control)) stop_at(profile->time.back(), "end of profile");
  return ending;
}

bool StepRunner::try_drive(const Drive& drive) {
  model_.set_drive(drive);
  solver_.start(state_.t, state_.y, state_.y_dot);
  if (!solver_.make_consistent(state_.t + consistency_horizon)) return false;
  accept_state();
  return true;
}

void StepRunner::accept_state() {
  state_.t = solver_.time();
  const auto y = solver_.y(), y_dot = solver_.y_dot();
  std::copy(y.begin(), y.end(), state_.y.begin());
  std::copy(y_dot.begin(), y_dot.end(), state_.y_dot.begin());
}

/// What drives the cell now, in terms of another drive's quantity.
Drive StepRunner::present_drive(const Drive& like) const {
  const double V = state_.y[model_.layout().voltage], I = state_.y[model_.layout().current];
  Drive present = like;
  present.value = like.kind == Drive::Kind::voltage ? V : like.kind == Drive::Kind::power ? V * I : I;
  return present;
}

/// Consistent values under a new drive: at once, or approached from the present one in shares.
void StepRunner::find_consistent_state(const Drive& target) {
  std::fill(state_.y_dot.begin(), state_.y_dot.end(), 0.0);
  if (try_drive(target)) return;
  Drive goal = target;
  if (target.kind == Drive::Kind::profile) {
    goal.kind = Drive::Kind::current;
    goal.value = target.current(state_.t);
  }
  const Drive present = present_drive(goal);
  constexpr double smallest_share = 1.0 / 512.0;
  double reached = 0.0, share = 0.25;
  while (reached < 1.0) {
    const double next = std::min(1.0, reached + share);
    if (try_drive(between(present, goal, next))) {
      reached = next;
      share *= 2.0;
    } else if ((share *= 0.5) < smallest_share) {
      throw NumericsError(
          fmt::format("no consistent state was found beyond {:.0f} % of the step's set value", 100.0 * reached),
          state_.t);
    }
  }
  if (target.kind == Drive::Kind::profile && !try_drive(target)) {
    throw NumericsError("no consistent state was found at the start of the profile", state_.t);
  }
}

void StepRunner::begin(const Step& step, int number) {
  state_.step_start = state_.t;
  state_.charge_start = state_.y[model_.layout().charge];
  state_.energy_start = state_.y[model_.layout().energy];
  state_.voltage_time = 0.0;
  model_.set_limits({});
  find_consistent_state(drive_of(step));
  state_.start_voltage = state_.y[model_.layout().voltage];
  state_.inside_step = true;
  write_row(state_.t, state_.y, step, number);
  snapshots_.keep_end(state_.t, state_.y);
}

std::optional<std::string> StepRunner::already_passed(const Step& step, const Ending& ending) const {
  std::size_t k = 0;
  for (const auto& limit : step.limits) {
    if (limit.of == Limit::Of::time) continue;
    const double distance = model_.distance(ending.limits[k], state_.y);
    const bool passed = limit.when == Limit::When::above ? distance >= 0.0 : distance <= 0.0;
    if (passed) return ending.reasons[k];
    ++k;
  }
  return std::nullopt;
}

/// A limit passed before anything moved: the step is over, with a warning.
bool StepRunner::ends_at_once(const Step& step, int number, const Ending& ending) {
  const auto limit = already_passed(step, ending);
  if (!limit) return false;
  record_.findings.push_back(
      {"limit-already-passed", "warning",
       fmt::format("step {} ({}): the {} limit was already passed at the start; the step ended at once", number + 1,
                   step.text, *limit),
       "check the order of the steps and their limits"});
  finish(step, number, *limit + " (already passed)");
  return true;
}

void StepRunner::write_row(double t, std::span<const double> y, const Step& step, int number) {
  observer_.append(record_.series, t, y, number, step.cycle);
  state_.last_row_time = t;
  state_.last_row_voltage = y[model_.layout().voltage];
}

void StepRunner::row_between(double t, const Step& step, int number) {
  solver_.interpolate(t, scratch_);
  write_row(t, scratch_, step, number);
}

/// Rows of the last internal step, as the step's sampling asks.
void StepRunner::sample(const Step& step, int number) {
  const auto& sampling = step.sampling;
  if (sampling.none || solver_.time() <= state_.last_row_time) return;
  if (sampling.every_time) sample_times(step, number);
  if (sampling.every_voltage) sample_voltages(step, number);
  if (!sampling.every_time && !sampling.every_voltage) write_row(solver_.time(), solver_.y(), step, number);
}

/// Rows at the multiples of the interval after the last row.
void StepRunner::sample_times(const Step& step, int number) {
  const double every = *step.sampling.every_time, to = solver_.time();
  constexpr double round_off = 1e-9;  // of an interval: a multiple just missed is not written twice
  const auto multiple = [&](double index) { return state_.step_start + index * every; };
  double index = std::floor((state_.last_row_time - state_.step_start) / every + round_off) + 1.0;
  for (; multiple(index) < to - round_off * every; ++index) row_between(multiple(index), step, number);
  if (std::abs(multiple(index) - to) <= round_off * every) write_row(to, solver_.y(), step, number);
}

/// Rows as often as the voltage has moved by the interval since the last row.
void StepRunner::sample_voltages(const Step& step, int number) {
  constexpr double most_rows = 1000.0;
  const double from = std::max(solver_.previous_time(), state_.last_row_time), to = solver_.time();
  const double change = std::abs(solver_.y()[model_.layout().voltage] - state_.last_row_voltage);
  const auto parts = static_cast<int>(std::min(most_rows, std::floor(change / *step.sampling.every_voltage)));
  for (int k = 1; k < parts; ++k) row_between(from + (to - from) * k / parts, step, number);
  if (parts > 0) write_row(to, solver_.y(), step, number);
}

/// Snapshots at the times asked for that lie in the last internal step.
void StepRunner::keep_asked_profiles() {
  const auto& times = options_.profile_times;
  auto asked = std::upper_bound(times.begin(), times.end(), solver_.previous_time());
  for (; asked != times.end() && *asked <= solver_.time(); ++asked) {
    solver_.interpolate(*asked, scratch_);
    snapshots_.keep(*asked, scratch_);
  }
}

StepRunner::End StepRunner::run(const Step& step, int number, const std::function<bool()>& go_on) {
  const bool resumed = state_.inside_step;
  if (!resumed) begin(step, number);
  if (const auto* sweep = std::get_if<ImpedanceSweep>(&step.control)) {
    take_spectrum(*sweep, step, number);
    return End::finished;
  }
  const Ending ending = ending_of(step);
  if (!resumed && ends_at_once(step, number, ending)) return End::finished;
  model_.set_drive(drive_of(step));
  model_.set_limits(ending.limits);
  solver_.start(state_.t, state_.y, state_.y_dot);
  try {
    return integrate(step, number, ending, go_on);
  } catch (const NumericsError&) {
    close(step, number, "broken off");
    throw;
  }
}

void StepRunner::take_spectrum(const ImpedanceSweep& sweep, const Step& step, int number) {
  const auto stores = [](std::size_t unknown) { return unknown != absent; };
  bool capacitive = false;
  for (const auto& surface : model_.layout().planar_surface) capacitive |= stores(surface.double_layer);
  for (const auto& layer : model_.layout().layers) {
    for (const auto& population : layer.populations) capacitive |= stores(population.surface.double_layer);
  }
  if (capacitive && !record_.steps.empty() && record_.steps.back().mean_current != 0.0) {
    record_.findings.push_back(
        {"impedance-not-at-rest", "warning",
         fmt::format("step {} ({}) follows a current at once: the double layers still hold its overpotentials, and the "
                     "charge-transfer resistances are those at these",
                     number + 1, step.text),
         "put a rest before it, for example \"Rest for 1 h\""});
  }
  record_.spectra.push_back(impedance_spectrum(model_, state_.t, state_.y, state_.y_dot, sweep));
  record_.spectra.back().title = fmt::format("cycle {}, step {}", step.cycle, number);
  finish(step, number, "spectrum taken");
}

StepRunner::End StepRunner::integrate(const Step& step, int number, const Ending& ending,
                                      const std::function<bool()>& go_on) {
  while (true) {
    const auto outcome = advance(step, number, ending);
    if (const auto reason = reason_to_end(outcome, ending)) {
      finish(step, number, *reason);
      return End::finished;
    }
    if (outcome == IdaSolver::Outcome::reached_stop && at_kink(step)) solver_.start(state_.t, state_.y, state_.y_dot);
    if (!go_on()) return End::stopped;
  }
}

/// One internal step with its rows.
IdaSolver::Outcome StepRunner::advance(const Step& step, int number, const Ending& ending) {
  const double before = state_.y[model_.layout().voltage];
  const auto outcome = solver_.step(next_stop(step, ending));
  sample(step, number);
  keep_asked_profiles();
  accept_state();
  const double mean = 0.5 * (before + state_.y[model_.layout().voltage]);
  state_.voltage_time += mean * (solver_.time() - solver_.previous_time());
  balance_.look(state_.y);
  snapshots_.offer(state_.t, state_.y);
  return outcome;
}

/// The end of the step, or the profile's next point: the integrator must not step over a pulse.
double StepRunner::next_stop(const Step& step, const Ending& ending) const {
  const auto* profile = std::get_if<CurrentProfile>(&step.control);
  if (profile == nullptr) return ending.stop_time;
  const double local = state_.t - state_.step_start;
  const auto next = std::upper_bound(profile->time.begin(), profile->time.end(), local + round_off(state_.t));
  if (next == profile->time.end()) return ending.stop_time;
  return std::min(ending.stop_time, state_.step_start + *next);
}

/// Whether the profile turns here so sharply that the integrator's past is no guide: it starts anew.
bool StepRunner::at_kink(const Step& step) const {
  const auto* profile = std::get_if<CurrentProfile>(&step.control);
  if (profile == nullptr) return false;
  const auto& t = profile->time;
  const auto& I = profile->current;
  const double local = state_.t - state_.step_start;
  const auto n =
      static_cast<std::size_t>(std::lower_bound(t.begin(), t.end(), local - round_off(state_.t)) - t.begin());
  if (n == 0 || n + 1 >= t.size()) return false;
  const double straight_on = I[n] + (I[n] - I[n - 1]) / (t[n] - t[n - 1]) * (t[n + 1] - t[n]);
  constexpr double sharp = 0.02;
  return std::abs(I[n + 1] - straight_on) > sharp * std::max({std::abs(I[n - 1]), std::abs(I[n]), std::abs(I[n + 1])});
}

std::optional<std::string> StepRunner::reason_to_end(IdaSolver::Outcome outcome, const Ending& ending) const {
  if (outcome == IdaSolver::Outcome::root) {
    const auto crossed = solver_.root_directions();
    const auto first = std::find_if(crossed.begin(), crossed.end(), [](int c) { return c != 0; });
    return ending.reasons[static_cast<std::size_t>(first - crossed.begin())];
  }
  if (outcome != IdaSolver::Outcome::reached_stop || state_.t < ending.stop_time) return std::nullopt;
  if (!ending.time_reason.empty()) return ending.time_reason;
  throw NumericsError(
      fmt::format("the step's limit was not reached within {:.3g} days", options_.longest_step / 86400.0), state_.t);
}

/// The last row and the row of the step.
void StepRunner::close(const Step& step, int number, const std::string& reason) {
  const auto& layout = model_.layout();
  if (record_.series.columns.front().values.back() < state_.t) write_row(state_.t, state_.y, step, number);
  snapshots_.keep_end(state_.t, state_.y);
  balance_.look(state_.y);
  StepRow row;
  row.cycle = step.cycle;
  row.step = number;
  row.type = step.type;
  row.text = step.text;
  row.end_reason = reason;
  row.start_time = state_.step_start;
  row.duration = state_.t - state_.step_start;
  row.charge = (state_.y[layout.charge] - state_.charge_start) * scale_.area;
  row.energy = (state_.y[layout.energy] - state_.energy_start) * scale_.area;
  row.mean_current = row.duration > 0.0 ? row.charge / row.duration : 0.0;
  row.start_voltage = state_.start_voltage;
  row.end_voltage = state_.y[layout.voltage];
  // Where the current changes its sign the charges cancel: only the mean over time has a meaning.
  const bool one_direction = !std::holds_alternative<CurrentProfile>(step.control);
  const bool charge_passed = one_direction && std::abs(row.charge) > 1e-12 * scale_.area;
  row.mean_voltage = charge_passed        ? row.energy / row.charge
                     : row.duration > 0.0 ? state_.voltage_time / row.duration
                                          : row.start_voltage;
  record_.steps.push_back(row);
}

void StepRunner::finish(const Step& step, int number, const std::string& reason) {
  close(step, number, reason);
  state_.inside_step = false;
  ++state_.step;
}

double StepRunner::fraction_done(const Step& step) const {
  if (!state_.inside_step) return 1.0;
  double done = 0.0;
  const double V = state_.y[model_.layout().voltage];
  for (const auto& limit : step.limits) {
    if (limit.of == Limit::Of::time && limit.value > 0.0)
      done = std::max(done, (state_.t - state_.step_start) / limit.value);
    if (limit.of == Limit::Of::voltage && limit.value != state_.start_voltage) {
      done = std::max(done, (V - state_.start_voltage) / (limit.value - state_.start_voltage));
    }
    if (limit.of == Limit::Of::capacity) {
      const double passed = std::abs(state_.y[model_.layout().charge] - state_.charge_start) * scale_.area;
      done = std::max(done, passed / capacity_limit(limit, scale_));
    }
  }
  return std::clamp(done, 0.0, 1.0);
}

}  // namespace silith
