#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/diagnostic.hpp"
#include "field/coarse_mesh.hpp"
#include "field/gmsh_file.hpp"

namespace silith::field {
namespace {

template <int dim>
class Builder {
public:
  Builder(const MeshFileGeometry& geometry, Frame frame)
      : geometry_(geometry), frame_(frame), file_(read_gmsh(geometry.file)) {}

  CoarseMesh<dim> build() {
    require_positive_length("the unit of the mesh file", geometry_.scale);
    add_vertices();
    for (const auto& element : file_.elements)
      if (element.dimension == dim) add_cell(element);
    if (mesh_.cells.empty()) fail(0, fmt::format("the mesh has no {}", dim == 2 ? "quadrilaterals" : "hexahedra"));
    for (const auto& element : file_.elements)
      if (element.dimension == dim - 1) add_face(element);
    check_boundary();
    return std::move(mesh_);
  }

private:
  using Key = std::vector<unsigned>;

  [[noreturn]] void fail(int line, const std::string& what, const std::string& hint = {}) const {
    Diagnostic diagnostic;
    diagnostic.where = {geometry_.file.string(), line, 0};
    diagnostic.message = what;
    diagnostic.hint = hint;
    throw InputError({diagnostic});
  }

  void add_vertices() {
    for (const auto& node : file_.nodes) {
      std::array<double, dim> at{};
      for (unsigned d = 0; d < dim; ++d) at[d] = geometry_.scale * node[d];
      mesh_.vertices.push_back(at);
    }
  }

  static unsigned index_of(std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    const auto index = static_cast<unsigned>(found - names.begin());
    if (found == names.end()) names.push_back(name);
    return index;
  }

  static Key sorted(Key nodes) {
    std::sort(nodes.begin(), nodes.end());
    return nodes;
  }

  /// Corners go around in the file, here the first coordinate runs fastest.
  template <std::size_t n>
  static std::array<unsigned, n> lexicographic(const Key& nodes) {
    static constexpr std::array<unsigned, 8> order = {0, 1, 3, 2, 4, 5, 7, 6};
    std::array<unsigned, n> out{};
    for (unsigned i = 0; i < n; ++i) out[i] = nodes[n == 2 ? i : order[i]];
    return out;
  }

  double area(const Key& nodes) const {
    double twice = 0.0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const auto &a = mesh_.vertices[nodes[i]], &b = mesh_.vertices[nodes[(i + 1) % nodes.size()]];
      twice += a[0] * b[1] - a[1] * b[0];
    }
    return 0.5 * twice;
  }

  void add_cell(const GmshFile::Element& element) {
    const auto& name = file_.groups[element.group].name;
    const auto key = sorted(element.nodes);
    if (std::adjacent_find(key.begin(), key.end()) != key.end()) fail(element.line, "a cell has the same corner twice");
    if (const auto found = body_of_.find(key); found != body_of_.end())
      fail(element.line,
           fmt::format("regions overlap: a cell is in \"{}\" and in \"{}\"", mesh_.bodies[found->second], name),
           "let every cell be in one physical group");
    typename CoarseMesh<dim>::Cell cell;
    cell.vertices = lexicographic<(1U << dim)>(element.nodes);
    cell.body = body_of_[key] = index_of(mesh_.bodies, name);
    mesh_.cells.push_back(cell);
    if constexpr (dim == 2) check_plane(element);
    count_faces(element);
  }

  void check_plane(const GmshFile::Element& element) const {
    if (area(element.nodes) == 0.0) fail(element.line, "a cell has no area");
    if (frame_ != Frame::axisymmetric) return;
    for (const unsigned node : element.nodes)
      if (file_.nodes[node][0] < 0.0)
        fail(element.line,
             fmt::format("a cell reaches to r = {}: the mesh lies on both sides of the axis", file_.nodes[node][0]),
             "keep to x >= 0; x is the radius, y the axis");
  }

  void count_faces(const GmshFile::Element& element) {
    static const std::vector<Key> sides =
        dim == 2 ? std::vector<Key>{{0, 1}, {1, 2}, {2, 3}, {3, 0}}
                 : std::vector<Key>{{0, 1, 2, 3}, {4, 5, 6, 7}, {0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}};
    for (const auto& side : sides) {
      Key nodes;
      for (const unsigned corner : side) nodes.push_back(element.nodes[corner]);
      auto& [cells, line] = faces_[sorted(nodes)];
      line = element.line;
      if (++cells > 2) fail(element.line, "regions overlap: a face belongs to more than two cells");
    }
  }

  void add_face(const GmshFile::Element& element) {
    const auto key = sorted(element.nodes);
    const auto found = faces_.find(key);
    const auto& name = file_.groups[element.group].name;
    if (found == faces_.end()) fail(element.line, fmt::format("a face of \"{}\" is not a face of a cell", name));
    if (found->second.first != 1) return;  // names between bodies: the bodies say enough
    if (const auto before = boundary_of_.find(key); before != boundary_of_.end())
      fail(element.line, fmt::format("boundaries overlap: a face is in \"{}\" and in \"{}\"",
                                     mesh_.boundaries[before->second], name));
    typename CoarseMesh<dim>::Face face;
    face.vertices = lexicographic<(1U << (dim - 1))>(element.nodes);
    face.boundary = boundary_of_[key] = index_of(mesh_.boundaries, name);
    mesh_.faces.push_back(face);
  }

  void check_boundary() const {
    for (const auto& [key, use] : faces_) {
      if (use.first != 1 || boundary_of_.count(key) > 0) continue;
      std::string where;
      for (unsigned d = 0; d < dim; ++d) where += fmt::format("{}{:.6g}", d > 0 ? ", " : "", file_.nodes[key[0]][d]);
      fail(use.second, fmt::format("an outer face of a cell, at ({}), is in no named boundary", where),
           "give every outer face a physical group; if the face is not an outer one, regions overlap or do not share "
           "nodes");
    }
  }

  const MeshFileGeometry& geometry_;
  Frame frame_;
  GmshFile file_;
  CoarseMesh<dim> mesh_;
  std::map<Key, unsigned> body_of_, boundary_of_;
  std::map<Key, std::pair<int, int>> faces_;  // cells at it, a line that has it
};

}  // namespace

template <int dim>
CoarseMesh<dim> file_mesh(const MeshFileGeometry& geometry, Frame frame) {
  return Builder<dim>(geometry, frame).build();
}

template CoarseMesh<2> file_mesh(const MeshFileGeometry&, Frame);
template CoarseMesh<3> file_mesh(const MeshFileGeometry&, Frame);

}  // namespace silith::field
