#include "field/displacement_space.hpp"

#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_nothing.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/grid/manifold.h>
#include <deal.II/lac/trilinos_sparsity_pattern.h>
#include <deal.II/numerics/vector_tools.h>

#include <algorithm>

#include "field/scalar_field.hpp"

namespace silith::field {
namespace {

/// A vector field as deal.II's function.
template <int dim>
class Prescribed : public dealii::Function<dim> {
public:
  explicit Prescribed(const typename SolidLoads<dim>::VectorField& field) : dealii::Function<dim>(dim), field_(field) {}
  double value(const dealii::Point<dim>& at, unsigned component) const override { return field_(at)[component]; }

private:
  const typename SolidLoads<dim>::VectorField& field_;
};

/// The coordinate a flat boundary is normal to, or dim if it is not along the axes (or is not flat).
template <int dim>
unsigned normal_axis(const FieldMesh<dim>& mesh, dealii::types::boundary_id boundary) {
  std::array<double, dim> smallest;
  smallest.fill(1.0);
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (const auto& face : cell->face_iterators()) {
      if (!face->at_boundary() || face->boundary_id() != boundary) continue;
      const auto normal = face->get_manifold().normal_vector(face, face->center());
      for (unsigned d = 0; d < dim; ++d) smallest[d] = std::min(smallest[d], std::abs(normal[d]));
    }
  }
  for (unsigned d = 0; d < dim; ++d)
    if (dealii::Utilities::MPI::min(smallest[d], mesh.triangulation.get_communicator()) > 1.0 - 1e-10) return d;
  return dim;
}

/// Where the nodes of a cell are.
template <int dim>
class NodePoints {
public:
  NodePoints(const dealii::Mapping<dim>& mapping, const dealii::FESystem<dim>& fe)
      : values_(mapping, nothing_, dealii::Quadrature<dim>(fe.base_element(0).get_unit_support_points()),
                dealii::update_quadrature_points) {}
  const std::vector<dealii::Point<dim>>& operator()(const typename dealii::Triangulation<dim>::cell_iterator& cell) {
    values_.reinit(cell);
    return values_.get_quadrature_points();
  }

private:
  dealii::FE_Nothing<dim> nothing_;
  dealii::FEValues<dim> values_;
};

/// The unknown at which the rigid motions left are largest, and their values there.
struct Pivot {
  dealii::types::global_dof_index dof = 0;
  std::vector<double> values;
  double size = -1.0;

  void offer(dealii::types::global_dof_index candidate, const std::vector<double>& at) {
    double largest = 0.0;
    for (const double value : at) largest = std::max(largest, std::abs(value));
    if (largest > size * (1.0 + 1e-12)) *this = {candidate, at, largest};
  }
  /// Everybody's copy becomes that of one rank.
  void share(unsigned rank, std::size_t n, MPI_Comm communicator) {
    if (dealii::Utilities::MPI::this_mpi_process(communicator) != rank) *this = {0, std::vector<double>(n, 0.0), 0.0};
    dof = dealii::Utilities::MPI::sum(dof, communicator);
    for (double& value : values) value = dealii::Utilities::MPI::sum(value, communicator);
  }
};

/// Leaves motions that vanish at the pivot, one less.
void eliminate(std::vector<std::vector<double>>& motions, const Pivot& pivot) {
  std::size_t main = 0;
  for (std::size_t k = 1; k < motions.size(); ++k)
    if (std::abs(pivot.values[k]) > std::abs(pivot.values[main])) main = k;
  for (std::size_t k = 0; k < motions.size(); ++k)
    if (k != main)
      for (std::size_t m = 0; m < motions[k].size(); ++m)
        motions[k][m] -= pivot.values[k] / pivot.values[main] * motions[main][m];
  motions.erase(motions.begin() + static_cast<std::ptrdiff_t>(main));
}

}  // namespace

template <int dim>
DisplacementSpace<dim>::DisplacementSpace(const FieldMesh<dim>& mesh, std::vector<BoundarySupport> supports,
                                          SolidLoads<dim> loads, unsigned degree)
    : mesh_(mesh),
      supports_(std::move(supports)),
      loads_(std::move(loads)),
      fe_(dealii::FE_Q<dim>(degree), dim),
      dofs_(mesh.triangulation),
      rigid_(mesh) {
  redistribute();
}

