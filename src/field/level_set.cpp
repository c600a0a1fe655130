#include "field/level_set.hpp"

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"

namespace silith::field {

template <int dim>
LevelSet<dim>::LevelSet(const FieldMesh<dim>& mesh, const LevelSetOptions& options)
    : FrontPhase<dim>(mesh, options.front, {.form = options.form, .inflow = options.inflow}),
      reinitialisation_(options.reinitialisation) {
  if (reinitialisation_.value_or(0.0) < 0.0)
    throw InputError("front.reinitialisation: a velocity of at least zero is expected",
                     "leave it out to take the largest speed of the front");
  gamma_ = reinitialisation_.value_or(0.0);
  this->transport_.set_profile_speed(gamma_);
}

template <int dim>
double LevelSet<dim>::speed_per_current(double site_concentration, double x_start, double x_full) {
  return 1.0 / (faraday * site_concentration * (x_full - x_start));
}

template <int dim>
void LevelSet<dim>::set_velocity(const CellVectors<dim>& velocity) {
  const NodeVector before = this->transport_.transport_rate(this->p_);
  this->transport_.set_velocity(velocity);
  if (!reinitialisation_) {
    std::vector<dealii::Tensor<1, dim>> at_points(NodalCells<dim>::points);
    gamma_ = this->front_speed([&](std::size_t cell) {
      velocity(this->cells_.cell(cell), this->cells_.quadrature(), at_points);
      double largest = 0.0;
      for (const auto& value : at_points) largest = std::max(largest, value.norm());
      return largest;
    });
    this->transport_.set_profile_speed(gamma_);
  }
  velocity_error_ = 0.0;
  if (known_velocity_) {
    NodeVector change = this->transport_.transport_rate(this->p_);
    change -= before;
    velocity_error_ = 0.5 * this->last_step_ * change.linfty_norm();
  }
  known_velocity_ = true;
}

template class LevelSet<2>;
template class LevelSet<3>;

}  // namespace silith::field
