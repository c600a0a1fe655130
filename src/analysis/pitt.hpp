#pragma once
#include <string>
#include <vector>

#include "analysis/titration.hpp"

namespace silith {

struct PittOptions {
  Geometry geometry = Geometry::plane;
  double length = 0.0;         ///< m, thickness of the plane or radius of the sphere
  double from = 0.0;           ///< s after the step: earlier rows are left out (double layer, slow instrument)
  double largest_step = 0.05;  ///< V; larger changes of the voltage are no titration steps
};

/// One step of voltage and what its current says (Eq. T1 to T8).
struct PittStep {
  enum class Regime { diffusion, mixed, surface };
  double from_voltage = 0.0, to_voltage = 0.0;  ///< V
  double start_time = 0.0;                      ///< s
  std::vector<double> time, current, fitted;    ///< s from the step on, A, A
  double before = 0.0;                          ///< A, at the end of the step before
  double charge = 0.0, charge_sigma = 0.0;      ///< C until the new equilibrium, Q
  double passed = 0.0;                          ///< C, passed in the step as measured
  double tau = 0.0, tau_sigma = 0.0;            ///< s, L^2/D
  double biot = 0.0, biot_sigma = 0.0;          ///< sigma 0: at the bound, the surface is no hindrance
  double background = 0.0, scatter = 0.0;       ///< A; scatter: standard deviation of the residuals
  double misfit = 0.0;  ///< residuals over the fading current, rms, where they follow a pattern; 0 where they are noise
  double covered_from = 0.0, covered_to = 0.0;  ///< t/tau of the first and last row used
  Regime regime = Regime::mixed;
  DiffusionEstimate full, short_time, long_time;
  double decay = 0.0;       ///< 1/s, of the long-time line; 0 if there is none
  double decay_from = 0.0;  ///< s
  std::string determined;   ///< what the data say if not D: "Q sqrt(D)/L = ..."; may be empty
  double voltage() const { return 0.5 * (from_voltage + to_voltage); }
};
std::string name_of(PittStep::Regime regime);

struct Pitt {
  PittOptions options;
  std::vector<PittStep> steps;  ///< in order of time
  std::vector<Finding> findings;
};

/// @throws InputError if the length is not positive or the record has no steps of voltage
Pitt analyse_pitt(const Record& record, const PittOptions& options);

}  // namespace silith
