#include "cell1d/overpotential.hpp"

#include <algorithm>
#include <cmath>

#include "cell1d/exchange.hpp"
#include "cell1d/start_state.hpp"

namespace silith {
const char* to_string(OverpotentialSplit::Cause cause) {
  switch (cause) {
    case OverpotentialSplit::Cause::ohmic:
      return "ohmic";
    case OverpotentialSplit::Cause::kinetic:
      return "kinetic";
    case OverpotentialSplit::Cause::diffusion:
      return "diffusion";
    case OverpotentialSplit::Cause::film:
      return "film";
  }
  return "";
}

OverpotentialSplit::OverpotentialSplit(CellModel& model)
    : model_(model),
      slots_((leads() + 1) * 4, absent),
      anode_cells_(cells_of(0, model.cell().first_separator)),
      cathode_cells_(cells_of(model.cell().last_separator + 1, model.cell().layers.size())),
      weights_of_(std::max(anode_cells_.size(), cathode_cells_.size())) {
  evaluate(start_state(model));  // which contributions there are depends on the cell alone
}

std::vector<OverpotentialSplit::CellRef> OverpotentialSplit::cells_of(std::size_t first, std::size_t end) const {
  std::vector<CellRef> cells;
  for (std::size_t l = first; l < end; ++l) {
    for (std::size_t p = 0; p < model_.layout().layers[l].cells; ++p) cells.push_back({l, p});
  }
  return cells;
}

std::size_t OverpotentialSplit::interface_place(std::size_t left_layer) const {
  return model_.cell().layers.size() + left_layer;
}
std::size_t OverpotentialSplit::leads() const {
  return 2 * model_.cell().layers.size();
}

std::string OverpotentialSplit::place_name(std::size_t place) const {
  const auto& layers = model_.cell().layers;
  if (place == leads()) return "leads";
  if (place < layers.size()) return layers[place].name;
  const std::size_t left = place - layers.size();
  return layers[left].name + "|" + layers[left + 1].name;
}

void OverpotentialSplit::add(std::size_t place, Cause cause, double value) {
  std::size_t& slot = slots_[place * 4 + static_cast<std::size_t>(cause)];
  if (slot == absent) {
    slot = values_.size();
    values_.push_back(0.0);
    contributions_.push_back({place_name(place), cause});
  }
  values_[slot] += value;
}

std::span<const double> OverpotentialSplit::evaluate(std::span<const double> y) {
  const auto& cell = model_.cell();
  anode_potential_ = electrode_potential(y, 0, cell.first_separator);
  cathode_potential_ = electrode_potential(y, cell.last_separator + 1, cell.layers.size());
  // A state may be out of range by less than the tolerance, where laws have no value: the last split stands.
  if (!model_.update_properties(y)) return values_;
  std::fill(values_.begin(), values_.end(), 0.0);
  electrode(y, 0, cell.first_separator, -1.0);
  separator(y);
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l) interface(y, l);
  electrode(y, cell.last_separator + 1, cell.layers.size(), 1.0);
  add(leads(), Cause::ohmic, cell.series_resistance * y[model_.layout().current]);
  return values_;
}

double OverpotentialSplit::layer_potential(std::span<const double> y, std::size_t l) const {
  const auto& layer = model_.cell().layers[l];
  const auto& place = model_.layout().layers[l];
  double sum = 0.0, sites = 0.0;
  for (std::size_t k = 0; k < layer.populations.size(); ++k) {
    const auto& population = layer.populations[k];
    const auto& where = place.populations[k];
    const LawPoint at{.x = model_.layer_mean(y, l, k), .T = model_.cell().temperature};
    double U = population.ocp.lithiation(at).value;
    if (population.ocp.delithiation) {
      const double h = weighted_sum(y.subspan(where.hysteresis, place.cells), place.width) / layer.thickness;
      U = 0.5 * ((1.0 + h) * (*population.ocp.delithiation)(at).value + (1.0 - h) * U);
    }
    sum += population.site_density * U;
    sites += population.site_density;
  }
  return sites > 0.0 ? sum / sites : 0.0;
}

