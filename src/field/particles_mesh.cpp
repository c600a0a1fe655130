#include "field/particles_mesh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

constexpr int matrix = -1;

template <int dim>
std::array<double, dim> centre_of(const ParticlesGeometry::Particle& particle) {
  if constexpr (dim == 2)
    return {particle.x, particle.y};
  else
    return {particle.x, particle.y, particle.z};
}

template <std::size_t n>
double distance(const std::array<double, n>& a, const std::array<double, n>& b) {
  double square = 0.0;
  for (std::size_t d = 0; d < n; ++d) square += (a[d] - b[d]) * (a[d] - b[d]);
  return std::sqrt(square);
}

/// Starts from a box of equal cells: those whose centre lies in a particle are its own. Between the two staircases a
/// layer of cells is put on either side of the particle's surface, then corners move to the mean of their neighbours.
template <int dim>
class Packing {
public:
  using Mesh = CoarseMesh<dim>;
  using Cell = typename Mesh::Cell;
  using Side = std::array<unsigned, 1U << (dim - 1)>;

  Packing(const ParticlesGeometry& geometry, Frame frame, double cell_size) : geometry_(geometry), size_(cell_size) {
    if (frame == Frame::axisymmetric)
      throw InputError("geometry: particles in a box are known in plane strain and in three dimensions");
    mesh_ = strip_mesh<dim>({geometry.width, geometry.depth, {{geometry.matrix, geometry.height}}}, frame, cell_size);
    mesh_.bodies = {geometry.matrix, geometry.particle};
    check();
  }

  Mesh build() {
    assign();
    find_surfaces();
    split_corners();
    smooth();
    check_shapes();
    return std::move(mesh_);
  }

private:
  void check() const {
    if (geometry_.particles.empty()) throw InputError("geometry: there are no particles in the box");
    std::array<double, dim> box{};
    box[0] = geometry_.width;
    box[dim - 1] = geometry_.height;
    if constexpr (dim == 3) box[1] = geometry_.depth;
    for (std::size_t i = 0; i < geometry_.particles.size(); ++i) {
      const auto& one = geometry_.particles[i];
      require_positive_length(fmt::format("the radius of particle {}", i + 1), one.radius);
      if (one.radius < 2.0 * size_)
        throw InputError(
            fmt::format("geometry: particle {} of radius {:.4g} m is smaller than two cells", i + 1, one.radius),
            "choose smaller cells");
      const auto centre = centre_of<dim>(one);
      for (unsigned d = 0; d < dim; ++d)
        if (centre[d] - one.radius < 2.0 * size_ || centre[d] + one.radius > box[d] - 2.0 * size_)
          throw InputError(fmt::format("geometry: particle {} comes closer than two cells to a side of the box", i + 1),
                           "move it, or choose smaller cells");
      for (std::size_t j = 0; j < i; ++j) check_gap(j, i);
    }
  }

  void check_gap(std::size_t i, std::size_t j) const {
    const auto &one = geometry_.particles[i], &other = geometry_.particles[j];
    const double gap = distance(centre_of<dim>(one), centre_of<dim>(other)) - one.radius - other.radius;
    if (gap < 0.0) throw InputError(fmt::format("geometry: particles {} and {} overlap", i + 1, j + 1));
    if (gap < 3.0 * size_)
      throw InputError(
          fmt::format("geometry: between particles {} and {} there is no room for three cells", i + 1, j + 1),
          "choose smaller cells");
  }

