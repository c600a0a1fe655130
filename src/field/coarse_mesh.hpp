#pragma once
#include <array>
#include <string>
#include <vector>

#include "continuum/field_case.hpp"

namespace silith::field {

/// An ellipsoid (in two dimensions an ellipse) with a coat. Its coordinates are a direction and a level: 0 in the
/// centre, 1 at the surface of the core, 2 at that of the coat.
struct RoundBody {
  std::array<double, 3> centre{};    ///< m
  double across = 0.0, along = 0.0;  ///< m, half axes of the core, `along` being that of the last coordinate
  double coat = 0.0;                 ///< m, thickness at the ends of the half axes
};

/// Where a cone around a direction meets a level of a round body.
struct RoundRim {
  RoundBody body;
  double level = 1.0, angle = 0.0;    ///< 1, rad
  std::array<double, 3> direction{};  ///< of unit length, in the coordinates in which the body is a ball
};

/// The unrefined mesh of a geometry: quadrilaterals or hexahedra, plain numbers.
template <int dim>
struct CoarseMesh {
  struct Cell {
    std::array<unsigned, 1U << dim> vertices{};  ///< lexicographic: the first coordinate runs fastest
    unsigned body = 0;                           ///< index into `bodies`
    int round = -1;                              ///< index into `rounds` if the whole cell follows it, else negative
  };
  struct Face {
    std::array<unsigned, 1U << (dim - 1)> vertices{};  ///< lexicographic
    unsigned boundary = 0;                             ///< index into `boundaries`
  };
  /// A face, or in 3-D an edge, that follows a round surface.
  struct CurvedFace {
    std::array<unsigned, 1U << (dim - 1)> vertices{};
    unsigned round = 0;  ///< index into `rounds`
  };
  struct CurvedEdge {
    std::array<unsigned, 2> vertices{};
    unsigned rim = 0;  ///< index into `rims`
  };
  /// Two sides that are one, along the coordinate `direction`.
  struct Periodic {
    unsigned first = 0, second = 0;  ///< indices into `boundaries`
    unsigned direction = 0;
  };
  std::vector<std::array<double, dim>> vertices;  ///< m
  std::vector<Cell> cells;
  std::vector<Face> faces;  ///< every face of the boundary
  std::vector<CurvedFace> curved_faces;
  std::vector<CurvedEdge> curved_edges;
  std::vector<RoundBody> rounds;
  std::vector<RoundRim> rims;
  std::vector<std::string> bodies, boundaries;
  std::vector<Periodic> periodic;
};

/// Steps that add up to `length`, of size `first` and `last` at the ends, in between growing by about a quarter from
/// step to step up to `largest`. All in m.
std::vector<double> graded_steps(double length, double first, double last, double largest);

/// Layers along the last coordinate. Boundaries: bottom, top; periodic pairs left/right and, in 3-D, front/back. In an
/// axisymmetric frame the layers are disks between axis and wall, and the width is their radius.
/// Thin layers are at least two cells thick; their neighbours' cells grow from that size.
/// @param cell_size of the coarsest cells, m
/// @throws InputError if a size is not positive
template <int dim>
CoarseMesh<dim> strip_mesh(const StripGeometry& strip, Frame frame, double cell_size);

/// One particle. Boundaries: contact (the cap), surface (the rest) and, in the axisymmetric frame, axis. The cap's
/// opening is counted in the coordinates in which the particle is a ball.
/// @throws InputError if a size is not positive, or the contact is larger than the body
template <int dim>
CoarseMesh<dim> particle_mesh(const ParticleGeometry& particle, Frame frame, double cell_size);

/// A mesh from a Gmsh file. Names between two bodies are ignored: the bodies say enough.
/// @throws InputError with file and line, see read_gmsh; regions or boundaries that overlap, an outer face without name
template <int dim>
CoarseMesh<dim> file_mesh(const MeshFileGeometry& geometry, Frame frame);

/// Where a point given by level times direction lies, m. The coordinates of a plane are the first and the third.
std::array<double, 3> place_of(const RoundBody& body, const std::array<double, 3>& level_direction);
/// The reverse.
std::array<double, 3> level_direction_of(const RoundBody& body, const std::array<double, 3>& place);

/// @throws InputError if the value is not a positive length
void require_positive_length(const std::string& what, double value);

}  // namespace silith::field
