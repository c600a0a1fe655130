#include "input/design_reader.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace silith {
namespace {

/// Takes each current and each voltage once: a protocol may have a million steps.
class ProtocolFacts {
public:
  ProtocolFacts(DesignFacts& facts, const Cell& cell)
      : facts_(facts), scale_{cell.area, cell.nominal_capacity, cell.active_mass * cell.area} {}

  void add(const Step& step) {
    if (const auto* constant = std::get_if<ConstantCurrent>(&step.control)) add_current(constant->current, step.text);
    const auto* held = std::get_if<ConstantVoltage>(&step.control);
    if (held != nullptr && held->from == ConstantVoltage::From::zero) add_voltage(held->voltage, step.text);
    if (const auto* profile = std::get_if<CurrentProfile>(&step.control)) add_profile(*profile, step.text);
    for (const Limit& limit : step.limits)
      if (limit.of == Limit::Of::voltage) add_voltage(limit.value, step.text);
  }

private:
  void add_current(const CurrentSetting& setting, const std::string& text) {
    try {
      add_ampere(std::abs(to_ampere(setting, scale_)), text);
    } catch (const InputError&) {
      return;  // the run says so where it matters
    }
  }

  void add_profile(const CurrentProfile& profile, const std::string& text) {
    double largest = 0.0;
    for (const double current : profile.current) largest = std::max(largest, std::abs(current));
    add_ampere(largest, text);
  }

  void add_ampere(double ampere, const std::string& text) {
    if (ampere > 0.0 && currents_.insert(ampere).second) facts_.currents.push_back({text, ampere});
  }

  void add_voltage(double voltage, const std::string& text) {
    if (voltages_.insert(voltage).second) facts_.cut_offs.push_back({text, voltage});
  }

  DesignFacts& facts_;
  CellScale scale_;
  std::set<double> currents_, voltages_;
};

}  // namespace

DesignFacts read_design_facts(const View& root) {
  const View design = root.at("design");
  DesignFacts facts;
  facts.anode_end_composition = design.optional_quantity("anode_end_composition");
  facts.cathode_end_composition = design.optional_quantity("cathode_end_composition");
  facts.measured_cathode_capacity = design.optional_quantity("measured_cathode_capacity");
  facts.stated_current = design.optional_quantity("stated_current");
  facts.stated_current_density = design.optional_quantity("stated_current_density");
  return facts;
}

void add_protocol(DesignFacts& facts, const Protocol& protocol, const Cell& cell) {
  ProtocolFacts taken(facts, cell);
  for (const Step& step : protocol.steps) taken.add(step);
}

}  // namespace silith
