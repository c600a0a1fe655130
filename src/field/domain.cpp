#include "field/domain.hpp"

#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/grid/grid_tools.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/diagnostic.hpp"
#include "field/particles_mesh.hpp"
#include "field/round_manifold.hpp"

namespace silith::field {
namespace {

unsigned find(const std::vector<std::string>& names, const std::string& name, const char* what) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    throw InputError(fmt::format("geometry: there is no {} \"{}\"", what, name),
                     fmt::format("there are \"{}\"", fmt::join(names, "\", \"")));
  return static_cast<unsigned>(found - names.begin());
}

template <int dim>
CoarseMesh<dim> coarse_mesh(const Geometry& geometry, const DomainOptions& options) {
  if (const auto* strip = std::get_if<StripGeometry>(&geometry))
    return strip_mesh<dim>(*strip, options.frame, options.cell_size);
  if (const auto* particle = std::get_if<ParticleGeometry>(&geometry))
    return particle_mesh<dim>(*particle, options.frame, options.cell_size);
  if (const auto* file = std::get_if<MeshFileGeometry>(&geometry)) return file_mesh<dim>(*file, options.frame);
  return particles_mesh<dim>(std::get<ParticlesGeometry>(geometry), options.frame, options.cell_size);
}

template <int dim>
std::vector<dealii::CellData<dim>> cells_of(const CoarseMesh<dim>& coarse,
                                            const std::vector<dealii::types::material_id>& material_of_body) {
  std::vector<dealii::CellData<dim>> cells;
  for (const auto& cell : coarse.cells) {
    dealii::CellData<dim> data(static_cast<unsigned>(cell.vertices.size()));
    std::copy(cell.vertices.begin(), cell.vertices.end(), data.vertices.begin());
    data.material_id = material_of_body[cell.body];
    cells.push_back(data);
  }
  return cells;
}

/// Turns cells whose corners are counted the wrong way around.
template <int dim>
void orient(const std::vector<dealii::Point<dim>>& vertices, std::vector<dealii::CellData<dim>>& cells) {
  for (auto& cell : cells) {
    if (dealii::GridTools::cell_measure<dim>(vertices, cell.vertices) > 0.0) continue;
    const auto half = static_cast<std::ptrdiff_t>(cell.vertices.size() / 2);
    if (dim == 3)
      std::swap_ranges(cell.vertices.begin(), cell.vertices.begin() + half, cell.vertices.begin() + half);
    else
      for (std::size_t i = 0; i < cell.vertices.size(); i += 2) std::swap(cell.vertices[i], cell.vertices[i + 1]);
  }
}

template <int dim>
dealii::SubCellData faces_of(const CoarseMesh<dim>& coarse) {
  dealii::SubCellData faces;
  for (const auto& face : coarse.faces) {
    dealii::CellData<dim - 1> data(static_cast<unsigned>(face.vertices.size()));
    std::copy(face.vertices.begin(), face.vertices.end(), data.vertices.begin());
    data.boundary_id = face.boundary;
    if constexpr (dim == 2)
      faces.boundary_lines.push_back(data);
    else
      faces.boundary_quads.push_back(data);
  }
  return faces;
}

/// Ids of the manifolds: 0 is straight, then the round bodies, then rims.
template <int dim>
void bend(dealii::parallel::distributed::Triangulation<dim>& triangulation, const CoarseMesh<dim>& coarse) {
  std::map<std::set<unsigned>, unsigned> faces, edges;
  for (const auto& face : coarse.curved_faces) faces[{face.vertices.begin(), face.vertices.end()}] = 1 + face.round;
  for (const auto& edge : coarse.curved_edges)
    edges[{edge.vertices.begin(), edge.vertices.end()}] = 1 + static_cast<unsigned>(coarse.rounds.size()) + edge.rim;
  triangulation.set_all_manifold_ids(0);
  triangulation.set_manifold(0, dealii::FlatManifold<dim>());
  for (unsigned i = 0; i < coarse.rounds.size(); ++i)
    triangulation.set_manifold(1 + i, RoundManifold<dim>(coarse.rounds[i]));
  for (const auto& cell : triangulation.active_cell_iterators()) {
    const int round = coarse.cells[static_cast<unsigned>(cell->index())].round;
    if (round >= 0) cell->set_all_manifold_ids(1 + static_cast<unsigned>(round));
  }
  for (const auto& cell : triangulation.active_cell_iterators())
    for (const unsigned f : cell->face_indices()) {
      std::set<unsigned> vertices;
      for (const unsigned v : cell->face(f)->vertex_indices()) vertices.insert(cell->face(f)->vertex_index(v));
      if (const auto found = faces.find(vertices); found != faces.end())
        cell->face(f)->set_all_manifold_ids(found->second);
    }
  if constexpr (dim == 3) {
    for (unsigned i = 0; i < coarse.rims.size(); ++i)
      triangulation.set_manifold(1 + static_cast<unsigned>(coarse.rounds.size()) + i, RimManifold(coarse.rims[i]));
    for (const auto& cell : triangulation.active_cell_iterators())
      for (unsigned l = 0; l < dealii::GeometryInfo<dim>::lines_per_cell; ++l) {
        const auto line = cell->line(l);
        const auto found = edges.find({line->vertex_index(0), line->vertex_index(1)});
        if (found != edges.end()) line->set_manifold_id(found->second);
      }
  }
}

template <int dim>
bool touches_interface(const typename Domain<dim>::Triangulation::active_cell_iterator& cell) {
  for (const unsigned f : cell->face_indices())
    if (!cell->at_boundary(f) && cell->neighbor(f)->material_id() != cell->material_id()) return true;
  return false;
}

void check_frame(Frame frame, int dim) {
  if ((frame == Frame::full_3d) != (dim == 3))
    throw std::logic_error("Domain: the frame has another number of dimensions than the mesh");
}

}  // namespace

