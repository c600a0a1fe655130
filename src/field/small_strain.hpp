#pragma once
#include <deal.II/fe/fe_values.h>

#include "field/elastic_solver.hpp"
#include "field/mechanics.hpp"
#include "field/shape_vectors.hpp"

namespace silith::field {

/// Small-strain isotropic elasticity with eigenstrain and moduli from x, Eq. F40, F41. In three dimensions without a
/// matrix if LinearMethod::matrix_free is asked for and no support is a spring or unilateral.
template <int dim>
class SmallStrain : public Mechanics<dim> {
public:
  SmallStrain(const FieldMesh<dim>& mesh, Solid solid, MechanicsSetup setup, SolidLoads<dim> loads = {});

  NewtonReport solve(const CellScalars<dim>& x, double dt = 0.0) override;
  void stress(const Cell<dim>& cell, std::span<StressPoint> out) const override;

  /// The equation it solves, for tests.
  CellEquation<dim> equation() const;

private:
  using typename Mechanics<dim>::DofCell;
  struct Scratch;

  bool without_matrix() const;
  NewtonReport solve_without_matrix();
  void prepare_solver();
  double unbalanced(Vector& residual) const;

  void cell_forces(const DofCell& cell, const std::vector<double>& unknowns, Scratch& scratch,
                   dealii::Vector<double>& forces, dealii::FullMatrix<double>* tangent) const;

  bool linear_ = true;  ///< no unilateral support
  std::shared_ptr<Scratch> scratch_;
  std::unique_ptr<ElasticSolver> solver_;
  unsigned solver_of_ = 0;  ///< changes of the space when the solver was made
};

}  // namespace silith::field