double OverpotentialSplit::electrode_potential(std::span<const double> y, std::size_t first, std::size_t end) const {
  if (is_metal(model_.cell().layers[first])) {
    return model_.planar_point(first == 0 ? 0 : first - 1, y).metal_potential;
  }
  double sum = 0.0, sites = 0.0;
  for (std::size_t l = first; l < end; ++l) {
    double here = 0.0;
    for (const auto& population : model_.cell().layers[l].populations) here += population.site_density;
    here *= model_.cell().layers[l].thickness;
    sum += here * layer_potential(y, l);
    sites += here;
  }
  return sites > 0.0 ? sum / sites : 0.0;
}

bool OverpotentialSplit::is_network_electrode(std::size_t first, std::size_t end) const {
  const auto& layers = model_.layout().layers;
  return layers[first == 0 ? end - 1 : first].network != absent;
}

/// @param sign +1 for the cathode, on the right; -1 for the anode, whose potential lowers the voltage
void OverpotentialSplit::electrode(std::span<const double> y, std::size_t first, std::size_t end, double sign) {
  if (is_metal(model_.cell().layers[first])) return;
  if (is_network_electrode(first, end)) {
    network_electrode(y, first, end, sign);
  } else {
    particle_electrode(y, first, end, sign);
  }
}

/// Eq. C12.
void OverpotentialSplit::particle_electrode(std::span<const double> y, std::size_t first, std::size_t end,
                                            double sign) {
  const auto& cell = model_.cell();
  const auto& layers = model_.layout().layers;
  double total = 0.0, total_area = 0.0;  // of the exchange currents' magnitudes, of the surfaces; per area of the cell
  for (std::size_t l = first; l < end; ++l) {
    for (std::size_t k = 0; k < layers[l].populations.size(); ++k) {
      const double area = cell.layers[l].populations[k].specific_area;
      const double* j = y.data() + layers[l].populations[k].j;
      for (std::size_t p = 0; p < layers[l].cells; ++p) total += area * layers[l].width[p] * std::abs(j[p]);
      total_area += area * cell.layers[l].thickness;
    }
  }
  const bool idle = total <= 1e-12 * total_area;
  weight_.assign(cells_of_electrode(first).size(), 0.0);
  std::size_t before = 0;  // cells of the layers before
  for (std::size_t l = first; l < end; ++l) {
    for (std::size_t k = 0; k < layers[l].populations.size(); ++k) {
      const double share = cell.layers[l].populations[k].specific_area / (idle ? total_area : total);
      const double* j = y.data() + layers[l].populations[k].j;
      for (std::size_t p = 0; p < layers[l].cells; ++p)
        weights_of_[p] = share * layers[l].width[p] * (idle ? 1.0 : std::abs(j[p]));
      population(y, l, k, sign);
      for (std::size_t p = 0; p < layers[l].cells; ++p) weight_[before + p] += weights_of_[p];
    }
    before += layers[l].cells;
  }
  electronic_path(y, first, weight_, sign);
  ionic_path(y, first, weight_, sign);
}

/// Kinetics, film and diffusion of one population with the weights in weights_of_.
void OverpotentialSplit::population(std::span<const double> y, std::size_t l, std::size_t k, double sign) {
  const auto& place = model_.layout().layers[l];
  const auto& U = model_.properties(l).populations[k].U;
  const double* j = y.data() + place.populations[k].j;
  const double* phi_e = y.data() + place.phi_e;
  const double* phi_i = y.data() + place.phi_i;
  double drop = 0.0, film = 0.0, potential = 0.0, sum = 0.0;
  const double resistance = model_.cell().layers[l].populations[k].kinetics->film_resistance;
  const std::size_t double_layer = place.populations[k].surface.double_layer;
  for (std::size_t p = 0; p < place.cells; ++p) {
    const double w = weights_of_[p];
    drop += w * (phi_e[p] - phi_i[p]);
    film += w * (double_layer == absent ? resistance * j[p] : phi_e[p] - phi_i[p] - y[double_layer + p]);
    potential += w * U[p];
    sum += w;
  }
  const double mean = sign > 0.0 ? cathode_potential_ : anode_potential_;
  add(l, Cause::kinetic, sign * (drop - potential - film));
  add(l, Cause::film, sign * film);
  add(l, Cause::diffusion, sign * (potential - sum * mean));
}

