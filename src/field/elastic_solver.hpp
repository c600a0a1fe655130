#pragma once
#include "field/elastic_multigrid.hpp"

namespace silith::field {

/// Displacements of a linear elastic body in three dimensions: conjugate gradients with an operator without a matrix
/// and a multigrid cycle (Eq. F40). Springs and unilateral supports are not among what it can hold.
class ElasticSolver {
public:
  explicit ElasticSolver(const DisplacementSpace<3>& space);

  /// Moduli and eigenstrain. The cycle is kept as long as no modulus has moved by more than a tenth since it was made.
  void set_elasticity(const CellElasticity& elasticity);

  /// Forces that a displacement takes, N; on held unknowns zero.
  Vector forces(const Vector& displacement) const;

  /// Norm of the forces of the swelling alone, N.
  double swelling_force() const;

  /// Change of displacement from residual forces, zero at held unknowns (to be distributed).
  /// @returns iterations
  /// @throws NumericsError if the residual does not fall below the tolerance, N
  int solve(Vector& change, const Vector& residual, double tolerance) const;

  std::size_t memory() const;  ///< bytes

private:
  using FineVector = ElasticOperator<double>::VectorType;
  class PinnedCycle;

  bool cycle_holds() const;
  void find_free_motions();

  const DisplacementSpace<3>& space_;
  std::shared_ptr<const NodalUnknowns> unknowns_;
  ElasticOperator<double> elastic_;
  std::vector<double> weights_;             ///< m^3, [cell][point]
  std::vector<float> shear_, used_;         ///< Pa, [cell], now and when the cycle was made
  std::vector<FineVector> free_motions_;    ///< the first moves the first pin only, and so on
  std::vector<std::uint32_t> owned_pins_;   ///< of this rank, by local number,
  std::vector<unsigned> owned_pin_motion_;  ///< and the motion that moves each
  std::unique_ptr<ElasticMultigrid> cycle_;
};

}  // namespace silith::field
