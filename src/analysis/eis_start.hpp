#pragma once
#include <vector>

#include "analysis/circuit.hpp"
#include "record/spectrum.hpp"

namespace silith {

/// Starting values of a circuit's parameters drawn from a spectrum: resistances from the steps of Re Z, time constants
/// spread over the measured range, with every order of the arcs tried before small variations of them. Deterministic.
class EisStarts {
public:
  EisStarts(const Circuit& circuit, const Spectrum& spectrum);

  const Circuit& circuit() const { return circuit_; }

  /// @return [circuit.size()] start number `index`, from 0
  std::vector<double> values(int index) const;

  /// Time constants of the arcs and diffusion elements, in the order they stand in the circuit, for given parameters.
  std::vector<double> time_constants(const std::vector<double>& p) const;

  /// The same values with the arcs exchanged so that their time constants rise in the order they stand; as given if
  /// they do already, or if the arcs are not of one kind.
  std::vector<double> in_order(const std::vector<double>& p) const;

private:
  /// What relaxes with a time constant of its own: a group of something resistive and something capacitive in
  /// parallel, or an element with a time constant among its parameters.
  struct Relaxation {
    std::vector<std::size_t> resistances;  ///< places of parameters that share its resistance
    std::size_t store;                     ///< place of its capacitance, constant phase coefficient or time constant
    std::size_t exponent;                  ///< place of its exponent, `none` if it has none
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  void find_relaxations();
  void add_group(std::size_t group);
  void add_element(const Circuit::Node& node);
  bool is_within(std::size_t node, std::size_t group) const;
  double real_part(double log_tau) const;
  void place(const Relaxation& relaxation, double log_tau, double width, double factor, std::vector<double>& p) const;
  void place_others(std::vector<double>& p) const;
  std::vector<std::size_t> order_of(int index) const;

  const Circuit& circuit_;
  Spectrum spectrum_;         ///< highest frequency first
  double fastest_, slowest_;  ///< ln of the time constants at the ends of the range
  double real_span_;          ///< ohm, between the smallest and the largest real part
  std::vector<Relaxation> relaxations_;
  std::vector<char> placed_;  ///< parameters that belong to a relaxation
};

}  // namespace silith
