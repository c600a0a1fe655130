#include "cell1d/impedance_split.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cell1d/exchange.hpp"

namespace silith {
namespace {

using Complex = std::complex<double>;
constexpr std::size_t causes = 5;

}  // namespace

const char* to_string(ImpedanceSplit::Cause cause) {
  static const char* const names[] = {"ohmic", "kinetic", "diffusion", "film", "storage"};
  return names[static_cast<std::size_t>(cause)];
}

ImpedanceSplit::ImpedanceSplit(const CellModel& model, std::span<const double> y)
    : model_(model),
      cell_(model.cell()),
      layout_(model.layout()),
      y_(y),
      layer_potential_(cell_.layers.size()),
      slots_((whole_cell() + 1) * causes, absent) {
  for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
    const auto& place = layout_.layers[l];
    auto& slopes = slopes_.emplace_back();
    ionic_share_.emplace_back(place.cells, 1.0);
    for (std::size_t k = 0; k < place.populations.size(); ++k) {
      const auto& population = cell_.layers[l].populations[k];
      const LawPoint mean{.x = model.layer_mean(y, l, k), .T = cell_.temperature};
      const auto lithiation = population.ocp.lithiation(mean);
      MeanSlopes at{.by_x = lithiation.d_dx};
      if (population.ocp.delithiation) {
        const auto delithiation = (*population.ocp.delithiation)(mean);
        const double h = weighted_sum(y.subspan(place.populations[k].hysteresis, place.cells), place.width) /
                         cell_.layers[l].thickness;
        at.by_x = 0.5 * ((1.0 + h) * delithiation.d_dx + (1.0 - h) * lithiation.d_dx);
        at.by_h = 0.5 * (delithiation.value - lithiation.value);
      }
      slopes.push_back(at);
    }
  }
  const std::vector<Complex> nothing(layout_.core_size);
  evaluate(1.0, nothing);  // which contributions there are depends on the cell alone
}

std::string ImpedanceSplit::place_name(std::size_t place) const {
  if (place == leads()) return "leads";
  if (place == whole_cell()) return "cell";
  if (place < cell_.layers.size()) return cell_.layers[place].name;
  const std::size_t left = place - cell_.layers.size();
  return cell_.layers[left].name + "|" + cell_.layers[left + 1].name;
}

void ImpedanceSplit::add(std::size_t place, Cause cause, Complex value) {
  std::size_t& slot = slots_[place * causes + static_cast<std::size_t>(cause)];
  if (slot == absent) {
    slot = values_.size();
    values_.push_back(0.0);
    contributions_.push_back({place_name(place), cause});
  }
  values_[slot] += value;
}

std::span<const Complex> ImpedanceSplit::evaluate(double frequency, std::span<const Complex> answer) {
  d_ = answer;
  std::fill(values_.begin(), values_.end(), 0.0);
  mean_potentials({0.0, 2.0 * std::numbers::pi * frequency});
  shares_of(0, cell_.first_separator, -1.0);
  shares_of(cell_.last_separator + 1, cell_.layers.size(), 1.0);
  electronic_ends();
  for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
    const auto& place = layout_.layers[l];
    for (std::size_t p = 0; p + 1 < place.cells; ++p) {
      if (place.phi_e != absent) electronic_face({l, p}, {l, p + 1}, 0.0);
      ionic_face({l, p}, {l, p + 1}, 0.0);
    }
    if (place.network == absent) {
      for (std::size_t k = 0; k < place.populations.size(); ++k) reactions(l, k, is_anode(l) ? -1.0 : 1.0);
    }
    if (l + 1 == cell_.layers.size()) break;
    const auto& next = layout_.layers[l + 1];
    const auto& interface = cell_.interfaces[l];
    if (place.phi_e != absent && next.phi_e != absent)
      electronic_face({l, place.cells - 1}, {l + 1, 0}, interface.electronic_resistance);
    if (interface.reaction) {
      planar(l);
    } else {
      ionic_face({l, place.cells - 1}, {l + 1, 0}, interface.ionic_resistance);
    }
  }
  add(leads(), Cause::ohmic, cell_.series_resistance * d_[layout_.current]);
  add(whole_cell(), Cause::storage, cathode_ - anode_);
  return values_;
}

/// What the potentials of the mean compositions do; particles lose what reacts, whatever the profile inside.
void ImpedanceSplit::mean_potentials(Complex jw) {
  Complex sums[2] = {0.0, 0.0};
  double sites[2] = {0.0, 0.0};
  for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
    const auto& place = layout_.layers[l];
    Complex sum = 0.0;
    double density = 0.0;
    for (std::size_t k = 0; k < place.populations.size(); ++k) {
      const auto& where = place.populations[k];
      const auto* bundle = model_.particles(l, k);
      Complex x = 0.0, h = 0.0;
      for (std::size_t p = 0; p < place.cells; ++p) {
        x += place.width[p] * (bundle == nullptr ? d_[where.x + p] : -bundle->outflow() * d_[where.j + p] / jw);
        if (where.hysteresis != absent) h += place.width[p] * d_[where.hysteresis + p];
      }
      const double here = cell_.layers[l].populations[k].site_density;
      sum += here * (slopes_[l][k].by_x * x + slopes_[l][k].by_h * h);
      density += here;
    }
    const double thickness = cell_.layers[l].thickness;
    layer_potential_[l] = density > 0.0 ? sum / (density * thickness) : 0.0;
    sums[is_anode(l) ? 0 : 1] += sum;
    sites[is_anode(l) ? 0 : 1] += density * thickness;
  }
  anode_ = sites[0] > 0.0 ? sums[0] / sites[0] : 0.0;
  cathode_ = sites[1] > 0.0 ? sums[1] / sites[1] : 0.0;
}

