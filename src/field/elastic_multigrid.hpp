#pragma once
#include <deal.II/lac/diagonal_matrix.h>
#include <deal.II/lac/precondition.h>

#include <optional>

#include "field/elastic_operator.hpp"

namespace silith::field {

/// One V-cycle in single precision: Chebyshev smoothing of displacements of degree 2, below it trilinear displacements
/// on the same mesh, whose assembled matrix goes through one cycle of algebraic multigrid.
class ElasticMultigrid {
public:
  using FineVector = dealii::LinearAlgebra::distributed::Vector<double>;

  /// On displacements of which rigid motions are left free; forces are to be in balance.
  explicit ElasticMultigrid(const DisplacementSpace<3>& space);

  /// Takes the moduli of the operator and sets up every level anew.
  void set_operator(const ElasticOperator<double>& elastic);

  /// out = cycle(in), for conjugate gradients.
  void vmult(FineVector& out, const FineVector& in) const;

  std::size_t memory() const;  ///< bytes, estimated where Trilinos holds it

private:
  using Level = ElasticOperator<float>;
  using LevelVector = Level::VectorType;
  using Smoother = dealii::PreconditionChebyshev<Level, LevelVector, dealii::DiagonalMatrix<LevelVector>>;
  struct Weight {
    std::uint32_t corner;
    float weight;
  };

  void find_weights();
  void assemble_corners(const ElasticOperator<double>& elastic);
  void correct_by_corners() const;
  void restrict_residual() const;
  void prolong_correction() const;

  std::shared_ptr<const NodalUnknowns> fine_;
  DisplacementSpace<3> corner_space_;
  NodalUnknowns corners_;
  Level level_;
  Smoother smoother_;
  std::vector<Weight> weights_;             ///< of the corners at the locally owned fine nodes
  std::vector<std::uint32_t> weights_end_;  ///< by node
  Matrix corner_matrix_;
  LinearSolver corner_solver_;
  mutable LevelVector right_, left_, residual_, corner_values_;
  mutable Vector corner_right_, corner_left_;
};

}  // namespace silith::field
