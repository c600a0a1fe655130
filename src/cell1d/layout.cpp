#include "cell1d/layout.hpp"

#include <cmath>

namespace silith {

bool is_metal(const Layer& layer) {
  return !layer.ionic.has_value();
}

std::vector<double> mesh_widths(const Layer& layer) {
  const int n = layer.mesh.cells;
  std::vector<double> widths(static_cast<std::size_t>(n));
  const double ratio = n > 1 ? std::pow(layer.mesh.grading, 1.0 / (n - 1)) : 1.0;
  double total = 0.0, width = 1.0;
  for (auto& w : widths) {
    w = width;
    total += width;
    width *= ratio;
  }
  for (auto& w : widths) w *= layer.thickness / total;
  return widths;
}

namespace {

class Counter {
public:
  explicit Counter(std::size_t start) : next_(start) {}
  std::size_t take(std::size_t n) {
    const std::size_t first = next_;
    next_ += n;
    return first;
  }
  std::size_t count() const { return next_; }

private:
  std::size_t next_;
};

/// @param n of surfaces
SurfaceLayout place_surface(const std::optional<Kinetics>& kinetics, std::size_t n, Counter& counter) {
  SurfaceLayout surface;
  if (!kinetics || !kinetics->capacitive()) return surface;
  surface.current = counter.take(n);
  surface.double_layer = counter.take(n);
  if (kinetics->film_capacitance > 0.0) surface.film = counter.take(n);
  return surface;
}

LayerLayout place_core(const Layer& layer, double left, Counter& counter) {
  LayerLayout place;
  if (is_metal(layer)) {
    place.metal_lithium = counter.take(1);
    return place;
  }
  place.width = mesh_widths(layer);
  place.cells = place.width.size();
  for (const double width : place.width) {
    place.centre.push_back(left + 0.5 * width);
    left += width;
  }
  if (layer.electronic) place.phi_e = counter.take(place.cells);
  place.phi_i = counter.take(place.cells);
  if (layer.salt) place.c_e = counter.take(place.cells);
  for (std::size_t k = 0; k < layer.populations.size(); ++k) {
    const auto& population = layer.populations[k];
    auto& where = place.populations.emplace_back();
    const bool is_network = population.storage == Storage::network;
    if (is_network) place.network = k;
    where.x = counter.take(place.cells);
    if (!is_network) where.j = counter.take(place.cells);
    where.surface = place_surface(population.kinetics, place.cells, counter);
    if (population.ocp.delithiation) where.hysteresis = counter.take(place.cells);
  }
  return place;
}

}  // namespace

Layout::Layout(const Cell& cell) {
  Counter counter(4);
  double left = 0.0;
  for (const auto& layer : cell.layers) {
    layers.push_back(place_core(layer, left, counter));
    left += layer.thickness;
  }
  for (const auto& interface : cell.interfaces) {
    planar_exchange.push_back(interface.reaction ? counter.take(1) : absent);
    planar_surface.push_back(place_surface(interface.reaction, 1, counter));
    const std::size_t whole = planar_surface.back().current;
    planar_current.push_back(whole == absent ? planar_exchange.back() : whole);
  }
  core_size = counter.count();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t k = 0; k < layers[l].populations.size(); ++k) {
      const auto& population = cell.layers[l].populations[k];
      if (population.storage == Storage::network) continue;
      layers[l].populations[k].interior =
          counter.take(static_cast<std::size_t>(population.shells - 1) * layers[l].cells);
    }
  }
  size = counter.count();
}

}  // namespace silith
