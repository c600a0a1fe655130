#include "cell/balance.hpp"

#include <stdexcept>

#include "base/constants.hpp"

namespace silith {
namespace {

template <class PerLayer>
double sum_over(std::span<const Layer> layers, PerLayer per_layer) {
  double sum = 0.0;
  for (const Layer& layer : layers) sum += per_layer(layer);
  return sum;
}

}  // namespace

std::span<const Layer> anode_layers(const Cell& cell) {
  return std::span<const Layer>(cell.layers).first(cell.first_separator);
}

std::span<const Layer> cathode_layers(const Cell& cell) {
  return std::span<const Layer>(cell.layers).subspan(cell.last_separator + 1);
}

double host_sites(const Layer& layer) {
  double sites = 0.0;
  for (const Composition::Phase& phase : layer.composition.phases) sites += phase.sites;
  return sites;
}

double host_sites(std::span<const Layer> layers) {
  return sum_over(layers, [](const Layer& layer) { return host_sites(layer); });
}

double lithium_as_mixed(const Layer& layer) {
  double lithium = 0.0;
  for (const Composition::Phase& phase : layer.composition.phases) lithium += phase.lithium;
  return lithium;
}

double lithium_as_mixed(std::span<const Layer> layers) {
  return sum_over(layers, [](const Layer& layer) { return lithium_as_mixed(layer); });
}

double mean_stoichiometry(std::span<const Layer> layers) {
  const double sites = host_sites(layers);
  if (sites <= 0.0) throw std::logic_error("mean_stoichiometry: the layers have no host sites");
  return lithium_as_mixed(layers) / sites;
}

double uptake_capacity(const Layer& layer, double x_end) {
  return (x_end * host_sites(layer) - lithium_as_mixed(layer)) * faraday;
}

double uptake_capacity(std::span<const Layer> layers, double x_end) {
  return sum_over(layers, [&](const Layer& layer) { return uptake_capacity(layer, x_end); });
}

double negative_to_positive_ratio(const Cell& cell, double anode_x_end, double cathode_capacity) {
  return uptake_capacity(anode_layers(cell), anode_x_end) / cathode_capacity;
}

double initial_lithium(const Layer& layer) {
  double per_volume = 0.0;
  for (const Population& population : layer.populations) per_volume += population.site_density * population.initial_x;
  return per_volume * layer.thickness;
}

double initial_lithium(const Cell& cell) {
  return sum_over(cell.layers, [](const Layer& layer) { return initial_lithium(layer); });
}

double stack_mass(const Cell& cell) {
  return sum_over(cell.layers, [](const Layer& layer) { return layer.composition.mass; });
}

double stack_thickness(const Cell& cell) {
  return sum_over(cell.layers, [](const Layer& layer) { return layer.thickness; });
}

}  // namespace silith