  void assign() {
    for (const auto& cell : mesh_.cells) {
      std::array<double, dim> middle{};
      for (const unsigned v : cell.vertices)
        for (unsigned d = 0; d < dim; ++d)
          middle[d] += mesh_.vertices[v][d] / static_cast<double>(cell.vertices.size());
      int owner = matrix;
      for (std::size_t k = 0; k < geometry_.particles.size(); ++k)
        if (distance(middle, centre_of<dim>(geometry_.particles[k])) < geometry_.particles[k].radius)
          owner = static_cast<int>(k);
      owners_.push_back(owner);
    }
    for (std::size_t i = 0; i < owners_.size(); ++i) mesh_.cells[i].body = owners_[i] == matrix ? 0 : 1;
    for (const auto& particle : geometry_.particles) {
      const auto at = centre_of<dim>(particle);
      RoundBody round{{at[0], dim == 3 ? at[1] : 0.0, at[dim - 1]}, particle.radius, particle.radius, 0.0};
      mesh_.rounds.push_back(round);
    }
  }

  static Side side_of(const Cell& cell, unsigned face) {
    Side side{};
    unsigned found = 0;
    for (unsigned corner = 0; corner < cell.vertices.size(); ++corner)
      if (((corner >> (face / 2)) & 1U) == face % 2) side[found++] = cell.vertices[corner];
    return side;
  }

