#include "field/phase_field.hpp"

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

/// Share of the width the front may move in a step.
constexpr double accurate_move = 0.3;

TransportOptions transport_of(PhaseFieldOptions::Relaxation relaxation) {
  const bool profile = relaxation == PhaseFieldOptions::Relaxation::profile;
  return {.profile = profile ? TransportOptions::Profile::restored : TransportOptions::Profile::diffused};
}

void check(const PhaseFieldOptions& options) {
  if (!(options.rate > 0.0)) throw InputError("front.rate: a velocity above zero is expected", "write \"1 nm/s\"");
  if (!(options.temperature > 0.0)) throw InputError("temperature: above 0 K is expected");
  if (!(options.mobility > 1.0))
    throw InputError("front: the phase field's mobility has to be above 1", "2 keeps the profile at any speed");
}

}  // namespace

template <int dim>
PhaseField<dim>::PhaseField(const FieldMesh<dim>& mesh, const PhaseFieldOptions& options)
    : FrontPhase<dim>(mesh, options.front, transport_of(options.relaxation)), phase_options_(options) {
  check(options);
  this->transport_.set_source([this](double, const NodeVector& p, NodeVector& rates) { source(p, rates); });
}

template <int dim>
void PhaseField<dim>::set_driving_energy(const CellScalars<dim>& energy) {
  const auto& cells = this->cells_;
  const double thermal = gas_constant * phase_options_.temperature;
  NodeVector speeds(cells.zero());
  std::array<double, NodalCells<dim>::points> at_points;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    energy(cells.cell(c), cells.quadrature(), at_points);
    const auto& shapes = cells.shapes(c);
    typename NodalCells<dim>::Slots local{};
    for (unsigned q = 0; q < NodalCells<dim>::points; ++q) {
      const double speed = -phase_options_.rate * std::expm1(-at_points[q] / thermal);
      for (unsigned s = 0; s < NodalCells<dim>::slots; ++s) local[s] += shapes.weight[q] * shapes.value[q][s] * speed;
    }
    cells.add(speeds, c, local);
  }
  speeds.compress(dealii::VectorOperation::add);
  double change = 0.0;
  for (unsigned i = 0; i < cells.owned(); ++i) {
    const double mass = cells.mass().local_element(i), p = this->p_.local_element(i);
    double& speed = speeds.local_element(i);
    speed = mass > 0.0 ? speed / mass : 0.0;
    if (known_energy_) change = std::max(change, std::abs(speed - speeds_.local_element(i)) * p * (1.0 - p));
  }
  energy_error_ = 0.5 * this->last_step_ * cells.max(change) / this->options_.thickness;
  speeds.update_ghost_values();
  speeds_before_ = known_energy_ ? speeds_ : speeds;
  speeds_ = speeds;
  speeds_.update_ghost_values();
  known_energy_ = true;
  find_relaxation();
}

template <int dim>
void PhaseField<dim>::take_mean_speed() {
  speeds_.sadd(0.5, 0.5, speeds_before_);
  speeds_.update_ghost_values();
  find_relaxation();
}

template <int dim>
void PhaseField<dim>::find_relaxation() {
  speed_ = this->front_speed([&](std::size_t cell) {
    double largest = 0.0;
    for (const double value : this->cells_.gather(speeds_, cell)) largest = std::max(largest, std::abs(value));
    return largest;
  });
  restoring_ = phase_options_.mobility * speed_;
  this->transport_.set_profile_speed(restoring_);
}

template <int dim>
double PhaseField<dim>::stable_step() const {
  const double move = speed_ > 0.0 ? accurate_move * this->options_.thickness / speed_ : this->transport_.stable_step();
  return std::min(move, this->transport_.stable_step());
}

template <int dim>
void PhaseField<dim>::source(const NodeVector& p, NodeVector& rates) const {
  const bool with_well = phase_options_.relaxation == PhaseFieldOptions::Relaxation::allen_cahn;
  const double width = this->options_.thickness;
  for (unsigned i = 0; i < this->cells_.owned(); ++i) {
    const double value = p.local_element(i);
    const double well = with_well ? restoring_ * (1.0 - 2.0 * value) : 0.0;
    rates.local_element(i) = -(speeds_.local_element(i) + well) * value * (1.0 - value) / width;
  }
}

template class PhaseField<2>;
template class PhaseField<3>;

}  // namespace silith::field
