#include "field/round_manifold.hpp"

#include <cmath>

namespace silith::field {
namespace {

using Point3 = std::array<double, 3>;

template <int dim>
Point3 plain(const dealii::Point<dim>& at) {
  if constexpr (dim == 2)
    return {at[0], 0.0, at[1]};
  else
    return {at[0], at[1], at[2]};
}

template <int dim>
dealii::Point<dim> point(const Point3& at) {
  if constexpr (dim == 2)
    return {at[0], at[2]};
  else
    return {at[0], at[1], at[2]};
}

double norm(const Point3& v) {
  return std::hypot(v[0], v[1], v[2]);
}

}  // namespace

template <int dim>
std::unique_ptr<dealii::Manifold<dim>> RoundManifold<dim>::clone() const {
  return std::make_unique<RoundManifold<dim>>(body_);
}

template <int dim>
dealii::Point<dim> RoundManifold<dim>::get_new_point(const dealii::ArrayView<const dealii::Point<dim>>& points,
                                                     const dealii::ArrayView<const double>& weights) const {
  double level = 0.0;
  Point3 direction{};
  for (unsigned i = 0; i < points.size(); ++i) {
    const Point3 at = level_direction_of(body_, plain<dim>(points[i]));
    const double own = norm(at);
    level += weights[i] * own;
    for (unsigned d = 0; d < 3; ++d) direction[d] += weights[i] * at[d] / own;
  }
  const double length = norm(direction);
  for (double& component : direction) component *= level / length;
  return point<dim>(place_of(body_, direction));
}

std::unique_ptr<dealii::Manifold<3>> RimManifold::clone() const {
  return std::make_unique<RimManifold>(rim_);
}

dealii::Point<3> RimManifold::get_new_point(const dealii::ArrayView<const dealii::Point<3>>& points,
                                            const dealii::ArrayView<const double>& weights) const {
  Point3 mean{};
  for (unsigned i = 0; i < points.size(); ++i) {
    const Point3 at = level_direction_of(rim_.body, plain<3>(points[i]));
    for (unsigned d = 0; d < 3; ++d) mean[d] += weights[i] * at[d];
  }
  const Point3& axis = rim_.direction;
  const double height = mean[0] * axis[0] + mean[1] * axis[1] + mean[2] * axis[2];
  Point3 across{};
  for (unsigned d = 0; d < 3; ++d) across[d] = mean[d] - height * axis[d];
  const double scale = std::sin(rim_.angle) / norm(across);
  Point3 out{};
  for (unsigned d = 0; d < 3; ++d) out[d] = rim_.level * (std::cos(rim_.angle) * axis[d] + scale * across[d]);
  return point<3>(place_of(rim_.body, out));
}

template class RoundManifold<2>;
template class RoundManifold<3>;

}  // namespace silith::field
