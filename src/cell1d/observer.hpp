#pragma once
#include <span>
#include <vector>

#include "cell1d/cell_model.hpp"
#include "cell1d/overpotential.hpp"
#include "record/record.hpp"

namespace silith {

/// Turns states of a CellModel into rows of a series, and into profiles through the stack.
class Observer {
public:
  explicit Observer(CellModel& model);

  /// Columns of the series, empty.
  TimeSeries empty_series() const;
  /// One row. @param step, cycle from 0
  void append(TimeSeries& series, double t, std::span<const double> y, int step, int cycle);

  /// Profiles without times yet: potentials, ionic current, salt, stoichiometries (surface, mean, through the
  /// particles).
  std::vector<Profile> empty_profiles() const;
  void append(std::vector<Profile>& profiles, double t, std::span<const double> y) const;

  /// Potential of a virtual lithium electrode in the middle of the separator, V against the anode's collector.
  double reference_potential(std::span<const double> y) const;
  /// Lithium in the layers [first, end), mol/m^2.
  double lithium(std::span<const double> y, std::size_t first, std::size_t end) const;

private:
  std::vector<double> ionic_current(std::span<const double> y) const;

  CellModel& model_;
  OverpotentialSplit split_;
};

/// The two balances that must hold whatever the tolerance, from the states alone.
class BalanceMonitor {
public:
  BalanceMonitor(const CellModel& model, std::span<const double> y_start);
  void look(std::span<const double> y);

  /// Largest change of the cell's lithium over its inventory at the start.
  double lithium_error() const { return lithium_error_; }
  /// Largest difference of lithium moved out of the cathode, and into the anode, and the integrated charge over F;
  /// relative to the largest charge passed so far, or to 1e-6 of the
  /// inventory where less has passed.
  double charge_error() const;

private:
  /// mol/m^2. What double layers hold is lithium that the electrodes gave without it being stored (Eq. K4): with
  /// anions in the electrolyte none, else as much as their charge.
  struct Inventory {
    double anode, separator, cathode, charge;
    double anode_double_layer = 0.0, cathode_double_layer = 0.0, double_layer_lithium = 0.0;
  };
  Inventory inventory(std::span<const double> y) const;

  const CellModel& model_;
  Inventory start_;
  double lithium_error_ = 0.0, charge_difference_ = 0.0, largest_charge_ = 0.0;
};

}  // namespace silith