DomainOptions domain_options(const FieldCase& field_case) {
  DomainOptions options{field_case.frame, field_case.numerics.cell_size, {}};
  for (const auto& body : field_case.bodies) options.bodies.push_back(body.name);
  return options;
}

template <int dim>
Domain<dim>::Domain(const Geometry& geometry, const DomainOptions& options, MPI_Comm communicator)
    : frame_(options.frame),
      triangulation_(std::make_unique<Triangulation>(communicator, Triangulation::limit_level_difference_at_vertices)),
      mapping_(std::make_unique<dealii::MappingQ<dim>>(1)) {
  check_frame(options.frame, dim);
  const auto coarse = coarse_mesh<dim>(geometry, options);
  if (!coarse.rounds.empty()) mapping_ = std::make_unique<dealii::MappingQ<dim>>(2);
  place_bodies(coarse, options.bodies);
  create(coarse);
  join_periodic_sides();
}

template <int dim>
Domain<dim>::~Domain() = default;

template <int dim>
void Domain<dim>::place_bodies(const CoarseMesh<dim>& coarse, const std::vector<std::string>& wanted) {
  bodies_ = wanted.empty() ? coarse.bodies : wanted;
  for (const auto& name : coarse.bodies) material_of_body_.push_back(find(bodies_, name, "body"));
  for (const auto& name : bodies_) find(coarse.bodies, name, "place for the body");
}

template <int dim>
void Domain<dim>::create(const CoarseMesh<dim>& coarse) {
  boundaries_ = coarse.boundaries;
  periodic_ = coarse.periodic;
  std::vector<dealii::Point<dim>> vertices;
  for (const auto& at : coarse.vertices) {
    dealii::Point<dim> vertex;
    for (unsigned d = 0; d < dim; ++d) vertex[d] = at[d];
    vertices.push_back(vertex);
  }
  auto cells = cells_of(coarse, material_of_body_);
  orient(vertices, cells);
  dealii::GridTools::consistently_order_cells(cells);
  triangulation_->create_triangulation(vertices, cells, faces_of(coarse));
  if (!coarse.rounds.empty()) bend(*triangulation_, coarse);
}

template <int dim>
void Domain<dim>::join_periodic_sides() {
  std::vector<dealii::GridTools::PeriodicFacePair<typename Triangulation::cell_iterator>> pairs;
  for (const auto& side : periodic_)
    dealii::GridTools::collect_periodic_faces(*triangulation_, side.first, side.second, side.direction, pairs);
  if (!pairs.empty()) triangulation_->add_periodicity(pairs);
}

template <int dim>
bool Domain<dim>::has_boundary(const std::string& name) const {
  return std::find(boundaries_.begin(), boundaries_.end(), name) != boundaries_.end();
}

template <int dim>
dealii::types::material_id Domain<dim>::body(const std::string& name) const {
  return find(bodies_, name, "body");
}

template <int dim>
dealii::types::boundary_id Domain<dim>::boundary(const std::string& name) const {
  return find(boundaries_, name, "boundary");
}

template <int dim>
void Domain<dim>::refine_interfaces(int levels) {
  for (int level = 0; level < levels; ++level) {
    for (const auto& cell : triangulation_->active_cell_iterators())
      if (cell->is_locally_owned() && touches_interface<dim>(cell)) cell->set_refine_flag();
    triangulation_->execute_coarsening_and_refinement();
  }
}

template <int dim>
void Domain<dim>::add_periodicity(const dealii::DoFHandler<dim>& dofs, Constraints& constraints,
                                  const dealii::ComponentMask& mask) const {
  for (const auto& side : periodic_) {
    std::vector<dealii::GridTools::PeriodicFacePair<typename dealii::DoFHandler<dim>::cell_iterator>> pairs;
    dealii::GridTools::collect_periodic_faces(dofs, side.first, side.second, side.direction, pairs);
    dealii::DoFTools::make_periodicity_constraints<dim, dim>(pairs, constraints, mask);
  }
}

template class Domain<2>;
template class Domain<3>;

}  // namespace silith::field
