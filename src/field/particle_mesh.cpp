#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "base/diagnostic.hpp"
#include "field/coarse_mesh.hpp"

namespace silith::field {
namespace {

using Point3 = std::array<double, 3>;
constexpr double pi = std::numbers::pi;
constexpr double core_box = 0.42;  // half size of the box in the middle, in units of the radius
constexpr double box_level = 0.5;  // of the rims of the box in a ball

void check(const ParticleGeometry& particle, Frame frame, double cell_size) {
  require_positive_length("the size of the coarsest cells", cell_size);
  require_positive_length("the radius of the particle", particle.radius);
  require_positive_length("the half axis of the particle", particle.axis);
  if (!particle.coat.empty()) require_positive_length("the thickness of the coat", particle.coat_thickness);
  if (!(particle.contact_angle > 0.0 && particle.contact_angle <= pi * (1.0 + 1e-9)))
    throw InputError(fmt::format("geometry: a contact of {:.4g} degrees is larger than the body",
                                 particle.contact_angle * 180.0 / pi),
                     "half openings are above 0 and up to 180 degrees, the whole surface");
  if (particle.cylinder && frame != Frame::plane_strain)
    throw InputError("geometry: a cylinder is known in plane strain only");
  if (particle.contact_tilt != 0.0 && frame != Frame::full_3d)
    throw InputError("geometry: the contact can be tilted in three dimensions only");
}

/// How many cells fit, and from which level to which they reach.
struct Division {
  std::vector<double> levels;  ///< of the shells' surfaces outside the box; the box ends at the first
  unsigned core_shells = 0;
  double contact = 0.0;  ///< rad
  bool all_contact = false;
  double size = 0.0;  ///< of a cell, in units of the radius

  Division(const ParticleGeometry& particle, double cell_size) {
    const double radius = std::max(particle.radius, particle.axis);
    size = cell_size / radius;
    core_shells = std::max(1U, static_cast<unsigned>(std::lround(0.5 / size)));
    const auto coat_shells = static_cast<unsigned>(std::ceil(particle.coat_thickness / cell_size - 1e-9));
    for (unsigned i = 0; i <= core_shells; ++i) levels.push_back(static_cast<double>(i) / core_shells);
    if (!particle.coat.empty())
      for (unsigned i = 1; i <= std::max(1U, coat_shells); ++i)
        levels.push_back(1.0 + static_cast<double>(i) / std::max(1U, coat_shells));
    all_contact = particle.contact_angle > pi * (1.0 - 1e-9);
    contact = all_contact ? pi / 2.0 : particle.contact_angle;
  }
};

/// `parts` values from `from` to `to`, one of which is `through`. @returns the values and the number of that one
std::pair<std::vector<double>, unsigned> divide(double from, double through, double to, unsigned parts) {
  const double share = (through - from) / (to - from);
  const auto before = std::clamp(static_cast<unsigned>(std::lround(share * parts)), 1U, parts - 1);
  std::vector<double> out;
  for (unsigned i = 0; i <= parts; ++i)
    out.push_back(i <= before ? from + (through - from) * i / before
                              : through + (to - through) * (i - before) / (parts - before));
  return {out, before};
}

Point3 scaled(const Point3& v, double by) {
  return {v[0] * by, v[1] * by, v[2] * by};
}

Point3 between(const Point3& a, const Point3& b, double t) {
  return {a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])};
}

/// Grows shells outside a box whose surface has been meshed.
template <int dim>
class Shells {
public:
  using Mesh = CoarseMesh<dim>;
  using Side = std::array<unsigned, 1U << (dim - 1)>;  ///< a face of the box, by vertices of the mesh

  Shells(Mesh& mesh, const RoundBody& round, const Division& division)
      : mesh_(mesh), round_(round), division_(division) {}

