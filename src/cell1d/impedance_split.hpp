#pragma once
#include <complex>
#include <span>
#include <string>
#include <vector>

#include "cell1d/cell_model.hpp"

namespace silith {

/// Splits an impedance into contributions of layers and causes (Eq. C15, C16); their sum is exact.
class ImpedanceSplit {
public:
  using Complex = std::complex<double>;
  enum class Cause { ohmic, kinetic, diffusion, film, storage };
  struct Contribution {
    std::string place;  ///< layer, "left|right" for an interface, "leads", "cell"
    Cause cause;
  };

  /// @param model with the laws and slopes of the state, as FrequencyResponse leaves it; neither may change meanwhile
  ImpedanceSplit(const CellModel& model, std::span<const double> y);

  /// What there is to tell in this cell, in a fixed order.
  const std::vector<Contribution>& contributions() const { return contributions_; }
  /// ohm m^2, one value a contribution, valid until the next call.
  /// @param answer of FrequencyResponse at this frequency, Hz
  std::span<const Complex> evaluate(double frequency, std::span<const Complex> answer);

private:
  struct Volume {
    std::size_t layer, cell;
  };

  void add(std::size_t place, Cause cause, Complex value);
  void mean_potentials(Complex jw);
  void shares_of(std::size_t first, std::size_t end, double sign);
  void electronic_ends();
  void electronic_face(Volume a, Volume b, double contact);
  void ionic_face(Volume a, Volume b, double contact);
  void reactions(std::size_t layer, std::size_t population, double sign);
  void planar(std::size_t interface);
  Complex network(std::size_t electrode, Volume edge, double direction, std::size_t interface);
  void network_diffusion(std::size_t electrode, Complex at_interface);
  Complex slope_sum(std::span<const double> weights, const std::vector<std::size_t>& of, Volume v) const;

  std::size_t leads() const { return 2 * cell_.layers.size(); }
  std::size_t whole_cell() const { return leads() + 1; }
  std::size_t between(std::size_t left_layer) const { return cell_.layers.size() + left_layer; }
  std::string place_name(std::size_t place) const;
  bool is_anode(std::size_t layer) const { return layer < cell_.first_separator; }
  Complex mean_of_electrode(std::size_t layer) const { return is_anode(layer) ? anode_ : cathode_; }

  /// Derivatives of a population's open-circuit potential at its mean composition, V.
  struct MeanSlopes {
    double by_x = 0.0, by_h = 0.0;
  };

  const CellModel& model_;
  const Cell& cell_;
  const Layout& layout_;
  std::span<const double> y_;
  std::span<const Complex> d_;                     ///< the answer
  std::vector<std::vector<MeanSlopes>> slopes_;    ///< [layer][population]
  std::vector<std::vector<Complex>> ionic_share_;  ///< [layer][cell], of the current at the face right of it
  std::vector<Complex> layer_potential_;           ///< of the mean composition
  Complex anode_, cathode_;                        ///< of the electrodes' mean compositions
  std::vector<Contribution> contributions_;
  std::vector<std::size_t> slots_;  ///< [place * causes + cause]
  std::vector<Complex> values_;
};

const char* to_string(ImpedanceSplit::Cause cause);

}  // namespace silith
