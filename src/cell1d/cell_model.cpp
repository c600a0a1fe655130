#include "cell1d/cell_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/constants.hpp"
#include "cell1d/cell_equations.hpp"
#include "cell1d/stack_check.hpp"

namespace silith {
namespace {

std::vector<double> differential_mask(const Cell& cell, const Layout& layout) {
  std::vector<double> mask(layout.size, 0.0);
  const auto mark = [&](std::size_t first, std::size_t n) {
    std::fill_n(mask.begin() + static_cast<std::ptrdiff_t>(first), n, 1.0);
  };
  mark(layout.charge, 1);
  mark(layout.energy, 1);
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    const auto& place = layout.layers[l];
    if (place.metal_lithium != absent) mark(place.metal_lithium, 1);
    if (place.c_e != absent) mark(place.c_e, place.cells);
    for (std::size_t k = 0; k < place.populations.size(); ++k) {
      const auto& where = place.populations[k];
      mark(where.x, place.cells);
      if (where.hysteresis != absent) mark(where.hysteresis, place.cells);
      if (where.interior != absent) mark(where.interior, (cell.layers[l].populations[k].shells - 1) * place.cells);
      const auto& kinetics = cell.layers[l].populations[k].kinetics;
      if (kinetics && kinetics->double_layer_capacitance > 0.0) mark(where.surface.double_layer, place.cells);
      if (where.surface.film != absent) mark(where.surface.film, place.cells);
    }
  }
  for (std::size_t l = 0; l < layout.planar_surface.size(); ++l) {
    const auto& surface = layout.planar_surface[l];
    const auto& kinetics = cell.interfaces[l].reaction;
    if (kinetics && kinetics->double_layer_capacitance > 0.0) mark(surface.double_layer, 1);
    if (surface.film != absent) mark(surface.film, 1);
  }
  return mask;
}

/// By sums that do not wait for each other: one that is not finite makes the whole so.
bool all_finite(std::span<const double> values) {
  std::array<double, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= values.size(); i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += values[i + k];
  }
  double sum = 0.0;
  for (; i < values.size(); ++i) sum += values[i];
  for (const double partial : sums) sum += partial;
  return std::isfinite(sum);
}

}  // namespace

CellModel::CellModel(const Cell& cell)
    : cell_((check_stack(cell), cell)),
      layout_(cell_),
      differential_(differential_mask(cell_, layout_)),
      matrix_(layout_.core_size) {
  properties_.reserve(cell_.layers.size());
  for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
    const auto& place = layout_.layers[l];
    properties_.emplace_back(cell_.layers[l], place, cell_.temperature);
    auto& bundles = particles_.emplace_back();
    for (std::size_t k = 0; k < place.populations.size(); ++k) {
      const auto& population = cell_.layers[l].populations[k];
      auto& bundle = bundles.emplace_back();
      if (population.storage == Storage::network) continue;
      bundle.emplace(population, place.cells, cell_.temperature);
      matrix_.chains.emplace_back(place.populations[k].interior, bundle->shells() - 1, place.cells,
                                  place.populations[k].x);
    }
    surface_diagonal_.resize(std::max(surface_diagonal_.size(), place.cells));
  }
}

const ParticleBundle* CellModel::particles(std::size_t layer, std::size_t population) const {
  const auto& bundle = particles_[layer][population];
  return bundle ? &*bundle : nullptr;
}

