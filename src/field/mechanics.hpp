#pragma once
#include <deal.II/base/quadrature_lib.h>
#include <deal.II/base/symmetric_tensor.h>

#include <memory>
#include <span>

#include "continuum/solid.hpp"
#include "continuum/swelling.hpp"
#include "field/displacement_space.hpp"
#include "field/equilibrium.hpp"
#include "field/scalar_field.hpp"

namespace silith::field {

/// State of the solid at one quadrature point.
struct StressPoint {
  dealii::SymmetricTensor<2, 3> cauchy;  ///< Pa, tension positive; in an axisymmetric frame (r, z, hoop)
  dealii::Tensor<2, 3> deformation;      ///< F; of small strain: the unit tensor
  double volume = 1.0;                   ///< J, current over reference volume
  double plastic_strain = 0.0;           ///< accumulated equivalent
  SolidPoint solid;                      ///< properties at the stoichiometry there
};

struct MechanicsSetup {
  std::vector<BoundarySupport> supports;
  EigenstrainMeasure measure = EigenstrainMeasure::stretch;  ///< of small strain
  NewtonOptions newton;
};

/// Displacement and stress of a swelling solid on a mesh. Steps are tried with solve() and kept with accept().
template <int dim>
class Mechanics {
public:
  Mechanics(const FieldMesh<dim>& mesh, Solid solid, MechanicsSetup setup, SolidLoads<dim> loads);
  virtual ~Mechanics() = default;
  Mechanics(const Mechanics&) = delete;
  Mechanics& operator=(const Mechanics&) = delete;

  /// Equilibrium at the stoichiometry x, dt (s) after the accepted state. x is kept and read again by later calls.
  /// @throws NumericsError if there is none to be found; the displacement is then as it was
  virtual NewtonReport solve(const CellScalars<dim>& x, double dt) = 0;
  /// Keeps the state found, or goes back to the one before.
  virtual void accept();
  virtual void reject();

  /// Stress at the points of quadrature() in a locally owned cell, at the displacement last solved for. [n points]
  virtual void stress(const Cell<dim>& cell, std::span<StressPoint> out) const = 0;
  const dealii::Quadrature<dim>& quadrature() const { return quadrature_; }

  const FieldMesh<dim>& mesh() const { return space_.mesh(); }
  const dealii::DoFHandler<dim>& dofs() const { return space_.dofs(); }
  const Vector& displacement() const { return displacement_; }  ///< m, ghosted
  const Solid& solid() const { return solid_; }
  DisplacementSpace<dim>& space() { return space_; }

  /// Refinement: the first after flags are set and prepare_coarsening_and_refinement, the second after execution. Only
  /// an accepted state is carried over.
  virtual void prepare_refinement();
  virtual void finish_refinement();
  /// Checkpoint: the first before Triangulation::save, the second after load, on any number of ranks.
  virtual void prepare_checkpoint();
  virtual void resume_checkpoint();

protected:
  using DofCell = typename dealii::DoFHandler<dim>::active_cell_iterator;
  using Transfer = dealii::parallel::distributed::SolutionTransfer<dim, Vector>;

  std::vector<double> stoichiometry(const Cell<dim>& cell) const;
  std::vector<double> unknowns(const DofCell& cell) const;
  DofCell dof_cell(const Cell<dim>& cell) const;

  DisplacementSpace<dim> space_;
  Solid solid_;
  MechanicsSetup setup_;
  dealii::QGauss<dim> quadrature_;
  Equilibrium<dim> equilibrium_;
  CellScalars<dim> x_;
  Vector displacement_, accepted_;

private:
  std::unique_ptr<Transfer> transfer_;
};

/// A view of a scalar field as a function of cell and points.
template <int dim>
CellScalars<dim> cell_scalars(const ScalarView<dim>& view, const dealii::Mapping<dim>& mapping);

/// The model a case asks for, none for MechanicsModel::none.
template <int dim>
std::unique_ptr<Mechanics<dim>> make_mechanics(MechanicsModel model, const FieldMesh<dim>& mesh, const Solid& solid,
                                               const MechanicsSetup& setup, const SolidLoads<dim>& loads = {});

}  // namespace silith::field
