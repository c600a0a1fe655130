#pragma once
#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_system.h>

#include <functional>
#include <map>
#include <vector>

#include "field/algebra.hpp"
#include "field/field_mesh.hpp"
#include "field/rigid_motion.hpp"

namespace silith::field {

/// Loads of a solid besides its swelling. Empty: none.
template <int dim>
struct SolidLoads {
  using VectorField = std::function<dealii::Tensor<1, dim>(const dealii::Point<dim>&)>;
  VectorField body_force;                                          ///< N/m^3 of the reference state
  std::map<dealii::types::boundary_id, VectorField> traction;      ///< Pa, per area of the reference state
  std::map<dealii::types::boundary_id, VectorField> displacement;  ///< m, prescribed
};

/// Displacements of degree 2 on a mesh: unknowns and what holds them.
///
/// A body that its supports leave free to move or turn is held at as many single unknowns as it has rigid motions,
/// which takes no force where the loads are in balance. A unilateral support does not count as holding.
template <int dim>
class DisplacementSpace {
public:
  DisplacementSpace(const FieldMesh<dim>& mesh, std::vector<BoundarySupport> supports, SolidLoads<dim> loads = {});

  const FieldMesh<dim>& mesh() const { return mesh_; }
  const dealii::DoFHandler<dim>& dofs() const { return dofs_; }
  const std::vector<BoundarySupport>& supports() const { return supports_; }
  const SolidLoads<dim>& loads() const { return loads_; }
  /// Of displacements; and of changes of them: the same with prescribed values zero.
  const Constraints& constraints() const { return constraints_; }
  const Constraints& homogeneous() const { return homogeneous_; }
  unsigned free_motions() const { return free_motions_; }  ///< rigid motions that nothing hinders
  double extent() const { return rigid_.extent(); }        ///< m

  Vector owned_vector() const;
  Vector ghosted_vector() const;
  void shape(Matrix& matrix) const;  ///< zero, with the pattern of the constrained elasticity operator
  /// Rigid motions by their values at the locally owned unknowns, for multigrid.
  std::vector<std::vector<double>> rigid_modes() const;

  void set_loads(SolidLoads<dim> loads);  ///< keeps the unknowns
  void redistribute();                    ///< after the mesh has changed or has been loaded

private:
  using Index = dealii::types::global_dof_index;
  using Motions = std::vector<std::vector<double>>;

  void make_constraints();
  void add_supports(Constraints& constraints) const;
  void add_symmetry(dealii::types::boundary_id boundary, Constraints& constraints) const;
  void add_axis(Constraints& constraints) const;
  std::vector<Index> choose_pins(const Constraints& held) const;
  std::vector<double> motion_values(Index dof, unsigned component, const Motions& motions) const;
  void find_components();

  FieldMesh<dim> mesh_;
  std::vector<BoundarySupport> supports_;
  SolidLoads<dim> loads_;
  dealii::FESystem<dim> fe_;
  dealii::DoFHandler<dim> dofs_;
  dealii::IndexSet relevant_;
  Constraints constraints_, homogeneous_;
  std::map<Index, dealii::Point<dim>> points_;
  std::map<Index, unsigned> components_;  ///< of the locally owned unknowns
  RigidMotions<dim> rigid_;
  unsigned free_motions_ = 0;
};

}  // namespace silith::field
