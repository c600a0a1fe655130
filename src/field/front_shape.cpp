#include "field/front_shape.hpp"

#include <deal.II/grid/grid_tools.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace silith::field {
namespace {

/// ln(p/(1 - p)) at the nodes, with ghosts.
template <int dim>
Vector distance_in_widths(const ScalarField<dim>& phase) {
  Vector owned = phase.owned_vector();
  for (const auto i : phase.dofs().locally_owned_dofs()) {
    const double p = std::clamp(double(phase.values()(i)), 1e-9, 1.0 - 1e-9);
    owned(i) = std::log(p / (1.0 - p));
  }
  owned.compress(dealii::VectorOperation::insert);
  Vector ghosted(phase.values());
  ghosted = owned;
  return ghosted;
}

/// Area of a piece and its projection onto the plane across the last coordinate.
std::pair<double, double> areas(const FrontPiece<2>& piece) {
  const auto along = piece.corners[1] - piece.corners[0];
  return {along.norm(), std::abs(along[0])};
}
std::pair<double, double> areas(const FrontPiece<3>& piece) {
  const auto normal =
      dealii::cross_product_3d(piece.corners[1] - piece.corners[0], piece.corners[2] - piece.corners[0]);
  return {0.5 * normal.norm(), 0.5 * std::abs(normal[2])};
}

}  // namespace

template <int dim>
std::vector<FrontPiece<dim>> front_pieces(const ScalarField<dim>& phase, const Bodies& bodies) {
  const Vector distance = distance_in_widths(phase);
  const dealii::GridTools::MarchingCubeAlgorithm<dim, Vector> march(phase.mesh().mapping, phase.dofs().get_fe());
  std::vector<FrontPiece<dim>> pieces;
  std::vector<dealii::Point<dim>> corners;
  std::vector<dealii::CellData<dim - 1>> parts;
  for (const auto& cell : phase.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned() || (!bodies.empty() && bodies.count(cell->material_id()) == 0)) continue;
    corners.clear();
    parts.clear();
    march.process_cell(cell, distance, 0.0, corners, parts);
    for (const auto& part : parts) {
      FrontPiece<dim>& piece = pieces.emplace_back();
      for (unsigned k = 0; k < dim; ++k) piece.corners[k] = corners[part.vertices[k]];
    }
  }
  return pieces;
}

template <int dim>
FrontSummary summarise(const std::vector<FrontPiece<dim>>& pieces, const FieldMesh<dim>& mesh) {
  // Sums of projected area, of height and of its square (exact along a piece), area; extremes.
  std::vector<double> sums(4, 0.0);
  double lowest = std::numeric_limits<double>::max(), highest = std::numeric_limits<double>::lowest();
  for (const auto& piece : pieces) {
    dealii::Point<dim> middle;
    double squares = 0.0, sum = 0.0;
    for (const auto& corner : piece.corners) {
      const double height = corner[dim - 1];
      middle += corner / dim;
      sum += height;
      squares += height * height;
      lowest = std::min(lowest, height);
      highest = std::max(highest, height);
    }
    const auto [area, projected] = areas(piece);
    const double weight = mesh.measure(middle);
    sums[0] += weight * projected;
    sums[1] += weight * projected * sum / dim;
    sums[2] += weight * projected * (squares + sum * sum) / (dim * (dim + 1));
    sums[3] += weight * area;
  }
  const auto ranks = mesh.triangulation.get_communicator();
  dealii::Utilities::MPI::sum(sums, ranks, sums);
  FrontSummary summary{sums[3], 0.0, 0.0, dealii::Utilities::MPI::min(lowest, ranks),
                       dealii::Utilities::MPI::max(highest, ranks)};
  if (sums[0] > 0.0) {
    summary.mean_height = sums[1] / sums[0];
    summary.roughness = std::sqrt(std::max(0.0, sums[2] / sums[0] - summary.mean_height * summary.mean_height));
  }
  return summary;
}

std::vector<double> heights(const std::vector<FrontPiece<2>>& pieces, const std::vector<double>& x, MPI_Comm ranks) {
  std::vector<double> sum(x.size(), 0.0), count(x.size(), 0.0);
  for (const auto& piece : pieces) {
    const bool in_order = piece.corners[0][0] < piece.corners[1][0];
    const auto& left = piece.corners[in_order ? 0 : 1];
    const auto& right = piece.corners[in_order ? 1 : 0];
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (x[k] < left[0] || x[k] > right[0] || left[0] == right[0]) continue;
      sum[k] += left[1] + (right[1] - left[1]) * (x[k] - left[0]) / (right[0] - left[0]);
      count[k] += 1.0;
    }
  }
  dealii::Utilities::MPI::sum(sum, ranks, sum);
  dealii::Utilities::MPI::sum(count, ranks, count);
  for (std::size_t k = 0; k < x.size(); ++k)
    sum[k] = count[k] > 0.0 ? sum[k] / count[k] : std::numeric_limits<double>::quiet_NaN();
  return sum;
}

template std::vector<FrontPiece<2>> front_pieces(const ScalarField<2>&, const Bodies&);
template std::vector<FrontPiece<3>> front_pieces(const ScalarField<3>&, const Bodies&);
template FrontSummary summarise(const std::vector<FrontPiece<2>>&, const FieldMesh<2>&);
template FrontSummary summarise(const std::vector<FrontPiece<3>>&, const FieldMesh<3>&);

}  // namespace silith::field
