#pragma once
#include "field/scalar_field.hpp"

namespace silith::field {

/// A piece of the front: a segment in two dimensions, a triangle in three.
template <int dim>
struct FrontPiece {
  std::array<dealii::Point<dim>, static_cast<std::size_t>(dim)> corners;
};

/// Where the front stands: the contour p = 1/2, cell by cell, with the logarithm of p/(1 - p) taken as linear between
/// nodes, as it is across a front at rest (Eq. F21). Every rank gets its own cells' pieces.
template <int dim>
std::vector<FrontPiece<dim>> front_pieces(const ScalarField<dim>& phase, const Bodies& bodies = {});

/// The front as a surface above the plane across the last coordinate, over all ranks. A front without extent across
/// (none, or parallel to the last coordinate) has area only.
struct FrontSummary {
  double area = 0.0;                   ///< m^2, in the frame's measure (m in plane strain)
  double mean_height = 0.0;            ///< m, over the projected area
  double roughness = 0.0;              ///< m, rms of the height over the projected area
  double lowest = 0.0, highest = 0.0;  ///< m
};
template <int dim>
FrontSummary summarise(const std::vector<FrontPiece<dim>>& pieces, const FieldMesh<dim>& mesh);

/// Height of the front at points along the first coordinate; where it overhangs, the mean; NaN where there is none.
/// In metres; the same on every rank.
std::vector<double> heights(const std::vector<FrontPiece<2>>& pieces, const std::vector<double>& x, MPI_Comm ranks);

}  // namespace silith::field
