#include "field/scalar_field.hpp"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/numerics/vector_tools.h>

#include <algorithm>
#include <stdexcept>

namespace silith::field {

template <int dim>
ScalarEvaluator<dim>::ScalarEvaluator(const ScalarView<dim>& view, const dealii::Mapping<dim>& mapping,
                                      const dealii::Quadrature<dim>& points)
    : view_(view), values_(points.size(), view.constant), gradients_(points.size()) {
  if (view.dofs != nullptr)
    shapes_ = std::make_unique<dealii::FEValues<dim>>(mapping, view.dofs->get_fe(), points,
                                                      dealii::update_values | dealii::update_gradients);
}

template <int dim>
void ScalarEvaluator<dim>::reinit(const Cell<dim>& cell) {
  if (!view_.lives_in(cell->material_id())) {
    std::fill(values_.begin(), values_.end(), view_.constant);
    std::fill(gradients_.begin(), gradients_.end(), dealii::Tensor<1, dim>());
    return;
  }
  const typename dealii::DoFHandler<dim>::active_cell_iterator dof_cell(&cell->get_triangulation(), cell->level(),
                                                                        cell->index(), view_.dofs);
  shapes_->reinit(dof_cell);
  shapes_->get_function_values(*view_.values, values_);
  shapes_->get_function_gradients(*view_.values, gradients_);
}

template <int dim>
void make_periodic(const dealii::DoFHandler<dim>& dofs, Constraints& constraints) {
  const auto& mesh = dofs.get_triangulation();
  for (const auto& [here, there] : mesh.get_periodic_face_map()) {
    // Coarse faces only, and each pair once: finer faces are reached from them.
    const auto& [cell, face] = here;
    const auto& [other, orientation] = there;
    if (cell->level() != 0 || std::pair(other.first, other.second) < std::pair(cell, face)) continue;
    const typename dealii::DoFHandler<dim>::cell_iterator first(&mesh, 0, cell->index(), &dofs);
    const typename dealii::DoFHandler<dim>::cell_iterator second(&mesh, 0, other.first->index(), &dofs);
    dealii::DoFTools::make_periodicity_constraints(first->face(face), second->face(other.second), constraints, {},
                                                   orientation[0], orientation[1], orientation[2]);
  }
}

template <int dim>
ScalarField<dim>::ScalarField(const FieldMesh<dim>& mesh, int degree)
    : mesh_(mesh), fe_(static_cast<unsigned>(degree)), dofs_(mesh.triangulation) {
  distribute();
}

template <int dim>
void ScalarField<dim>::distribute() {
  dofs_.distribute_dofs(fe_);
  dealii::IndexSet relevant;
  dealii::DoFTools::extract_locally_relevant_dofs(dofs_, relevant);
  constraints_.reinit(relevant);
  dealii::DoFTools::make_hanging_node_constraints(dofs_, constraints_);
  make_periodic(dofs_, constraints_);
  constraints_.close();
  values_.reinit(dofs_.locally_owned_dofs(), relevant, mesh_.triangulation.get_communicator());
}

template <int dim>
Vector ScalarField<dim>::owned_vector() const {
  return Vector(dofs_.locally_owned_dofs(), mesh_.triangulation.get_communicator());
}

template <int dim>
void ScalarField<dim>::set_values(const Vector& owned) {
  Vector distributed(owned);
  constraints_.distribute(distributed);
  values_ = distributed;
}

template <int dim>
void ScalarField<dim>::set_values(double value) {
  Vector owned = owned_vector();
  owned = value;
  values_ = owned;
}

template <int dim>
void ScalarField<dim>::interpolate(const std::function<double(const dealii::Point<dim>&)>& function) {
  Vector owned = owned_vector();
  const dealii::ScalarFunctionFromFunctionObject<dim> at_points(function);
  dealii::VectorTools::interpolate(mesh_.mapping, dofs_, at_points, owned);
  set_values(owned);
}

template <int dim>
double ScalarField<dim>::integral(const Bodies& bodies, const std::function<double(double)>& f) const {
  const dealii::QGauss<dim> points(fe_.degree + 1);
  dealii::FEValues<dim> shapes(mesh_.mapping, fe_, points,
                               dealii::update_values | dealii::update_JxW_values | dealii::update_quadrature_points);
  std::vector<double> at_points(points.size());
  double sum = 0.0;
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (!cell->is_locally_owned() || (!bodies.empty() && bodies.count(cell->material_id()) == 0)) continue;
    shapes.reinit(cell);
    shapes.get_function_values(values_, at_points);
    for (unsigned q = 0; q < points.size(); ++q)
      sum += (f ? f(at_points[q]) : at_points[q]) * mesh_.measure(shapes.quadrature_point(q)) * shapes.JxW(q);
  }
  return dealii::Utilities::MPI::sum(sum, mesh_.triangulation.get_communicator());
}

template <int dim>
double ScalarField<dim>::smallest() const {
  double value = std::numeric_limits<double>::max();
  for (const auto i : dofs_.locally_owned_dofs()) value = std::min(value, double(values_(i)));
  return dealii::Utilities::MPI::min(value, mesh_.triangulation.get_communicator());
}

template <int dim>
double ScalarField<dim>::largest() const {
  double value = std::numeric_limits<double>::lowest();
  for (const auto i : dofs_.locally_owned_dofs()) value = std::max(value, double(values_(i)));
  return dealii::Utilities::MPI::max(value, mesh_.triangulation.get_communicator());
}

template <int dim>
void ScalarField<dim>::prepare_refinement() {
  transfer_ = std::make_unique<dealii::parallel::distributed::SolutionTransfer<dim, Vector>>(dofs_);
  transfer_->prepare_for_coarsening_and_refinement(values_);
}

template <int dim>
void ScalarField<dim>::finish_refinement() {
  if (transfer_ == nullptr) throw std::logic_error("ScalarField: finish_refinement without prepare_refinement");
  distribute();
  Vector owned = owned_vector();
  transfer_->interpolate(owned);
  transfer_.reset();
  set_values(owned);
}

template <int dim>
void ScalarField<dim>::prepare_checkpoint() {
  transfer_ = std::make_unique<dealii::parallel::distributed::SolutionTransfer<dim, Vector>>(dofs_);
  transfer_->prepare_for_serialization(values_);
}

template <int dim>
void ScalarField<dim>::resume_checkpoint() {
  distribute();
  Vector owned = owned_vector();
  dealii::parallel::distributed::SolutionTransfer<dim, Vector> transfer(dofs_);
  transfer.deserialize(owned);
  transfer_.reset();
  set_values(owned);
}

template class ScalarEvaluator<2>;
template class ScalarEvaluator<3>;
template class ScalarField<2>;
template class ScalarField<3>;
template void make_periodic<2>(const dealii::DoFHandler<2>&, Constraints&);
template void make_periodic<3>(const dealii::DoFHandler<3>&, Constraints&);

}  // namespace silith::field
