#pragma once
#include <algorithm>
#include <cmath>
#include <span>

#include "base/constants.hpp"
#include "cell1d/cell_model.hpp"
#include "cell1d/exchange.hpp"
#include "cell1d/planar_equations.hpp"

namespace silith {

/// All balances of the cell outside the particles (Eq. C1 to C9), once for values and once for exact derivatives.
///
/// Ionic current leaves and enters the row of phi_i, in a network the rows of its lithium and of the total current.
template <class Sink>
class CellEquations : PlanarEquations<Sink> {
public:
  CellEquations(const CellModel& model, double t, double cj, std::span<const double> y, std::span<const double> y_dot,
                Sink& sink)
      : PlanarEquations<Sink>(model, cj, y, y_dot, sink), t_(t) {}

  void write() {
    for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
      if (layout_.layers[l].cells > 0) inside_layer(l);
      if (l + 1 < cell_.layers.size()) between_layers(l);
    }
    collectors();
    integrals();
    drive();
  }

private:
  using Rows = FluxRows<Sink>;
  using Rows::cell_, Rows::cj_, Rows::layout_, Rows::model_, Rows::sink_, Rows::y_, Rows::y_dot_;
  using Rows::electronic_arguments, Rows::ionic_arguments, Rows::ionic_entries, Rows::ionic_rows;
  using Rows::surface_storage;
  using typename Rows::Dependence, typename Rows::Volume;

  void inside_layer(std::size_t l) {
    const auto& place = layout_.layers[l];
    for (std::size_t p = 0; p + 1 < place.cells; ++p) {
      if (place.phi_e != absent) electronic_flux({l, p}, {l, p + 1}, 0.0);
      ionic_flux({l, p}, {l, p + 1}, 0.0);
      if (place.c_e != absent) salt_flux({l, p}, {l, p + 1});
    }
    for (std::size_t k = 0; k < place.populations.size(); ++k) {
      if (k == place.network) {
        network(l, k);
      } else {
        exchange(l, k);
      }
      if (place.populations[k].hysteresis != absent) hysteresis(l, k);
    }
    if (place.c_e != absent) salt_storage(l);
  }

  void between_layers(std::size_t l) {
    const auto &left = layout_.layers[l], &right = layout_.layers[l + 1];
    const auto& interface = cell_.interfaces[l];
    const bool electrons = left.phi_e != absent && right.phi_e != absent;
    if (layout_.planar_current[l] != absent) {
      this->planar_reaction(l);
    } else {
      ionic_flux({l, left.cells - 1}, {l + 1, 0}, interface.ionic_resistance);
    }
    if (electrons) electronic_flux({l, left.cells - 1}, {l + 1, 0}, interface.electronic_resistance);
    if (left.c_e != absent && right.c_e != absent) salt_flux({l, left.cells - 1}, {l + 1, 0});
  }

  // --- fluxes

  /// Eq. C1: i_e = -sigma dphi_e/dx.
  void electronic_flux(Volume a, Volume b, double resistance) {
    const auto &left = layout_.layers[a.layer], &right = layout_.layers[b.layer];
    const auto& ra = model_.properties(a.layer).electronic;
    const auto& rb = model_.properties(b.layer).electronic;
    const double g = 1.0 / (ra.value[a.cell] + rb.value[b.cell] + resistance);
    const std::size_t ia = left.phi_e + a.cell, ib = right.phi_e + b.cell;
    const double current = g * (y_[ia] - y_[ib]);
    sink_.row(ia, current);
    sink_.row(ib, -current);
    const auto pair = [&](Dependence by) {
      sink_.entry(ia, by.unknown, by.slope);
      sink_.entry(ib, by.unknown, -by.slope);
    };
    pair({ia, g});
    pair({ib, -g});
    electronic_arguments(a, -current * g * ra.d_argument[a.cell], pair);
    electronic_arguments(b, -current * g * rb.d_argument[b.cell], pair);
  }

