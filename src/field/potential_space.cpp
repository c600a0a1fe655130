#include "field/potential_space.hpp"

#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_nothing.h>
#include <deal.II/fe/fe_system.h>
#include <deal.II/lac/trilinos_sparsity_pattern.h>

#include <algorithm>

namespace silith::field {
namespace {

const auto face_flags = dealii::update_values | dealii::update_gradients | dealii::update_JxW_values |
                        dealii::update_quadrature_points | dealii::update_normal_vectors;

/// The scalar element as component `group` of `groups`, nothing in the others.
template <int dim>
void add_element(dealii::hp::FECollection<dim>& elements, const dealii::FE_Q<dim>& scalar, int group, int groups) {
  const dealii::FE_Nothing<dim> nothing;
  std::vector<const dealii::FiniteElement<dim>*> parts(static_cast<std::size_t>(groups), &nothing);
  if (group >= 0) parts[static_cast<std::size_t>(group)] = &scalar;
  elements.push_back(dealii::FESystem<dim>(parts, std::vector<unsigned>(parts.size(), 1)));
}

}  // namespace

template <int dim>
FacePair<dim>::FacePair(const dealii::Mapping<dim>& mapping, const dealii::FE_Q<dim>& element,
                        const dealii::Quadrature<dim - 1>& points)
    : whole_here_(mapping, element, points, face_flags),
      whole_there_(mapping, element, points, face_flags),
      part_here_(mapping, element, points, face_flags),
      part_there_(mapping, element, points, face_flags) {}

template <int dim>
void FacePair<dim>::reinit(const BodyFace<dim>& face) {
  using Plain = typename dealii::Triangulation<dim>::active_cell_iterator;
  const auto move = [](const Plain& cell, unsigned f, unsigned part, dealii::FEFaceValues<dim>& whole,
                       dealii::FESubfaceValues<dim>& parts) -> const dealii::FEFaceValuesBase<dim>* {
    if (part == BodyFace<dim>::whole) {
      whole.reinit(cell, f);
      return &whole;
    }
    parts.reinit(cell, f, part);
    return &parts;
  };
  here_ = move(face.here, face.face, face.subface, whole_here_, part_here_);
  there_ = move(face.there, face.face_there, face.subface_there, whole_there_, part_there_);
}

template <int dim>
PotentialSpace<dim>::PotentialSpace(const FieldMesh<dim>& mesh, int degree, std::vector<int> group_of_body)
    : mesh_(mesh),
      group_of_body_(std::move(group_of_body)),
      scalar_(static_cast<unsigned>(degree)),
      dofs_(mesh.triangulation) {
  const int groups = std::max(1, 1 + *std::max_element(group_of_body_.begin(), group_of_body_.end()));
  for (int group = 0; group < groups; ++group) add_element(elements_, scalar_, group, groups);
  add_element(elements_, scalar_, -1, groups);
  distribute();
}

template <int dim>
void PotentialSpace<dim>::distribute() {
  const unsigned nothing = elements_.size() - 1;
  for (const auto& cell : dofs_.active_cell_iterators())
    if (cell->is_locally_owned())
      cell->set_active_fe_index(has_unknowns(cell) ? static_cast<unsigned>(group(cell->material_id())) : nothing);
  dofs_.distribute_dofs(elements_);
  dealii::DoFTools::extract_locally_relevant_dofs(dofs_, relevant_);
  ties_.clear();
  ties_.reinit(relevant_);
  dealii::DoFTools::make_hanging_node_constraints(dofs_, ties_);
  tie_periodic_sides();
  // Faces between groups also bring in far unknowns of ghost cells, whose ties only their owner can see.
  ties_.make_consistent_in_parallel(owned(), relevant_, mesh_.triangulation.get_communicator());
  ties_.close();
  for (const auto& line : ties_.get_lines())
    for (const auto& [master, weight] : line.entries) relevant_.add_index(master);
  relevant_.compress();
}

/// Only faces both of whose cells are known here: with different elements on the cells, those of other ranks hold
/// numbers that mean nothing.
template <int dim>
void PotentialSpace<dim>::tie_periodic_sides() {
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (cell->is_artificial()) continue;
    for (const unsigned f : cell->face_indices()) {
      if (!cell->has_periodic_neighbor(f) || cell->periodic_neighbor_is_coarser(f)) continue;
      const auto other = cell->periodic_neighbor(f);
      const bool split = other->has_children();
      // Cells that come from one are on one rank.
      if (split ? other->child(0)->is_artificial() : other->is_artificial() || other->id() < cell->id()) continue;
      dealii::DoFTools::make_periodicity_constraints(
          cell->face(f), other->face(cell->periodic_neighbor_of_periodic_neighbor(f)), ties_);
    }
  }
}

