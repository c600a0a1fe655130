#pragma once
#include <deal.II/base/subscriptor.h>
#include <deal.II/lac/la_parallel_vector.h>

#include <functional>
#include <span>

#include "field/elastic_kernel.hpp"
#include "field/nodal_unknowns.hpp"
#include "field/scalar_field.hpp"

namespace silith::field {

/// Elasticity at one point.
struct ElasticPoint {
  double lame = 0.0;         ///< Pa
  double shear = 0.0;        ///< Pa
  double eigenstrain = 0.0;  ///< linear, the same in every direction
};

/// Elasticity at the 27 Gauss points of a locally owned cell. [out] overwritten
using CellElasticity = std::function<void(const Cell<3>& cell, std::span<ElasticPoint> out)>;

/// Small-strain elasticity (Eq. F40) in three dimensions on displacements of degree 2, applied without a matrix: cell
/// by cell, by sums over one direction at a time. Unknowns held by constraints act as the identity.
template <class Number>
class ElasticOperator : public dealii::Subscriptor {
public:
  using VectorType = dealii::LinearAlgebra::distributed::Vector<Number>;
  using value_type = Number;
  using size_type = dealii::types::global_dof_index;

  explicit ElasticOperator(std::shared_ptr<const NodalUnknowns> unknowns);

  /// Takes moduli times weights, without swelling, from an operator of other precision on the same cells.
  template <class Other>
  void copy(const ElasticOperator<Other>& other);
  void set_geometry(std::size_t cell, unsigned point, const dealii::Tensor<2, 3>& inverse_jacobian);
  /// @param weight of the point, m^3
  void set_elasticity(std::size_t cell, unsigned point, const ElasticPoint& elastic, double weight);

  VectorType vector() const { return VectorType(unknowns_->partitioner()); }
  void vmult(VectorType& out, const VectorType& in) const;
  /// Forces of displacements, those of held unknowns as they are, on a body that swells; on held unknowns zero.
  void forces(VectorType& out, const VectorType& in) const;

  const NodalUnknowns& unknowns() const { return *unknowns_; }
  CellBatches<Number> batches(bool with_swelling) const;
  size_type m() const { return unknowns_->partitioner()->size(); }
  size_type n() const { return m(); }
  /// Asked for by deal.II's smoother where it has no diagonal. @throws std::logic_error
  Number el(size_type row, size_type column) const;
  std::size_t memory() const;  ///< bytes, without that of the unknowns

private:
  template <class Other>
  friend class ElasticOperator;
  static constexpr unsigned lanes = CellBatches<Number>::lanes;
  std::size_t place(std::size_t cell, unsigned point) const {
    return (cell / lanes * CellBatches<Number>::n_points + point) * lanes * CellBatches<Number>::n_coefficients +
           cell % lanes;
  }
  void add_cells(VectorType& out, const VectorType& in, bool with_swelling) const;

  std::shared_ptr<const NodalUnknowns> unknowns_;
  std::size_t n_batches_;
  std::vector<std::uint32_t> nodes_;
  std::vector<Number> coefficients_, swelling_;
  mutable std::vector<Number> kept_;  ///< values at held unknowns while the cells are at work
};

/// Sets the geometry by a mapping. @returns the weights of the points, m^3, [cell][point]
std::vector<double> set_geometry(ElasticOperator<double>& elastic, const FieldMesh<3>& mesh);

/// The diagonal, 1 for unknowns held, with other constraints on the same unknowns than those of the operator.
dealii::LinearAlgebra::distributed::Vector<double> diagonal(const ElasticOperator<double>& elastic,
                                                            const NodalUnknowns& unknowns);

}  // namespace silith::field