  /// Eq. C2, with a salt Eq. C5: i_i = -kappa (dphi_i/dx - chi dln c/dx); the share t+ of it moves salt (Eq. C6).
  void ionic_flux(Volume a, Volume b, double resistance) {
    const auto &left = layout_.layers[a.layer], &right = layout_.layers[b.layer];
    const auto &pa = model_.properties(a.layer), &pb = model_.properties(b.layer);
    const double g = 1.0 / (pa.ionic.value[a.cell] + pb.ionic.value[b.cell] + resistance);
    const std::size_t ia = left.phi_i + a.cell, ib = right.phi_i + b.cell;
    const bool salt = left.c_e != absent && right.c_e != absent;
    const std::size_t ca = left.c_e + a.cell, cb = right.c_e + b.cell;
    const double t_plus = 0.5 * (pa.transference[a.cell] + pb.transference[b.cell]);
    const double chi = 0.5 * (pa.chi[a.cell] + pb.chi[b.cell]);
    const double log_step = salt ? std::log(y_[cb] / y_[ca]) : 0.0;
    const double current = g * (y_[ia] - y_[ib] + chi * log_step);

    ionic_rows(a, 1.0, current);
    ionic_rows(b, -1.0, current);
    const auto depends = [&](Dependence by) {
      ionic_entries(a, 1.0, by);
      ionic_entries(b, -1.0, by);
      if (salt) salt_entries(ca, cb, {by.unknown, t_plus * by.slope});
    };
    depends({ia, g});
    depends({ib, -g});
    ionic_arguments(a, -current * g * pa.ionic.d_argument[a.cell], depends);
    ionic_arguments(b, -current * g * pb.ionic.d_argument[b.cell], depends);
    if (!salt) return;
    depends({ca, g * (0.5 * pa.d_chi[a.cell] * log_step - chi / y_[ca])});
    depends({cb, g * (0.5 * pb.d_chi[b.cell] * log_step + chi / y_[cb])});
    sink_.row(ca, t_plus * current);
    sink_.row(cb, -t_plus * current);
    salt_entries(ca, cb, {ca, 0.5 * pa.d_transference[a.cell] * current});
    salt_entries(ca, cb, {cb, 0.5 * pb.d_transference[b.cell] * current});
  }

  void salt_entries(std::size_t ca, std::size_t cb, Dependence by) {
    sink_.entry(ca, by.unknown, by.slope);
    sink_.entry(cb, by.unknown, -by.slope);
  }

  /// Diffusion of the salt (Eq. C6), rows times F.
  void salt_flux(Volume a, Volume b) {
    const auto &left = layout_.layers[a.layer], &right = layout_.layers[b.layer];
    const auto& ra = model_.properties(a.layer).salt_diffusion;
    const auto& rb = model_.properties(b.layer).salt_diffusion;
    const double g = faraday / (ra.value[a.cell] + rb.value[b.cell]);
    const std::size_t ia = left.c_e + a.cell, ib = right.c_e + b.cell;
    const double flux = g * (y_[ia] - y_[ib]);
    sink_.row(ia, flux);
    sink_.row(ib, -flux);
    salt_entries(ia, ib, {ia, g - flux * g / faraday * ra.d_argument[a.cell]});
    salt_entries(ia, ib, {ib, -g - flux * g / faraday * rb.d_argument[b.cell]});
  }

  void salt_storage(std::size_t l) {
    const auto& place = layout_.layers[l];
    const double porosity = cell_.layers[l].salt->porosity;
    for (std::size_t p = 0; p < place.cells; ++p) {
      const std::size_t i = place.c_e + p;
      const double capacity = faraday * porosity * place.width[p];
      sink_.row(i, capacity * y_dot_[i]);
      sink_.entry(i, i, capacity * cj_);
    }
  }

  // --- storage and exchange

