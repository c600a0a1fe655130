#include "field/start_shape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

#include "base/diagnostic.hpp"
#include "field/rough_surface.hpp"

namespace silith::field {
namespace {

/// The smallest length of a geometry, m; 0 if only the mesh knows.
struct SmallestLength {
  double operator()(const StripGeometry& strip) const {
    double least = strip.width;
    for (const auto& layer : strip.layers) least = std::min(least, layer.thickness);
    return least;
  }
  double operator()(const ParticleGeometry& particle) const { return std::min(particle.radius, particle.axis); }
  double operator()(const ParticlesGeometry& box) const {
    double least = std::min(box.width, box.height);
    for (const auto& particle : box.particles) least = std::min(least, particle.radius);
    return least;
  }
  double operator()(const MeshFileGeometry&) const { return 0.0; }
};

template <int dim>
using Distance = std::function<double(const dealii::Point<dim>&)>;

template <int dim>
class StartOf {
public:
  explicit StartOf(const FieldCase& field_case) : case_(field_case) {}

  Distance<dim> operator()(const StripGeometry& strip) const {
    double bottom = 0.0;
    for (const auto& layer : strip.layers) {
      const double top = bottom + layer.thickness;
      if (case_.find_body(layer.body)->takes_lithium) return slab(strip, bottom, top);
      bottom = top;
    }
    throw InputError("no layer takes lithium", "write takes_lithium = true in the body of one");
  }

  Distance<dim> operator()(const ParticleGeometry& particle) const {
    // A coat hands lithium on all around.
    const double opening = particle.coat.empty() ? particle.contact_angle : std::numbers::pi;
    const double depth = case_.front.start_depth, tilt = dim == 3 ? particle.contact_tilt : 0.0;
    const double across = particle.radius, along = particle.axis;
    return [=](const dealii::Point<dim>& at) {
      // In the coordinates in which the particle is a ball of radius 1.
      dealii::Point<dim> ball = at;
      for (unsigned d = 0; d < dim; ++d) ball[d] /= d + 1 < dim ? across : along;
      const double level = ball.norm();
      const double shell = below_surface(ball, across, along) - depth;
      if (opening >= std::numbers::pi || level == 0.0) return shell;
      const double forward = (ball[0] * std::sin(tilt) + ball[dim - 1] * std::cos(tilt)) / level;
      const double beyond = std::acos(std::clamp(forward, -1.0, 1.0)) - opening;
      const double cone = at.norm() * std::sin(std::clamp(beyond, -0.5 * std::numbers::pi, 0.5 * std::numbers::pi));
      return std::max(shell, cone);
    };
  }

  Distance<dim> operator()(const ParticlesGeometry& box) const {
    const double depth = case_.front.start_depth;
    return [=](const dealii::Point<dim>& at) {
      double deepest = -std::numeric_limits<double>::max();
      for (const auto& particle : box.particles) deepest = std::max(deepest, inside(box, particle, at));
      return deepest - depth;
    };
  }

  Distance<dim> operator()(const MeshFileGeometry&) const {
    throw InputError("where a front starts in a mesh file is not known",
                     "use front.model = \"none\" or \"diffusion\", or a built-in geometry");
  }

private:
  /// Depth below an ellipsoid's surface, m: exact for a ball, to first order near the surface otherwise.
  static double below_surface(const dealii::Point<dim>& ball, double across, double along) {
    double square = 0.0, steepness = 0.0;
    for (unsigned d = 0; d < dim; ++d) {
      const double half_axis = d + 1 < dim ? across : along;
      square += ball[d] * ball[d];
      steepness += ball[d] * ball[d] / (half_axis * half_axis);
    }
    if (steepness == 0.0) return std::min(across, along);
    return std::sqrt(square) * (1.0 - std::sqrt(square)) / std::sqrt(steepness);
  }

  Distance<dim> slab(const StripGeometry& strip, double bottom, double top) const {
    const double depth = case_.front.start_depth;
    const bool from_top = case_.drive.feed != "bottom";
    std::shared_ptr<RoughSurface> rough;
    if (case_.front.roughness.rms > 0.0)
      rough = std::make_shared<RoughSurface>(case_.front.roughness, strip.width, dim == 3 ? strip.depth : 0.0);
    return [=](const dealii::Point<dim>& at) {
      const double height = rough ? rough->height(at[0], dim == 3 ? at[1] : 0.0) : 0.0;
      return from_top ? top - depth + height - at[dim - 1] : at[dim - 1] - (bottom + depth + height);
    };
  }

  /// How deep a point lies inside of a particle or its periodic images, m.
  static double inside(const ParticlesGeometry& box, const ParticlesGeometry::Particle& particle,
                       const dealii::Point<dim>& at) {
    const auto apart = [](double a, double b, double period) {
      const double direct = std::abs(a - b);
      return std::min(direct, std::abs(period - direct));
    };
    double square = std::pow(apart(at[0], particle.x, box.width), 2) + std::pow(at[1] - particle.y, 2);
    if constexpr (dim == 3) square += std::pow(apart(at[2], particle.z, box.depth), 2);
    return particle.radius - std::sqrt(square);
  }

  const FieldCase& case_;
};

}  // namespace

FieldCase completed(FieldCase field_case) {
  auto& numerics = field_case.numerics;
  auto& front = field_case.front;
  if (numerics.cell_size <= 0.0) numerics.cell_size = std::visit(SmallestLength{}, field_case.geometry) / 8.0;
  const bool moves = front.model == FrontModel::level_set || front.model == FrontModel::phase_field;
  if (!moves) return field_case;
  if (numerics.cell_size <= 0.0 && front.thickness <= 0.0)
    throw InputError("the width of the front is not known", "write front.thickness, or numerics.cell_size");
  if (front.thickness <= 0.0) front.thickness = std::ldexp(numerics.cell_size, -numerics.refinements);
  if (front.start_depth <= 0.0) front.start_depth = 6.0 * front.thickness;
  return field_case;
}

template <int dim>
Distance<dim> start_distance(const FieldCase& field_case) {
  return std::visit(StartOf<dim>(field_case), field_case.geometry);
}

template Distance<2> start_distance<2>(const FieldCase&);
template Distance<3> start_distance<3>(const FieldCase&);

}  // namespace silith::field
