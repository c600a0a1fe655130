#pragma once
#include <complex>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/circuit_element.hpp"

namespace silith {

/// A parameter of a circuit.
struct CircuitParameter {
  std::string name;  ///< "R0", "CPE1.Q", "Wo1.tau"
  std::string unit;  ///< SI
  ParameterRole role = ParameterRole::resistance;
  double lower = 0.0, upper = 0.0;  ///< default bounds of a fit; all parameters are positive
};

/// An equivalent circuit: elements in series and parallel, its impedance and exact derivatives.
class Circuit {
public:
  static constexpr std::size_t max_nodes = 64;  ///< elements and groups; keeps work arrays on the stack

  struct Node {
    enum class Kind { element, series, parallel } kind = Kind::element;
    const ElementType* type = nullptr;  ///< elements only
    std::string name;                   ///< elements only, "CPE1"
    std::size_t first = 0;              ///< elements only: place of its first parameter
    std::size_t parent = 0;             ///< place of the group it is in; the last node is the root
  };

  /// Reads a circuit in one of two notations, told apart by what is written:
  /// `R0-p(R1,CPE1)-p(R2-Wo1,CPE2)`: elements with numbers, `-` in series, `p( , )` in parallel;
  /// `R(RQ)(RW)` (Boukamp): letters side by side in series, `( )` in parallel, brackets within it in series again.
  /// Elements and parameters: docs/equations/impedance.md.
  /// @throws InputError showing the place
  static Circuit parse(std::string_view text);

  const std::vector<CircuitParameter>& parameters() const { return parameters_; }
  std::size_t size() const { return parameters_.size(); }  ///< number of parameters
  const std::vector<Node>& nodes() const { return nodes_; }

  /// Place of a parameter: "CPE1.Q", or counted "CPE1_0". @throws InputError naming the parameters there are
  std::size_t find(std::string_view parameter) const;

  /// The circuit in the first notation.
  std::string text() const;

  /// Gives an element another name, "R1" -> "Rsei"; its parameters follow. @throws std::logic_error if there is none
  void rename(std::string_view element, const std::string& name);

  /// @param p [size()] all positive  @param[out] z [frequencies.size()] ohm
  /// @param[out] dz dZ/dp [frequencies.size() * size()], frequency by frequency; empty: not wanted
  /// @throws std::logic_error if a span has the wrong size. Allocates nothing.
  void evaluate(std::span<const AngularFrequency> frequencies, std::span<const double> p,
                std::span<std::complex<double>> z, std::span<std::complex<double>> dz = {}) const;

private:
  friend class CircuitBuilder;
  struct Work;
  std::complex<double> evaluate_one(const AngularFrequency& at, const double* p, std::complex<double>* dz,
                                    Work& work) const;
  std::string text_of(std::size_t node) const;

  std::vector<Node> nodes_;  ///< children before their group
  std::vector<CircuitParameter> parameters_;
};

/// A circuit with names of its own for the elements.
struct CircuitPreset {
  std::string name, description;
  Circuit circuit;
};

/// Circuits known by name. @throws InputError listing them if there is none of this name
CircuitPreset circuit_preset(std::string_view name);
std::vector<std::string> circuit_preset_names();

}  // namespace silith
