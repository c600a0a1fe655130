#pragma once
#include "continuum/elastic_energy.hpp"

namespace silith {

/// Yield and rate of a J2 solid, Eq. F50: flow where the von Mises Cauchy stress exceeds `yield`, with the equivalent
/// rate `rate` (stress/yield - 1)^exponent. rate = 0: no rate dependence, the stress never exceeds `yield`.
struct FlowLaw {
  double yield = 0.0;     ///< Pa, of the Cauchy stress
  double rate = 0.0;      ///< 1/s
  double exponent = 1.0;  ///< 1, at least 1

  /// The von Mises Cauchy stress at which the solid flows at an equivalent plastic strain rate (1/s), Pa.
  double flow_stress(double plastic_rate) const;
};

/// What a material point answers to the principal logarithmic strains it would have without flow in this step.
struct PrincipalResponse {
  Principal stress;              ///< Kirchhoff stress per volume of the swollen, unstrained state, Pa
  PrincipalMatrix tangent;       ///< d stress[a]/d trial strain[b], Pa
  Principal elastic_strain;      ///< logarithmic, after the step
  double plastic_increment = 0;  ///< equivalent plastic strain of this step
};

/// Elastic answer of any energy.
template <class Energy>
PrincipalResponse elastic_response(const Energy& energy, const Principal& trial) {
  return {energy.stress(trial), stress_derivative(energy, trial), trial, 0.0};
}

/// Hencky elasticity with J2 flow, one implicit step of the exponential map (Eq. F51-F53). Flow keeps the volume, so
/// the elastic volume ratio exp(tr trial) that turns Kirchhoff into Cauchy stress is known beforehand.
/// @param trial logarithmic strains if the step were elastic;  @param dt s, used where the flow depends on rate
/// @throws NumericsError if the strains are not finite
PrincipalResponse flow_response(const ElasticModuli& moduli, const FlowLaw& flow, const Principal& trial, double dt);

/// sqrt(3/2 s:s) of principal stresses.
double von_mises(const Principal& stress);

}  // namespace silith