PlanarPoint CellModel::planar_point(std::size_t interface, std::span<const double> y) const {
  const auto is_electrode = [&](std::size_t l) {
    return layout_.layers[l].cells == 0 || layout_.layers[l].network != absent;
  };
  const bool electrode_left = is_electrode(interface);
  const std::size_t electrode = interface + (electrode_left ? 0 : 1),
                    electrolyte = interface + (electrode_left ? 1 : 0);
  const auto next_cell = [&](std::size_t l) { return l == interface ? layout_.layers[l].cells - 1 : 0; };
  PlanarPoint point{.at = {.T = cell_.temperature}, .direction = electrode_left ? 1.0 : -1.0};
  const auto& conductor = layout_.layers[electrode];
  if (conductor.cells > 0) {
    point.x = conductor.populations[conductor.network].x + next_cell(electrode);
    point.at.x = y[point.x];
  } else if (const auto& law = cell_.interfaces[interface].metal_potential) {
    point.metal_potential = (*law)(point.at).value;
  }
  const auto& salt = layout_.layers[electrolyte];
  point.at.c = cell_.layers[electrolyte].fixed_salt_concentration;
  if (salt.c_e != absent) {
    point.c = salt.c_e + next_cell(electrolyte);
    point.at.c = y[point.c];
  }
  return point;
}

const LayerProperties* CellModel::first_outside(std::span<const double> y, LayerProperties::Slopes slopes) {
  for (std::size_t l = 0; l < properties_.size(); ++l) {
    if (layout_.layers[l].cells > 0 && !properties_[l].evaluate(y, slopes)) return &properties_[l];
  }
  return nullptr;
}

bool CellModel::update_properties(std::span<const double> y) {
  return first_outside(y, LayerProperties::Slopes::unwanted) == nullptr;
}

Evaluation CellModel::evaluate_laws(double t, std::span<const double> y, LayerProperties::Slopes slopes) {
  const LayerProperties* outside = first_outside(y, slopes);
  if (outside == nullptr) return Evaluation::ok;
  violation_ = outside->violation();
  violation_->time = t;
  return Evaluation::outside_domain;
}

Evaluation CellModel::residual(double t, std::span<const double> y, std::span<const double> y_dot,
                               std::span<double> out) {
  if (evaluate_laws(t, y, LayerProperties::Slopes::unwanted) != Evaluation::ok) return Evaluation::outside_domain;
  std::fill(out.begin(), out.end(), 0.0);
  ResidualSink sink{out};
  for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
    const auto& place = layout_.layers[l];
    for (std::size_t k = 0; k < place.populations.size(); ++k) {
      if (!particles_[l][k]) continue;
      const auto& where = place.populations[k];
      const std::size_t inner = (particles_[l][k]->shells() - 1) * place.cells;
      particles_[l][k]->residual(y.subspan(where.interior, inner), y.subspan(where.x, place.cells),
                                 y_dot.subspan(where.interior, inner), y_dot.subspan(where.x, place.cells),
                                 y.subspan(where.j, place.cells), out.subspan(where.interior, inner),
                                 out.subspan(where.x, place.cells));
    }
  }
  CellEquations(*this, t, 0.0, y, y_dot, sink).write();
  return all_finite(out) ? Evaluation::ok : Evaluation::outside_domain;
}

Evaluation CellModel::assemble(double t, double cj, std::span<const double> y, std::span<const double> y_dot) {
  if (evaluate_laws(t, y, LayerProperties::Slopes::wanted) != Evaluation::ok) return Evaluation::outside_domain;
  matrix_.core.begin();
  JacobianSink sink{matrix_.core};
  std::size_t chain = 0;
  for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
    const auto& place = layout_.layers[l];
    for (std::size_t k = 0; k < place.populations.size(); ++k) {
      if (!particles_[l][k]) continue;
      const auto& where = place.populations[k];
      const std::size_t inner = (particles_[l][k]->shells() - 1) * place.cells;
      const std::span<double> diagonal(surface_diagonal_.data(), place.cells);
      particles_[l][k]->jacobian(y.subspan(where.interior, inner), y.subspan(where.x, place.cells), cj,
                                 matrix_.chains[chain++], diagonal);
      for (std::size_t p = 0; p < place.cells; ++p) {
        sink.entry(where.x + p, where.x + p, diagonal[p]);
        sink.entry(where.x + p, where.j + p, particles_[l][k]->outflow());
      }
    }
  }
  CellEquations(*this, t, cj, y, y_dot, sink).write();
  matrix_.core.end();
  return Evaluation::ok;
}

