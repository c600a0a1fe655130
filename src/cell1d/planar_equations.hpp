#pragma once
#include <span>

#include "base/constants.hpp"
#include "cell1d/cell_model.hpp"
#include "cell1d/exchange.hpp"
#include "cell1d/flux_rows.hpp"

namespace silith {

/// Reaction at the interface of an electrolyte with a mixed conductor or a metal (Eq. C7), with what it stores (Eq.
/// K7).
template <class Sink>
class PlanarEquations : protected FluxRows<Sink> {
protected:
  using Rows = FluxRows<Sink>;
  using Rows::cell_, Rows::cj_, Rows::layout_, Rows::model_, Rows::sink_, Rows::y_, Rows::y_dot_;
  using Rows::electronic_arguments, Rows::ionic_arguments, Rows::surface_storage;
  using typename Rows::Dependence, typename Rows::Volume;

  PlanarEquations(const CellModel& model, double cj, std::span<const double> y, std::span<const double> y_dot,
                  Sink& sink)
      : Rows(model, cj, y, y_dot, sink) {}

  void planar_reaction(std::size_t l) {
    const auto& left = layout_.layers[l];
    const Volume a{l, left.cells - (left.cells > 0 ? 1 : 0)}, b{l + 1, 0};
    const std::size_t total = layout_.planar_current[l], exchange = layout_.planar_exchange[l];
    if (total == exchange) {
      in_balance(l, a, b);
    } else {
      with_storage(l, a, b);
    }
    planar_flow(a, 1.0, total, exchange);
    planar_flow(b, -1.0, total, exchange);
  }

private:
  /// Ionic side of a planar interface: potential at the cell's centre, or of a metal.
  struct PlanarSide {
    double potential = 0.0;
    double resistance = 0.0;
  };

  PlanarSide planar_side(Volume v, double metal_potential) const {
    const auto& place = layout_.layers[v.layer];
    if (place.cells == 0) return {.potential = metal_potential, .resistance = 0.0};
    return {.potential = y_[place.phi_i + v.cell], .resistance = model_.properties(v.layer).ionic.value[v.cell]};
  }

  /// Without capacitance (Eq. C7): i continuous, phi_i jumps by the overpotential.
  void in_balance(std::size_t l, Volume a, Volume b) {
    const std::size_t row = layout_.planar_current[l];
    const double current = y_[row];
    const auto point = model_.planar_point(l, y_);
    const double right_metal = y_[layout_.voltage] - cell_.series_resistance * y_[layout_.current];
    const PlanarSide sa = planar_side(a, -point.metal_potential),
                     sb = planar_side(b, right_metal - point.metal_potential);
    const auto& interface = cell_.interfaces[l];
    const auto eta = overpotential(l, point, current);
    const double ohmic = sa.resistance + sb.resistance + interface.ionic_resistance +
                         interface.reaction->film_resistance / interface.contact_fraction;
    sink_.row(row, sa.potential - sb.potential - ohmic * current - point.direction * eta.value);
    sink_.entry(row, row, -ohmic - eta.d_dj);
    if (point.x != absent) sink_.entry(row, point.x, -point.direction * eta.d_dx);
    if (point.c != absent) sink_.entry(row, point.c, -point.direction * eta.d_dc);
    planar_potential(a, row, 1.0, current);
    planar_potential(b, row, -1.0, current);
  }

  struct PlanarOverpotential {
    double value, d_dj, d_dx, d_dc;  ///< by the current that leaves the electrode, the electrode's x, the salt
  };

  /// @param exchange reacting current, +x
  PlanarOverpotential overpotential(std::size_t l, const PlanarPoint& point, double exchange) const {
    const auto& interface = cell_.interfaces[l];
    const auto& kinetics = *interface.reaction;
    const auto j0 = kinetics.exchange_current_density(point.at);
    const double contact = interface.contact_fraction;
    const auto eta = activation_overpotential(point.direction * exchange, contact * j0.value, kinetics.anodic_transfer,
                                              cell_.temperature);
    return {eta.value, eta.d_dj, eta.d_dj0 * contact * j0.d_dx, eta.d_dj0 * contact * j0.d_dc};
  }