  /// Lithium of the network and its local equilibrium (Eq. C3, C4).
  void network(std::size_t l, std::size_t k) {
    const auto& place = layout_.layers[l];
    const auto& where = place.populations[k];
    const auto& properties = model_.properties(l).populations[k];
    const double sites = faraday * cell_.layers[l].populations[k].site_density;
    for (std::size_t p = 0; p < place.cells; ++p) {
      const std::size_t x = where.x + p, e = place.phi_e + p, i = place.phi_i + p;
      const double capacity = sites * place.width[p];
      sink_.row(x, capacity * y_dot_[x]);
      sink_.entry(x, x, capacity * cj_);
      sink_.row(i, y_[e] - y_[i] - properties.U[p]);
      sink_.entry(i, e, 1.0);
      sink_.entry(i, i, -1.0);
      sink_.entry(i, x, -properties.dU_dx[p]);
      if (where.hysteresis != absent) sink_.entry(i, where.hysteresis + p, -properties.dU_dh[p]);
    }
  }

  /// Exchange current of a population with the potentials (Eq. K1), its share of both charge balances.
  void exchange(std::size_t l, std::size_t k) {
    const auto& place = layout_.layers[l];
    const auto& population = cell_.layers[l].populations[k];
    const auto& where = place.populations[k];
    const auto& properties = model_.properties(l).populations[k];
    const bool in_network = place.network != absent, capacitive = where.surface.current != absent;
    for (std::size_t p = 0; p < place.cells; ++p) {
      const std::size_t x = where.x + p, j = where.j + p, e = place.phi_e + p, i = place.phi_i + p;
      const std::size_t through = capacitive ? where.surface.current + p : j;
      const double area = population.specific_area * place.width[p];
      const std::size_t lithium = in_network ? place.populations[place.network].x + p : i;
      sink_.row(lithium, -area * y_[through]);
      sink_.entry(lithium, through, -area);
      if (!in_network) {
        sink_.row(e, area * y_[through]);
        sink_.entry(e, through, area);
      }
      if (place.c_e != absent) {
        sink_.row(place.c_e + p, -area * y_[j]);
        sink_.entry(place.c_e + p, j, -area);
      }
      const auto eta =
          activation_overpotential(y_[j], properties.j0[p], population.kinetics->anodic_transfer, cell_.temperature);
      sink_.row(j, -properties.U[p] - eta.value);
      sink_.entry(j, j, -eta.d_dj);
      sink_.entry(j, x, -properties.dU_dx[p] - eta.d_dj0 * properties.dj0_dx[p]);
      if (place.c_e != absent) sink_.entry(j, place.c_e + p, -eta.d_dj0 * properties.dj0_dc[p]);
      if (where.hysteresis != absent) sink_.entry(j, where.hysteresis + p, -properties.dU_dh[p]);
      drive_exchange(l, k, p);
    }
  }

  /// The potential difference at the reaction, into the row of the exchange current: of the cell's potentials and the
  /// film, or of the double layer (Eq. K1, K4).
  void drive_exchange(std::size_t l, std::size_t k, std::size_t p) {
    const auto& place = layout_.layers[l];
    const auto& where = place.populations[k];
    const auto& kinetics = *cell_.layers[l].populations[k].kinetics;
    const std::size_t j = where.j + p, e = place.phi_e + p, i = place.phi_i + p;
    if (where.surface.current == absent) {
      sink_.row(j, y_[e] - y_[i] - kinetics.film_resistance * y_[j]);
      sink_.entry(j, e, 1.0);
      sink_.entry(j, i, -1.0);
      sink_.entry(j, j, -kinetics.film_resistance);
      return;
    }
    const std::size_t through = where.surface.current + p, v = where.surface.double_layer + p;
    sink_.row(j, y_[v]);
    sink_.entry(j, v, 1.0);
    sink_.row(through, y_[e] - y_[i]);
    sink_.entry(through, e, 1.0);
    sink_.entry(through, i, -1.0);
    surface_storage(kinetics, 1.0, where.surface, p, {j, 1.0});
  }

