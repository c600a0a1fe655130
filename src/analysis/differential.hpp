#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/half_cycles.hpp"

namespace silith {

struct DifferentialOptions {
  double voltage_step = 2e-3;       ///< V, grid of dQ/dV
  double voltage_window = 30e-3;    ///< V, width of the smoothing window
  std::size_t charge_points = 400;  ///< grid of dV/dQ
  double charge_window = 0.02;      ///< width of its window, share of the charge
  int order = 3;                    ///< of the polynomials
  /// @throws InputError naming the option that is out of range
  void validate() const;
};

/// dQ/dV and dV/dQ of the constant-current part of a half-cycle (Eq. Q9 to Q11). Q counts from 0 in either direction,
/// so dQ/dV and dV/dQ are positive on charge and negative on discharge.
struct DifferentialCurve {
  std::vector<double> voltage, dq_dv;  ///< V ascending, C/V
  std::vector<double> charge, dv_dq;   ///< C ascending, V/C
  double passed = 0.0;                 ///< C, magnitude, of the part
  double voltage_change = 0.0;         ///< V, signed, of the part
  double charge_integral = 0.0;        ///< C, magnitude: integral of dQ/dV over V, to be compared with passed
  double voltage_integral = 0.0;       ///< V: integral of dV/dQ over Q, to be compared with voltage_change
  std::size_t window_points = 0, charge_window_points = 0;
  double voltage_step = 0.0;  ///< V, as used
};

/// @param charge [n] C, ascending; @param voltage [n] V; @param direction 1 charge (voltage rises), -1 discharge
/// @return nothing if fewer than 10 points or no rise of voltage over a window are left
std::optional<DifferentialCurve> differentiate(std::span<const double> charge, std::span<const double> voltage,
                                               int direction, const DifferentialOptions& options);

/// What the smoothing has hidden: the integrals of the curves differ by more than 2 % from charge and voltage
/// (Eq. Q11). @param name of the half-cycle, "charge 1"
std::vector<Finding> differential_findings(const DifferentialCurve& curve, const std::string& name);

/// Charge (from 0, C) and voltage of the rows of a half-cycle.
struct HalfCycleCurve {
  std::vector<double> charge, voltage;
};
/// Every row with current, or only those at 95 % of the half-cycle's current and more: without held voltage and rests.
enum class CurvePart { all, constant_current };
HalfCycleCurve half_cycle_curve(const TimeSeries& series, const PassedCharge& passed, const HalfCycle& half,
                                CurvePart part);

/// The nearest non-decreasing sequence by least squares (pool adjacent violators), Eq. Q9.
std::vector<double> isotonic(std::span<const double> y);

}  // namespace silith