  /// With capacitances (Eq. K7): two rows, of the whole current and of the reacting one. What charges the double layer
  /// comes as electrons from the conductor's centre and as ions from the electrolyte's.
  void with_storage(std::size_t l, Volume a, Volume b) {
    const auto point = model_.planar_point(l, y_);
    const double d = point.direction;
    const Volume electrode = d > 0.0 ? a : b, electrolyte = d > 0.0 ? b : a;
    const auto& surface = layout_.planar_surface[l];
    const auto& interface = cell_.interfaces[l];
    const std::size_t total = surface.current, exchange = layout_.planar_exchange[l], v = surface.double_layer;
    const double current = d * y_[total], reacting = d * y_[exchange];  // leaving the electrode

    const auto& ionic = model_.properties(electrolyte.layer).ionic;
    const std::size_t phi = layout_.layers[electrolyte.layer].phi_i + electrolyte.cell;
    const double resistance = ionic.value[electrolyte.cell] + interface.ionic_resistance;
    sink_.row(total, -y_[phi] - resistance * current);
    sink_.entry(total, phi, -1.0);
    sink_.entry(total, total, -d * resistance);
    ionic_arguments(electrolyte, -current * ionic.d_argument[electrolyte.cell],
                    [&](Dependence by) { sink_.entry(total, by.unknown, by.slope); });
    surface_storage(*interface.reaction, interface.contact_fraction, surface, 0, {exchange, d});

    const auto eta = overpotential(l, point, y_[exchange]);
    sink_.row(exchange, y_[v] - eta.value - point.metal_potential);
    sink_.entry(exchange, v, 1.0);
    sink_.entry(exchange, exchange, -d * eta.d_dj);
    if (point.x != absent) sink_.entry(exchange, point.x, -eta.d_dx);
    if (point.c != absent) sink_.entry(exchange, point.c, -eta.d_dc);
    if (layout_.layers[electrode.layer].cells > 0) {
      electronic_side(electrode, total, 1.0, d, l);
      electronic_side(electrode, exchange, -1.0, d, l);
      ionic_side(electrode, exchange, d, reacting);
    } else if (electrode.layer != 0) {
      sink_.row(total, y_[layout_.voltage] - cell_.series_resistance * y_[layout_.current]);
      sink_.entry(total, layout_.voltage, 1.0);
      sink_.entry(total, layout_.current, -cell_.series_resistance);
    }
  }

  /// Electronic potential of a mixed conductor at the interface, times a sign, into a row: electrons charge the double
  /// layer.
  void electronic_side(Volume electrode, std::size_t row, double sign, double d, std::size_t l) {
    const std::size_t total = layout_.planar_current[l], exchange = layout_.planar_exchange[l];
    const auto& half = model_.properties(electrode.layer).electronic;
    const std::size_t e = layout_.layers[electrode.layer].phi_e + electrode.cell;
    const double charging = d * (y_[total] - y_[exchange]), resistance = half.value[electrode.cell];
    sink_.row(row, sign * (y_[e] - resistance * charging));
    sink_.entry(row, e, sign);
    sink_.entry(row, total, -sign * d * resistance);
    sink_.entry(row, exchange, sign * d * resistance);
    electronic_arguments(electrode, -sign * charging * half.d_argument[electrode.cell],
                         [&](Dependence by) { sink_.entry(row, by.unknown, by.slope); });
  }

  /// Ionic potential of a mixed conductor at the interface into the row of the reacting current.
  void ionic_side(Volume electrode, std::size_t exchange, double d, double reacting) {
    const auto& half = model_.properties(electrode.layer).ionic;
    const std::size_t i = layout_.layers[electrode.layer].phi_i + electrode.cell;
    sink_.row(exchange, y_[i] - half.value[electrode.cell] * reacting);
    sink_.entry(exchange, i, 1.0);
    sink_.entry(exchange, exchange, -d * half.value[electrode.cell]);
    ionic_arguments(electrode, -reacting * half.d_argument[electrode.cell],
                    [&](Dependence by) { sink_.entry(exchange, by.unknown, by.slope); });
  }

  /// What the interface brings to a volume: current to its charge, reacting current to its lithium. Anions do not
  /// react: a salt gains all of the latter (Eq. C6).
  void planar_flow(Volume v, double sign, std::size_t total, std::size_t exchange) {
    const auto& place = layout_.layers[v.layer];
    const auto add = [&](std::size_t row, double slope, std::size_t current) {
      sink_.row(row, slope * y_[current]);
      sink_.entry(row, current, slope);
    };
    if (place.cells == 0) {
      // lithium taken from the metal: d n/dt = i/F
      const std::size_t taken = place.metal_lithium;
      sink_.row(taken, y_dot_[taken]);
      sink_.entry(taken, taken, cj_);
      add(taken, -sign / faraday, exchange);
      return;
    }
    if (place.network != absent) {
      add(place.phi_e + v.cell, sign, total);
      add(place.populations[place.network].x + v.cell, sign, exchange);
      return;
    }
    add(place.phi_i + v.cell, sign, total);
    if (place.c_e != absent) add(place.c_e + v.cell, sign, exchange);
  }

  void planar_potential(Volume v, std::size_t row, double sign, double current) {
    const auto& place = layout_.layers[v.layer];
    if (place.cells > 0) {
      sink_.entry(row, place.phi_i + v.cell, sign);
      const double slope = -current * model_.properties(v.layer).ionic.d_argument[v.cell];
      ionic_arguments(v, slope, [&](Dependence by) { sink_.entry(row, by.unknown, by.slope); });
    } else if (v.layer != 0) {
      sink_.entry(row, layout_.voltage, sign);
      sink_.entry(row, layout_.current, -sign * cell_.series_resistance);
    }
  }
};

}  // namespace silith
