#include "field/rigid_motion.hpp"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_nothing.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/lac/lapack_full_matrix.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace silith::field {
namespace {

using Gram = dealii::FullMatrix<double>;

/// Adds the products of what a face hinders of each motion.
template <int dim>
void add_products(Gram& gram, const std::vector<dealii::Tensor<1, dim>>& hindered, double weight) {
  for (unsigned a = 0; a < gram.m(); ++a)
    for (unsigned b = 0; b < gram.n(); ++b) gram(a, b) += weight * (hindered[a] * hindered[b]);
}

enum class Hindered { nothing, normal, all };

Hindered hindered_by(dealii::types::boundary_id boundary, const std::vector<BoundarySupport>& supports,
                     const std::set<dealii::types::boundary_id>& fixed) {
  if (fixed.count(boundary) > 0) return Hindered::all;
  Hindered result = Hindered::nothing;
  for (const auto& support : supports) {
    if (support.boundary != boundary) continue;
    if (support.kind == Support::Kind::fixed) return Hindered::all;
    if (support.kind == Support::Kind::symmetry || support.kind == Support::Kind::spring) result = Hindered::normal;
  }
  return result;
}

template <int dim>
void fill_hindered(const RigidMotions<dim>& motions, Hindered hindered, const dealii::Point<dim>& at,
                   const dealii::Tensor<1, dim>& normal, std::vector<dealii::Tensor<1, dim>>& out) {
  for (unsigned m = 0; m < out.size(); ++m) {
    out[m] = motions(m, at);
    if (hindered == Hindered::normal) out[m] = (out[m] * normal) * normal;
  }
}

template <int dim>
void add_boundaries(Gram& gram, const FieldMesh<dim>& mesh, const RigidMotions<dim>& motions,
                    const std::vector<BoundarySupport>& supports, const std::set<dealii::types::boundary_id>& fixed) {
  const dealii::FE_Nothing<dim> nothing;
  dealii::FEFaceValues<dim> values(
      mesh.mapping, nothing, dealii::QGauss<dim - 1>(2),
      dealii::update_quadrature_points | dealii::update_normal_vectors | dealii::update_JxW_values);
  std::vector<dealii::Tensor<1, dim>> part(motions.size());
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (const auto& face : cell->face_iterators()) {
      if (!face->at_boundary()) continue;
      const Hindered hindered = hindered_by(face->boundary_id(), supports, fixed);
      if (hindered == Hindered::nothing) continue;
      values.reinit(typename dealii::Triangulation<dim>::cell_iterator(cell), face);
      for (const unsigned q : values.quadrature_point_indices()) {
        const auto& normal = values.normal_vector(q);
        fill_hindered(motions, hindered, values.quadrature_point(q), normal, part);
        add_products(gram, part, values.JxW(q));
      }
    }
  }
}

/// Both sides of a period move alike: motions that differ between them are hindered.
template <int dim>
void add_periods(Gram& gram, const FieldMesh<dim>& mesh, const RigidMotions<dim>& motions) {
  std::vector<dealii::Tensor<1, dim>> jump(motions.size());
  for (const auto& [side, other] : mesh.triangulation.get_periodic_face_map()) {
    const auto& [cell, face] = side;
    if (!cell->is_active() || !cell->is_locally_owned()) continue;
    const auto here = cell->face(face)->center(), there = other.first.first->face(other.first.second)->center();
    for (unsigned m = 0; m < motions.size(); ++m) jump[m] = motions(m, here) - motions(m, there);
    add_products(gram, jump, cell->face(face)->measure());
  }
}

std::vector<double> column(const Gram& matrix, unsigned k) {
  std::vector<double> result;
  for (unsigned a = 0; a < matrix.m(); ++a) result.push_back(matrix(a, k));
  return result;
}

/// Smallest and largest coordinate d of the mesh.
template <int dim>
std::pair<double, double> range(const FieldMesh<dim>& mesh, unsigned d) {
  double low = std::numeric_limits<double>::max(), high = -low;
  for (const auto& cell : mesh.triangulation.active_cell_iterators())
    for (const unsigned v : cell->vertex_indices()) {
      if (!cell->is_locally_owned()) continue;
      low = std::min(low, cell->vertex(v)[d]);
      high = std::max(high, cell->vertex(v)[d]);
    }
  const auto communicator = mesh.triangulation.get_communicator();
  return {dealii::Utilities::MPI::min(low, communicator), dealii::Utilities::MPI::max(high, communicator)};
}

}  // namespace

template <int dim>
RigidMotions<dim>::RigidMotions(const FieldMesh<dim>& mesh)
    : frame_(mesh.frame), size_(frame_ == Frame::axisymmetric ? 1 : (dim == 3 ? 6 : 3)) {
  double length = 0.0;
  for (unsigned d = 0; d < dim; ++d) {
    const auto [low, high] = range(mesh, d);
    middle_[d] = 0.5 * (low + high);
    length += (high - low) * (high - low);
  }
  extent_ = std::sqrt(length);
}

template <int dim>
dealii::Tensor<1, dim> RigidMotions<dim>::operator()(unsigned motion, const dealii::Point<dim>& at) const {
  dealii::Tensor<1, dim> result;
  if (frame_ == Frame::axisymmetric) {
    result[1] = 1.0;
  } else if (motion < dim) {
    result[motion] = 1.0;
  } else {
    // Rotation about the axis left out by the two coordinates.
    const unsigned first = dim == 2 ? 0 : (motion - dim + 1) % dim, second = dim == 2 ? 1 : (motion - dim + 2) % dim;
    result[first] = -(at[second] - middle_[second]) / (0.5 * extent_);
    result[second] = (at[first] - middle_[first]) / (0.5 * extent_);
  }
  return result;
}

template <int dim>
std::vector<std::vector<double>> free_rigid_motions(const FieldMesh<dim>& mesh, const RigidMotions<dim>& motions,
                                                    const std::vector<BoundarySupport>& supports,
                                                    const std::set<dealii::types::boundary_id>& fixed) {
  const unsigned n = motions.size();
  Gram gram(n, n), sum(n, n);
  add_boundaries(gram, mesh, motions, supports, fixed);
  add_periods(gram, mesh, motions);
  dealii::Utilities::MPI::sum(gram, mesh.triangulation.get_communicator(), sum);
  dealii::LAPACKFullMatrix<double> total(n, n);
  total = sum;
  const double scale = sum.frobenius_norm();
  dealii::FullMatrix<double> vectors(n, n);
  dealii::Vector<double> eigenvalues(n);
  total.compute_eigenvalues_symmetric(-1.0 - scale, scale > 0.0 ? 1e-9 * scale : 1.0, 0.0, eigenvalues, vectors);
  std::vector<std::vector<double>> result;
  for (unsigned k = 0; k < eigenvalues.size(); ++k) result.push_back(column(vectors, k));
  return result;
}

template class RigidMotions<2>;
template class RigidMotions<3>;
template std::vector<std::vector<double>> free_rigid_motions(const FieldMesh<2>&, const RigidMotions<2>&,
                                                             const std::vector<BoundarySupport>&,
                                                             const std::set<dealii::types::boundary_id>&);
template std::vector<std::vector<double>> free_rigid_motions(const FieldMesh<3>&, const RigidMotions<3>&,
                                                             const std::vector<BoundarySupport>&,
                                                             const std::set<dealii::types::boundary_id>&);

}  // namespace silith::field
