#pragma once
#include <string>
#include <vector>

#include "record/cycle_charge.hpp"
#include "record/record.hpp"

namespace silith {

/// Where charges come from.
enum class ChargeSource {
  automatic,  ///< the counter if there is one
  counter,    ///< the instrument's own
  current     ///< the integral of the current
};
/// "automatic", "counter", "current". @throws InputError for another word
ChargeSource charge_source_of(const std::string& name);

/// Charge and energy that passed between each row and the row before it (Eq. Q1), all >= 0, [rows] each.
struct PassedCharge {
  RowCharges rows;                                      ///< C
  std::vector<double> charge_energy, discharge_energy;  ///< J
  bool by_counter = false;
  /// charge >= 0 in a direction: 1 charge, -1 discharge
  const std::vector<double>& of(int direction) const { return direction > 0 ? rows.charge : rows.discharge; }
  const std::vector<double>& energy_of(int direction) const { return direction > 0 ? charge_energy : discharge_energy; }
};

/// @throws InputError if a counter is asked for and the record has none; std::logic_error if time, voltage or current
/// is missing
PassedCharge passed_charge(const TimeSeries& series, ChargeSource source);

}  // namespace silith