/// Conjugate shares of the current that ions carry through an electrode (Eq. C15).
/// @param sign -1 for the anode, which gives the separator the current that leaves its particles
void ImpedanceSplit::shares_of(std::size_t first, std::size_t end, double sign) {
  Complex passed = 0.0;
  for (std::size_t l = first; l < end; ++l) {
    const auto& place = layout_.layers[l];
    for (std::size_t p = 0; p < place.cells; ++p) {
      for (std::size_t k = 0; k < place.populations.size() && place.network == absent; ++k) {
        const auto& where = place.populations[k];
        const std::size_t i = where.surface.current == absent ? where.j : where.surface.current;
        passed += cell_.layers[l].populations[k].specific_area * place.width[p] * d_[i + p];
      }
      const Complex share = std::conj(sign * passed);
      ionic_share_[l][p] = sign < 0.0 ? share : 1.0 - share;
      if (place.network != absent) ionic_share_[l][p] = 0.0;
    }
  }
}

/// From the collectors to the centres next to them.
void ImpedanceSplit::electronic_ends() {
  const auto &first = layout_.layers.front(), &last = layout_.layers.back();
  if (first.cells > 0) add(0, Cause::ohmic, d_[first.phi_e]);
  if (last.cells == 0) return;
  add(cell_.layers.size() - 1, Cause::ohmic,
      d_[layout_.voltage] - d_[last.phi_e + last.cells - 1] - cell_.series_resistance * d_[layout_.current]);
}

void ImpedanceSplit::electronic_face(Volume a, Volume b, double contact) {
  const double ra = model_.properties(a.layer).electronic.value[a.cell],
               rb = model_.properties(b.layer).electronic.value[b.cell], total = ra + rb + contact;
  const Complex drop = d_[layout_.layers[a.layer].phi_e + a.cell] - d_[layout_.layers[b.layer].phi_e + b.cell];
  const Complex value = -(1.0 - ionic_share_[a.layer][a.cell]) * drop;
  add(a.layer, Cause::ohmic, value * ra / total);
  add(b.layer, Cause::ohmic, value * rb / total);
  if (contact > 0.0) add(between(a.layer), Cause::ohmic, value * contact / total);
}

void ImpedanceSplit::ionic_face(Volume a, Volume b, double contact) {
  const auto &left = layout_.layers[a.layer], &right = layout_.layers[b.layer];
  const auto &pa = model_.properties(a.layer), &pb = model_.properties(b.layer);
  const double ra = pa.ionic.value[a.cell], rb = pb.ionic.value[b.cell], total = ra + rb + contact;
  Complex drop = d_[left.phi_i + a.cell] - d_[right.phi_i + b.cell];
  const Complex share = ionic_share_[a.layer][a.cell];
  if (left.c_e != absent && right.c_e != absent) {
    const std::size_t ca = left.c_e + a.cell, cb = right.c_e + b.cell;
    const Complex by_c = 0.5 * (pa.chi[a.cell] + pb.chi[b.cell]) * (d_[cb] / y_[cb] - d_[ca] / y_[ca]) +
                         0.5 * (pa.d_chi[a.cell] * d_[ca] + pb.d_chi[b.cell] * d_[cb]) * std::log(y_[cb] / y_[ca]);
    add(a.layer, Cause::diffusion, share * by_c);
    drop += by_c;
  }
  add(a.layer, Cause::ohmic, -share * drop * ra / total);
  add(b.layer, Cause::ohmic, -share * drop * rb / total);
  if (contact > 0.0) add(between(a.layer), Cause::ohmic, -share * drop * contact / total);
}

/// Kinetics, film and diffusion of a population in an electrolyte.
void ImpedanceSplit::reactions(std::size_t l, std::size_t k, double sign) {
  const auto& place = layout_.layers[l];
  const auto& where = place.populations[k];
  const auto& population = cell_.layers[l].populations[k];
  const auto& laws = model_.properties(l).populations[k];
  const std::size_t v = where.surface.double_layer;
  Complex kinetic = 0.0, over_film = 0.0, diffusion = 0.0;
  for (std::size_t p = 0; p < place.cells; ++p) {
    const Complex through = v == absent ? d_[where.j + p] : d_[where.surface.current + p];
    const Complex weight = std::conj(sign * population.specific_area * place.width[p] * through);
    const Complex drop = d_[place.phi_e + p] - d_[place.phi_i + p];
    const Complex film = v == absent ? population.kinetics->film_resistance * through : drop - d_[v + p];
    Complex potential = laws.dU_dx[p] * d_[where.x + p];
    if (where.hysteresis != absent) potential += laws.dU_dh[p] * d_[where.hysteresis + p];
    kinetic += weight * (drop - film - potential);
    over_film += weight * film;
    diffusion += weight * (potential - mean_of_electrode(l));
  }
  add(l, Cause::kinetic, sign * kinetic);
  add(l, Cause::film, sign * over_film);
  add(l, Cause::diffusion, sign * diffusion);
}

