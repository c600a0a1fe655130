#pragma once
#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/hp/fe_collection.h>

#include <functional>
#include <set>
#include <vector>

#include "field/algebra.hpp"
#include "field/field_mesh.hpp"

namespace silith::field {

/// A face between two bodies as seen from one of them. Of a face that is whole on one side and split on the other,
/// every part is seen by itself.
template <int dim>
struct BodyFace {
  using Cell = typename dealii::DoFHandler<dim>::active_cell_iterator;
  static constexpr unsigned whole = dealii::numbers::invalid_unsigned_int;
  Cell here, there;
  unsigned face = 0, subface = whole;              ///< of `here`
  unsigned face_there = 0, subface_there = whole;  ///< of `there`
};

/// Shape functions of a scalar element on both sides of a face.
template <int dim>
class FacePair {
public:
  FacePair(const dealii::Mapping<dim>& mapping, const dealii::FE_Q<dim>& element,
           const dealii::Quadrature<dim - 1>& points);
  void reinit(const BodyFace<dim>& face);
  const dealii::FEFaceValuesBase<dim>& here() const { return *here_; }
  const dealii::FEFaceValuesBase<dim>& there() const { return *there_; }

private:
  dealii::FEFaceValues<dim> whole_here_, whole_there_;
  dealii::FESubfaceValues<dim> part_here_, part_there_;
  const dealii::FEFaceValuesBase<dim>* here_ = nullptr;
  const dealii::FEFaceValuesBase<dim>* there_ = nullptr;
};

/// Unknowns of a continuous scalar in each group of bodies, with a jump wherever two groups meet.
template <int dim>
class PotentialSpace {
public:
  using DofCell = typename dealii::DoFHandler<dim>::active_cell_iterator;

  /// @param group_of_body by material id; negative: no unknowns there. A group is connected through faces.
  PotentialSpace(const FieldMesh<dim>& mesh, int degree, std::vector<int> group_of_body);

  /// (Re)numbers the unknowns on the mesh as it is now.
  void distribute();

  const dealii::DoFHandler<dim>& dofs() const { return dofs_; }
  const dealii::FE_Q<dim>& element() const { return scalar_; }
  int group(dealii::types::material_id body) const { return group_of_body_[body]; }
  bool has_unknowns(const DofCell& cell) const { return group(cell->material_id()) >= 0; }
  const dealii::IndexSet& owned() const { return dofs_.locally_owned_dofs(); }
  const dealii::IndexSet& relevant() const { return relevant_; }
  /// Hanging nodes and periodic sides.
  const Constraints& ties() const { return ties_; }
  /// The ties, and zero on the given unknowns.
  Constraints ties_and_zero(const dealii::IndexSet& fixed) const;
  /// Unknowns on a boundary that are not tied to others, among the relevant ones.
  dealii::IndexSet free_unknowns_on(dealii::types::boundary_id boundary) const;

  /// Calls `visit` for every face of locally owned cells towards a body of another material, from the owned cell.
  void each_body_face(const std::function<void(const BodyFace<dim>&)>& visit) const;
  /// The same for every inner face, also inside bodies.
  void each_inner_face(const std::function<void(const BodyFace<dim>&)>& visit) const;

  /// The empty matrix, with entries for unknowns that meet in a cell or across faces between groups.
  void make_matrix(const Constraints& constraints, Matrix& matrix) const;

private:
  void tie_periodic_sides();
  void visit_face(const DofCell& cell, unsigned face, const std::function<void(const BodyFace<dim>&)>& visit) const;

  FieldMesh<dim> mesh_;
  std::vector<int> group_of_body_;
  dealii::FE_Q<dim> scalar_;
  dealii::hp::FECollection<dim> elements_;  ///< one per group, the last for cells without unknowns
  dealii::DoFHandler<dim> dofs_;
  dealii::IndexSet relevant_;
  Constraints ties_;
};

}  // namespace silith::field
