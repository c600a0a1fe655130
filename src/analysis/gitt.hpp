#pragma once
#include <string>
#include <vector>

#include "analysis/titration.hpp"

namespace silith {

struct GittOptions {
  Geometry geometry = Geometry::plane;
  double length = 0.0;  ///< m, thickness of the plane or radius of the sphere
  double from = 0.0;    ///< s after the current is switched: earlier rows are left out (double layer)
};

/// One pulse of current with the rest after it, and what its voltage says (Eq. T9 to T14).
struct GittPulse {
  double current = 0.0;                                 ///< A, positive charges
  double start_time = 0.0, duration = 0.0, rest = 0.0;  ///< s
  double voltage_before = 0.0, voltage_after = 0.0;     ///< V, at the ends of the rests
  std::size_t before_rows = 1;                          ///< in voltage_before
  double before_time = 0.0;                             ///< s, that voltage_before stands for
  std::vector<double> time, voltage, fitted;            ///< s from the pulse's start on, V, V; pulse and rest
  double tau = 0.0, tau_sigma = 0.0;                    ///< s, L^2/D
  double scale = 0.0, scale_sigma = 0.0;                ///< V, A of Eq. T9
  double jump = 0.0, jump_sigma = 0.0;                  ///< V, E_0 - E_before: what answers at once
  double biot = 0.0;                                    ///< Eq. T14
  double scatter = 0.0;                                 ///< V, standard deviation of the residuals
  double misfit = 0.0;      ///< residuals over what diffusion does to the voltage, rms, where they follow a pattern
  double root_slope = 0.0;  ///< V/s^0.5, dE/dsqrt(t) of the short-time line; NaN without one
  double decay = 0.0;       ///< 1/s, of the end of the rest; 0 without one
  DiffusionEstimate full, short_time, long_time;
  double mean_voltage() const { return 0.5 * (voltage_before + voltage_after); }
};

struct Gitt {
  GittOptions options;
  std::vector<GittPulse> pulses;  ///< in order of time
  std::vector<Finding> findings;
};

/// @throws InputError if the length is not positive or the record has no pulses between rests
Gitt analyse_gitt(const Record& record, const GittOptions& options);

}  // namespace silith