/// phi_e(collector) - phi_e(point), weighted over the points.
void OverpotentialSplit::electronic_path(std::span<const double> y, std::size_t first, std::span<const double> weight,
                                         double sign) {
  const auto& cell = model_.cell();
  const auto& layout = model_.layout();
  const auto& cells = cells_of_electrode(first);
  const bool anode = first == 0;
  const auto& edge = anode ? cells.front() : cells.back();
  const double edge_current = -y[layout.current];
  const double half = model_.properties(edge.layer).electronic.value[edge.cell];
  add(edge.layer, Cause::ohmic, sign * (anode ? 1.0 : -1.0) * edge_current * half);
  double before = 0.0;  // weight of the points left of the face
  for (std::size_t c = 0; c + 1 < cells.size(); ++c) {
    before += weight[c];
    const CellRef a = cells[c], b = cells[c + 1];
    const double ra = model_.properties(a.layer).electronic.value[a.cell],
                 rb = model_.properties(b.layer).electronic.value[b.cell];
    const double contact = a.layer == b.layer ? 0.0 : cell.interfaces[a.layer].electronic_resistance;
    const double drop = y[layout.layers[a.layer].phi_e + a.cell] - y[layout.layers[b.layer].phi_e + b.cell];
    const double current = drop / (ra + rb + contact);
    const double factor = sign * (anode ? 1.0 - before : -before) * current;  // the anode's collector is on the left
    add(a.layer, Cause::ohmic, factor * ra);
    add(b.layer, Cause::ohmic, factor * rb);
    if (contact > 0.0) add(interface_place(a.layer), Cause::ohmic, factor * contact);
  }
}

/// phi_i(point) - phi_i(separator's face), weighted over the points.
void OverpotentialSplit::ionic_path(std::span<const double> y, std::size_t first, std::span<const double> weight,
                                    double sign) {
  const auto& cell = model_.cell();
  const auto& layout = model_.layout();
  const auto& cells = cells_of_electrode(first);
  const bool anode = first == 0;
  const auto drop = [&](CellRef a, CellRef b) {
    return y[layout.layers[a.layer].phi_i + a.cell] - y[layout.layers[b.layer].phi_i + b.cell];
  };
  double before = 0.0;
  for (std::size_t c = 0; c + 1 < cells.size(); ++c) {
    before += weight[c];
    const CellRef a = cells[c], b = cells[c + 1];
    const auto &pa = model_.properties(a.layer), &pb = model_.properties(b.layer);
    const double ra = pa.ionic.value[a.cell], rb = pb.ionic.value[b.cell];
    const double contact = a.layer == b.layer ? 0.0 : cell.interfaces[a.layer].ionic_resistance;
    double concentration = 0.0;
    const auto &left = layout.layers[a.layer], &right = layout.layers[b.layer];
    if (left.c_e != absent && right.c_e != absent) {
      concentration = 0.5 * (pa.chi[a.cell] + pb.chi[b.cell]) * std::log(y[right.c_e + b.cell] / y[left.c_e + a.cell]);
    }
    const double current = (drop(a, b) + concentration) / (ra + rb + contact);
    const double factor = sign * (anode ? before : before - 1.0);  // the anode's separator is on the right
    add(a.layer, Cause::ohmic, factor * current * ra);
    add(b.layer, Cause::ohmic, factor * current * rb);
    if (contact > 0.0) add(interface_place(a.layer), Cause::ohmic, factor * current * contact);
    if (left.c_e != absent) add(a.layer, Cause::diffusion, -factor * concentration);
  }
  const CellRef edge = anode ? cells.back() : cells.front();
  const double half = model_.properties(edge.layer).ionic.value[edge.cell];
  add(edge.layer, Cause::ohmic, sign * (anode ? 1.0 : -1.0) * -y[layout.current] * half);
}

