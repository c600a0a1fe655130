#pragma once
#include <deal.II/base/point.h>

#include <functional>

#include "continuum/field_case.hpp"

namespace silith::field {

/// What a case leaves open, filled in: cell size, width of the front and its depth at the start.
/// Cell size: an eighth of the smallest length of the geometry. Thickness: the smallest cell. Depth: six times that.
/// @throws InputError if a mesh file leaves the cell size open and the front needs it
FieldCase completed(FieldCase field_case);

/// Signed distance from the front at the start, m: negative where it has passed. In a layer it has passed a slab of the
/// given depth on the side of the feed, uneven as asked for; in a particle a shell below the touched cap.
/// @throws InputError for geometries in which the start of a front is not known (mesh files, particles in a matrix)
template <int dim>
std::function<double(const dealii::Point<dim>&)> start_distance(const FieldCase& field_case);

}  // namespace silith::field