template <int dim>
void DisplacementSpace<dim>::set_loads(SolidLoads<dim> loads) {
  loads_ = std::move(loads);
  make_constraints();
}

template <int dim>
void DisplacementSpace<dim>::redistribute() {
  rigid_ = RigidMotions<dim>(mesh_);
  dofs_.distribute_dofs(fe_);
  dealii::DoFTools::extract_locally_relevant_dofs(dofs_, relevant_);
  find_places();
  make_constraints();
}

template <int dim>
void DisplacementSpace<dim>::find_places() {
  const auto& owned = dofs_.locally_owned_dofs();
  places_.assign(owned.n_elements(), {});
  NodePoints<dim> nodes(mesh_.mapping, fe_);
  std::vector<Index> indices(fe_.n_dofs_per_cell());
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    const auto& points = nodes(cell);
    cell->get_dof_indices(indices);
    for (unsigned i = 0; i < indices.size(); ++i) {
      const unsigned shape = fe_.system_to_component_index(i).second;
      if (owned.is_element(indices[i]))
        places_[owned.index_within_set(indices[i])] = {points[shape], fe_.system_to_component_index(i).first,
                                                       shape < dealii::GeometryInfo<dim>::vertices_per_cell};
    }
  }
}

template <int dim>
void DisplacementSpace<dim>::make_constraints() {
  ++changes_;
  homogeneous_.reinit(relevant_);
  dealii::DoFTools::make_hanging_node_constraints(dofs_, homogeneous_);
  make_periodic(dofs_, homogeneous_);
  add_supports(homogeneous_);
  add_axis(homogeneous_);
  constraints_.reinit(relevant_);
  constraints_.merge(homogeneous_);
  for (const auto& [boundary, field] : loads_.displacement) {
    const dealii::Functions::ZeroFunction<dim> zero(dim);
    dealii::VectorTools::interpolate_boundary_values(mesh_.mapping, dofs_, boundary, zero, homogeneous_);
    dealii::VectorTools::interpolate_boundary_values(mesh_.mapping, dofs_, boundary, Prescribed<dim>(field),
                                                     constraints_);
  }
  unpinned_.reinit(relevant_);
  unpinned_.merge(homogeneous_);
  unpinned_.close();
  pins_ = choose_pins();
  for (const Index pin : pins_)
    if (relevant_.is_element(pin)) {
      homogeneous_.add_line(pin);
      constraints_.add_line(pin);
    }
  homogeneous_.close();
  constraints_.close();
}

template <int dim>
void DisplacementSpace<dim>::add_supports(Constraints& constraints) const {
  const dealii::Functions::ZeroFunction<dim> zero(dim);
  for (const auto& support : supports_)
    if (support.kind == Support::Kind::fixed)
      dealii::VectorTools::interpolate_boundary_values(mesh_.mapping, dofs_, support.boundary, zero, constraints);
  for (const auto& support : supports_)
    if (support.kind == Support::Kind::symmetry) add_symmetry(support.boundary, constraints);
}

template <int dim>
void DisplacementSpace<dim>::add_symmetry(dealii::types::boundary_id boundary, Constraints& constraints) const {
  const unsigned axis = normal_axis(mesh_, boundary);
  if (axis == dim) {
    dealii::VectorTools::compute_no_normal_flux_constraints(dofs_, 0, {boundary}, constraints, mesh_.mapping);
    return;
  }
  dealii::ComponentMask mask(dim, false);
  mask.set(axis, true);
  const dealii::Functions::ZeroFunction<dim> zero(dim);
  dealii::VectorTools::interpolate_boundary_values(mesh_.mapping, dofs_, boundary, zero, constraints, mask);
}

