#include "record/bdf_columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/constants.hpp"
#include "base/csv.hpp"

namespace silith {
namespace {

struct Family {
  const char *prefix, *label, *machine;
};

/// The capacities and energies since the start of the test, of the step and of the cycle.
void add_capacities(std::vector<BdfColumn>& columns) {
  constexpr std::array spans{Family{"", "", ""}, Family{"step_", "Step ", "step_"},
                             Family{"cycle_", "Cycle ", "cycle_"}};
  constexpr std::array kinds{Family{"charging", "Charging", "charging"},
                             Family{"discharging", "Discharging", "discharging"}, Family{"net", "Net", "net"},
                             Family{"cumulative", "Cumulative", "cumulative"}};
  for (const auto& span : spans)
    for (const auto& kind : kinds) {
      const std::string name = std::string(span.prefix) + kind.prefix;
      const std::string label = std::string(span.label) + kind.label;
      columns.push_back({name + "_capacity", "C", label + " Capacity", "Ah", name + "_capacity_ah"});
      columns.push_back({name + "_energy", "J", label + " Energy", "Wh", name + "_energy_wh"});
    }
}

std::vector<BdfColumn> make_columns() {
  std::vector<BdfColumn> columns{
      {"time", "s", "Test Time", "s", "test_time_second"},
      {"voltage", "V", "Voltage", "V", "voltage_volt"},
      {"current", "A", "Current", "A", "current_ampere"},
      {"unix_time", "s", "Unix Time", "s", "unix_time_second"},
      {"cycle", "1", "Cycle Count", "1", "cycle_count"},
      {"step", "1", "Step Count", "1", "step_count"},
      {"step_time", "s", "Step Time", "s", "step_time_second"},
      {"record_index", "1", "Record Index", "1", "record_index"},
      {"power", "W", "Power", "W", "power_watt"},
      {"temperature", "K", "Temperature T1", "degC", "temperature_t1_celsius"},
      {"ambient_temperature", "K", "Ambient Temperature", "degC", "ambient_temperature_celsius"},
      {"surface_temperature", "K", "Surface Temperature", "degC", "surface_temperature_celsius"},
      {"pressure", "Pa", "Applied Pressure", "Pa", "applied_pressure_pa"},
      {"internal_resistance", "ohm", "Internal Resistance", "ohm", "internal_resistance_ohm"},
      {"frequency", "Hz", "Frequency", "Hz", "frequency_hertz"},
      {"real_impedance", "ohm", "Real Impedance", "ohm", "real_impedance_ohm"},
      {"imaginary_impedance", "ohm", "Imaginary Impedance", "ohm", "imaginary_impedance_ohm"},
      {"absolute_impedance", "ohm", "Absolute Impedance", "ohm", "absolute_impedance_ohm"},
  };
  add_capacities(columns);
  return columns;
}

const std::vector<BdfColumn>& all_columns() {
  static const std::vector<BdfColumn> columns = make_columns();
  return columns;
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

template <class Condition>
const BdfColumn* find_column(Condition condition) {
  const auto found = std::find_if(all_columns().begin(), all_columns().end(), condition);
  return found == all_columns().end() ? nullptr : &*found;
}

}  // namespace

const BdfColumn* bdf_by_name(std::string_view name) {
  return find_column([&](const BdfColumn& column) { return column.name == name; });
}

const BdfColumn* bdf_by_header(std::string_view header) {
  const std::string_view label = split_header(header).label;
  return find_column([&](const BdfColumn& column) {
    return same_letters(column.label, label) || same_letters(column.machine, label);
  });
}

HeaderParts split_header(std::string_view header) {
  const auto slash = header.rfind(" / ");
  if (slash == header.npos) return {trimmed(header), {}};
  return {trimmed(header.substr(0, slash)), trimmed(header.substr(slash + 3))};
}

ToSi file_unit_to_si(std::string_view unit) {
  struct Row {
    std::string_view unit, si;
    double factor;
    double offset = 0.0;
  };
  static constexpr std::array rows{Row{"Ah", "C", 3600.0},   Row{"mAh", "C", 3.6},  Row{"Wh", "J", 3600.0},
                                   Row{"mWh", "J", 3.6},     Row{"h", "s", 3600.0}, Row{"min", "s", 60.0},
                                   Row{"ms", "s", 1e-3},     Row{"mV", "V", 1e-3},  Row{"mA", "A", 1e-3},
                                   Row{"uA", "A", 1e-6},     Row{"mW", "W", 1e-3},  Row{"degC", "K", 1.0, zero_celsius},
                                   Row{"kPa", "Pa", 1e3},    Row{"MPa", "Pa", 1e6}, Row{"bar", "Pa", 1e5},
                                   Row{"mohm", "ohm", 1e-3}, Row{"kHz", "Hz", 1e3}, Row{"mHz", "Hz", 1e-3}};
  for (const Row& row : rows)
    if (row.unit == unit) return {std::string(row.si), row.factor, row.offset};
  return {std::string(unit)};
}

}  // namespace silith
