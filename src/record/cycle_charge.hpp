#pragma once
#include <optional>
#include <vector>

#include "record/record.hpp"

namespace silith {

/// What passed in one cycle, both >= 0.
struct CycleCharge {
  int cycle = 0;
  double charge = 0.0, discharge = 0.0;  ///< C
  bool discharge_first = false;          ///< as a half cell whose electrode takes up lithium while it discharges

  /// Charge given back over charge put in: discharge/charge, or charge/discharge if it was discharged first. NaN if one
  /// of the two half-cycles is missing.
  double efficiency() const;
};

/// Efficiency of the first cycle in the order in which the cell was really cycled: if the first cycle holds only one
/// half, the other is taken from the next cycle where that begins with it. NaN if there is no pair.
double first_efficiency(const std::vector<CycleCharge>& cycles);

/// What passed between a row and the row before it, C, both >= 0; [rows] each.
struct RowCharges {
  std::vector<double> charge, discharge;
};

/// Row by row what the instrument's own counters gained, see counted_charges. Nothing if the series has none.
/// @throws std::logic_error if column current is missing
std::optional<RowCharges> counted_row_charges(const TimeSeries& series);

/// Row by row the integral of the current by trapezoids. The gap before the first row of a step counts with that row's
/// current, as in summarise_rows. @throws std::logic_error if column time or current is missing
RowCharges integrated_row_charges(const TimeSeries& series);

/// Charges of every cycle by the instrument's own counters: columns (cycle_, step_)charging_capacity and
/// discharging_capacity, else cumulative_capacity with the direction of the current, else net_capacity. Counters may
/// start again at any row. Nothing if the series has none. @throws std::logic_error if column cycle or current is
/// missing
std::optional<std::vector<CycleCharge>> counted_charges(const TimeSeries& series);

/// Charges of every cycle by the integral of the current, from the steps of the record.
std::vector<CycleCharge> integrated_charges(const Record& record);

}  // namespace silith
