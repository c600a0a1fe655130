#include "continuum/field_case.hpp"

#include <algorithm>
#include <numbers>

namespace silith {
namespace {

struct Bodies {
  std::vector<std::string> operator()(const StripGeometry& strip) const {
    std::vector<std::string> names;
    for (const auto& layer : strip.layers)
      if (std::find(names.begin(), names.end(), layer.body) == names.end()) names.push_back(layer.body);
    return names;
  }
  std::vector<std::string> operator()(const ParticleGeometry& particle) const {
    if (particle.coat.empty()) return {particle.core};
    return {particle.core, particle.coat};
  }
  std::vector<std::string> operator()(const ParticlesGeometry& particles) const {
    return {particles.matrix, particles.particle};
  }
  std::vector<std::string> operator()(const MeshFileGeometry&) const { return {}; }
};

struct Boundaries {
  std::vector<std::string> operator()(const StripGeometry&) const { return {"bottom", "top"}; }
  std::vector<std::string> operator()(const ParticleGeometry& particle) const {
    if (particle.contact_angle >= std::numbers::pi) return {"contact"};
    return {"contact", "surface"};
  }
  std::vector<std::string> operator()(const ParticlesGeometry&) const { return {"bottom", "top"}; }
  std::vector<std::string> operator()(const MeshFileGeometry&) const { return {}; }
};

}  // namespace

const Body* FieldCase::find_body(const std::string& body) const {
  const auto found = std::find_if(bodies.begin(), bodies.end(), [&](const Body& one) { return one.name == body; });
  return found == bodies.end() ? nullptr : &*found;
}

int dimension(const FieldCase& field_case) {
  return field_case.frame == Frame::full_3d ? 3 : 2;
}

std::vector<std::string> bodies_of(const Geometry& geometry) {
  return std::visit(Bodies{}, geometry);
}

std::vector<std::string> boundaries_of(const Geometry& geometry) {
  return std::visit(Boundaries{}, geometry);
}

}  // namespace silith
