#include "input/step_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "base/units.hpp"
#include "protocol/current_profile.hpp"
#include "protocol/sentence.hpp"

namespace silith {
namespace {

using Currents = std::map<std::string, CurrentSetting>;
using Of = Limit::Of;
using When = Limit::When;

/// A text, or the items of a list of texts, each with its path.
std::vector<std::pair<std::string, std::string>> texts_of(const View& view, const std::string& path) {
  std::vector<std::pair<std::string, std::string>> result;
  const Node* node = view.node(path);
  if (node == nullptr) return result;
  if (node->is_text()) return {{path, node->text()}};
  const auto texts = view.texts(path);
  for (std::size_t i = 0; i < texts.size(); ++i) result.emplace_back(fmt::format("{}[{}]", path, i), texts[i]);
  return result;
}

/// Takes "above " or "below " off the front.
std::optional<When> stated_direction(std::string& text) {
  for (const auto& [word, when] : {std::pair("above ", When::above), std::pair("below ", When::below)}) {
    if (!text.starts_with(word)) continue;
    text.erase(0, std::string_view(word).size());
    return when;
  }
  return std::nullopt;
}

Limit current_limit(const CurrentSetting& current, std::optional<When> stated) {
  Limit limit{Of::current_magnitude, stated.value_or(When::below), std::abs(current.value), std::nullopt};
  if (current.per != CurrentSetting::Per::cell) limit.current = CurrentSetting{std::abs(current.value), current.per};
  return limit;
}

Limit charge_limit(const ChargeSetting& charge) {
  Limit limit{Of::capacity, When::above, charge.value, std::nullopt};
  if (charge.per != CurrentSetting::Per::cell) limit.charge = charge;
  return limit;
}

/// @param direction in which the step moves the voltage: +1, -1, 0 unknown
std::optional<Limit> limit_of(const View& view, const std::string& path, std::string text, double direction) {
  const std::string written = text;
  const auto stated = stated_direction(text);
  std::string problem;
  if (const auto voltage = try_to_si(text, "V", problem)) {
    if (!stated && direction == 0.0) {
      view.problem(path, fmt::format("\"{}\": is the step to end above or below this voltage?", written),
                   fmt::format("write for example \"above {}\"", text));
      return std::nullopt;
    }
    return Limit{Of::voltage, stated.value_or(direction > 0.0 ? When::above : When::below), *voltage, std::nullopt};
  }
  if (const auto time = try_to_si(text, "s", problem)) return Limit{Of::time, When::above, *time, std::nullopt};
  if (const auto current = parse_current(text, problem)) return current_limit(*current, stated);
  if (const auto charge = parse_charge(text, problem)) return charge_limit(*charge);
  view.problem(path, fmt::format("\"{}\" is no voltage, current, time or charge", written),
               "write for example \"4.2 V\", \"0.05 mA/cm^2\", \"1 h\" or \"2 mAh/cm^2\"");
  return std::nullopt;
}

std::vector<Limit> limits_of(const View& view, const std::string& path, double direction, std::string& rendering) {
  std::vector<Limit> limits;
  std::vector<std::string> words;
  for (const auto& [place, text] : texts_of(view, path)) {
    words.push_back(text);
    if (auto limit = limit_of(view, place, text, direction)) limits.push_back(*limit);
  }
  if (!words.empty()) rendering += fmt::format(" until {}", fmt::join(words, " or "));
  return limits;
}

/// The voltage of a voltage step, or by how much it changes.
void read_voltage(const View& view, Step& step) {
  if (const auto change = view.optional_quantity("voltage_change")) {
    step.control = ConstantVoltage{*change, ConstantVoltage::From::present};
    step.text = fmt::format("Step by {}", friendly(*change, "V"));
  } else {
    step.control = ConstantVoltage{view.quantity("voltage")};
    step.text = fmt::format("Hold at {}", friendly(view.quantity("voltage"), "V"));
  }
}

/// Control and first words of a step; the direction in which it moves the voltage.
double read_control(const View& view, const std::string& type, const Currents& currents, Step& step) {
  if (type == "rest") {
    step.control = Rest{};
    step.text = "Rest";
  } else if (type == "voltage") {
    read_voltage(view, step);
  } else if (type == "impedance") {
    ImpedanceSweep sweep;
    sweep.highest = view.optional_quantity("highest_frequency").value_or(sweep.highest);
    sweep.lowest = view.optional_quantity("lowest_frequency").value_or(sweep.lowest);
    sweep.per_decade = view.optional_integer("points_per_decade").value_or(sweep.per_decade);
    step.control = sweep;
    step.text = fmt::format("Impedance from {} to {} with {} points per decade", friendly(sweep.highest, "Hz"),
                            friendly(sweep.lowest, "Hz"), sweep.per_decade);
  } else if (type == "power") {
    step.control = ConstantPower{view.quantity("power")};
    step.text = fmt::format("Power of {}", friendly(view.quantity("power"), "W"));
    return view.quantity("power");
  } else if (type == "profile") {
    step.text = fmt::format("Run current from {}", view.text("file"));
    const std::string file = view.file("file");
    if (!file.empty() && view.is_sound("file")) step.control = read_current_profile(file);
  } else {
    const double sign = type == "charge" ? 1.0 : -1.0;
    auto current = read_current(view, "current", currents);
    if (current && current->value <= 0.0)
      view.problem("current", "the magnitude of the current is expected; the type gives the direction",
                   "write for example current = \"0.25 mA/cm^2\"");
    if (current) current->value *= sign;
    step.control = ConstantCurrent{current.value_or(CurrentSetting{sign, CurrentSetting::Per::cell})};
    step.text = fmt::format("{} at {}", type == "charge" ? "Charge" : "Discharge", view.text("current"));
    return sign;
  }
  return 0.0;
}

/// The voltage held after a charge or discharge until `hold_until`.
Step hold_after(const View& view, const Step& step) {
  Step hold;
  hold.type = "voltage";
  hold.where = step.where;
  bool found = false;
  for (const auto& limit : step.limits) {
    if (limit.of != Of::voltage) continue;
    found = true;
    hold.control = ConstantVoltage{limit.value};
    hold.text = fmt::format("Hold at {}", friendly(limit.value, "V"));
  }
  if (!found)
    view.problem("hold_until", "there is no voltage to hold",
                 "give the step a voltage limit, for example until = \"4.2 V\"");
  hold.limits = limits_of(view, "hold_until", 0.0, hold.text);
  return hold;
}

}  // namespace

std::optional<CurrentSetting> read_current(const View& view, std::string_view path, const Currents& currents) {
  const std::string text = view.text(path);
  if (text.empty()) return std::nullopt;
  if (const auto named = currents.find(text); named != currents.end()) return named->second;
  std::string problem;
  auto current = parse_current(text, problem);
  if (!current) view.problem(path, problem, "write for example \"0.25 mA/cm^2\", \"2 mA\", \"50 mA/g\" or \"0.1C\"");
  return current;
}

std::vector<Step> read_step_table(const View& view, const Currents& currents) {
  Step step;
  step.type = view.word("type");
  step.where = view.location({});
  if (step.type.empty()) return {};
  const double direction = read_control(view, step.type, currents, step);
  step.limits = limits_of(view, "until", direction, step.text);
  if (const auto duration = view.optional_quantity("duration")) {
    step.limits.push_back({Of::time, When::above, *duration, std::nullopt});
    step.text += fmt::format(" for {}", friendly(*duration, "s"));
  }
  std::vector<Step> steps{step};
  if (view.has("hold_until")) steps.push_back(hold_after(view, step));
  return steps;
}

}  // namespace silith
