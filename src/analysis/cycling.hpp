#pragma once
#include <optional>
#include <string>
#include <vector>

#include "analysis/half_cycles.hpp"
#include "record/record.hpp"

namespace silith {

/// What the cell is, hence which half of a cycle comes first and which efficiency is meant.
enum class Electrode {
  by_order,     ///< whichever half was run first
  full,         ///< charge, then discharge; efficiency discharge/charge
  si_half_cell  ///< against lithium: discharge lithiates, then charge; efficiency charge/discharge
};
/// "by-order", "full", "si-half-cell". @throws InputError for another word
Electrode electrode_of(const std::string& name);

struct CyclingOptions {
  Electrode electrode = Electrode::by_order;
  ChargeSource source = ChargeSource::automatic;
  int reference_cycle = 1;  ///< of the retention
  int efficiency_from = 2;  ///< first cycle of the mean efficiency
  int efficiency_to = 0;    ///< last one; 0: the last complete cycle
  /// @throws InputError naming the option that is out of range
  void validate() const;
};

/// One cycle in the order in which it was run (Eq. Q3 to Q7). NaN: a half is missing.
struct Cycle {
  int number = 0;                                          ///< from 1; 0 for a half-cycle before the first whole cycle
  int file_cycle = 0;                                      ///< the instrument's number of the first half
  std::optional<std::size_t> charge_half, discharge_half;  ///< places in Cycling::halves
  double charge = 0.0, discharge = 0.0;                    ///< C
  double charge_energy = 0.0, discharge_energy = 0.0;      ///< J
  double charge_voltage = 0.0, discharge_voltage = 0.0;    ///< V, charge-weighted means
  double efficiency = 0.0;                                 ///< Coulombic, Eq. Q3
  double energy_efficiency = 0.0;                          ///< energy given over energy taken
  double voltage_efficiency = 0.0;                         ///< mean discharge over mean charge voltage
  double hysteresis = 0.0;                                 ///< V, mean charge minus mean discharge voltage
  double capacity = 0.0;   ///< C, of the half that gives back: full cells discharge, half cells charge
  double retention = 0.0;  ///< of the reference cycle's capacity
  bool complete = false;   ///< both halves, the last one not broken off with the file
};

/// Mean over cycles; the spread is that from cycle to cycle (Eq. Q6).
struct MeanEfficiency {
  int from = 0, to = 0;
  std::size_t count = 0;
  double mean = 0.0;
  double deviation = 0.0;       ///< standard deviation of single cycles, n - 1; NaN for one cycle
  double standard_error = 0.0;  ///< of the mean, deviation/sqrt(n)
  double lowest = 0.0, highest = 0.0;
  int lowest_cycle = 0, highest_cycle = 0;
};

/// Cycles in a row with the same currents, Eq. Q8.
struct RateRow {
  int from = 0, to = 0;
  std::size_t count = 0;
  double charge_current = 0.0, discharge_current = 0.0;  ///< A, >= 0
  double capacity = 0.0, capacity_deviation = 0.0;       ///< C, mean over the cycles
  double share = 0.0;                                    ///< of the first row's capacity
  double efficiency = 0.0;
  double charge_voltage = 0.0, discharge_voltage = 0.0, hysteresis = 0.0;  ///< V
  double held_share = 0.0;                                                 ///< of the charge, passed at held voltage
};

struct Cycling {
  PassedCharge passed;
  std::vector<HalfCycle> halves;
  std::vector<Cycle> cycles;
  bool charge_first = true;
  bool repaired = false;          ///< paired otherwise than by the file's cycle numbers
  double first_efficiency = 0.0;  ///< NaN if there is no whole cycle
  const Cycle* find(int number) const;
  int reference_cycle = 1;
  std::optional<MeanEfficiency> mean_efficiency;
  std::vector<RateRow> rates;
  std::vector<Finding> findings;  ///< the record's own that still hold, and this analysis's
};

/// @throws InputError if the record has no current, no half-cycle, or not the cycles the options name
Cycling analyse_cycling(const Record& record, const CyclingOptions& options);

}  // namespace silith