  unsigned add_vertex(const Point3& level_direction) {
    const Point3 at = place_of(round_, level_direction);
    if constexpr (dim == 2)
      mesh_.vertices.push_back({at[0], at[2]});
    else
      mesh_.vertices.push_back(at);
    return static_cast<unsigned>(mesh_.vertices.size()) - 1;
  }

  /// The line of vertices above one of the box, towards a direction.
  void raise(unsigned vertex, const Point3& box, const Point3& direction) {
    auto& line = lines_[vertex];
    line = {vertex};
    for (unsigned i = 1; i < division_.levels.size(); ++i) {
      const double level = division_.levels[i];
      line.push_back(add_vertex(level < 1.0 ? between(box, direction, level) : scaled(direction, level)));
    }
  }

  /// The column of cells above a face of the box. @param boundary of its outer end
  void cover(const Side& side, unsigned boundary) {
    for (unsigned i = 0; i + 1 < division_.levels.size(); ++i) {
      typename Mesh::Cell cell;
      typename Mesh::Face top;
      for (unsigned corner = 0; corner < side.size(); ++corner) {
        const auto& line = lines_.at(side[corner]);
        cell.vertices[corner] = line[i];
        cell.vertices[corner + side.size()] = top.vertices[corner] = line[i + 1];
      }
      const bool in_coat = i >= division_.core_shells;
      cell.body = in_coat ? 1 : 0;
      cell.round = in_coat ? 0 : -1;
      mesh_.cells.push_back(cell);
      if (i + 1 == division_.core_shells) mesh_.curved_faces.push_back({top.vertices, 0});
      if (i + 2 < division_.levels.size()) continue;
      top.boundary = boundary;
      mesh_.faces.push_back(top);
    }
  }

  unsigned outermost(unsigned vertex) const { return lines_.at(vertex).back(); }
  const std::vector<unsigned>& line(unsigned vertex) const { return lines_.at(vertex); }

private:
  Mesh& mesh_;
  const RoundBody& round_;
  const Division& division_;
  std::map<unsigned, std::vector<unsigned>> lines_;
};

RoundBody round_of(const ParticleGeometry& particle) {
  return {{}, particle.radius, particle.axis, particle.coat.empty() ? 0.0 : particle.coat_thickness};
}

/// The half disk right of the axis: a box of m by 2m cells and shells around it.
void half_disk(const Division& division, CoarseMesh<2>& mesh) {
  const auto m = std::max(1U, static_cast<unsigned>(std::lround(pi / 4.0 / division.size)));
  Shells<2> shells(mesh, mesh.rounds[0], division);
  const auto node = [m](unsigned i, unsigned j) { return j * (m + 1) + i; };
  const auto place = [m](unsigned i, unsigned j) -> Point3 {
    return {core_box * i / m, 0.0, core_box * (static_cast<double>(j) / m - 1.0)};
  };
  for (unsigned j = 0; j <= 2 * m; ++j)
    for (unsigned i = 0; i <= m; ++i) shells.add_vertex(place(i, j));
  for (unsigned j = 0; j < 2 * m; ++j)
    for (unsigned i = 0; i < m; ++i)
      mesh.cells.push_back({{node(i, j), node(i + 1, j), node(i, j + 1), node(i + 1, j + 1)}, 0, -1});
  // Around the box from the upper pole to the lower.
  std::vector<std::pair<unsigned, unsigned>> path;
  for (unsigned i = 0; i < m; ++i) path.emplace_back(i, 2 * m);
  for (unsigned j = 2 * m; j > 0; --j) path.emplace_back(m, j);
  for (unsigned i = m + 1; i-- > 0;) path.emplace_back(i, 0);
  const auto [angle, rim] = divide(0.0, division.contact, pi, 4 * m);
  for (unsigned k = 0; k < path.size(); ++k) {
    const auto [i, j] = path[k];
    const double across = k == 0 || k + 1 == path.size() ? 0.0 : std::sin(angle[k]);
    shells.raise(node(i, j), place(i, j), {across, 0.0, std::cos(angle[k])});
  }
  for (unsigned k = 0; k + 1 < path.size(); ++k)
    shells.cover({node(path[k].first, path[k].second), node(path[k + 1].first, path[k + 1].second)},
                 division.all_contact || k < rim ? 0 : 1);
  // What lies on the axis.
  std::vector<unsigned> axis;
  const auto& lower = shells.line(node(0, 0));
  axis.assign(lower.rbegin(), lower.rend());
  for (unsigned j = 1; j < 2 * m; ++j) axis.push_back(node(0, j));
  const auto& upper = shells.line(node(0, 2 * m));
  axis.insert(axis.end(), upper.begin(), upper.end());
  for (unsigned k = 0; k + 1 < axis.size(); ++k) mesh.faces.push_back({{axis[k], axis[k + 1]}, 2});
}

