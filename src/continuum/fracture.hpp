#pragma once
#include "continuum/elastic_energy.hpp"

namespace silith {

/// Energy released per area by a penny-shaped crack of radius `flaw` across a tension `stress` (Eq. F65):
/// G = 4 (1 - nu^2) stress^2 flaw/(pi E), J/m^2; 0 in compression.
double penny_crack_release(const ElasticModuli& moduli, double stress, double flaw);

/// Radius of the crack at which the release reaches the toughness (J/m^2), m; infinite in compression.
double critical_flaw(const ElasticModuli& moduli, double stress, double toughness);

/// The worst flaw is no larger than the sphere of the same volume as the region in tension (Eq. F66), m.
/// @param largest_flaw m, of the material;  @param tension_volume m^3
double worst_flaw(double largest_flaw, double tension_volume);

}  // namespace silith
