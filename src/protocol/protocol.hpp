#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"

namespace silith {

/// A current as the user gave it; positive charges the cell.
struct CurrentSetting {
  enum class Per { cell, area, nominal_capacity, active_mass };
  double value = 0.0;  ///< A, A/m^2, 1/h (C-rate), A/kg
  Per per = Per::cell;
  bool operator==(const CurrentSetting&) const = default;
};

/// What turns a CurrentSetting into ampere.
struct CellScale {
  double area = 0.0;              ///< m^2
  double nominal_capacity = 0.0;  ///< C
  double active_mass = 0.0;       ///< kg
};
/// @throws InputError if the needed scale is zero
double to_ampere(const CurrentSetting& setting, const CellScale& scale);

/// A passed charge as the user gave it, a magnitude.
struct ChargeSetting {
  double value = 0.0;  ///< C, C/m^2, fraction of the nominal capacity, C/kg
  CurrentSetting::Per per = CurrentSetting::Per::cell;
  bool operator==(const ChargeSetting&) const = default;
};
/// @throws InputError if the needed scale is zero
double to_coulomb(const ChargeSetting& setting, const CellScale& scale);

/// Current against time from a csv, linear between points; time from the start of the step.
struct CurrentProfile {
  std::string file;
  std::vector<double> time;     ///< s, strictly increasing, starts at 0
  std::vector<double> current;  ///< A, positive charges
  bool operator==(const CurrentProfile&) const = default;
};

struct Rest {
  bool operator==(const Rest&) const = default;
};
struct ConstantCurrent {
  CurrentSetting current;
  bool operator==(const ConstantCurrent&) const = default;
};
/// A voltage step is one with a time limit.
struct ConstantVoltage {
  enum class From { zero, present };
  double voltage = 0.0;    ///< V
  From from = From::zero;  ///< present: a change of the voltage at which the step begins
  bool operator==(const ConstantVoltage&) const = default;
};
struct ConstantPower {
  double power = 0.0;  ///< W, positive charges
  bool operator==(const ConstantPower&) const = default;
};
/// Impedance at the state reached: a small alternating current around zero, for which no time passes.
struct ImpedanceSweep {
  double highest = 1e5, lowest = 1e-3;  ///< Hz
  int per_decade = 10;
  bool operator==(const ImpedanceSweep&) const = default;
  /// Hz, from the highest to the lowest, evenly spaced in their logarithm
  std::vector<double> frequencies() const;
};
using Control = std::variant<Rest, ConstantCurrent, ConstantVoltage, ConstantPower, CurrentProfile, ImpedanceSweep>;

/// Ends the step when the quantity crosses the value from the side it starts on; already passed at the start: the step
/// ends at once with a warning.
struct Limit {
  enum class Of { voltage, current_magnitude, time, capacity };
  enum class When { above, below };
  Of of = Of::voltage;
  When when = When::above;
  double value = 0.0;                     ///< V, A, s (since start of step), C (passed in this step, magnitude)
  std::optional<CurrentSetting> current;  ///< for current_magnitude limits given per area, mass or C-rate
  std::optional<ChargeSetting> charge;    ///< for capacity limits given per area, mass or nominal capacity
  bool operator==(const Limit&) const = default;
};
/// The charge of a capacity limit in C. @throws InputError if the needed scale is zero
double capacity_limit(const Limit& limit, const CellScale& scale);

/// When a row is written, besides the first and last of every step.
struct Sampling {
  std::optional<double> every_time;     ///< s
  std::optional<double> every_voltage;  ///< V
  bool none = false;                    ///< only first and last
  bool operator==(const Sampling&) const = default;
};

struct Step {
  std::string text;  ///< the sentence or a rendering of the table: for messages and tables
  std::string type;  ///< "rest", "charge", "discharge", "voltage", "power", "profile", "impedance"
  Control control;
  std::vector<Limit> limits;  ///< at least one, or a profile's own end; none of an impedance
  Sampling sampling;
  Location where;
  int cycle = 0;  ///< counts from 0 (the formation or only cycle); loops increase it
  /// The same step, wherever it is written.
  bool operator==(const Step& other) const {
    return text == other.text && type == other.type && control == other.control && limits == other.limits &&
           sampling == other.sampling && cycle == other.cycle;
  }
};

/// Loops are unrolled.
struct Protocol {
  std::vector<Step> steps;
};

/// Appends the steps `times` times, each pass one cycle after the last; the first pass keeps its cycle numbers.
/// @throws InputError at `where` if times is below 1 or the protocol would exceed a million steps
void append_repeated(Protocol& protocol, const std::vector<Step>& steps, int times, const Location& where);

/// Refuses a protocol that cannot be run as written: no steps, a step nothing ends, a limit that is not positive, a
/// limit on what the step itself holds constant, frequencies that are none. @throws InputError with every problem found
void check_protocol(const Protocol& protocol);

}  // namespace silith