/// The other half of a disk.
void mirror(CoarseMesh<2>& mesh) {
  std::erase_if(mesh.faces, [](const auto& face) { return face.boundary == 2; });
  mesh.boundaries.pop_back();
  std::vector<unsigned> image;
  const auto half = mesh.vertices.size();
  for (unsigned i = 0; i < half; ++i) {
    const auto at = mesh.vertices[i];
    image.push_back(at[0] == 0.0 ? i : static_cast<unsigned>(mesh.vertices.size()));
    if (at[0] != 0.0) mesh.vertices.push_back({-at[0], at[1]});
  }
  const auto reflect = [&image](auto& items) {
    const auto copy = items;
    for (auto item : copy) {
      for (auto& vertex : item.vertices) vertex = image[vertex];
      // Orientation kept: the first coordinate of the cell runs the other way.
      if constexpr (std::tuple_size_v<decltype(item.vertices)> == 4) {
        std::swap(item.vertices[0], item.vertices[1]);
        std::swap(item.vertices[2], item.vertices[3]);
      }
      items.push_back(item);
    }
  };
  reflect(mesh.cells);
  reflect(mesh.faces);
  reflect(mesh.curved_faces);
}

/// The ball: a box of m by m by n cells and shells around it. Rows of the box end on circles of latitude around the
/// contact's direction, one of which is the contact's rim.
class Ball {
public:
  Ball(const ParticleGeometry& particle, const Division& division, CoarseMesh<3>& mesh)
      : division_(division), mesh_(mesh), shells_(mesh, mesh.rounds[0], division), tilt_(particle.contact_tilt) {
    m_ = 2 * std::max(1U, static_cast<unsigned>(std::lround(pi / 8.0 / division.size)));
    top_ = std::min(pi / 5.0, 0.5 * division.contact);
    bottom_ = std::min(pi / 5.0, 0.5 * (pi - division.contact));
    const double rows = (pi - 1.2 * (top_ + bottom_)) / (division.size * pi / 2.0);
    n_ = std::max(m_, static_cast<unsigned>(std::lround(rows)));
    rim_ = divide(1.2 * top_, division.contact, pi - 1.2 * bottom_, n_).second;
  }

  void build() {
    for (unsigned k = 0; k <= n_; ++k)
      for (unsigned j = 0; j <= m_; ++j)
        for (unsigned i = 0; i <= m_; ++i) shells_.add_vertex(box(i, j, k));
    add_core();
    for (unsigned k = 0; k <= n_; ++k)
      for (unsigned j = 0; j <= m_; ++j)
        for (unsigned i = 0; i <= m_; ++i)
          if (i == 0 || i == m_ || j == 0 || j == m_ || k == 0 || k == n_)
            shells_.raise(node(i, j, k), box(i, j, k), turned(direction(i, j, k)));
    add_shells();
    add_rim();
  }

private:
  unsigned node(unsigned i, unsigned j, unsigned k) const { return (k * (m_ + 1) + j) * (m_ + 1) + i; }

