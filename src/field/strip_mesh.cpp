#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.hpp"
#include "field/coarse_mesh.hpp"

namespace silith::field {
namespace {

constexpr double growth = 0.25;  // of a step's size over its own length

/// The corners of the layers' cells along the last coordinate, and which layer each step belongs to.
struct Levels {
  std::vector<double> at{0.0};
  std::vector<unsigned> layer;
};

Levels levels(const StripGeometry& strip, double cell_size) {
  std::vector<double> own;
  for (const auto& layer : strip.layers) own.push_back(std::min(cell_size, layer.thickness / 2.0));
  Levels out;
  for (unsigned i = 0; i < own.size(); ++i) {
    const double below = i > 0 ? std::min(own[i], own[i - 1]) : own[i];
    const double above = i + 1 < own.size() ? std::min(own[i], own[i + 1]) : own[i];
    const double bottom = out.at.back();
    double sum = 0.0;
    for (const double step : graded_steps(strip.layers[i].thickness, below, above, own[i])) {
      out.at.push_back(bottom + (sum += step));
      out.layer.push_back(i);
    }
  }
  return out;
}

/// Positions of `cells` equal steps over `length`, both ends.
std::vector<double> even(double length, double cell_size) {
  const auto cells = std::max<unsigned>(2, static_cast<unsigned>(std::ceil(length / cell_size - 1e-9)));
  std::vector<double> at;
  for (unsigned i = 0; i <= cells; ++i) at.push_back(length * i / cells);
  return at;
}

/// A box of cells between given positions along every coordinate.
template <int dim>
struct Lattice {
  std::array<std::vector<double>, dim> at;

  unsigned cells(unsigned d) const { return static_cast<unsigned>(at[d].size()) - 1; }

  unsigned vertex(const std::array<unsigned, dim>& i) const {
    unsigned index = 0;
    for (unsigned d = dim; d-- > 0;) index = index * (cells(d) + 1) + i[d];
    return index;
  }

  /// Calls `visit` with every index below `ends`, the first coordinate fastest.
  template <class Visit>
  static void each(const std::array<unsigned, dim>& ends, Visit&& visit) {
    std::array<unsigned, dim> i{};
    while (true) {
      visit(i);
      unsigned d = 0;
      while (d < dim && ++i[d] == ends[d]) i[d++] = 0;
      if (d == dim) return;
    }
  }

  void add_vertices(CoarseMesh<dim>& mesh) const {
    std::array<unsigned, dim> ends{};
    for (unsigned d = 0; d < dim; ++d) ends[d] = cells(d) + 1;
    each(ends, [&](const auto& i) {
      std::array<double, dim> x{};
      for (unsigned d = 0; d < dim; ++d) x[d] = at[d][i[d]];
      mesh.vertices.push_back(x);
    });
  }

  void add_cells(CoarseMesh<dim>& mesh, const std::vector<unsigned>& body_of_level) const {
    std::array<unsigned, dim> ends{};
    for (unsigned d = 0; d < dim; ++d) ends[d] = cells(d);
    each(ends, [&](const auto& i) {
      typename CoarseMesh<dim>::Cell cell;
      for (unsigned corner = 0; corner < cell.vertices.size(); ++corner) {
        auto at_corner = i;
        for (unsigned d = 0; d < dim; ++d) at_corner[d] += (corner >> d) & 1U;
        cell.vertices[corner] = vertex(at_corner);
      }
      cell.body = body_of_level[i[dim - 1]];
      mesh.cells.push_back(cell);
    });
  }

