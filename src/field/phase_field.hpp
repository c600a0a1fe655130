#pragma once
#include "field/front_phase.hpp"

namespace silith::field {

struct PhaseFieldOptions {
  enum class Relaxation {
    profile,    ///< restores the profile without surface energy: no motion by curvature
    allen_cahn  ///< with the double well of Allen and Cahn, which moves by curvature at O(width)
  };
  FrontPhaseOptions front;      ///< its thickness is the phase field's width w
  double rate = 0.0;            ///< k, m/s
  double temperature = 298.15;  ///< K
  Relaxation relaxation = Relaxation::profile;
  double mobility = 2.0;  ///< relaxation speed m over the largest front speed; above 1
};

/// Reaction-limited front v_n = k (1 - exp(-G/RT)) as a phase field of controlled width (Eq. F27-F30).
template <int dim>
class PhaseField : public FrontPhase<dim> {
public:
  /// @throws InputError on a width, rate or temperature that is not positive or a mobility not above 1
  PhaseField(const FieldMesh<dim>& mesh, const PhaseFieldOptions& options);

  /// Driving energy G of the reaction, J per mol of lithium, positive where silicon reacts; with the work of stress.
  void set_driving_energy(const CellScalars<dim>& energy);
  /// Puts the mean of the speeds by the last two driving energies in place of the last: to repeat a step with what acts
  /// over it (Eq. F73).
  void take_mean_speed();
  double stable_step() const override;
  /// Volume reacted over the last step by the rates themselves; equals the change of reacted_volume() to round-off
  /// whatever limiting did (Eq. F29).
  double reacted() const { return -this->supplied_; }
  double largest_speed() const { return speed_; }  ///< m/s, at the front
  /// How much p would have changed differently over the last step with the energy at its end, at most.
  double energy_error() const { return energy_error_; }

private:
  void mesh_changed() override { known_energy_ = false; }
  void source(const NodeVector& p, NodeVector& rates) const;

  PhaseFieldOptions phase_options_;
  void find_relaxation();

  NodeVector speeds_, speeds_before_;  ///< m/s at the nodes
  double speed_ = 0.0, energy_error_ = 0.0, restoring_ = 0.0;
  bool known_energy_ = false;
};

}  // namespace silith::field
