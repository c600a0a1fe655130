#pragma once
#include <deal.II/fe/fe_values.h>

#include "field/mechanics.hpp"
#include "field/shape_vectors.hpp"

namespace silith::field {

/// Small-strain isotropic elasticity with eigenstrain and moduli from x, Eq. F40, F41.
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

  void cell_forces(const DofCell& cell, const std::vector<double>& unknowns, Scratch& scratch,
                   dealii::Vector<double>& forces, dealii::FullMatrix<double>* tangent) const;

  bool linear_ = true;  ///< no unilateral support
};

}  // namespace silith::field
