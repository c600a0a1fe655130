#include "field/elastic_operator.hpp"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_nothing.h>
#include <deal.II/fe/fe_values.h>

#include <stdexcept>

namespace silith::field {

template <class Number>
ElasticOperator<Number>::ElasticOperator(std::shared_ptr<const NodalUnknowns> unknowns)
    : unknowns_(std::move(unknowns)), n_batches_((unknowns_->n_cells() + lanes - 1) / lanes) {
  constexpr unsigned n_nodes = CellBatches<Number>::n_nodes;
  nodes_.assign(n_batches_ * n_nodes * lanes, 0);
  for (std::size_t cell = 0; cell < unknowns_->n_cells(); ++cell)
    for (unsigned i = 0; i < n_nodes; ++i)
      nodes_[(cell / lanes * n_nodes + i) * lanes + cell % lanes] = unknowns_->node(cell, i);
  coefficients_.assign(n_batches_ * CellBatches<Number>::n_points * CellBatches<Number>::n_coefficients * lanes, 0);
}

template <class Number>
template <class Other>
void ElasticOperator<Number>::copy(const ElasticOperator<Other>& other) {
  for (std::size_t cell = 0; cell < unknowns_->n_cells(); ++cell)
    for (unsigned q = 0; q < CellBatches<Number>::n_points; ++q) {
      Number* to = &coefficients_[place(cell, q)];
      const Other* from = &other.coefficients_[other.place(cell, q)];
      for (unsigned k = 0; k < CellBatches<Number>::n_coefficients; ++k)
        to[k * lanes] = static_cast<Number>(from[k * ElasticOperator<Other>::lanes]);
    }
}

template <class Number>
void ElasticOperator<Number>::set_geometry(std::size_t cell, unsigned point,
                                           const dealii::Tensor<2, 3>& inverse_jacobian) {
  Number* to = &coefficients_[place(cell, point)];
  for (unsigned d = 0; d < 3; ++d)
    for (unsigned e = 0; e < 3; ++e) to[(3 * d + e) * lanes] = static_cast<Number>(inverse_jacobian[d][e]);
}

template <class Number>
void ElasticOperator<Number>::set_elasticity(std::size_t cell, unsigned point, const ElasticPoint& elastic,
                                             double weight) {
  constexpr unsigned n_points = CellBatches<Number>::n_points;
  Number* to = &coefficients_[place(cell, point)];
  to[9 * lanes] = static_cast<Number>(elastic.lame * weight);
  to[10 * lanes] = static_cast<Number>(elastic.shear * weight);
  swelling_.resize(n_batches_ * n_points * lanes, 0);
  swelling_[(cell / lanes * n_points + point) * lanes + cell % lanes] =
      static_cast<Number>((3.0 * elastic.lame + 2.0 * elastic.shear) * elastic.eigenstrain * weight);
}

template <class Number>
CellBatches<Number> ElasticOperator<Number>::batches(bool with_swelling) const {
  return {n_batches_, nodes_.data(), coefficients_.data(),
          with_swelling && !swelling_.empty() ? swelling_.data() : nullptr};
}

template <class Number>
void ElasticOperator<Number>::vmult(VectorType& out, const VectorType& in) const {
  // Held unknowns get the values they hang on for the time the cells are at work.
  auto& displacement = const_cast<VectorType&>(in);
  const auto& held = unknowns_->owned_held();
  kept_.resize(held.size());
  for (std::size_t i = 0; i < held.size(); ++i) kept_[i] = in.local_element(held[i]);
  in.update_ghost_values();
  unknowns_->fill_held(displacement.begin());
  add_cells(out, in, false);
  for (std::size_t i = 0; i < held.size(); ++i)
    displacement.local_element(held[i]) = out.local_element(held[i]) = kept_[i];
}

template <class Number>
void ElasticOperator<Number>::forces(VectorType& out, const VectorType& in) const {
  in.update_ghost_values();
  add_cells(out, in, true);
}

template <class Number>
void ElasticOperator<Number>::add_cells(VectorType& out, const VectorType& in, bool with_swelling) const {
  out = 0;
  add_forces(batches(with_swelling), in.begin(), out.begin());
  unknowns_->collect_held(out.begin());
  out.compress(dealii::VectorOperation::add);
  in.zero_out_ghost_values();
}

template <class Number>
Number ElasticOperator<Number>::el(size_type, size_type) const {
  throw std::logic_error("ElasticOperator has no entries: give the smoother the diagonal");
}

template <class Number>
std::size_t ElasticOperator<Number>::memory() const {
  return nodes_.size() * sizeof(nodes_[0]) + (coefficients_.size() + swelling_.size() + kept_.size()) * sizeof(Number);
}

std::vector<double> set_geometry(ElasticOperator<double>& elastic, const FieldMesh<3>& mesh) {
  const dealii::FE_Nothing<3> nothing;
  dealii::FEValues<3> values(mesh.mapping, nothing, dealii::QGauss<3>(3),
                             dealii::update_inverse_jacobians | dealii::update_JxW_values);
  std::vector<double> weights;
  weights.reserve(elastic.unknowns().n_cells() * CellBatches<double>::n_points);
  std::size_t index = 0;
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    values.reinit(cell);
    for (const unsigned q : values.quadrature_point_indices()) {
      elastic.set_geometry(index, q, dealii::Tensor<2, 3>(values.inverse_jacobian(q)));
      weights.push_back(values.JxW(q));
    }
    ++index;
  }
  return weights;
}

dealii::LinearAlgebra::distributed::Vector<double> diagonal(const ElasticOperator<double>& elastic,
                                                            const NodalUnknowns& unknowns) {
  dealii::LinearAlgebra::distributed::Vector<double> result(unknowns.partitioner());
  add_diagonal(elastic.batches(false), result.begin());
  unknowns.collect_held_diagonal(result.begin());
  result.compress(dealii::VectorOperation::add);
  for (const auto held : unknowns.owned_held()) result.local_element(held) = 1.0;
  return result;
}

template class ElasticOperator<double>;
template class ElasticOperator<float>;
template void ElasticOperator<float>::copy(const ElasticOperator<double>&);

}  // namespace silith::field