  /// The side of the box at the lower (0) or upper (1) end of coordinate `across`.
  void add_side(CoarseMesh<dim>& mesh, unsigned across, unsigned end, unsigned boundary) const {
    std::array<unsigned, dim> ends{};
    for (unsigned d = 0; d < dim; ++d) ends[d] = d == across ? 1 : cells(d);
    each(ends, [&](auto i) {
      i[across] = end * cells(across);
      typename CoarseMesh<dim>::Face face;
      for (unsigned corner = 0; corner < face.vertices.size(); ++corner) {
        auto at_corner = i;
        unsigned bit = 0;
        for (unsigned d = 0; d < dim; ++d)
          if (d != across) at_corner[d] += (corner >> bit++) & 1U;
        face.vertices[corner] = vertex(at_corner);
      }
      face.boundary = boundary;
      mesh.faces.push_back(face);
    });
  }
};

unsigned index_of(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) names.push_back(name);
  return static_cast<unsigned>(std::find(names.begin(), names.end(), name) - names.begin());
}

void check(const StripGeometry& strip, double cell_size, bool deep) {
  require_positive_length("the size of the coarsest cells", cell_size);
  require_positive_length("the width of the strip", strip.width);
  if (deep) require_positive_length("the depth of the strip", strip.depth);
  if (strip.layers.empty()) throw InputError("geometry: the strip has no layers", "give at least one");
  for (const auto& layer : strip.layers)
    require_positive_length(fmt::format("the thickness of layer \"{}\"", layer.body), layer.thickness);
}

}  // namespace

void require_positive_length(const std::string& what, double value) {
  if (!(value > 0.0)) throw InputError(fmt::format("geometry: {} is {} m, a positive length is expected", what, value));
}

std::vector<double> graded_steps(double length, double first, double last, double largest) {
  // The ends of the steps share the integral of dz / size evenly.
  constexpr unsigned samples = 4000;
  const auto size = [&](double z) { return std::min({largest, first + growth * z, last + growth * (length - z)}); };
  std::vector<double> integral{0.0};
  for (unsigned i = 0; i < samples; ++i)
    integral.push_back(integral.back() + length / samples / size(length * (i + 0.5) / samples));
  const auto steps = std::max<unsigned>(1, static_cast<unsigned>(std::ceil(integral.back() - 1e-6)));
  std::vector<double> out;
  double before = 0.0;
  unsigned i = 0;
  for (unsigned step = 1; step <= steps; ++step) {
    const double wanted = integral.back() * step / steps;
    while (i + 1 < samples && integral[i + 1] < wanted) ++i;
    const double end =
        step == steps ? length : length * (i + (wanted - integral[i]) / (integral[i + 1] - integral[i])) / samples;
    out.push_back(end - before);
    before = end;
  }
  return out;
}

template <int dim>
CoarseMesh<dim> strip_mesh(const StripGeometry& strip, Frame frame, double cell_size) {
  check(strip, cell_size, dim == 3);
  const Levels along = levels(strip, cell_size);
  Lattice<dim> lattice;
  lattice.at[0] = even(strip.width, cell_size);
  if constexpr (dim == 3) lattice.at[1] = even(strip.depth, cell_size);
  lattice.at[dim - 1] = along.at;
  CoarseMesh<dim> mesh;
  std::vector<unsigned> body_of_level;
  for (const unsigned layer : along.layer) body_of_level.push_back(index_of(mesh.bodies, strip.layers[layer].body));
  lattice.add_vertices(mesh);
  lattice.add_cells(mesh, body_of_level);
  const bool around_axis = frame == Frame::axisymmetric;
  mesh.boundaries = {"bottom", "top", around_axis ? "axis" : "left", around_axis ? "wall" : "right"};
  if (!around_axis) mesh.periodic.push_back({2, 3, 0});
  if constexpr (dim == 3) {
    mesh.boundaries.insert(mesh.boundaries.end(), {"front", "back"});
    mesh.periodic.push_back({4, 5, 1});
    lattice.add_side(mesh, 1, 0, 4);
    lattice.add_side(mesh, 1, 1, 5);
  }
  for (unsigned end : {0U, 1U}) {
    lattice.add_side(mesh, dim - 1, end, end);
    lattice.add_side(mesh, 0, end, 2 + end);
  }
  return mesh;
}

template CoarseMesh<2> strip_mesh(const StripGeometry&, Frame, double);
template CoarseMesh<3> strip_mesh(const StripGeometry&, Frame, double);

}  // namespace silith::field
