#pragma once
#include <span>
#include <vector>

#include "continuum/elastic_energy.hpp"
#include "continuum/field_case.hpp"
#include "continuum/plastic_flow.hpp"

namespace silith {

/// What mechanics needs of a material point.
struct SolidPoint {
  ElasticModuli moduli;
  double volume_ratio = 1.0;  ///< V(x)/V(x_start)
  bool flows = false;         ///< has a yield stress
  FlowLaw flow;
  double toughness = 0.0;  ///< J/m^2, 0: not known
};

/// Mechanical properties of the bodies of a case, by their place in its list, at one temperature. A stoichiometry
/// beyond the ends x_start and x_full of a body counts as the end; bodies that take no lithium are at x_start.
class Solid {
public:
  /// @throws InputError if a body lacks moduli, or has moduli or a yield stress that no solid has at x_start or x_full
  Solid(std::vector<Body> bodies, double temperature);

  SolidPoint at(std::size_t body, double x) const;
  std::size_t size() const { return bodies_.size(); }
  const Body& body(std::size_t index) const { return bodies_.at(index); }
  /// Whether elastic moduli change with x in any body.
  bool moduli_change() const;

private:
  void check(const Body& body) const;

  std::vector<Body> bodies_;
  double temperature_;
};

}  // namespace silith
