#pragma once
#include <deal.II/distributed/tria.h>
#include <deal.II/fe/mapping.h>

#include "continuum/field_case.hpp"

namespace silith::field {

/// Where a physics lives: the mesh, its mapping and what the coordinates mean. Bodies are material ids, boundaries are
/// boundary ids. References only: the owner outlives whoever uses it.
template <int dim>
struct FieldMesh {
  const dealii::parallel::distributed::Triangulation<dim>& triangulation;
  const dealii::Mapping<dim>& mapping;
  Frame frame = dim == 3 ? Frame::full_3d : Frame::plane_strain;

  /// Volume of space a unit of the mesh's measure stands for: 2 pi r in an axisymmetric frame, 1 otherwise (per metre
  /// of depth in plane strain).
  double measure(const dealii::Point<dim>& at) const {
    return frame == Frame::axisymmetric ? 2.0 * dealii::numbers::PI * at[0] : 1.0;
  }
};

}  // namespace silith::field
