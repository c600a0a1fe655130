#pragma once
#include <deal.II/base/tensor.h>

#include <set>
#include <vector>

#include "field/field_mesh.hpp"

namespace silith::field {

/// How a boundary is held. A spring pushes and pulls along the normal, a unilateral support only pushes, once the
/// boundary has moved by `gap` along its outward normal: traction -stiffness times that way.
struct BoundarySupport {
  dealii::types::boundary_id boundary = 0;
  Support::Kind kind = Support::Kind::free;
  double stiffness = 0.0;  ///< Pa/m
  double gap = 0.0;        ///< m
};

/// The rigid motions of a frame about the middle of a mesh: translations, then rotations, scaled so that all are of
/// order 1. Along the axis only in an axisymmetric frame.
template <int dim>
class RigidMotions {
public:
  explicit RigidMotions(const FieldMesh<dim>& mesh);
  unsigned size() const { return size_; }
  dealii::Tensor<1, dim> operator()(unsigned motion, const dealii::Point<dim>& at) const;
  double extent() const { return extent_; }  ///< m, of the mesh

private:
  Frame frame_;
  unsigned size_;
  dealii::Point<dim> middle_;
  double extent_ = 1.0;
};

/// Combinations of rigid motions that neither supports nor periodic faces hinder; [free motions][coefficients].
/// @param fixed boundaries whose displacement is prescribed, besides supports of that kind
template <int dim>
std::vector<std::vector<double>> free_rigid_motions(const FieldMesh<dim>& mesh, const RigidMotions<dim>& motions,
                                                    const std::vector<BoundarySupport>& supports,
                                                    const std::set<dealii::types::boundary_id>& fixed);

}  // namespace silith::field
