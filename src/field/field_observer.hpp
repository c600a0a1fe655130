#pragma once
#include <optional>
#include <string>
#include <vector>

#include "field/field_model.hpp"
#include "record/record.hpp"

namespace silith::field {

/// What the driver knows at a moment.
struct Moment {
  double time = 0.0;              ///< s
  double charge = 0.0;            ///< C (C/m in plane strain) through the feed
  double lithium_at_start = 0.0;  ///< mol (mol/m)
  double contour_at_start = 0.0;  ///< the same by the volume behind the front's contour
  double supplied = 0.0;          ///< mol (mol/m) that has passed the surface by diffusion
  double corrected = 0.0;         ///< mol (mol/m), sum of the sizes of all corrections of the front
  ConductionResult conduction;
  bool deformed = false;  ///< the stress is that of this moment
};

/// Turns moments into the columns and quantities of a record.
template <int dim>
class FieldObserver {
public:
  /// @param model outlives the observer
  explicit FieldObserver(const FieldModel<dim>& model);

  /// Called by all ranks together. Adds a row and follows the extremes.
  void observe(const Moment& moment, TimeSeries& series);
  /// Quantities of the run so far, in the order they are shown.
  std::vector<std::pair<std::string, Quantity>> quantities(const TimeSeries& series) const;

  /// Lithium taken up by the bodies, mol (mol/m).
  double lithium() const;
  /// The same by the volume behind the front's contour p = 1/2.
  double lithium_behind_contour() const;
  /// Share of the volume that takes lithium and has.
  double lithiated_fraction() const;

private:
  void add(TimeSeries& series, const std::string& name, const std::string& unit, const std::string& long_name,
           double value) const;
  void observe_current(const Moment& moment, TimeSeries& series);
  void observe_lithium(const Moment& moment, TimeSeries& series);
  void observe_front(TimeSeries& series);
  void observe_stress(const Moment& moment, TimeSeries& series);
  void observe_interface_stress(const Moment& moment, TimeSeries& series);
  void observe_fracture(const Moment& moment, TimeSeries& series);

  const FieldModel<dim>& model_;
  using Pair = std::pair<std::string, std::string>;
  /// Where stress counts: the first interface listed, else the ionic conductor's, else the first that touches.
  std::optional<Pair> interface_;
  /// Where current counts: the surface of what takes lithium, if it touches one body only, else as stress.
  std::optional<Pair> surface_;
};

}  // namespace silith::field
