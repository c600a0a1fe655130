#pragma once
#include <span>

#include "cell1d/cell_model.hpp"
#include "numerics/sparse_assembler.hpp"

namespace silith {

/// Takes the values of the balances and drops the derivatives.
struct ResidualSink {
  std::span<double> out;
  void row(std::size_t row, double value) { out[row] += value; }
  void entry(std::size_t, std::size_t, double) {}
};

/// Takes the derivatives and drops the values.
struct JacobianSink {
  SparseAssembler& matrix;
  void row(std::size_t, double) {}
  void entry(std::size_t row, std::size_t column, double value) { matrix.add(row, column, value); }
};

/// What all balances share: the state, the rows a flux enters, what conductivities depend on, surfaces that store
/// charge.
///
/// Ionic current leaves and enters the row of phi_i, in a network the rows of its lithium and of the total current.
template <class Sink>
class FluxRows {
protected:
  FluxRows(const CellModel& model, double cj, std::span<const double> y, std::span<const double> y_dot, Sink& sink)
      : model_(model), cell_(model.cell()), layout_(model.layout()), cj_(cj), y_(y), y_dot_(y_dot), sink_(sink) {}

  /// One finite volume: layer and cell number.
  struct Volume {
    std::size_t layer, cell;
  };
  /// A flux and its derivative by one unknown.
  struct Dependence {
    std::size_t unknown;
    double slope;
  };

  void ionic_rows(Volume v, double sign, double value) {
    const auto& place = layout_.layers[v.layer];
    if (place.network == absent) {
      sink_.row(place.phi_i + v.cell, sign * value);
    } else {
      sink_.row(place.phi_e + v.cell, sign * value);
      sink_.row(place.populations[place.network].x + v.cell, sign * value);
    }
  }

  void ionic_entries(Volume v, double sign, Dependence by) {
    const auto& place = layout_.layers[v.layer];
    if (place.network == absent) {
      sink_.entry(place.phi_i + v.cell, by.unknown, sign * by.slope);
    } else {
      sink_.entry(place.phi_e + v.cell, by.unknown, sign * by.slope);
      sink_.entry(place.populations[place.network].x + v.cell, by.unknown, sign * by.slope);
    }
  }

  template <class Take>
  void electronic_arguments(Volume v, double slope, const Take& take) {
    const auto weights = model_.properties(v.layer).electronic_weights();
    const auto& of = cell_.layers[v.layer].electronic->populations;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      take({layout_.layers[v.layer].populations[of[i]].x + v.cell, slope * weights[i]});
    }
  }

  template <class Take>
  void ionic_arguments(Volume v, double slope, const Take& take) {
    const auto weights = model_.properties(v.layer).ionic_weights();
    const auto& of = cell_.layers[v.layer].ionic->populations;
    const auto& place = layout_.layers[v.layer];
    for (std::size_t i = 0; i < weights.size(); ++i) take({place.populations[of[i]].x + v.cell, slope * weights[i]});
    if (weights.empty() && place.c_e != absent) take({place.c_e + v.cell, slope});
  }

  /// Charge stored by a surface (Eq. K4 to K6) and what lies over double layer and film, into the row of the current.
  /// @param area of the surface per area of the current;  @param exchange the reacting current is slope * unknown
  void surface_storage(const Kinetics& kinetics, double area, const SurfaceLayout& where, std::size_t p,
                       Dependence exchange) {
    const std::size_t i = where.current + p, v = where.double_layer + p;
    const double sign = exchange.slope;  // of a current that leaves the electrode
    const double capacitance = area * kinetics.double_layer_capacitance;
    sink_.row(v, capacitance * y_dot_[v] - sign * (y_[i] - y_[exchange.unknown]));
    sink_.entry(v, v, capacitance * cj_);
    sink_.entry(v, i, -sign);
    sink_.entry(v, exchange.unknown, sign);
    const double bridged = where.film == absent ? 0.0 : kinetics.bridged_resistance;
    const double series = (kinetics.film_resistance - bridged) / area;
    sink_.row(i, -y_[v] - sign * series * y_[i]);
    sink_.entry(i, v, -1.0);
    sink_.entry(i, i, -sign * series);
    if (where.film == absent) return;
    const std::size_t film = where.film + p;
    sink_.row(i, -y_[film]);
    sink_.entry(i, film, -1.0);
    sink_.row(film, area * (kinetics.film_capacitance * y_dot_[film] + y_[film] / bridged) - sign * y_[i]);
    sink_.entry(film, film, area * (kinetics.film_capacitance * cj_ + 1.0 / bridged));
    sink_.entry(film, i, -sign);
  }

  const CellModel& model_;
  const Cell& cell_;
  const Layout& layout_;
  double cj_;
  std::span<const double> y_, y_dot_;
  Sink& sink_;
};

}  // namespace silith
