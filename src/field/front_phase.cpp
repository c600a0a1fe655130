#include "field/front_phase.hpp"

#include <deal.II/fe/fe_values.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

/// Cells where p (1 - p) is below this at every node don't count as part of the front.
constexpr double least_nearness = 1e-3;

FrontPhaseOptions checked(FrontPhaseOptions options) {
  if (!(options.thickness > 0.0))
    throw InputError("front.thickness: a length above zero is expected", "write for example \"2 nm\"");
  return options;
}

TransportOptions completed(TransportOptions transport, const FrontPhaseOptions& front) {
  transport.bounds = front.bounds;
  transport.thickness = front.thickness;
  return transport;
}

}  // namespace

template <int dim>
FrontPhase<dim>::FrontPhase(const FieldMesh<dim>& mesh, FrontPhaseOptions options, TransportOptions transport)
    : options_(checked(std::move(options))),
      phase_(mesh, 1),
      cells_(phase_, options_.bodies),
      transport_(cells_, completed(transport, options_)) {
  rebuild();
}

template <int dim>
void FrontPhase<dim>::rebuild() {
  p_ = cells_.read();
  double size = 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) size += cells_.mass().local_element(i);
  size_ = cells_.sum(size);
  take(p_);
}

template <int dim>
void FrontPhase<dim>::start(const std::function<double(const dealii::Point<dim>&)>& distance) {
  for (unsigned i = 0; i < cells_.owned(); ++i)
    p_.local_element(i) = 1.0 / (1.0 + std::exp(-distance(cells_.position(i)) / options_.thickness));
  take(p_);
}

template <int dim>
void FrontPhase<dim>::take(const NodeVector& p) {
  p_ = p;
  p_.update_ghost_values();
  phase_.set_values(cells_.write(p_));
  Vector owned = phase_.owned_vector();
  owned = phase_.values();
  owned *= options_.x_start - options_.x_full;
  owned.add(options_.x_full);
  x_.reinit(phase_.values());
  x_ = owned;
  double volume = 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) volume += cells_.mass().local_element(i) * p_.local_element(i);
  volume_ = cells_.sum(volume);
}

template <int dim>
double FrontPhase<dim>::unreacted_volume() const {
  return volume_;
}
template <int dim>
double FrontPhase<dim>::reacted_volume() const {
  return size_ - volume_;
}

template <int dim>
double FrontPhase<dim>::volume_behind() const {
  // psi is taken as linear between nodes, as for pieces(); each cell is looked at in parts.
  constexpr unsigned parts = 4;
  const dealii::QIterated<dim> points(dealii::QMidpoint<1>(), parts);
  const dealii::FE_Q<dim>& element = dynamic_cast<const dealii::FE_Q<dim>&>(phase_.dofs().get_fe());
  dealii::FEValues<dim> values(phase_.mesh().mapping, element, points,
                               dealii::update_values | dealii::update_JxW_values | dealii::update_quadrature_points);
  std::vector<dealii::types::global_dof_index> nodes(element.n_dofs_per_cell());
  std::vector<double> distance(nodes.size());
  double volume = 0.0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const typename dealii::DoFHandler<dim>::active_cell_iterator cell(
        &phase_.mesh().triangulation, cells_.cell(c)->level(), cells_.cell(c)->index(), &phase_.dofs());
    cell->get_dof_indices(nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const double p = std::clamp(double(phase_.values()(nodes[i])), 1e-9, 1.0 - 1e-9);
      distance[i] = std::log(p / (1.0 - p));
    }
    if (std::all_of(distance.begin(), distance.end(), [](double d) { return d > 0.0; })) continue;
    values.reinit(cell);
    for (const unsigned q : values.quadrature_point_indices()) {
      double at_point = 0.0;
      for (unsigned i = 0; i < nodes.size(); ++i) at_point += distance[i] * values.shape_value(i, q);
      if (at_point < 0.0) volume += values.JxW(q) * phase_.mesh().measure(values.quadrature_point(q));
    }
  }
  return cells_.sum(volume);
}

