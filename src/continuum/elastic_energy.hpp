#pragma once
#include <array>
#include <cmath>

#include "numerics/dual.hpp"

// Isotropic elastic energies as functions of the three principal logarithmic strains.
namespace silith {

using Principal = std::array<double, 3>;
using PrincipalMatrix = std::array<Principal, 3>;

/// Young's modulus and Poisson's ratio, and what follows from them.
struct ElasticModuli {
  double young = 0.0;    ///< Pa
  double poisson = 0.0;  ///< 1, -1 < nu < 0.5

  double shear() const { return young / (2.0 * (1.0 + poisson)); }              ///< Pa
  double bulk() const { return young / (3.0 * (1.0 - 2.0 * poisson)); }         ///< Pa
  double lame() const { return bulk() - 2.0 / 3.0 * shear(); }                  ///< Pa
  double plane() const { return young / ((1.0 - poisson) * (1.0 + poisson)); }  ///< Pa, E/(1 - nu^2)
};

/// Hencky's energy, Eq. F45: psi = K/2 (tr e)^2 + mu dev e : dev e, J/m^3 of the unstrained state.
struct HenckyEnergy {
  ElasticModuli moduli;

  template <class Real>
  Real operator()(const std::array<Real, 3>& e) const {
    const Real trace = e[0] + e[1] + e[2];
    const Real squares = e[0] * e[0] + e[1] * e[1] + e[2] * e[2];
    return 0.5 * moduli.bulk() * trace * trace + moduli.shear() * (squares - trace * trace / 3.0);
  }
  /// d psi/d e, the principal Kirchhoff stresses, Pa.
  template <class Real>
  std::array<Real, 3> stress(const std::array<Real, 3>& e) const {
    const Real trace = e[0] + e[1] + e[2];
    const Real pressure = (moduli.bulk() - 2.0 / 3.0 * moduli.shear()) * trace;
    const double twice = 2.0 * moduli.shear();
    return {pressure + twice * e[0], pressure + twice * e[1], pressure + twice * e[2]};
  }
};

/// Compressible neo-Hookean energy, Eq. F46:
/// psi = mu/2 (J^(-2/3) tr b - 3) + K/4 (J^2 - 1 - 2 ln J), J/m^3 of the unstrained state.
struct NeoHookeanEnergy {
  ElasticModuli moduli;

  template <class Real>
  Real operator()(const std::array<Real, 3>& e) const {
    using std::exp;
    const Real trace = e[0] + e[1] + e[2];
    const Real third = trace / 3.0;
    const Real isochoric = exp(2.0 * (e[0] - third)) + exp(2.0 * (e[1] - third)) + exp(2.0 * (e[2] - third));
    return 0.5 * moduli.shear() * (isochoric - 3.0) + 0.25 * moduli.bulk() * (exp(2.0 * trace) - 1.0 - 2.0 * trace);
  }
  /// d psi/d e, the principal Kirchhoff stresses, Pa.
  template <class Real>
  std::array<Real, 3> stress(const std::array<Real, 3>& e) const {
    using std::exp;
    const Real trace = e[0] + e[1] + e[2];
    const Real third = trace / 3.0;
    std::array<Real, 3> b;
    for (std::size_t i = 0; i < 3; ++i) b[i] = exp(2.0 * (e[i] - third));
    const Real mean = (b[0] + b[1] + b[2]) / 3.0;
    const Real pressure = 0.5 * moduli.bulk() * (exp(2.0 * trace) - 1.0);
    for (std::size_t i = 0; i < 3; ++i) b[i] = pressure + moduli.shear() * (b[i] - mean);
    return b;
  }
};

/// The derivatives of an energy's stresses, [stress][strain], Pa, exact by dual numbers.
template <class Energy>
PrincipalMatrix stress_derivative(const Energy& energy, const Principal& e) {
  std::array<Dual<3>, 3> strain;
  for (std::size_t i = 0; i < 3; ++i) strain[i] = Dual<3>::variable(e[i], i);
  const auto stress = energy.stress(strain);
  PrincipalMatrix result;
  for (std::size_t i = 0; i < 3; ++i) result[i] = stress[i].derivative;
  return result;
}

}  // namespace silith
