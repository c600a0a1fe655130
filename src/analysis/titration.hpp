#pragma once
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "analysis/finite_diffusion.hpp"
#include "record/record.hpp"

// What PITT and GITT have in common.
namespace silith {

/// A diffusivity by one method, and whether the method holds for these data.
struct DiffusionEstimate {
  double D = std::numeric_limits<double>::quiet_NaN();      ///< m^2/s; NaN: the method has no value
  double sigma = std::numeric_limits<double>::quiet_NaN();  ///< standard uncertainty from the scatter, m^2/s
  bool valid = false;
  std::string remark;  ///< the window used, and why it is not valid if it is not
};

/// Rows [first, last] of a series at one held voltage.
struct HeldVoltage {
  std::size_t first = 0, last = 0;
  double voltage = 0.0;     ///< V, mean without the first row
  double start_time = 0.0;  ///< s, when the voltage was set: the last row before, or the first if there is none
  bool follows = false;     ///< the row before `first` belongs to the stretch before in the list
};

/// Stretches of constant voltage, in order of time; rests are among them. Stretches end where column "step" changes and
/// where the voltage jumps by more than half a millivolt; within 1 mV counts as constant.
/// @throws InputError if the series has no time, voltage and current
std::vector<HeldVoltage> held_voltages(const TimeSeries& series);

/// A pulse of constant current between two rests, rows [first, last], and the rest after it up to rest_last.
struct CurrentPulse {
  std::size_t first = 0, last = 0, rest_last = 0;
  double current = 0.0;         ///< A, positive charges
  double start_time = 0.0;      ///< s, the last row of the rest before
  double end_time = 0.0;        ///< s, the last row of the pulse
  double voltage_before = 0.0;  ///< V, at the end of the rest before: mean of its last twentieth
  double voltage_after = 0.0;   ///< V, at the end of the rest after, likewise
  std::size_t before_rows = 1;  ///< in that mean
  double before_time = 0.0;     ///< s, of that twentieth
};

/// @throws InputError as held_voltages()
std::vector<CurrentPulse> current_pulses(const TimeSeries& series);

/// A straight line through points with weights. @returns slope, intercept and the slope's standard uncertainty
struct FittedLine {
  double slope = 0.0, intercept = 0.0, slope_sigma = 0.0;
};
FittedLine fit_line(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& weight);

/// Time each row stands for, s: half the distance to both neighbours. @param t ascending
std::vector<double> row_weights(const std::vector<double>& t);

/// Residuals over the signal, rms over time, where they follow a pattern (neighbours are alike); 0 where they are
/// noise, which has none. @param signal what the curve is made of, at the same rows
double patterned_misfit(const std::vector<double>& time, const std::vector<double>& residual,
                        const std::vector<double>& signal);
constexpr double not_one_body = 0.05;  ///< patterned misfit above which data are not those of one body

/// Refuses a length that is not positive. @throws InputError
void check_length(double length);

std::string name_of(Geometry geometry);
/// "plane" or "sphere". @throws InputError for anything else
Geometry geometry_of(const std::string& name);

}  // namespace silith
