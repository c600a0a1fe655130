#pragma once
#include <deal.II/grid/manifold.h>

#include "field/coarse_mesh.hpp"

namespace silith::field {

/// New points between points of a round body: mean level, mean direction.
template <int dim>
class RoundManifold : public dealii::Manifold<dim> {
public:
  explicit RoundManifold(const RoundBody& body) : body_(body) {}
  std::unique_ptr<dealii::Manifold<dim>> clone() const override;
  dealii::Point<dim> get_new_point(const dealii::ArrayView<const dealii::Point<dim>>& points,
                                   const dealii::ArrayView<const double>& weights) const override;

private:
  RoundBody body_;
};

/// New points on the rim of a cone in a round body.
class RimManifold : public dealii::Manifold<3> {
public:
  explicit RimManifold(const RoundRim& rim) : rim_(rim) {}
  std::unique_ptr<dealii::Manifold<3>> clone() const override;
  dealii::Point<3> get_new_point(const dealii::ArrayView<const dealii::Point<3>>& points,
                                 const dealii::ArrayView<const double>& weights) const override;

private:
  RoundRim rim_;
};

}  // namespace silith::field
