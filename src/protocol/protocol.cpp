#include "protocol/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace silith {
namespace {

constexpr std::size_t most_steps = 1'000'000;

double needed(double scale, const char* what, const char* hint) {
  if (scale > 0.0) return scale;
  throw InputError(fmt::format("the protocol refers to {}, which the cell does not state", what), hint);
}

/// What a value per something has to be multiplied with.
double factor(CurrentSetting::Per per, const CellScale& scale) {
  switch (per) {
    case CurrentSetting::Per::cell:
      return 1.0;
    case CurrentSetting::Per::area:
      return needed(scale.area, "the area of the cell", "give the area, or the value in A, Ah or mA");
    case CurrentSetting::Per::nominal_capacity:
      return needed(scale.nominal_capacity, "the nominal capacity (a C-rate)",
                    "give the nominal capacity, or the current in mA/cm^2");
    case CurrentSetting::Per::active_mass:
      return needed(scale.active_mass, "the mass of active material",
                    "give the cathode's active material, or the value in mA/cm^2 or mAh/cm^2");
  }
  throw std::logic_error("factor: unknown scale");
}

Diagnostic problem(const Step& step, std::size_t number, const std::string& what, const std::string& hint) {
  Diagnostic diagnostic;
  diagnostic.where = step.where;
  diagnostic.message = fmt::format("step {}, \"{}\", {}", number + 1, step.text.empty() ? step.type : step.text, what);
  diagnostic.hint = hint;
  return diagnostic;
}

std::string example_end(const Step& step) {
  if (std::holds_alternative<Rest>(step.control)) return "say for how long, for example \"Rest for 1 h\"";
  if (std::holds_alternative<ConstantVoltage>(step.control))
    return "say until when, for example \"Hold at 4.2 V until 0.05 mA/cm^2 or for 5 h\"";
  if (step.type == "discharge") return "say until when, for example \"Discharge at 0.25 mA/cm^2 until 2 V\"";
  return "say until when, for example \"Charge at 0.25 mA/cm^2 until 4.2 V\"";
}

/// Why this limit cannot end the step whose control holds the quantity; empty if it can.
std::string useless(const Limit& limit, const Control& control) {
  const bool rest = std::holds_alternative<Rest>(control);
  if (limit.of == Limit::Of::voltage && std::holds_alternative<ConstantVoltage>(control))
    return "has a voltage limit, but holds the voltage";
  if (limit.of == Limit::Of::current_magnitude && (rest || std::holds_alternative<ConstantCurrent>(control)))
    return "has a current limit, but holds the current";
  if (limit.of == Limit::Of::capacity && rest) return "has a capacity limit, but passes no charge";
  return {};
}

double limit_size(const Limit& limit) {
  if (limit.of == Limit::Of::current_magnitude && limit.current) return limit.current->value;
  if (limit.of == Limit::Of::capacity && limit.charge) return limit.charge->value;
  return limit.value;
}

void check_sweep(const Step& step, const ImpedanceSweep& sweep, std::size_t number, std::vector<Diagnostic>& found) {
  const char* example = "write for example \"Impedance from 100 kHz to 1 mHz with 10 points per decade\"";
  if (!(sweep.lowest > 0.0) || !(sweep.highest > sweep.lowest) || !std::isfinite(sweep.highest))
    found.push_back(problem(step, number, "goes from no higher to a lower frequency above zero", example));
  if (sweep.per_decade < 1) found.push_back(problem(step, number, "has no points", example));
  if (!step.limits.empty())
    found.push_back(problem(step, number, "has a limit, but no time passes while impedance is taken", example));
}

bool is_step_by_nothing(const Step& step) {
  const auto* held = std::get_if<ConstantVoltage>(&step.control);
  return held != nullptr && held->from == ConstantVoltage::From::present && held->voltage == 0.0;
}

void check_step(const Step& step, std::size_t number, std::vector<Diagnostic>& found) {
  if (const auto* sweep = std::get_if<ImpedanceSweep>(&step.control)) return check_sweep(step, *sweep, number, found);
  if (step.limits.empty() && !std::holds_alternative<CurrentProfile>(step.control))
    found.push_back(problem(step, number, "never ends", example_end(step)));
  if (is_step_by_nothing(step))
    found.push_back(
        problem(step, number, "changes the voltage by nothing", "write for example \"Step by 2 mV for 15 min\""));
  for (const auto& limit : step.limits) {
    const std::string why = useless(limit, step.control);
    if (!why.empty()) found.push_back(problem(step, number, why, example_end(step)));
    const bool positive = limit.of == Limit::Of::voltage ? std::isfinite(limit.value) : limit_size(limit) > 0.0;
    if (!positive || !std::isfinite(limit_size(limit)))
      found.push_back(problem(step, number, "has a limit that is not positive", example_end(step)));
  }
}

}  // namespace

std::vector<double> ImpedanceSweep::frequencies() const {
  const double span = std::log10(highest / lowest);
  const int intervals = std::max(1, static_cast<int>(std::lround(span * per_decade)));
  std::vector<double> result;
  for (int k = 0; k < intervals; ++k) result.push_back(highest * std::pow(10.0, -span * k / intervals));
  result.push_back(lowest);
  return result;
}

double to_ampere(const CurrentSetting& setting, const CellScale& scale) {
  // A C-rate is per hour: 1 C passes the nominal capacity in 3600 s.
  const double per_second = setting.per == CurrentSetting::Per::nominal_capacity ? 1.0 / 3600.0 : 1.0;
  return setting.value * per_second * factor(setting.per, scale);
}

double to_coulomb(const ChargeSetting& setting, const CellScale& scale) {
  return setting.value * factor(setting.per, scale);
}

double capacity_limit(const Limit& limit, const CellScale& scale) {
  return limit.charge ? to_coulomb(*limit.charge, scale) : limit.value;
}

void append_repeated(Protocol& protocol, const std::vector<Step>& steps, int times, const Location& where) {
  const auto refuse = [&](const std::string& message, const std::string& hint) {
    Diagnostic diagnostic;
    diagnostic.where = where;
    diagnostic.message = message;
    diagnostic.hint = hint;
    throw InputError({diagnostic});
  };
  if (times < 1) refuse(fmt::format("a loop of {} passes", times), "a loop runs at least once");
  if (steps.empty()) return;
  if (static_cast<std::size_t>(times) > (most_steps - std::min(most_steps, protocol.steps.size())) / steps.size())
    refuse(fmt::format("{} passes of {} steps are too many", times, steps.size()),
           fmt::format("a protocol has at most {} steps", most_steps));
  const auto by_cycle = [](const Step& a, const Step& b) { return a.cycle < b.cycle; };
  const auto [first, last] = std::minmax_element(steps.begin(), steps.end(), by_cycle);
  const int cycles = last->cycle - first->cycle + 1;
  protocol.steps.reserve(protocol.steps.size() + steps.size() * static_cast<std::size_t>(times));
  for (int pass = 0; pass < times; ++pass)
    for (const auto& step : steps) {
      protocol.steps.push_back(step);
      protocol.steps.back().cycle += pass * cycles;
    }
}

void check_protocol(const Protocol& protocol) {
  if (protocol.steps.empty())
    throw InputError("the protocol has no steps", "write for example steps = [\"Charge at 0.25 mA/cm^2 until 4.2 V\"]");
  std::vector<Diagnostic> found;
  for (std::size_t i = 0; i < protocol.steps.size(); ++i) check_step(protocol.steps[i], i, found);
  if (!found.empty()) throw InputError(std::move(found));
}

}  // namespace silith