  /// The first index counts along u, the second along v, the third from the contact downwards. A layer of the box goes
  /// from its middle straight to its sides, which lie in the directions of the shells' lines above them: these lead
  /// outwards everywhere.
  Point3 box(unsigned i, unsigned j, unsigned k) const {
    const double u = along(i), v = along(j), share = std::max(std::abs(u), std::abs(v));
    const double middle = side(1.0, k)[1];
    if (share == 0.0) return turned({0.0, 0.0, middle});
    const auto [across, height] = side(square(u, v) / share, k);
    const double azimuth = std::atan2(v, u);
    return turned(
        {share * across * std::cos(azimuth), share * across * std::sin(azimuth), middle + share * (height - middle)});
  }

  Point3 direction(unsigned i, unsigned j, unsigned k) const {
    const double azimuth = std::atan2(along(j), along(i)), angle = polar_angle(square(along(i), along(j)), k);
    return {std::sin(angle) * std::cos(azimuth), std::sin(angle) * std::sin(azimuth), std::cos(angle)};
  }

  double along(unsigned index) const { return 2.0 * index / m_ - 1.0; }

  /// A square with rounded sides: 1 in the middle of a side, 1.2 in the corners.
  static double square(double u, double v) { return 0.5 * std::max(std::abs(u), std::abs(v)) + 0.5 * std::hypot(u, v); }

  double polar_angle(double out, unsigned k) const {
    if (k == 0) return top_ * out;
    if (k == n_) return pi - bottom_ * out;
    return k <= rim_ ? top_ * out + (division_.contact - top_ * out) * k / rim_
                     : division_.contact + (pi - bottom_ * out - division_.contact) * (k - rim_) / (n_ - rim_);
  }

  /// Distance from the axis, and height, of the box's side: halfway between a cone from the rim of its upper face to
  /// that of its lower one, and the ball through both.
  std::array<double, 2> side(double out, unsigned k) const {
    const double angle = polar_angle(out, k), upper = top_ * out, lower = pi - bottom_ * out;
    // The line between both points of the ball, in the direction of the angle.
    const double cone = box_level * std::cos(0.5 * (lower - upper)) / std::cos(angle - 0.5 * (lower + upper));
    const double level = 0.5 * (cone + box_level);
    return {level * std::sin(angle), level * std::cos(angle)};
  }

  Point3 turned(const Point3& v) const {
    return {std::cos(tilt_) * v[0] + std::sin(tilt_) * v[2], v[1], std::cos(tilt_) * v[2] - std::sin(tilt_) * v[0]};
  }

  void add_core() {
    for (unsigned k = 0; k < n_; ++k)
      for (unsigned j = 0; j < m_; ++j)
        for (unsigned i = 0; i < m_; ++i) {
          CoarseMesh<3>::Cell cell;
          for (unsigned c = 0; c < 8; ++c) cell.vertices[c] = node(i + (c & 1U), j + ((c >> 1) & 1U), k + (c >> 2));
          mesh_.cells.push_back(cell);
        }
  }

  void add_shells() {
    const unsigned contact = 0, rest = division_.all_contact ? 0 : 1;
    for (unsigned j = 0; j < m_; ++j)
      for (unsigned i = 0; i < m_; ++i)
        for (const unsigned k : {0U, n_})
          shells_.cover({node(i, j, k), node(i + 1, j, k), node(i, j + 1, k), node(i + 1, j + 1, k)},
                        k == 0 ? contact : rest);
    for (unsigned k = 0; k < n_; ++k)
      for (unsigned i = 0; i < m_; ++i)
        for (const unsigned end : {0U, m_}) {
          const unsigned boundary = k < rim_ ? contact : rest;
          shells_.cover({node(end, i, k), node(end, i + 1, k), node(end, i, k + 1), node(end, i + 1, k + 1)}, boundary);
          shells_.cover({node(i, end, k), node(i + 1, end, k), node(i, end, k + 1), node(i + 1, end, k + 1)}, boundary);
        }
  }

