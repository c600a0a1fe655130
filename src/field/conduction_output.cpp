#include <deal.II/base/quadrature_lib.h>

#include <algorithm>

#include "field/conduction_state.hpp"

namespace silith::field {
namespace {

/// Shape functions at the points of whatever quadrature was asked for last.
template <int dim>
class LastQuadrature {
public:
  const dealii::FEValues<dim>& at(const Cell<dim>& cell, const dealii::Quadrature<dim>& points,
                                  const dealii::Mapping<dim>& mapping, const dealii::FE_Q<dim>& element) {
    if (!shapes_ || !(shapes_->get_quadrature() == points))
      shapes_ = std::make_unique<dealii::FEValues<dim>>(mapping, element, points,
                                                        dealii::update_values | dealii::update_gradients);
    shapes_->reinit(cell);
    return *shapes_;
  }

private:
  std::unique_ptr<dealii::FEValues<dim>> shapes_;
};

template <int dim>
std::vector<dealii::types::global_dof_index> indices_of(const Cell<dim>& cell, const dealii::DoFHandler<dim>& dofs) {
  const typename dealii::DoFHandler<dim>::active_cell_iterator with_unknowns(&cell->get_triangulation(), cell->level(),
                                                                             cell->index(), &dofs);
  std::vector<dealii::types::global_dof_index> out(with_unknowns->get_fe().n_dofs_per_cell());
  with_unknowns->get_dof_indices(out);
  return out;
}

}  // namespace

template <int dim>
CellVectors<dim> Conduction<dim>::current_density() const {
  const State* state = state_.get();
  auto quadrature = std::make_shared<LastQuadrature<dim>>();
  auto sigma = std::make_shared<ConductivityReader<dim>>(state->options, state->x);
  return [=](const Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<dealii::Tensor<1, dim>> out) {
    std::fill(out.begin(), out.end(), dealii::Tensor<1, dim>());
    if (state->space.group(cell->material_id()) < 0) return;
    const auto& shapes = quadrature->at(cell, points, state->mesh.mapping, state->space.element());
    const auto& conductivity = (*sigma)(cell, points);
    const auto indices = indices_of(cell, state->space.dofs());
    for (unsigned i = 0; i < indices.size(); ++i) {
      const double phi = state->potential(indices[i]);
      for (unsigned q = 0; q < out.size(); ++q) out[q] -= conductivity[q] * phi * shapes.shape_grad(i, q);
    }
  };
}

template <int dim>
CellScalars<dim> Conduction<dim>::potential() const {
  const State* state = state_.get();
  auto quadrature = std::make_shared<LastQuadrature<dim>>();
  return [=](const Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
    if (state->space.group(cell->material_id()) < 0) return;
    const auto& shapes = quadrature->at(cell, points, state->mesh.mapping, state->space.element());
    const auto indices = indices_of(cell, state->space.dofs());
    for (unsigned i = 0; i < indices.size(); ++i)
      for (unsigned q = 0; q < out.size(); ++q) out[q] += state->potential(indices[i]) * shapes.shape_value(i, q);
  };
}

template <int dim>
std::vector<InterfacePoint<dim>> Conduction<dim>::interface_current(const std::string& first,
                                                                    const std::string& second) const {
  const auto from = state_->domain.body(first), to = state_->domain.body(second);
  GroupFace<dim> evaluated(state_->mesh, state_->space, state_->pairs, state_->options, state_->x);
  std::vector<InterfacePoint<dim>> out;
  state_->space.each_body_face([&](const BodyFace<dim>& face) {
    if (face.here->material_id() != from || face.there->material_id() != to) return;
    if (!state_->space.has_unknowns(face.here) || !state_->space.has_unknowns(face.there)) return;
    evaluated.reinit(face, state_->potential);
    for (const unsigned q : evaluated.here().quadrature_point_indices())
      out.push_back({evaluated.here().quadrature_point(q), evaluated.fluxes()[q].current, evaluated.weight(q)});
  });
  return out;
}

template <int dim>
dealii::Vector<float> Conduction<dim>::error_indicator() const {
  const State& state = *state_;
  dealii::Vector<float> out(state.mesh.triangulation.n_active_cells());
  GroupFace<dim> evaluated(state.mesh, state.space, state.pairs, state.options, state.x);
  state.space.each_inner_face([&](const BodyFace<dim>& face) {
    if (!state.space.has_unknowns(face.here)) return;
    const double jump = state.space.has_unknowns(face.there) ? evaluated.square_defect(face, state.potential)
                                                             : evaluated.square_outflow(face, state.potential);
    out(face.here->active_cell_index()) += static_cast<float>(face.here->diameter() / 24.0 * jump);
  });
  return out;
}

template <int dim>
InterfaceStatistics statistics(const std::vector<InterfacePoint<dim>>& points, MPI_Comm communicator) {
  double area = 0.0, sum = 0.0, largest = 0.0;
  for (const auto& point : points) {
    area += point.weight;
    sum += point.weight * point.normal_current;
  }
  InterfaceStatistics out;
  out.area = dealii::Utilities::MPI::sum(area, communicator);
  out.mean = dealii::Utilities::MPI::sum(sum, communicator) / out.area;
  double square = 0.0;
  for (const auto& point : points) {
    square += point.weight * (point.normal_current - out.mean) * (point.normal_current - out.mean);
    largest = std::max(largest, point.normal_current / out.mean);
  }
  out.nonuniformity = std::sqrt(dealii::Utilities::MPI::sum(square, communicator) / out.area) / std::abs(out.mean);
  out.peak_ratio = dealii::Utilities::MPI::max(largest, communicator);
  return out;
}

template CellVectors<2> Conduction<2>::current_density() const;
template CellVectors<3> Conduction<3>::current_density() const;
template CellScalars<2> Conduction<2>::potential() const;
template CellScalars<3> Conduction<3>::potential() const;
template std::vector<InterfacePoint<2>> Conduction<2>::interface_current(const std::string&, const std::string&) const;
template std::vector<InterfacePoint<3>> Conduction<3>::interface_current(const std::string&, const std::string&) const;
template dealii::Vector<float> Conduction<2>::error_indicator() const;
template dealii::Vector<float> Conduction<3>::error_indicator() const;
template InterfaceStatistics statistics(const std::vector<InterfacePoint<2>>&, MPI_Comm);
template InterfaceStatistics statistics(const std::vector<InterfacePoint<3>>&, MPI_Comm);

}  // namespace silith::field
