#pragma once
#include <array>
#include <string>
#include <vector>

#include "continuum/field_case.hpp"

namespace silith::field {

/// The unrefined mesh of a geometry: quadrilaterals or hexahedra, plain numbers.
template <int dim>
struct CoarseMesh {
  struct Cell {
    std::array<unsigned, 1U << dim> vertices{};  ///< lexicographic: the first coordinate runs fastest
    unsigned body = 0;                           ///< index into `bodies`
  };
  struct Face {
    std::array<unsigned, 1U << (dim - 1)> vertices{};  ///< lexicographic
    unsigned boundary = 0;                             ///< index into `boundaries`
  };
  /// Two sides that are one, along the coordinate `direction`.
  struct Periodic {
    unsigned first = 0, second = 0;  ///< indices into `boundaries`
    unsigned direction = 0;
  };
  std::vector<std::array<double, dim>> vertices;  ///< m
  std::vector<Cell> cells;
  std::vector<Face> faces;  ///< every face of the boundary
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

}  // namespace silith::field
