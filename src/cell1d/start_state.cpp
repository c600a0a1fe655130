#include "cell1d/start_state.hpp"

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "cell1d/exchange.hpp"

namespace silith {
namespace {

double start_potential(const Population& population, double T) {
  const LawPoint at{.x = population.initial_x, .T = T};
  const double lithiation = population.ocp.lithiation(at).value;
  if (!population.ocp.delithiation) return lithiation;
  const double h = population.initial_hysteresis;
  return 0.5 * ((1.0 + h) * (*population.ocp.delithiation)(at).value + (1.0 - h) * lithiation);
}

/// Potential of a layer's electrode: of a metal or its network, else the site-weighted mean of its populations.
double electrode_potential(const Cell& cell, std::size_t l) {
  const auto& layer = cell.layers[l];
  const double T = cell.temperature;
  if (is_metal(layer)) {
    const auto& law = cell.interfaces[l == 0 ? 0 : l - 1].metal_potential;
    return law ? (*law)({.T = T}).value : 0.0;
  }
  double sum = 0.0, sites = 0.0;
  for (const auto& population : layer.populations) {
    const double U = start_potential(population, T);
    if (population.storage == Storage::network) return U;
    sum += population.site_density * U;
    sites += population.site_density;
  }
  return sites > 0.0 ? sum / sites : 0.0;
}

class Starter {
public:
  Starter(const CellModel& model, std::vector<double>& y) : cell_(model.cell()), layout_(model.layout()), y_(y) {}

  void fill_layer(std::size_t l, double phi_e, double phi_i) {
    const auto& layer = cell_.layers[l];
    const auto& place = layout_.layers[l];
    if (place.cells == 0) return;
    if (place.phi_e != absent) fill(place.phi_e, place.cells, phi_e);
    fill(place.phi_i, place.cells, phi_i);
    if (place.c_e != absent) fill(place.c_e, place.cells, layer.salt->initial_concentration);
    for (std::size_t k = 0; k < place.populations.size(); ++k) {
      fill_population(layer, layer.populations[k], place.populations[k], place.cells, phi_e - phi_i);
    }
  }

private:
  void fill(std::size_t first, std::size_t n, double value) {
    std::fill_n(y_.begin() + static_cast<std::ptrdiff_t>(first), n, value);
  }

  void fill_population(const Layer& layer, const Population& population, const PopulationLayout& where,
                       std::size_t cells, double potential) {
    fill(where.x, cells, population.initial_x);
    if (where.hysteresis != absent) fill(where.hysteresis, cells, population.initial_hysteresis);
    if (where.interior == absent) return;
    fill(where.interior, static_cast<std::size_t>(population.shells - 1) * cells, population.initial_x);
    const double c = layer.salt ? layer.salt->initial_concentration : layer.fixed_salt_concentration;
    const auto& kinetics = *population.kinetics;
    // a double layer is charged to the potentials, so that no current passes the film
    const bool capacitive = where.surface.current != absent;
    if (capacitive) fill(where.surface.double_layer, cells, potential);
    const double j0 = kinetics.exchange_current_density({population.initial_x, c, cell_.temperature}).value;
    fill(where.j, cells,
         local_exchange(potential - start_potential(population, cell_.temperature), j0, kinetics.anodic_transfer,
                        capacitive ? 0.0 : kinetics.film_resistance, cell_.temperature));
  }

  const Cell& cell_;
  const Layout& layout_;
  std::vector<double>& y_;
};

}  // namespace

double local_exchange(double driving, double j0, double anodic_transfer, double film_resistance, double T) {
  const double u = driving * faraday / (gas_constant * T);
  const double free =
      j0 * (std::exp(std::min(anodic_transfer * u, 600.0)) - std::exp(std::min(-(1.0 - anodic_transfer) * u, 600.0)));
  if (film_resistance <= 0.0) return free;
  double low = std::min(0.0, driving / film_resistance), high = std::max(0.0, driving / film_resistance);
  if (std::abs(free) < std::abs(driving / film_resistance)) (driving < 0.0 ? low : high) = free;
  constexpr int halvings = 60;
  for (int k = 0; k < halvings; ++k) {
    const double middle = 0.5 * (low + high);
    const double excess =
        activation_overpotential(middle, j0, anodic_transfer, T).value + film_resistance * middle - driving;
    (excess > 0.0 ? high : low) = middle;
  }
  return 0.5 * (low + high);
}

std::vector<double> start_state(const CellModel& model) {
  const Cell& cell = model.cell();
  std::vector<double> y(model.size(), 0.0);
  Starter starter(model, y);
  double phi_i = 0.0;
  for (std::size_t l = 0; l < cell.first_separator; ++l) {
    phi_i = -electrode_potential(cell, l);
    starter.fill_layer(l, 0.0, phi_i);
  }
  for (std::size_t l = cell.first_separator; l <= cell.last_separator; ++l) starter.fill_layer(l, 0.0, phi_i);
  double phi_e = phi_i;
  for (std::size_t l = cell.last_separator + 1; l < cell.layers.size(); ++l) {
    const double U = electrode_potential(cell, l);
    if (l == cell.last_separator + 1) phi_e = phi_i + U;
    starter.fill_layer(l, phi_e, phi_e - U);
  }
  y[model.layout().voltage] = phi_e;
  for (std::size_t l = 0; l < cell.interfaces.size(); ++l) {
    const std::size_t v = model.layout().planar_surface[l].double_layer;
    if (v != absent) y[v] = electrode_potential(cell, l < cell.first_separator ? l : l + 1);
  }
  return y;
}

}  // namespace silith
