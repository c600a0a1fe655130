#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "analysis/half_cycles.hpp"
#include "record/record.hpp"

namespace silith {

struct PressureOptions {
  ChargeSource source = ChargeSource::automatic;
  std::size_t points = 200;  ///< grid of dP/dQ
  double window = 0.10;      ///< width of its smoothing window, share of the charge
  int order = 3;
  /// @throws InputError naming the option that is out of range
  void validate() const;
};

/// Pressure over the charge of one half-cycle, smoothed (Eq. PR1).
struct PressureCurve {
  std::vector<double> charge, pressure, slope;  ///< C from 0, Pa, Pa/C
};

/// One half-cycle, Eq. PR1 to PR3. NaN where it has too few rows.
struct PressureHalf {
  std::size_t number = 0;  ///< from 1
  int cycle = 0;           ///< from 1, in the order run; 0 for what comes before the first whole cycle
  int direction = 0;
  double start_time = 0.0, duration = 0.0, charge = 0.0;  ///< s, s, C
  double start = 0.0, end = 0.0;                          ///< Pa, of the smoothed curve
  double swing = 0.0;                                     ///< Pa, end - start
  double swing_uncertainty = 0.0;                         ///< Pa, from the noise
  double slope = 0.0, slope_uncertainty = 0.0;            ///< Pa/C, straight line over the charge, standard error
  double noise = 0.0;                                     ///< Pa, from row to row
  PressureCurve curve;
};

/// From the start of one cycle to the start of the next.
struct PressureCycle {
  int number = 0;
  double start_time = 0.0;
  double start = 0.0;        ///< Pa
  double swing = 0.0;        ///< Pa, highest less lowest of the smoothed curves
  double offset = 0.0;       ///< Pa, change from its start to its end, rests included
  double charge_left = 0.0;  ///< C, charge less discharge
};

struct PressureAnalysis {
  std::vector<PressureHalf> halves;
  std::vector<PressureCycle> cycles;
  double lowest = 0.0, highest = 0.0, mean = 0.0;           ///< Pa, of the rows
  double resolution = 0.0;                                  ///< Pa, smallest step between values
  double drift = 0.0, drift_uncertainty = 0.0;              ///< Pa/s, Eq. PR4; NaN with fewer than 3 cycles
  double charge_slope = 0.0, charge_slope_deviation = 0.0;  ///< Pa/C, mean over charges, from half-cycle to half-cycle
  double discharge_slope = 0.0, discharge_slope_deviation = 0.0;
  std::vector<Finding> findings;
};

/// @throws InputError if the record has no pressure or no half-cycle, or an option is out of range
PressureAnalysis analyse_pressure(const Record& record, const PressureOptions& options);

}  // namespace silith
