#pragma once
#include "field/front_phase.hpp"

namespace silith::field {

struct LevelSetOptions {
  FrontPhaseOptions front;
  TransportOptions::Form form = TransportOptions::Form::transport;
  /// gamma, m/s: how fast the profile is restored; none: the largest speed at the front, 0: never.
  std::optional<double> reinitialisation;
  /// p of what flows in through the bodies' surface: 0 where lithium comes in; 1 where it goes; none: what is there.
  std::optional<double> inflow = 0.0;
};

/// Lithium front as a conservative level set moved by the current (Eq. F20-F24, the paper's Eq. 2-4).
template <int dim>
class LevelSet : public FrontPhase<dim> {
public:
  /// @throws InputError on a thickness that is not positive or a negative reinitialisation
  LevelSet(const FieldMesh<dim>& mesh, const LevelSetOptions& options);

  /// Front speed per current density, m^3/(A s), Eq. F22: u = J/(F N (x_full - x_start)), N host sites, mol/m^3.
  static double speed_per_current(double site_concentration, double x_start, double x_full);

  /// Velocity u, m/s, until it is set anew; after refinement it has to be.
  void set_velocity(const CellVectors<dim>& velocity);
  double stable_step() const override { return this->transport_.stable_step(); }
  /// How much p would have changed differently over the last step with the velocity at its end, at most (Eq. F26).
  /// Known after step() and the set_velocity() that follows it.
  double velocity_error() const { return velocity_error_; }
  double gamma() const { return gamma_; }  ///< m/s, in use
  /// Integral of p u.n over the surface of the bodies over the last step.
  double left() const { return this->left_; }

private:
  void mesh_changed() override { known_velocity_ = false; }

  std::optional<double> reinitialisation_;
  double gamma_ = 0.0, velocity_error_ = 0.0;
  bool known_velocity_ = false;
};

}  // namespace silith::field