template <int dim>
Constraints PotentialSpace<dim>::ties_and_zero(const dealii::IndexSet& fixed) const {
  Constraints out(ties_.get_local_lines());
  out.merge(ties_, Constraints::no_conflicts_allowed, true);
  for (const auto dof : fixed) out.add_line(dof);
  out.close();
  return out;
}

template <int dim>
dealii::IndexSet PotentialSpace<dim>::free_unknowns_on(dealii::types::boundary_id boundary) const {
  dealii::IndexSet out(dofs_.n_dofs());
  std::vector<dealii::types::global_dof_index> indices;
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (cell->is_artificial() || !has_unknowns(cell)) continue;
    for (const unsigned f : cell->face_indices()) {
      if (!cell->at_boundary(f) || cell->face(f)->boundary_id() != boundary) continue;
      indices.resize(cell->get_fe().n_dofs_per_face(f));
      cell->face(f)->get_dof_indices(indices, cell->active_fe_index());
      for (const auto dof : indices)
        if (!ties_.is_constrained(dof)) out.add_index(dof);
    }
  }
  out.compress();
  return out;
}

template <int dim>
void PotentialSpace<dim>::visit_face(const DofCell& cell, unsigned f,
                                     const std::function<void(const BodyFace<dim>&)>& visit) const {
  BodyFace<dim> face;
  face.here = cell;
  face.face = f;
  if (cell->neighbor_is_coarser(f)) {
    const auto [face_there, subface_there] = cell->neighbor_of_coarser_neighbor(f);
    face.there = cell->neighbor(f);
    face.face_there = face_there;
    face.subface_there = subface_there;
    visit(face);
    return;
  }
  face.face_there = cell->neighbor_of_neighbor(f);
  if (!cell->neighbor(f)->has_children()) {
    face.there = cell->neighbor(f);
    visit(face);
    return;
  }
  for (unsigned part = 0; part < cell->face(f)->n_active_descendants(); ++part) {
    face.there = cell->neighbor_child_on_subface(f, part);
    face.subface = part;
    visit(face);
  }
}

template <int dim>
void PotentialSpace<dim>::each_inner_face(const std::function<void(const BodyFace<dim>&)>& visit) const {
  for (const auto& cell : dofs_.active_cell_iterators())
    if (cell->is_locally_owned())
      for (const unsigned f : cell->face_indices())
        if (!cell->at_boundary(f)) visit_face(cell, f, visit);
}

template <int dim>
void PotentialSpace<dim>::each_body_face(const std::function<void(const BodyFace<dim>&)>& visit) const {
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (const unsigned f : cell->face_indices()) {
      if (cell->at_boundary(f) || cell->neighbor(f)->material_id() == cell->material_id()) continue;
      visit_face(cell, f, visit);
    }
  }
}

template <int dim>
void PotentialSpace<dim>::make_matrix(const Constraints& constraints, Matrix& matrix) const {
  const auto communicator = mesh_.triangulation.get_communicator();
  dealii::TrilinosWrappers::SparsityPattern pattern(owned(), owned(), relevant_, communicator);
  dealii::DoFTools::make_sparsity_pattern(dofs_, pattern, constraints, false,
                                          dealii::Utilities::MPI::this_mpi_process(communicator));
  std::vector<dealii::types::global_dof_index> indices, others;
  each_body_face([&](const BodyFace<dim>& face) {
    if (!has_unknowns(face.here) || !has_unknowns(face.there)) return;
    if (group(face.here->material_id()) == group(face.there->material_id())) return;
    indices.resize(face.here->get_fe().n_dofs_per_cell());
    others.resize(face.there->get_fe().n_dofs_per_cell());
    face.here->get_dof_indices(indices);
    face.there->get_dof_indices(others);
    others.insert(others.end(), indices.begin(), indices.end());
    constraints.add_entries_local_to_global(indices, others, pattern, false);
  });
  pattern.compress();
  matrix.reinit(pattern);
}

template class FacePair<2>;
template class FacePair<3>;
template class PotentialSpace<2>;
template class PotentialSpace<3>;

}  // namespace silith::field
