#pragma once
#include "field/coarse_mesh.hpp"

namespace silith::field {

/// Round particles in a box of matrix, none of which touches another or a side. Boundaries as of a strip.
/// @throws InputError if particles overlap, leave the box, or leave no room for cells between them
template <int dim>
CoarseMesh<dim> particles_mesh(const ParticlesGeometry& particles, Frame frame, double cell_size);

}  // namespace silith::field
