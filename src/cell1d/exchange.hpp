#pragma once

namespace silith {

/// Activation overpotential of the Butler-Volmer law and its derivatives.
struct Overpotential {
  double value = 0.0;  ///< V
  double d_dj = 0.0;   ///< V m^2/A
  double d_dj0 = 0.0;  ///< V m^2/A
};

/// eta solving j = j0 (exp(alpha_a F eta/RT) - exp(-(1 - alpha_a) F eta/RT)) (Eq. K1).
/// @param j0 A/m^2, positive
Overpotential activation_overpotential(double j, double j0, double anodic_transfer, double T);

}  // namespace silith
