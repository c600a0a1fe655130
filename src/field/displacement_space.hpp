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

/// Displacements on a mesh, of degree 2 (or of degree 1 for a coarse level): unknowns and what holds them.
///
/// A body that its supports leave free to move or turn is held at as many single unknowns as it has rigid motions,
/// which takes no force where the loads are in balance; these are corners of cells, the same at every degree. A
/// unilateral support does not count as holding.
template <int dim>
class DisplacementSpace {
public:
  DisplacementSpace(const FieldMesh<dim>& mesh, std::vector<BoundarySupport> supports, SolidLoads<dim> loads = {},
                    unsigned degree = 2);

  const FieldMesh<dim>& mesh() const { return mesh_; }
  const dealii::DoFHandler<dim>& dofs() const { return dofs_; }
  const std::vector<BoundarySupport>& supports() const { return supports_; }
  const SolidLoads<dim>& loads() const { return loads_; }
  /// Of displacements; and of changes of them: the same with prescribed values zero.
  const Constraints& constraints() const { return constraints_; }
  const Constraints& homogeneous() const { return homogeneous_; }
  /// Of changes of displacements, with free motions left free.
  const Constraints& unpinned() const { return unpinned_; }
  /// The unknowns that hold what is free to move, as many as there are free motions.
  const std::vector<dealii::types::global_dof_index>& pins() const { return pins_; }
  unsigned free_motions() const { return static_cast<unsigned>(pins_.size()); }
  /// Rigid motions that nothing hinders, by their values at the unknowns; zero at held ones that are no pins.
  std::vector<Vector> free_motion_vectors() const;
  double extent() const { return rigid_.extent(); }  ///< m

  Vector owned_vector() const;
  Vector ghosted_vector() const;
  void shape(Matrix& matrix) const;  ///< zero, with the pattern of the constrained elasticity operator
  /// Rigid motions by their values at the locally owned unknowns, for multigrid.
  std::vector<std::vector<double>> rigid_modes() const;

  /// Counts what changed unknowns or what holds them: mesh, prescribed displacements.
  unsigned changes() const { return changes_; }
  void set_loads(SolidLoads<dim> loads);  ///< keeps the unknowns
  void redistribute();                    ///< after the mesh has changed or has been loaded

private:
  using Index = dealii::types::global_dof_index;
  using Motions = std::vector<std::vector<double>>;

  void make_constraints();
  void add_supports(Constraints& constraints) const;
  void add_symmetry(dealii::types::boundary_id boundary, Constraints& constraints) const;
  void add_axis(Constraints& constraints) const;
  std::vector<Index> choose_pins();
  /// A locally owned unknown: a component of the displacement of a node.
  struct Place {
    dealii::Point<dim> at;
    unsigned component = 0;
    bool corner = false;  ///< of a cell
  };
  std::vector<double> motion_values(const Place& place, const Motions& motions) const;
  void find_places();

  FieldMesh<dim> mesh_;
  std::vector<BoundarySupport> supports_;
  SolidLoads<dim> loads_;
  dealii::FESystem<dim> fe_;
  dealii::DoFHandler<dim> dofs_;
  dealii::IndexSet relevant_;
  Constraints constraints_, homogeneous_, unpinned_;
  std::vector<Place> places_;  ///< by place among the locally owned unknowns
  RigidMotions<dim> rigid_;
  Motions motions_;  ///< free, by coefficients of the rigid ones
  std::vector<Index> pins_;
  unsigned changes_ = 0;
};

}  // namespace silith::field
