#pragma once
#include <string>
#include <vector>

// How much of a phase's own conductivity a composite keeps (Eq. L7 to L10).
namespace silith {

/// Which volume fraction an effective-medium law is fed with.
enum class FractionOf {
  phase,   ///< the conducting phase itself
  solids,  ///< all solids, 1 - porosity
};

/// A named law f -> sigma_eff / sigma and its parameters, as chosen in the input.
struct EffectiveMedium {
  std::string law = "bruggeman";  ///< key into effective_medium_laws()
  double exponent = 1.5;          ///< of bruggeman and percolation
  double threshold = 0.0;         ///< of percolation: volume fraction below which nothing conducts
  double tortuosity = 1.0;        ///< tortuosity factor of "tortuosity": sigma_eff = sigma f / tortuosity
  FractionOf fraction = FractionOf::phase;
};

/// One line of the table of laws.
struct EffectiveMediumLaw {
  std::string name;
  std::string formula;
  std::string meaning;
  std::vector<std::string> parameters;  ///< those of EffectiveMedium it reads; others given to it are refused
  double (*factor)(double fraction, const EffectiveMedium& medium);
};
const std::vector<EffectiveMediumLaw>& effective_medium_laws();

/// sigma_eff / sigma of a phase.
/// @param phase_fraction volume fraction of the conducting phase in the layer;  @param solids 1 - porosity
/// @returns in [0, 1]; 0 where a percolation law says that the phase does not connect
/// @throws InputError for a name that is not in the table
double conduction_factor(const EffectiveMedium& medium, double phase_fraction, double solids);

}  // namespace silith