  void add_rim() {
    mesh_.rims.push_back({mesh_.rounds[0], division_.levels.back(), division_.contact, turned({0.0, 0.0, 1.0})});
    for (unsigned i = 0; i < m_; ++i)
      for (const unsigned end : {0U, m_}) {
        for (const auto& [one, other] : {std::pair{node(end, i, rim_), node(end, i + 1, rim_)},
                                         std::pair{node(i, end, rim_), node(i + 1, end, rim_)}})
          mesh_.curved_edges.push_back({{shells_.outermost(one), shells_.outermost(other)}, 0});
      }
  }

  const Division& division_;
  CoarseMesh<3>& mesh_;
  Shells<3> shells_;
  double tilt_ = 0.0, top_ = 0.0, bottom_ = 0.0;
  unsigned m_ = 0, n_ = 0, rim_ = 0;
};

}  // namespace

std::array<double, 3> place_of(const RoundBody& body, const std::array<double, 3>& at) {
  const double level = std::hypot(at[0], at[1], at[2]);
  const double outside = level > 1.0 ? (level - 1.0) * body.coat / level : 0.0;
  const double inside = level > 1.0 ? 1.0 / level : 1.0;
  const double across = body.across * inside + outside, along = body.along * inside + outside;
  return {body.centre[0] + across * at[0], body.centre[1] + across * at[1], body.centre[2] + along * at[2]};
}

std::array<double, 3> level_direction_of(const RoundBody& body, const std::array<double, 3>& place) {
  const Point3 at{place[0] - body.centre[0], place[1] - body.centre[1], place[2] - body.centre[2]};
  const double across = std::hypot(at[0], at[1]);
  const double core = std::hypot(across / body.across, at[2] / body.along);
  if (core <= 1.0 || body.coat == 0.0) return {at[0] / body.across, at[1] / body.across, at[2] / body.along};
  // The defect is convex and falls with s, the part of the coat below: Newton from the core's surface is monotone.
  double s = 0.0;
  for (int iteration = 0; iteration < 50; ++iteration) {
    const double a = body.across + s * body.coat, b = body.along + s * body.coat;
    const double r = across / a, z = at[2] / b;
    const double step = (r * r + z * z - 1.0) / (2.0 * body.coat * (r * r / a + z * z / b));
    s += step;
    if (std::abs(step) < 1e-15) break;
  }
  const double a = body.across + s * body.coat, b = body.along + s * body.coat;
  return scaled({at[0] / a, at[1] / a, at[2] / b}, 1.0 + s);
}

template <int dim>
CoarseMesh<dim> particle_mesh(const ParticleGeometry& particle, Frame frame, double cell_size) {
  check(particle, frame, cell_size);
  CoarseMesh<dim> mesh;
  mesh.bodies = {particle.core};
  if (!particle.coat.empty()) mesh.bodies.push_back(particle.coat);
  mesh.boundaries = {"contact", "surface"};
  mesh.rounds = {round_of(particle)};
  const Division division(particle, cell_size);
  if constexpr (dim == 2) {
    mesh.boundaries.push_back("axis");
    half_disk(division, mesh);
    if (frame == Frame::plane_strain) mirror(mesh);
  } else {
    Ball(particle, division, mesh).build();
  }
  // The outer surface follows the round body, too.
  for (const auto& face : mesh.faces)
    if (face.boundary < 2) mesh.curved_faces.push_back({face.vertices, 0});
  if (division.all_contact && mesh.boundaries.back() == "surface") mesh.boundaries.pop_back();
  return mesh;
}

template CoarseMesh<2> particle_mesh(const ParticleGeometry&, Frame, double);
template CoarseMesh<3> particle_mesh(const ParticleGeometry&, Frame, double);

}  // namespace silith::field
