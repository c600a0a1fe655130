#include "field/shape_vectors.hpp"

#include <deal.II/fe/fe.h>

namespace silith::field {

template <int dim>
ShapeVectors<dim>::ShapeVectors(const dealii::FiniteElement<dim>& fe, Frame frame)
    : axisymmetric_(frame == Frame::axisymmetric),
      component_(fe.n_dofs_per_cell()),
      entries_(fe.n_dofs_per_cell()),
      hoop_(fe.n_dofs_per_cell(), 0.0),
      volume_(fe.n_dofs_per_cell(), 0.0) {
  for (unsigned i = 0; i < component_.size(); ++i) component_[i] = fe.system_to_component_index(i).first;
  for (auto& row : products_) row.resize(component_.size());
}

template <int dim>
void ShapeVectors<dim>::reinit(const dealii::FEValues<dim>& values, unsigned q) {
  const double radius = axisymmetric_ ? values.quadrature_point(q)[0] : 1.0;
  for (unsigned i = 0; i < component_.size(); ++i) {
    const auto& gradient = values.shape_grad(i, q);
    for (unsigned d = 0; d < dim; ++d) entries_[i][d] = gradient[d];
    if (axisymmetric_) hoop_[i] = component_[i] == 0 ? values.shape_value(i, q) / radius : 0.0;
    volume_[i] = divergence(i);
  }
}

template <int dim>
void ShapeVectors<dim>::push_forward(const dealii::Tensor<2, 3>& inverse_gradient) {
  for (unsigned i = 0; i < component_.size(); ++i) {
    const auto row = entries_[i];
    for (unsigned d = 0; d < dim; ++d) {
      entries_[i][d] = 0.0;
      for (unsigned e = 0; e < dim; ++e) entries_[i][d] += row[e] * inverse_gradient[e][d];
    }
    hoop_[i] *= inverse_gradient[2][2];
    volume_[i] = divergence(i);
  }
}

template <int dim>
dealii::Tensor<2, 3> ShapeVectors<dim>::gradient(const std::vector<double>& unknowns) const {
  dealii::Tensor<2, 3> result;
  for (unsigned i = 0; i < component_.size(); ++i) {
    for (unsigned d = 0; d < dim; ++d) result[component_[i]][d] += unknowns[i] * entries_[i][d];
    if (axisymmetric_) result[2][2] += unknowns[i] * hoop_[i];
  }
  return result;
}

template <int dim>
double ShapeVectors<dim>::volume_change(const std::vector<double>& unknowns) const {
  double result = 0.0;
  for (unsigned i = 0; i < volume_.size(); ++i) result += unknowns[i] * volume_[i];
  return result;
}

template <int dim>
void ShapeVectors<dim>::add_forces(const StrainVector& stress, double weight, dealii::Vector<double>& forces) const {
  for (unsigned i = 0; i < component_.size(); ++i) {
    double sum = volume_[i] * stress[9] + hoop(i) * stress[8];
    for (unsigned d = 0; d < dim; ++d) sum += entries_[i][d] * stress[3 * component_[i] + d];
    forces(i) += weight * sum;
  }
}

template <int dim>
void ShapeVectors<dim>::add_stiffness(const StrainMatrix& tangent, double weight,
                                      dealii::FullMatrix<double>& stiffness) {
  const unsigned n = size();
  for (unsigned k = 0; k < n_strains; ++k) {
    const StrainVector& row = tangent[k];
    for (unsigned j = 0; j < n; ++j) {
      double sum = volume_[j] * row[9] + hoop(j) * row[8];
      for (unsigned d = 0; d < dim; ++d) sum += entries_[j][d] * row[3 * component_[j] + d];
      products_[k][j] = weight * sum;
    }
  }
  for (unsigned i = 0; i < n; ++i) {
    double* const out = &stiffness(i, 0);
    const auto add = [&](double factor, const std::vector<double>& row) {
      for (unsigned j = 0; j < n; ++j) out[j] += factor * row[j];
    };
    for (unsigned d = 0; d < dim; ++d) add(entries_[i][d], products_[3 * component_[i] + d]);
    if (axisymmetric_ && hoop_[i] != 0.0) add(hoop_[i], products_[8]);
    if (volume_[i] != 0.0) add(volume_[i], products_[9]);
  }
}

template class ShapeVectors<2>;
template class ShapeVectors<3>;

}  // namespace silith::field
