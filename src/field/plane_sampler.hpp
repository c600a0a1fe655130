#pragma once
#include <vector>

#include "field/output_field.hpp"
#include "record/record.hpp"

namespace silith::field {

/// The rectangle that pictures show: in three dimensions a cut across the third coordinate.
struct PicturePlane {
  double left = 0.0, bottom = 0.0, right = 0.0, top = 0.0;  ///< m
  double cut = 0.0;                                         ///< m, third coordinate of the plane
  unsigned pixels = 160;                                    ///< along the longer side

  double pixel() const;  ///< m
  std::size_t columns() const;
  std::size_t rows() const;
};

/// The whole of a mesh, in three dimensions cut at `cut`.
template <int dim>
PicturePlane picture_plane(const FieldMesh<dim>& mesh, double cut, unsigned pixels = 160);

/// Takes pictures of scalar fields, all ranks together; the first rank keeps them.
class PlaneSampler {
public:
  explicit PlaneSampler(PicturePlane plane) : plane_(plane) {}

  /// @returns on every rank the pixels of every scalar field, in their order: [field][row * columns + column]
  template <int dim>
  std::vector<std::vector<float>> sample(const CornerValues<dim>& values, const FieldMesh<dim>& mesh) const;

  /// Adds one moment to the pictures of the scalar fields, which are made by the first call.
  template <int dim>
  void take(const CornerValues<dim>& values, const FieldMesh<dim>& mesh, double time,
            std::vector<Picture>& pictures) const;

private:
  PicturePlane plane_;
};

}  // namespace silith::field
