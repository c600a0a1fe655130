#include "field/plane_sampler.hpp"

#include <deal.II/base/mpi.h>
#include <deal.II/grid/grid_tools.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace silith::field {

double PicturePlane::pixel() const {
  return std::max(right - left, top - bottom) / pixels;
}

std::size_t PicturePlane::columns() const {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround((right - left) / pixel())));
}

std::size_t PicturePlane::rows() const {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround((top - bottom) / pixel())));
}

template <int dim>
PicturePlane picture_plane(const FieldMesh<dim>& mesh, double cut, unsigned pixels) {
  constexpr double none = std::numeric_limits<double>::max();
  std::array<double, 4> ends{none, none, none, none};  // least, and minus the most, of each coordinate
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (const unsigned v : cell->vertex_indices())
      for (unsigned d = 0; d < 2; ++d) {
        ends[d] = std::min(ends[d], cell->vertex(v)[d]);
        ends[d + 2] = std::min(ends[d + 2], -cell->vertex(v)[d]);
      }
  }
  for (double& end : ends) end = dealii::Utilities::MPI::min(end, mesh.triangulation.get_communicator());
  return {ends[0], ends[1], -ends[2], -ends[3], cut, pixels};
}

namespace {

constexpr float nothing = std::numeric_limits<float>::lowest();

/// The pixels whose middle may lie in a cell.
struct PixelRange {
  long first_column, last_column, first_row, last_row;
};

template <int dim>
class Sampling {
public:
  Sampling(const PicturePlane& plane, const CornerValues<dim>& values, const FieldMesh<dim>& mesh)
      : plane_(plane), values_(values), mesh_(mesh) {
    for (std::size_t c = 0; c < values.components.size(); ++c)
      if (!values.fields[values.components[c].field].is_vector()) scalars_.push_back(c);
    pixels_.assign(scalars_.size(), std::vector<float>(plane.columns() * plane.rows(), nothing));
  }

  std::vector<std::vector<float>> result() {
    for (const auto& block : values_.blocks) add(block);
    for (auto& picture : pixels_) {
      MPI_Allreduce(MPI_IN_PLACE, picture.data(), static_cast<int>(picture.size()), MPI_FLOAT, MPI_MAX,
                    mesh_.triangulation.get_communicator());
      for (float& value : picture)
        if (value == nothing) value = std::numeric_limits<float>::quiet_NaN();
    }
    return std::move(pixels_);
  }

private:
  PixelRange range_of(const Cell<dim>& cell) const {
    const auto box = mesh_.mapping.get_bounding_box(cell).get_boundary_points();
    if constexpr (dim == 3)
      if (plane_.cut < box.first[2] || plane_.cut > box.second[2]) return {0, -1, 0, -1};
    const double size = plane_.pixel();
    const auto first = [&](double low, double start) {
      return std::max(0L, std::lround(std::floor((low - start) / size)));
    };
    const auto last = [&](double high, double start, std::size_t count) {
      return std::min(static_cast<long>(count) - 1, std::lround(std::floor((high - start) / size)));
    };
    return {first(box.first[0], plane_.left), last(box.second[0], plane_.left, plane_.columns()),
            first(box.first[1], plane_.bottom), last(box.second[1], plane_.bottom, plane_.rows())};
  }

  void add(const typename CornerValues<dim>::Block& block) {
    const PixelRange range = range_of(block.cell);
    for (long row = range.first_row; row <= range.last_row; ++row)
      for (long column = range.first_column; column <= range.last_column; ++column) {
        dealii::Point<dim> at;
        at[0] = plane_.left + (static_cast<double>(column) + 0.5) * plane_.pixel();
        at[1] = plane_.bottom + (static_cast<double>(row) + 0.5) * plane_.pixel();
        if constexpr (dim == 3) at[2] = plane_.cut;
        put(block, at, static_cast<std::size_t>(row) * plane_.columns() + static_cast<std::size_t>(column));
      }
  }

  void put(const typename CornerValues<dim>::Block& block, const dealii::Point<dim>& at, std::size_t pixel) {
    dealii::Point<dim> unit;
    try {
      unit = mesh_.mapping.transform_real_to_unit_cell(block.cell, at);
    } catch (const typename dealii::Mapping<dim>::ExcTransformationFailed&) {
      return;  // far outside of a curved cell
    }
    if (!dealii::GeometryInfo<dim>::is_inside_unit_cell(unit, 1e-9)) return;
    for (std::size_t s = 0; s < scalars_.size(); ++s) {
      double value = 0.0;
      for (unsigned corner = 0; corner < CornerValues<dim>::corners; ++corner)
        value += dealii::GeometryInfo<dim>::d_linear_shape_function(unit, corner) *
                 block.values[scalars_[s] * CornerValues<dim>::corners + corner];
      if (std::isfinite(value)) pixels_[s][pixel] = static_cast<float>(value);
    }
  }

  const PicturePlane& plane_;
  const CornerValues<dim>& values_;
  const FieldMesh<dim>& mesh_;
  std::vector<std::size_t> scalars_;  ///< components that are scalar fields
  std::vector<std::vector<float>> pixels_;
};

}  // namespace

template <int dim>
std::vector<std::vector<float>> PlaneSampler::sample(const CornerValues<dim>& values,
                                                     const FieldMesh<dim>& mesh) const {
  return Sampling<dim>(plane_, values, mesh).result();
}

template <int dim>
void PlaneSampler::take(const CornerValues<dim>& values, const FieldMesh<dim>& mesh, double time,
                        std::vector<Picture>& pictures) const {
  const auto pixels = sample(values, mesh);
  std::size_t s = 0;
  for (const auto& field : values.fields) {
    if (field.is_vector()) continue;
    if (pictures.size() <= s)
      pictures.push_back({field.name,
                          field.unit,
                          field.long_name,
                          plane_.left,
                          plane_.bottom,
                          plane_.pixel(),
                          plane_.columns(),
                          plane_.rows(),
                          {},
                          {}});
    pictures[s].time.push_back(time);
    pictures[s].values.insert(pictures[s].values.end(), pixels[s].begin(), pixels[s].end());
    ++s;
  }
}

template PicturePlane picture_plane(const FieldMesh<2>&, double, unsigned);
template PicturePlane picture_plane(const FieldMesh<3>&, double, unsigned);
template std::vector<std::vector<float>> PlaneSampler::sample(const CornerValues<2>&, const FieldMesh<2>&) const;
template std::vector<std::vector<float>> PlaneSampler::sample(const CornerValues<3>&, const FieldMesh<3>&) const;
template void PlaneSampler::take(const CornerValues<2>&, const FieldMesh<2>&, double, std::vector<Picture>&) const;
template void PlaneSampler::take(const CornerValues<3>&, const FieldMesh<3>&, double, std::vector<Picture>&) const;

}  // namespace silith::field