template <int dim>
double FrontPhase<dim>::hold_to(double reacted) {
  const double before = volume_;
  restore_volume(size_ - reacted);
  return before - volume_;
}

template <int dim>
int FrontPhase<dim>::step(double dt) {
  const int parts = std::max(1, static_cast<int>(std::ceil(dt / stable_step() * (1.0 - 1e-12))));
  supplied_ = 0.0;
  left_ = 0.0;
  for (int part = 0; part < parts; ++part) {
    transport_.advance(p_, dt / parts);
    supplied_ += transport_.supplied();
    left_ += transport_.left();
  }
  last_step_ = dt;
  take(p_);
  return parts;
}

template <int dim>
double FrontPhase<dim>::front_speed(const std::function<double(std::size_t)>& speed) const {
  double largest = 0.0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const auto p = cells_.gather(p_, c);
    if (std::any_of(p.begin(), p.end(), [](double value) { return value * (1.0 - value) > least_nearness; }))
      largest = std::max(largest, speed(c));
  }
  return cells_.max(largest);
}

template <int dim>
dealii::Vector<float> FrontPhase<dim>::within(double band) const {
  dealii::Vector<float> found(phase_.mesh().triangulation.n_active_cells());
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    double nearest = std::numeric_limits<double>::max();
    bool ahead = false, behind = false;
    for (const double value : cells_.gather(p_, c)) {
      const double p = std::clamp(value, 1e-9, 1.0 - 1e-9);
      nearest = std::min(nearest, options_.thickness * std::abs(std::log(p / (1.0 - p))));
      (p > 0.5 ? ahead : behind) = true;
    }
    if (nearest <= band || (ahead && behind)) found(cells_.cell(c)->active_cell_index()) = 1.0F;
  }
  return found;
}

template <int dim>
void FrontPhase<dim>::flag_front(double band, int coarsest, int finest,
                                 dealii::parallel::distributed::Triangulation<dim>& mesh) const {
  // Cells outside the bodies have no distance of their own and are left to coarsen.
  const auto near = within(band);
  for (const auto& cell : mesh.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    if (near(cell->active_cell_index()) == 0.0F) {
      if (cell->level() > coarsest) cell->set_coarsen_flag();
    } else if (cell->level() < finest) {
      cell->set_refine_flag();
    }
  }
}

template <int dim>
dealii::Vector<float> FrontPhase<dim>::nearness() const {
  dealii::Vector<float> indicator(phase_.mesh().triangulation.n_active_cells());
  for (std::size_t c = 0; c < cells_.size(); ++c)
    for (const double p : cells_.gather(p_, c)) {
      float& value = indicator(cells_.cell(c)->active_cell_index());
      value = std::max(value, static_cast<float>(4.0 * p * (1.0 - p)));
    }
  return indicator;
}

template <int dim>
void FrontPhase<dim>::finish_refinement() {
  const double volume = volume_;
  phase_.finish_refinement();
  cells_.rebuild();
  transport_.rebuild();
  rebuild();
  restore_volume(volume);
  mesh_changed();
}

template <int dim>
void FrontPhase<dim>::resume_checkpoint() {
  phase_.resume_checkpoint();
  cells_.rebuild();
  transport_.rebuild();
  rebuild();
  mesh_changed();
}

template <int dim>
void FrontPhase<dim>::restore_volume(double volume) {
  // p (1 - p) = eps |grad p| in the profile: a share of it is a shift of the front along its normal, and bounds hold.
  double weights = 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    const double p = p_.local_element(i);
    weights += cells_.mass().local_element(i) * p * (1.0 - p);
  }
  weights = cells_.sum(weights);
  const double share = weights > 0.0 ? std::clamp((volume - volume_) / weights, -1.0, 1.0) : 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    double& p = p_.local_element(i);
    p += share * p * (1.0 - p);
  }
  take(p_);
}

template class FrontPhase<2>;
template class FrontPhase<3>;

}  // namespace silith::field
