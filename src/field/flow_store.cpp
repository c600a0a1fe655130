#include "field/flow_store.hpp"

#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_dgq.h>

#include <algorithm>
#include <cmath>

namespace silith::field {
namespace {

using Symmetric = dealii::SymmetricTensor<2, 3>;

template <class Function>
Symmetric of_eigenvalues(const Symmetric& tensor, const Function& function) {
  const auto pairs = dealii::eigenvectors(tensor, dealii::SymmetricTensorEigenvectorMethod::jacobi);
  Symmetric result;
  for (const auto& [value, direction] : pairs)
    result += function(value) * dealii::symmetrize(dealii::outer_product(direction, direction));
  return result;
}

std::array<double, 8> as_numbers(const FlowHistory& history) {
  const Symmetric strain = of_eigenvalues(history.inverse_cp, [](double v) { return -0.5 * std::log(v); });
  std::array<double, 8> result;
  for (unsigned k = 0; k < 6; ++k) result[k] = strain.access_raw_entry(k);
  result[6] = history.plastic_strain;
  result[7] = history.stoichiometry;
  return result;
}

FlowHistory as_history(const std::array<double, 8>& numbers) {
  Symmetric strain;
  for (unsigned k = 0; k < 6; ++k) strain.access_raw_entry(k) = numbers[k];
  strain -= dealii::trace(strain) / 3.0 * dealii::unit_symmetric_tensor<3>();
  return {of_eigenvalues(strain, [](double v) { return std::exp(-2.0 * v); }), std::max(numbers[6], 0.0), numbers[7]};
}

}  // namespace

template <int dim>
FlowStore<dim>::FlowStore(const dealii::Triangulation<dim>& triangulation, unsigned points_per_line)
    : points_per_cell_(dealii::Utilities::fixed_power<dim>(points_per_line)),
      fe_(dealii::FE_DGQArbitraryNodes<dim>(dealii::QGauss<1>(points_per_line)), n_numbers),
      dofs_(triangulation),
      histories_(triangulation.n_active_cells() * points_per_cell_) {}

template <int dim>
std::span<FlowHistory> FlowStore<dim>::at(const Cell<dim>& cell) {
  return std::span(histories_).subspan(cell->active_cell_index() * points_per_cell_, points_per_cell_);
}

template <int dim>
std::span<const FlowHistory> FlowStore<dim>::at(const Cell<dim>& cell) const {
  return std::span(histories_).subspan(cell->active_cell_index() * points_per_cell_, points_per_cell_);
}

template <int dim>
Vector FlowStore<dim>::owned_vector() const {
  return Vector(dofs_.locally_owned_dofs(), dofs_.get_communicator());
}

template <int dim>
Vector FlowStore<dim>::write() {
  dofs_.distribute_dofs(fe_);
  Vector owned = owned_vector();
  std::vector<dealii::types::global_dof_index> indices(fe_.n_dofs_per_cell());
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    cell->get_dof_indices(indices);
    const auto points = at(cell);
    for (unsigned q = 0; q < points.size(); ++q) {
      const auto numbers = as_numbers(points[q]);
      for (unsigned c = 0; c < n_numbers; ++c) owned(indices[fe_.component_to_system_index(c, q)]) = numbers[c];
    }
  }
  owned.compress(dealii::VectorOperation::insert);
  dealii::IndexSet relevant;
  dealii::DoFTools::extract_locally_relevant_dofs(dofs_, relevant);
  Vector ghosted(dofs_.locally_owned_dofs(), relevant, dofs_.get_communicator());
  ghosted = owned;
  return ghosted;
}

template <int dim>
void FlowStore<dim>::read(const Vector& values) {
  histories_.assign(dofs_.get_triangulation().n_active_cells() * points_per_cell_, {});
  std::vector<dealii::types::global_dof_index> indices(fe_.n_dofs_per_cell());
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    cell->get_dof_indices(indices);
    const auto points = at(cell);
    for (unsigned q = 0; q < points.size(); ++q) {
      std::array<double, n_numbers> numbers;
      for (unsigned c = 0; c < n_numbers; ++c) numbers[c] = values(indices[fe_.component_to_system_index(c, q)]);
      points[q] = as_history(numbers);
    }
  }
}

template <int dim>
void FlowStore<dim>::prepare_refinement() {
  values_ = write();
  transfer_ = std::make_unique<Transfer>(dofs_);
  transfer_->prepare_for_coarsening_and_refinement(values_);
}

template <int dim>
void FlowStore<dim>::finish_refinement() {
  dofs_.distribute_dofs(fe_);
  Vector owned = owned_vector();
  transfer_->interpolate(owned);
  transfer_.reset();
  read(owned);
}

template <int dim>
void FlowStore<dim>::prepare_checkpoint() {
  values_ = write();
  transfer_ = std::make_unique<Transfer>(dofs_);
  transfer_->prepare_for_serialization(values_);
}

template <int dim>
void FlowStore<dim>::resume_checkpoint() {
  dofs_.distribute_dofs(fe_);
  Vector owned = owned_vector();
  Transfer transfer(dofs_);
  transfer.deserialize(owned);
  read(owned);
}

template class FlowStore<2>;
template class FlowStore<3>;

}  // namespace silith::field
