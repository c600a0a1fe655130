#include "field/nodal_cells.hpp"

#include <deal.II/base/partitioner.h>
#include <deal.II/dofs/dof_tools.h>

#include <algorithm>
#include <stdexcept>

namespace silith::field {

using Index = dealii::types::global_dof_index;

template <int dim>
NodalCells<dim>::NodalCells(const ScalarField<dim>& field, Bodies bodies) : field_(field), bodies_(std::move(bodies)) {
  if (field.dofs().get_fe().degree != 1) throw std::logic_error("NodalCells: the field has to be of degree 1");
  rebuild();
}

template <int dim>
std::vector<std::vector<std::pair<Index, double>>> NodalCells<dim>::expand(const std::vector<Index>& corners) const {
  std::vector<std::vector<std::pair<Index, double>>> masters;
  for (const Index corner : corners) {
    const auto* line = field_.constraints().get_constraint_entries(corner);
    if (line == nullptr)
      masters.push_back({{corner, 1.0}});
    else
      masters.push_back(*line);
  }
  return masters;
}

template <int dim>
void NodalCells<dim>::number_nodes() {
  const auto& dofs = field_.dofs();
  dealii::IndexSet ghosts(dofs.n_dofs());
  std::vector<Index> corners(slots), needed;
  for (const auto& cell : dofs.active_cell_iterators()) {
    if (!cell->is_locally_owned() || !is_here(cell->material_id())) continue;
    cell->get_dof_indices(corners);
    for (const auto& masters : expand(corners))
      for (const auto& [node, weight] : masters)
        if (!dofs.locally_owned_dofs().is_element(node)) needed.push_back(node);
  }
  std::sort(needed.begin(), needed.end());
  ghosts.add_indices(needed.begin(), std::unique(needed.begin(), needed.end()));
  partition_ = std::make_shared<dealii::Utilities::MPI::Partitioner>(dofs.locally_owned_dofs(), ghosts,
                                                                     field_.mesh().triangulation.get_communicator());
  zero_.reinit(partition_);
}

template <int dim>
void NodalCells<dim>::rebuild() {
  nodes_.clear();
  shapes_.clear();
  cells_.clear();
  sizes_.clear();
  faces_.clear();
  number_nodes();
  using namespace dealii;
  const auto& mapping = field_.mesh().mapping;
  FEValues<dim> values(mapping, field_.dofs().get_fe(), quadrature_,
                       update_values | update_gradients | update_JxW_values | update_quadrature_points);
  FEFaceValues<dim> on_face(mapping, field_.dofs().get_fe(), QGauss<dim - 1>(2),
                            update_values | update_JxW_values | update_quadrature_points);
  for (const auto& cell : field_.dofs().active_cell_iterators())
    if (cell->is_locally_owned() && is_here(cell->material_id())) add_cell(cell, values, on_face);

  mass_.reinit(partition_);
  for (std::size_t c = 0; c < size(); ++c) {
    Slots local{};
    for (unsigned q = 0; q < points; ++q)
      for (unsigned s = 0; s < slots; ++s) local[s] += shapes_[c].weight[q] * shapes_[c].value[q][s];
    add(mass_, c, local);
  }
  mass_.compress(VectorOperation::add);
  mass_.update_ghost_values();

  std::map<Index, Point<dim>> at;
  DoFTools::map_dofs_to_support_points(mapping, field_.dofs(), at);
  positions_.resize(owned());
  for (unsigned i = 0; i < owned(); ++i) positions_[i] = at.at(global(i));
}

template <int dim>
auto NodalCells<dim>::assign_slots(const Cell<dim>& cell, std::array<unsigned, slots>& nodes) const -> Corners {
  const typename dealii::DoFHandler<dim>::active_cell_iterator dof_cell(&cell->get_triangulation(), cell->level(),
                                                                        cell->index(), &field_.dofs());
  std::vector<Index> corner_nodes(slots);
  dof_cell->get_dof_indices(corner_nodes);
  const auto masters = expand(corner_nodes);
  Corners corners{};
  std::vector<unsigned> used;
  for (unsigned corner = 0; corner < slots; ++corner)
    for (const auto& [master, weight] : masters[corner]) {
      const unsigned node = partition_->global_to_local(master);
      const auto slot = static_cast<std::size_t>(std::find(used.begin(), used.end(), node) - used.begin());
      if (slot == used.size()) used.push_back(node);
      if (used.size() > slots) throw std::logic_error("NodalCells: a cell depends on more nodes than it has corners");
      corners[corner][slot] += weight;
    }
  used.resize(slots, used.front());
  std::copy(used.begin(), used.end(), nodes.begin());
  return corners;
}

template <int dim>
void NodalCells<dim>::add_cell(const Cell<dim>& cell, dealii::FEValues<dim>& values,
                               dealii::FEFaceValues<dim>& on_face) {
  const auto corners = assign_slots(cell, nodes_.emplace_back());
  const typename dealii::Triangulation<dim>::cell_iterator plain = cell;
  values.reinit(plain);
  Shapes& shapes = shapes_.emplace_back();
  for (unsigned q = 0; q < points; ++q) {
    shapes.at[q] = values.quadrature_point(q);
    shapes.weight[q] = values.JxW(q) * field_.mesh().measure(shapes.at[q]);
    for (unsigned s = 0; s < slots; ++s) {
      shapes.value[q][s] = 0.0;
      shapes.gradient[q][s] = Tensor();
      for (unsigned corner = 0; corner < slots; ++corner) {
        shapes.value[q][s] += corners[corner][s] * values.shape_value(corner, q);
        shapes.gradient[q][s] += corners[corner][s] * values.shape_grad(corner, q);
      }
    }
  }
  cells_.push_back(cell);
  double shortest = std::numeric_limits<double>::max();
  for (unsigned direction = 0; direction < dim; ++direction)
    shortest = std::min(shortest, cell->extent_in_direction(direction));
  sizes_.push_back(shortest);
  add_faces(cell, corners, on_face);
}

template <int dim>
void NodalCells<dim>::add_faces(const Cell<dim>& cell, const Corners& corners, dealii::FEFaceValues<dim>& on_face) {
  for (const unsigned f : cell->face_indices()) {
    Face face{size() - 1, f, dealii::numbers::invalid_boundary_id, dealii::numbers::invalid_material_id, {}};
    if (cell->has_periodic_neighbor(f)) continue;
    if (cell->at_boundary(f)) {
      face.boundary = cell->face(f)->boundary_id();
    } else {
      auto neighbour = cell->neighbor(f);
      while (neighbour->has_children()) neighbour = neighbour->child(0);
      if (is_here(neighbour->material_id())) continue;
      face.other_side = neighbour->material_id();
    }
    const typename dealii::Triangulation<dim>::cell_iterator plain = cell;
    on_face.reinit(plain, f);
    for (const unsigned q : on_face.quadrature_point_indices())
      for (unsigned corner = 0; corner < slots; ++corner)
        for (unsigned s = 0; s < slots; ++s)
          face.measure[s] += corners[corner][s] * on_face.shape_value(corner, q) * on_face.JxW(q) *
                             field_.mesh().measure(on_face.quadrature_point(q));
    faces_.push_back(face);
  }
}

template <int dim>
NodeVector NodalCells<dim>::read() const {
  NodeVector values(zero_);
  for (unsigned i = 0; i < owned(); ++i) values.local_element(i) = field_.values()(global(i));
  values.update_ghost_values();
  return values;
}

template <int dim>
Vector NodalCells<dim>::write(const NodeVector& values) const {
  Vector owned_values = field_.owned_vector();
  for (unsigned i = 0; i < owned(); ++i) owned_values(global(i)) = values.local_element(i);
  owned_values.compress(dealii::VectorOperation::insert);
  return owned_values;
}

template <int dim>
double NodalCells<dim>::sum(double local) const {
  return dealii::Utilities::MPI::sum(local, field_.mesh().triangulation.get_communicator());
}
template <int dim>
double NodalCells<dim>::max(double local) const {
  return dealii::Utilities::MPI::max(local, field_.mesh().triangulation.get_communicator());
}
template <int dim>
double NodalCells<dim>::min(double local) const {
  return dealii::Utilities::MPI::min(local, field_.mesh().triangulation.get_communicator());
}

template class NodalCells<2>;
template class NodalCells<3>;

}  // namespace silith::field