  /// Eq. K2: Eq. M6 with |r| = r^2/sqrt(r^2 + r_0^2): smooth, and nothing moves at rest.
  void hysteresis(std::size_t l, std::size_t k) {
    const auto& place = layout_.layers[l];
    const auto& where = place.populations[k];
    const double decay = cell_.layers[l].populations[k].ocp.decay;
    constexpr double smallest_rate = 1e-8;  // 1/s: the switch is smooth below a rate of 3e-5 of the sites an hour
    const auto* bundle = model_.particles(l, k);
    for (std::size_t p = 0; p < place.cells; ++p) {
      const std::size_t h = where.hysteresis + p;
      const double rate = bundle != nullptr ? bundle->outflow() * y_[where.j + p] : -y_dot_[where.x + p];
      const double root = std::sqrt(rate * rate + smallest_rate * smallest_rate);
      const double magnitude = rate * rate / root;
      const double d_magnitude = rate * (2.0 - rate * rate / (root * root)) / root;
      sink_.row(h, y_dot_[h] - decay * (rate - magnitude * y_[h]));
      sink_.entry(h, h, cj_ + decay * magnitude);
      const double d_rate = -decay * (1.0 - d_magnitude * y_[h]);
      if (bundle != nullptr) {
        sink_.entry(h, where.j + p, d_rate * bundle->outflow());
      } else {
        sink_.entry(h, where.x + p, -d_rate * cj_);
      }
    }
  }

  // --- interfaces and ends

  /// phi_e = 0 at the anode's collector, the current enters at the cathode's (Eq. C8).
  void collectors() {
    const std::size_t I = layout_.current, V = layout_.voltage, last = cell_.layers.size() - 1;
    if (layout_.layers[0].cells > 0) {
      const std::size_t e = layout_.layers[0].phi_e;
      const auto& half = model_.properties(0).electronic;
      const double g = 1.0 / half.value[0], inflow = -g * y_[e];
      sink_.row(e, -inflow);
      sink_.entry(e, e, g);
      electronic_arguments({0, 0}, -inflow * -g * half.d_argument[0],
                           [&](Dependence by) { sink_.entry(e, by.unknown, by.slope); });
    }
    const auto& place = layout_.layers[last];
    if (place.cells == 0) {
      const std::size_t planar = layout_.planar_current[last - 1];
      sink_.row(V, y_[planar] + y_[I]);
      sink_.entry(V, planar, 1.0);
      sink_.entry(V, I, 1.0);
      return;
    }
    const std::size_t e = place.phi_e + place.cells - 1;
    const auto& half = model_.properties(last).electronic;
    const double resistance = half.value[place.cells - 1] + cell_.series_resistance;
    sink_.row(e, -y_[I]);
    sink_.entry(e, I, -1.0);
    sink_.row(V, y_[V] - y_[e] - resistance * y_[I]);
    sink_.entry(V, V, 1.0);
    sink_.entry(V, e, -1.0);
    sink_.entry(V, I, -resistance);
    electronic_arguments({last, place.cells - 1}, -half.d_argument[place.cells - 1] * y_[I],
                         [&](Dependence by) { sink_.entry(V, by.unknown, by.slope); });
  }

  /// Charge and energy passed: integrated beside the cell, used by none of its balances.
  void integrals() {
    const std::size_t I = layout_.current, V = layout_.voltage, q = layout_.charge, energy = layout_.energy;
    sink_.row(q, y_dot_[q] - y_[I]);
    sink_.entry(q, q, cj_);
    sink_.entry(q, I, -1.0);
    sink_.row(energy, y_dot_[energy] - y_[V] * y_[I]);
    sink_.entry(energy, energy, cj_);
    sink_.entry(energy, V, -y_[I]);
    sink_.entry(energy, I, -y_[V]);
  }

  /// The row of the current: what the protocol holds (Eq. C9).
  void drive() {
    const std::size_t I = layout_.current, V = layout_.voltage;
    const Drive& drive = model_.drive();
    double value = 0.0, by_current = 0.0, by_voltage = 0.0;
    switch (drive.kind) {
      case Drive::Kind::current:
      case Drive::Kind::profile:
        value = y_[I] - drive.current(t_);
        by_current = 1.0;
        break;
      case Drive::Kind::voltage:
        value = y_[V] - drive.value;
        by_voltage = 1.0;
        break;
      case Drive::Kind::power:
        value = y_[V] * y_[I] - drive.value;
        by_current = y_[V];
        by_voltage = y_[I];
        break;
    }
    sink_.row(I, value);
    sink_.entry(I, I, by_current);
    sink_.entry(I, V, by_voltage);
  }

  double t_;
};

}  // namespace silith