  void find_surfaces() {
    std::map<std::set<unsigned>, int> owner_of_side;
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      if (owners_[i] == matrix) continue;
      for (unsigned f = 0; f < 2 * dim; ++f) {
        const Side side = side_of(mesh_.cells[i], f);
        const auto [at, fresh] = owner_of_side.try_emplace({side.begin(), side.end()}, owners_[i]);
        if (!fresh) owner_of_side.erase(at);  // between two cells of the particle
      }
    }
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      if (owners_[i] == matrix) continue;
      for (unsigned f = 0; f < 2 * dim; ++f) {
        const Side side = side_of(mesh_.cells[i], f);
        const auto found = owner_of_side.find({side.begin(), side.end()});
        if (found != owner_of_side.end()) surface_.emplace_back(side, found->second);
      }
    }
  }

  /// A corner of a surface goes onto the sphere, with one copy half a cell inside and one half a cell outside.
  void split_corners() {
    std::map<unsigned, unsigned> inner, outer;
    for (const auto& [side, owner] : surface_) {
      const auto& particle = geometry_.particles[static_cast<std::size_t>(owner)];
      const auto centre = centre_of<dim>(particle);
      for (const unsigned v : side) {
        if (!fixed_.insert(v).second) continue;
        const auto at = mesh_.vertices[v];
        const double now = distance(at, centre);
        const auto placed = [&](double radius) {
          std::array<double, dim> out{};
          for (unsigned d = 0; d < dim; ++d) out[d] = centre[d] + (at[d] - centre[d]) * radius / now;
          return out;
        };
        mesh_.vertices[v] = placed(particle.radius);
        inner[v] = static_cast<unsigned>(mesh_.vertices.size());
        mesh_.vertices.push_back(placed(particle.radius - 0.6 * size_));
        outer[v] = static_cast<unsigned>(mesh_.vertices.size());
        mesh_.vertices.push_back(placed(particle.radius + 0.6 * size_));
      }
    }
    for (std::size_t i = 0; i < owners_.size(); ++i)
      for (unsigned& v : mesh_.cells[i].vertices)
        if (fixed_.count(v) > 0) v = owners_[i] == matrix ? outer.at(v) : inner.at(v);
    for (const auto& [side, owner] : surface_)
      for (const auto* copies : {&inner, &outer}) {
        Cell cell;
        cell.body = copies == &inner ? 1 : 0;
        for (unsigned corner = 0; corner < side.size(); ++corner) {
          cell.vertices[corner] = side[corner];
          cell.vertices[corner + side.size()] = copies->at(side[corner]);
        }
        mesh_.cells.push_back(cell);
        if (copies == &inner) mesh_.curved_faces.push_back({side, static_cast<unsigned>(owner)});
      }
  }

  void smooth() {
    for (const auto& face : mesh_.faces) fixed_.insert(face.vertices.begin(), face.vertices.end());
    std::vector<std::set<unsigned>> neighbours(mesh_.vertices.size());
    for (const auto& cell : mesh_.cells)
      for (unsigned corner = 0; corner < cell.vertices.size(); ++corner)
        for (unsigned d = 0; d < dim; ++d) neighbours[cell.vertices[corner]].insert(cell.vertices[corner ^ (1U << d)]);
    std::map<unsigned, std::pair<std::set<unsigned>, int>> on_surface;
    for (const auto& [side, owner] : surface_)
      for (unsigned corner = 0; corner < side.size(); ++corner)
        for (unsigned d = 0; d + 1 < dim; ++d) {
          auto& [others, particle] = on_surface[side[corner]];
          others.insert(side[corner ^ (1U << d)]);
          particle = owner;
        }
    for (int round = 0; round < 30; ++round) {
      for (const auto& [v, rest] : on_surface) mesh_.vertices[v] = projected(mean(rest.first), rest.second);
      for (unsigned v = 0; v < mesh_.vertices.size(); ++v)
        if (fixed_.count(v) == 0 && !neighbours[v].empty()) mesh_.vertices[v] = mean(neighbours[v]);
    }
  }

  std::array<double, dim> mean(const std::set<unsigned>& vertices) const {
    std::array<double, dim> out{};
    for (const unsigned v : vertices)
      for (unsigned d = 0; d < dim; ++d) out[d] += mesh_.vertices[v][d] / static_cast<double>(vertices.size());
    return out;
  }

  /// Onto the surface of a particle.
  std::array<double, dim> projected(std::array<double, dim> at, int owner) const {
    const auto& particle = geometry_.particles[static_cast<std::size_t>(owner)];
    const auto centre = centre_of<dim>(particle);
    const double scale = particle.radius / distance(at, centre);
    for (unsigned d = 0; d < dim; ++d) at[d] = centre[d] + (at[d] - centre[d]) * scale;
    return at;
  }

  /// Volume of the edges at a corner, of one sign all over a cell that is not folded.
  double corner_volume(const Cell& cell, unsigned corner) const {
    std::array<std::array<double, dim>, dim> edge{};
    for (unsigned e = 0; e < dim; ++e)
      for (unsigned d = 0; d < dim; ++d)
        edge[e][d] = (mesh_.vertices[cell.vertices[corner ^ (1U << e)]][d] - mesh_.vertices[cell.vertices[corner]][d]) *
                     (((corner >> e) & 1U) != 0 ? -1.0 : 1.0);
    if constexpr (dim == 2)
      return edge[0][0] * edge[1][1] - edge[0][1] * edge[1][0];
    else
      return edge[0][0] * (edge[1][1] * edge[2][2] - edge[1][2] * edge[2][1]) -
             edge[0][1] * (edge[1][0] * edge[2][2] - edge[1][2] * edge[2][0]) +
             edge[0][2] * (edge[1][0] * edge[2][1] - edge[1][1] * edge[2][0]);
  }

  void check_shapes() const {
    for (const auto& cell : mesh_.cells) {
      const double sign = corner_volume(cell, 0) > 0.0 ? 1.0 : -1.0;
      for (unsigned corner = 0; corner < cell.vertices.size(); ++corner)
        if (sign * corner_volume(cell, corner) <= 0.02 * std::pow(size_, dim))
          throw InputError("geometry: cells around the particles fold over",
                           "choose another size of the coarsest cells");
    }
  }

  const ParticlesGeometry& geometry_;
  double size_;
  Mesh mesh_;
  std::vector<int> owners_;                    // of the box's cells: a particle or the matrix
  std::vector<std::pair<Side, int>> surface_;  // sides between a particle and the matrix
  std::set<unsigned> fixed_;                   // corners that stay
};

}  // namespace

template <int dim>
CoarseMesh<dim> particles_mesh(const ParticlesGeometry& particles, Frame frame, double cell_size) {
  return Packing<dim>(particles, frame, cell_size).build();
}

template CoarseMesh<2> particles_mesh(const ParticlesGeometry&, Frame, double);
template CoarseMesh<3> particles_mesh(const ParticlesGeometry&, Frame, double);

}  // namespace silith::field
