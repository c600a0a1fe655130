#include "input/field_geometry_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/nearest.hpp"
#include "base/units.hpp"

namespace silith {
namespace {

StripGeometry read_strip(const View& geometry, Frame frame) {
  StripGeometry strip;
  strip.width = geometry.quantity("width");
  if (frame == Frame::full_3d) strip.depth = geometry.quantity("depth");
  for (const View& layer : geometry.items("layers"))
    strip.layers.push_back({layer.text("body"), layer.quantity("thickness")});
  if (strip.layers.empty())
    geometry.problem("layers", "a strip has at least one layer",
                     "write for example layers = [{ body = \"silicon\", thickness = \"2 um\" }]");
  for (std::size_t i = 1; i < strip.layers.size(); ++i)
    if (strip.layers[i].body == strip.layers[i - 1].body)
      geometry.problem(fmt::format("layers[{}]", i),
                       fmt::format("this layer and the one below are both of \"{}\"", strip.layers[i].body),
                       "write one layer with both thicknesses");
  return strip;
}

double contact_angle(const View& geometry, double radius) {
  const auto cap = geometry.optional_quantity("contact_radius");
  if (!cap) return geometry.optional_quantity("contact_angle").value_or(std::numbers::pi);
  if (*cap > radius) {
    geometry.problem("contact_radius",
                     fmt::format("the contact, {} in radius, is larger than the body, {} in radius",
                                 friendly(*cap, "m"), friendly(radius, "m")),
                     "give a smaller contact; contact_angle = \"180 deg\" touches the whole surface");
    return std::numbers::pi;
  }
  return std::asin(*cap / radius);
}

ParticleGeometry read_particle(const View& geometry, Frame frame) {
  ParticleGeometry particle;
  particle.cylinder = geometry.word("shape") == "cylinder";
  particle.core = geometry.text("core");
  particle.radius = geometry.quantity("radius");
  particle.axis = geometry.optional_quantity("half_axis").value_or(particle.radius);
  if (const auto coat = geometry.optional_text("coat")) {
    particle.coat = *coat;
    particle.coat_thickness = geometry.quantity("coat_thickness");
    if (*coat == particle.core)
      geometry.problem("coat", fmt::format("core and coat are both \"{}\"", *coat), "a coat is another body");
  }
  particle.contact_angle = contact_angle(geometry, particle.radius + particle.coat_thickness);
  if (frame == Frame::full_3d) particle.contact_tilt = geometry.quantity("contact_tilt");
  if (particle.contact_angle <= 0.0)
    geometry.problem("contact_angle", "the contact has no area", "write for example contact_angle = \"30 deg\"");
  return particle;
}

/// Distance of two coordinates in a box of one period; an infinite period is none.
double apart(double a, double b, double period) {
  const double direct = std::abs(a - b);
  return std::isfinite(period) ? std::min(direct, std::abs(period - direct)) : direct;
}

class ParticleCheck {
public:
  ParticleCheck(const View& geometry, const ParticlesGeometry& box, Frame frame)
      : geometry_(geometry), box_(box), flat_(frame != Frame::full_3d) {}

  void run() const {
    for (std::size_t i = 0; i < box_.particles.size(); ++i) {
      check_inside(i);
      for (std::size_t j = 0; j < i; ++j) check_apart(i, j);
    }
  }

private:
  void check_inside(std::size_t i) const {
    const auto& one = box_.particles[i];
    const bool inside = one.y - one.radius > 0.0 && one.y + one.radius < box_.height && one.x >= 0.0 &&
                        one.x <= box_.width && 2.0 * one.radius < box_.width &&
                        (flat_ || (one.z >= 0.0 && one.z <= box_.depth && 2.0 * one.radius < box_.depth));
    if (!inside)
      geometry_.problem(fmt::format("particles[{}]", i), "the particle reaches out of the box",
                        "keep it between bottom and top, its centre between 0 and the width; it may pass the periodic "
                        "sides");
  }

  void check_apart(std::size_t i, std::size_t j) const {
    const auto &a = box_.particles[i], &b = box_.particles[j];
    const double dx = apart(a.x, b.x, box_.width), dy = std::abs(a.y - b.y);
    const double dz = flat_ ? 0.0 : apart(a.z, b.z, box_.depth);
    const double gap = std::sqrt(dx * dx + dy * dy + dz * dz) - a.radius - b.radius;
    if (gap <= 0.0)
      geometry_.problem(fmt::format("particles[{}]", i),
                        fmt::format("overlaps with particle {} by {}", j + 1, friendly(-gap, "m")),
                        "regions of two bodies may not overlap: move it or make it smaller");
  }

  const View& geometry_;
  const ParticlesGeometry& box_;
  bool flat_;
};

ParticlesGeometry read_particles(const View& geometry, Frame frame) {
  ParticlesGeometry box;
  box.matrix = geometry.text("matrix");
  box.particle = geometry.text("particle");
  box.width = geometry.quantity("width");
  box.height = geometry.quantity("height");
  if (frame == Frame::full_3d) box.depth = geometry.quantity("depth");
  for (const View& one : geometry.items("particles"))
    box.particles.push_back({one.quantity("x"), one.quantity("y"), frame == Frame::full_3d ? one.quantity("z") : 0.0,
                             one.quantity("radius")});
  if (box.particles.empty())
    geometry.problem("particles", "there is no particle",
                     "write for example particles = [{ x = \"1 um\", y = \"1 um\", radius = \"0.5 um\" }]");
  ParticleCheck(geometry, box, frame).run();
  return box;
}

}  // namespace

void expect_name(const View& view, std::string_view path, const std::string& what, const std::string& name,
                 const std::vector<std::string>& known) {
  if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) return;
  const std::string near = nearest_name(name, known);
  view.problem(path, fmt::format("there is no {} \"{}\"", what, name),
               !near.empty()
                   ? fmt::format("did you mean \"{}\"?", near)
                   : fmt::format("there is: {}", known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
}

Frame read_frame(const View& geometry) {
  const std::string shape = geometry.word("shape");
  const std::string name =
      geometry.optional_text("frame").value_or(shape == "particle" ? "axisymmetric" : "plane-strain");
  const bool possible = shape == "mesh-file" || (shape == "particle"   ? name != "plane-strain"
                                                 : shape == "cylinder" ? name == "plane-strain"
                                                                       : name != "axisymmetric");
  if (!possible)
    geometry.problem("frame", fmt::format("a {} cannot be {}", shape, name),
                     "particle: axisymmetric or 3d; cylinder: plane-strain; strip and particles: plane-strain or 3d");
  return name == "3d" ? Frame::full_3d : name == "axisymmetric" ? Frame::axisymmetric : Frame::plane_strain;
}

Geometry read_geometry(const View& geometry, Frame frame) {
  const std::string shape = geometry.word("shape");
  if (shape == "strip") return read_strip(geometry, frame);
  if (shape == "particles") return read_particles(geometry, frame);
  if (shape == "mesh-file") return MeshFileGeometry{geometry.file("file"), geometry.quantity("scale")};
  return read_particle(geometry, frame);
}

}  // namespace silith