Complex ImpedanceSplit::slope_sum(std::span<const double> weights, const std::vector<std::size_t>& of, Volume v) const {
  Complex sum = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    sum += weights[i] * d_[layout_.layers[v.layer].populations[of[i]].x + v.cell];
  return sum;
}

/// From the conductor's centre to the electrolyte's, in the order of Eq. C16.
void ImpedanceSplit::planar(std::size_t l) {
  const auto point = model_.planar_point(l, y_);
  const auto& interface = cell_.interfaces[l];
  const auto& kinetics = *interface.reaction;
  const auto& surface = layout_.planar_surface[l];
  const double direction = point.direction;
  const std::size_t electrode = direction > 0.0 ? l : l + 1, electrolyte = direction > 0.0 ? l + 1 : l;
  const auto& bath = layout_.layers[electrolyte];
  const Volume edge{electrode, direction > 0.0 ? layout_.layers[electrode].cells - 1 : 0};
  const std::size_t near = direction > 0.0 ? 0 : bath.cells - 1;
  const Complex total = direction * d_[layout_.planar_current[l]];

  const auto& ionic = model_.properties(electrolyte).ionic;
  Complex half = ionic.value[near] * total;
  if (bath.c_e != absent)
    half += direction * y_[layout_.planar_current[l]] * ionic.d_argument[near] * d_[bath.c_e + near];
  const double series = kinetics.film_resistance - (surface.film == absent ? 0.0 : kinetics.bridged_resistance);
  Complex film = series / interface.contact_fraction * total;
  if (surface.film != absent) film += d_[surface.film];
  add(electrolyte, Cause::ohmic, -direction * half);
  if (interface.ionic_resistance > 0.0) add(between(l), Cause::ohmic, -direction * interface.ionic_resistance * total);
  add(between(l), Cause::film, -direction * film);

  Complex before = 0.0;  // what is left of the jump between the centres: the kinetics
  if (layout_.layers[electrode].cells > 0) {
    before = d_[layout_.layers[electrode].phi_e + edge.cell] - network(electrode, edge, direction, l);
  } else if (electrode != 0) {
    before = d_[layout_.voltage] - cell_.series_resistance * d_[layout_.current];
  }
  const Complex kinetic = before - d_[bath.phi_i + near] - half - film - interface.ionic_resistance * total;
  add(between(l), Cause::kinetic, -direction * kinetic);
}

/// Electrons to the interface and the diffusion in the mixed conductor; @returns both, V m^2/A.
Complex ImpedanceSplit::network(std::size_t electrode, Volume edge, double direction, std::size_t interface) {
  const auto& place = layout_.layers[electrode];
  const auto& layer = cell_.layers[electrode];
  const auto& laws = model_.properties(electrode);
  const std::size_t i = layout_.planar_current[interface], j = layout_.planar_exchange[interface];
  const Complex by_electrons = slope_sum(laws.electronic_weights(), layer.electronic->populations, edge),
                by_ions = slope_sum(laws.ionic_weights(), layer.ionic->populations, edge);
  const Complex electronic = direction * (laws.electronic.value[edge.cell] * (d_[i] - d_[j]) +
                                          laws.electronic.d_argument[edge.cell] * (y_[i] - y_[j]) * by_electrons);
  const Complex ionic =
      direction * (laws.ionic.value[edge.cell] * d_[j] + laws.ionic.d_argument[edge.cell] * y_[j] * by_ions);
  const Complex potential = d_[place.phi_e + edge.cell] - d_[place.phi_i + edge.cell] - electronic + ionic;
  if (i != j) add(electrode, Cause::ohmic, -direction * electronic);
  network_diffusion(electrode, potential);
  return electronic + potential;
}

/// Shared among the layers by the potentials of their means (Eq. C13).
void ImpedanceSplit::network_diffusion(std::size_t electrode, Complex at_interface) {
  const bool anode = is_anode(electrode);
  const std::size_t n = anode ? cell_.first_separator : cell_.layers.size() - cell_.last_separator - 1;
  Complex outer = at_interface;
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t l = anode ? electrode - k : electrode + k;
    const Complex inner = k + 1 < n ? layer_potential_[l] : mean_of_electrode(l);
    add(l, Cause::diffusion, (anode ? -1.0 : 1.0) * (outer - inner));
    outer = inner;
  }
}

}  // namespace silith