/// Eq. C13.
void OverpotentialSplit::network_electrode(std::span<const double> y, std::size_t first, std::size_t end, double sign) {
  const auto& layout = model_.layout();
  const auto& cells = cells_of_electrode(first);
  const bool anode = first == 0;
  weight_.assign(cells.size(), 0.0);
  (anode ? weight_.back() : weight_.front()) = 1.0;
  electronic_path(y, first, weight_, sign);
  const CellRef edge = anode ? cells.back() : cells.front();
  const auto& place = layout.layers[edge.layer];
  const double half = model_.properties(edge.layer).ionic.value[edge.cell];
  const double towards_separator = anode ? 1.0 : -1.0;
  const std::size_t interface = anode ? end - 1 : first - 1;
  // what reacts comes as ions, what charges the double layer as electrons (Eq. K7)
  const double total = -y[layout.current];
  const std::size_t exchange = layout.planar_exchange[interface];
  const double reacting = exchange == absent ? total : y[exchange];
  const double electronic =
      towards_separator * (total - reacting) * model_.properties(edge.layer).electronic.value[edge.cell];
  if (layout.planar_surface[interface].current != absent) add(edge.layer, Cause::ohmic, sign * electronic);
  const double at_interface =
      y[place.phi_e + edge.cell] - y[place.phi_i + edge.cell] - electronic + towards_separator * reacting * half;
  double outer = at_interface;
  for (std::size_t n = 0; n < end - first; ++n) {
    const std::size_t l = anode ? end - 1 - n : first + n;
    const double inner = n + 1 < end - first ? layer_potential(y, l) : anode ? anode_potential_ : cathode_potential_;
    add(l, Cause::diffusion, sign * (outer - inner));
    outer = inner;
  }
}

void OverpotentialSplit::separator(std::span<const double> y) {
  const auto& cell = model_.cell();
  const auto& layout = model_.layout();
  const double current = -y[layout.current];
  for (std::size_t l = cell.first_separator; l <= cell.last_separator; ++l) {
    const auto& place = layout.layers[l];
    const auto& half = model_.properties(l).ionic.value;
    double ohmic = 0.0;
    for (const double resistance : half) ohmic += 2.0 * resistance * current;
    add(l, Cause::ohmic, -ohmic);
    if (place.c_e == absent) continue;
    double concentration = 0.0;
    for (std::size_t p = 0; p + 1 < place.cells; ++p) {
      const double chi = 0.5 * (model_.properties(l).chi[p] + model_.properties(l).chi[p + 1]);
      concentration += chi * std::log(y[place.c_e + p + 1] / y[place.c_e + p]);
    }
    add(l, Cause::diffusion, concentration);
  }
}

/// Resistances and planar reactions where the ionic current passes whole: next to a separator.
void OverpotentialSplit::interface(std::span<const double> y, std::size_t l) {
  const auto& cell = model_.cell();
  const auto& layout = model_.layout();
  if (l + 1 < cell.first_separator || l > cell.last_separator) return;
  const auto &left = layout.layers[l], &right = layout.layers[l + 1];
  const auto& contact = cell.interfaces[l];
  const std::size_t here = interface_place(l);
  const double current = -y[layout.current];
  if (contact.ionic_resistance > 0.0) add(here, Cause::ohmic, -current * contact.ionic_resistance);
  if (left.c_e != absent && right.c_e != absent) {
    const double chi = 0.5 * (model_.properties(l).chi[left.cells - 1] + model_.properties(l + 1).chi[0]);
    const double step = chi * std::log(y[right.c_e] / y[left.c_e + left.cells - 1]);
    add(l, Cause::diffusion, step);
  }
  if (!contact.reaction) return;
  const auto point = model_.planar_point(l, y);
  const double direction = point.direction, reacting = y[layout.planar_exchange[l]];
  const auto& kinetics = *contact.reaction;
  const double j0 = contact.contact_fraction * kinetics.exchange_current_density(point.at).value;
  const double eta =
      activation_overpotential(direction * reacting, j0, kinetics.anodic_transfer, cell.temperature).value;
  add(here, Cause::kinetic, -direction * eta);
  const std::size_t film = layout.planar_surface[l].film;
  const double series = kinetics.film_resistance - (film == absent ? 0.0 : kinetics.bridged_resistance);
  add(here, Cause::film, -current * series / contact.contact_fraction - (film == absent ? 0.0 : direction * y[film]));
}

}  // namespace silith