template <int dim>
void DisplacementSpace<dim>::add_axis(Constraints& constraints) const {
  if (mesh_.frame != Frame::axisymmetric) return;
  const double close = 1e-9 * rigid_.extent();
  NodePoints<dim> nodes(mesh_.mapping, fe_);
  std::vector<Index> indices(fe_.n_dofs_per_cell());
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (cell->is_artificial()) continue;
    const auto& points = nodes(cell);
    cell->get_dof_indices(indices);
    for (unsigned i = 0; i < indices.size(); ++i)
      if (fe_.system_to_component_index(i).first == 0 &&
          std::abs(points[fe_.system_to_component_index(i).second][0]) < close &&
          !constraints.is_constrained(indices[i]))
        constraints.add_line(indices[i]);
  }
}

/// Gauss elimination of the free motions with pivoting over the unknowns of all ranks: the pivots hold the body.
template <int dim>
std::vector<dealii::types::global_dof_index> DisplacementSpace<dim>::choose_pins() {
  std::set<dealii::types::boundary_id> prescribed;
  for (const auto& entry : loads_.displacement) prescribed.insert(entry.first);
  motions_ = free_rigid_motions(mesh_, rigid_, supports_, prescribed);
  auto motions = motions_;
  const auto communicator = mesh_.triangulation.get_communicator();
  const auto& owned = dofs_.locally_owned_dofs();
  std::vector<Index> pins;
  while (!motions.empty()) {
    Pivot best;
    for (Index i = 0; i < places_.size(); ++i) {
      const Index dof = owned.nth_index_in_set(i);
      if (places_[i].corner && !unpinned_.is_constrained(dof)) best.offer(dof, motion_values(places_[i], motions));
    }
    const auto largest = dealii::Utilities::MPI::min_max_avg(best.size, communicator);
    best.share(largest.max_index, motions.size(), communicator);
    pins.push_back(best.dof);
    eliminate(motions, best);
  }
  return pins;
}

template <int dim>
std::vector<double> DisplacementSpace<dim>::motion_values(const Place& place, const Motions& motions) const {
  std::vector<double> result(motions.size(), 0.0);
  for (unsigned m = 0; m < rigid_.size(); ++m) {
    const double value = rigid_(m, place.at)[place.component];
    for (unsigned k = 0; k < motions.size(); ++k) result[k] += motions[k][m] * value;
  }
  return result;
}

template <int dim>
std::vector<std::vector<double>> DisplacementSpace<dim>::rigid_modes() const {
  std::vector<std::vector<double>> result(rigid_.size());
  for (unsigned m = 0; m < rigid_.size(); ++m)
    for (const Place& place : places_) result[m].push_back(rigid_(m, place.at)[place.component]);
  return result;
}

template <int dim>
std::vector<Vector> DisplacementSpace<dim>::free_motion_vectors() const {
  std::vector<Vector> result(motions_.size(), owned_vector());
  const auto& owned = dofs_.locally_owned_dofs();
  for (Index i = 0; i < places_.size(); ++i) {
    if (unpinned_.is_constrained(owned.nth_index_in_set(i))) continue;
    const auto values = motion_values(places_[i], motions_);
    for (std::size_t k = 0; k < values.size(); ++k) result[k].begin()[i] = values[k];
  }
  return result;
}

template <int dim>
Vector DisplacementSpace<dim>::owned_vector() const {
  return Vector(dofs_.locally_owned_dofs(), mesh_.triangulation.get_communicator());
}

template <int dim>
Vector DisplacementSpace<dim>::ghosted_vector() const {
  return Vector(dofs_.locally_owned_dofs(), relevant_, mesh_.triangulation.get_communicator());
}

template <int dim>
void DisplacementSpace<dim>::shape(Matrix& matrix) const {
  const auto communicator = mesh_.triangulation.get_communicator();
  dealii::TrilinosWrappers::SparsityPattern pattern(dofs_.locally_owned_dofs(), dofs_.locally_owned_dofs(), relevant_,
                                                    communicator);
  dealii::DoFTools::make_sparsity_pattern(dofs_, pattern, homogeneous_, false,
                                          dealii::Utilities::MPI::this_mpi_process(communicator));
  pattern.compress();
  matrix.reinit(pattern);
}

template class DisplacementSpace<2>;
template class DisplacementSpace<3>;

}  // namespace silith::field