void CellModel::roots(double /*t*/, std::span<const double> y, std::span<double> out) {
  for (std::size_t k = 0; k < limits_.size(); ++k) out[k] = distance(limits_[k], y);
}

double CellModel::distance(const StateLimit& limit, std::span<const double> y) const {
  switch (limit.of) {
    case StateLimit::Of::voltage:
      return y[layout_.voltage] - limit.value;
    case StateLimit::Of::current_magnitude:
      return std::abs(y[layout_.current]) - limit.value;
    case StateLimit::Of::charge_magnitude:
      return std::abs(y[layout_.charge] - limit.charge_start) - limit.value;
  }
  return 0.0;
}

std::vector<double> CellModel::scales() const {
  std::vector<double> scale(layout_.size, 1.0);
  constexpr double charge_scale = 1e3;  // C/m^2
  scale[layout_.charge] = scale[layout_.energy] = charge_scale;
  for (std::size_t l = 0; l < layout_.layers.size(); ++l) {
    const auto& place = layout_.layers[l];
    if (place.metal_lithium != absent) scale[place.metal_lithium] = charge_scale / faraday;
    if (place.c_e == absent) continue;
    std::fill_n(scale.begin() + static_cast<std::ptrdiff_t>(place.c_e), place.cells,
                cell_.layers[l].salt->initial_concentration);
  }
  return scale;
}

double CellModel::mean_stoichiometry(std::span<const double> y, std::size_t layer, std::size_t population,
                                     std::size_t cell) const {
  const auto& place = layout_.layers[layer];
  const auto& where = place.populations[population];
  const auto* bundle = particles(layer, population);
  if (bundle == nullptr) return y[where.x + cell];
  return bundle->mean(y.subspan(where.interior, (bundle->shells() - 1) * place.cells), y.subspan(where.x, place.cells),
                      cell);
}

double CellModel::layer_mean(std::span<const double> y, std::size_t layer, std::size_t population) const {
  const auto& place = layout_.layers[layer];
  const auto& where = place.populations[population];
  const auto* bundle = particles(layer, population);
  const auto x = y.subspan(where.x, place.cells);
  const double sum =
      bundle == nullptr
          ? weighted_sum(x, place.width)
          : bundle->mean_sum(y.subspan(where.interior, (bundle->shells() - 1) * place.cells), x, place.width);
  return sum / cell_.layers[layer].thickness;
}

double CellModel::lithium(std::span<const double> y, std::size_t layer) const {
  const auto& place = layout_.layers[layer];
  if (place.metal_lithium != absent) return -y[place.metal_lithium];
  const auto& materials = cell_.layers[layer];
  double total = 0.0;
  if (place.c_e != absent)
    total += materials.salt->porosity * weighted_sum(y.subspan(place.c_e, place.cells), place.width);
  for (std::size_t k = 0; k < place.populations.size(); ++k)
    total += materials.populations[k].site_density * materials.thickness * layer_mean(y, layer, k);
  return total;
}

double CellModel::double_layer_charge(std::span<const double> y, std::size_t layer) const {
  const auto& place = layout_.layers[layer];
  double total = 0.0;
  for (std::size_t k = 0; k < place.populations.size(); ++k) {
    const std::size_t v = place.populations[k].surface.double_layer;
    if (v == absent) continue;
    const auto& population = cell_.layers[layer].populations[k];
    total += population.specific_area * population.kinetics->double_layer_capacitance *
             weighted_sum(y.subspan(v, place.cells), place.width);
  }
  const bool is_electrode = place.cells == 0 || place.network != absent;
  for (const std::size_t l : {layer, layer - 1}) {  // the interfaces on both sides
    if (!is_electrode || l >= cell_.interfaces.size() || layout_.planar_surface[l].double_layer == absent) continue;
    const auto& interface = cell_.interfaces[l];
    total += interface.contact_fraction * interface.reaction->double_layer_capacitance *
             y[layout_.planar_surface[l].double_layer];
  }
  return total;
}

}  // namespace silith
