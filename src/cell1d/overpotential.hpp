#pragma once
#include <span>
#include <string>
#include <vector>

#include "cell1d/cell_model.hpp"

namespace silith {

/// Splits V - U_oc into contributions of layers and causes (Eq. C11 to C13); their sum is exact at every state.
class OverpotentialSplit {
public:
  enum class Cause { ohmic, kinetic, diffusion, film };
  struct Contribution {
    std::string place;  ///< layer, "left|right" for an interface, "leads"
    Cause cause;
  };

  explicit OverpotentialSplit(CellModel& model);

  /// What there is to tell in this cell, in a fixed order.
  const std::vector<Contribution>& contributions() const { return contributions_; }
  /// V, one value a contribution, positive where it raises the voltage; valid until the next call.
  std::span<const double> evaluate(std::span<const double> y);
  /// U_oc = cathode minus anode at the mean compositions of the last state given to evaluate(), V.
  double open_circuit_voltage() const { return cathode_potential_ - anode_potential_; }

private:
  struct CellRef {
    std::size_t layer, cell;
  };
  /// Cells of the layers [first, end) in a row.
  std::vector<CellRef> cells_of(std::size_t first, std::size_t end) const;
  /// Of the electrode that begins with a layer.
  const std::vector<CellRef>& cells_of_electrode(std::size_t first) const {
    return first == 0 ? anode_cells_ : cathode_cells_;
  }
  /// Layers by their number, then the interfaces right of them, then the leads.
  std::size_t interface_place(std::size_t left_layer) const;
  std::size_t leads() const;
  std::string place_name(std::size_t place) const;
  void add(std::size_t place, Cause cause, double value);
  void electrode(std::span<const double> y, std::size_t first, std::size_t end, double sign);
  void particle_electrode(std::span<const double> y, std::size_t first, std::size_t end, double sign);
  void network_electrode(std::span<const double> y, std::size_t first, std::size_t end, double sign);
  void population(std::span<const double> y, std::size_t l, std::size_t k, double sign);
  void electronic_path(std::span<const double> y, std::size_t first, std::span<const double> weight, double sign);
  void ionic_path(std::span<const double> y, std::size_t first, std::span<const double> weight, double sign);
  void separator(std::span<const double> y);
  void interface(std::span<const double> y, std::size_t l);
  double layer_potential(std::span<const double> y, std::size_t l) const;
  double electrode_potential(std::span<const double> y, std::size_t first, std::size_t end) const;
  bool is_network_electrode(std::size_t first, std::size_t end) const;

  CellModel& model_;
  std::vector<Contribution> contributions_;
  std::vector<std::size_t> slots_;  ///< [place * 4 + cause] into values_; absent until first used
  std::vector<double> values_;
  double anode_potential_ = 0.0, cathode_potential_ = 0.0;  ///< at the mean compositions, V against Li/Li+
  std::vector<CellRef> anode_cells_, cathode_cells_;
  std::vector<double> weight_;      ///< of the cells of an electrode
  std::vector<double> weights_of_;  ///< of the cells of a population
};

const char* to_string(OverpotentialSplit::Cause cause);

}  // namespace silith
