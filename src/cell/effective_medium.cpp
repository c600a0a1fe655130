#include "cell/effective_medium.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

double bruggeman(double fraction, const EffectiveMedium& medium) {
  return std::pow(fraction, medium.exponent);
}

double percolation(double fraction, const EffectiveMedium& medium) {
  if (fraction <= medium.threshold) return 0.0;
  return std::pow((fraction - medium.threshold) / (1.0 - medium.threshold), medium.exponent);
}

double tortuosity(double fraction, const EffectiveMedium& medium) {
  return fraction / medium.tortuosity;
}

double hashin_shtrikman(double fraction, const EffectiveMedium&) {
  return 2.0 * fraction / (3.0 - fraction);
}

double parallel(double fraction, const EffectiveMedium&) {
  return fraction;
}

double as_measured(double, const EffectiveMedium&) {
  return 1.0;
}

}  // namespace

const std::vector<EffectiveMediumLaw>& effective_medium_laws() {
  static const std::vector<EffectiveMediumLaw> table{
      {"bruggeman",
       "f^exponent",
       "power law; exponent 1.5 is Bruggeman's for spheres in the conductor (Eq. L7)",
       {"exponent"},
       bruggeman},
      {"percolation",
       "((f - threshold)/(1 - threshold))^exponent, 0 below the threshold",
       "conducts only where the phase connects (Eq. L8)",
       {"exponent", "threshold"},
       percolation},
      {"tortuosity", "f/tortuosity", "measured tortuosity factor (Eq. L9)", {"tortuosity"}, tortuosity},
      {"hashin-shtrikman",
       "2 f/(3 - f)",
       "upper bound of an isotropic mixture with an insulator (Eq. L10)",
       {},
       hashin_shtrikman},
      {"parallel", "f", "straight paths: upper bound of any mixture", {}, parallel},
      {"as-measured", "1", "the material's conductivity was measured on a layer pressed alike", {}, as_measured},
  };
  return table;
}

double conduction_factor(const EffectiveMedium& medium, double phase_fraction, double solids) {
  const auto& laws = effective_medium_laws();
  const auto law = std::find_if(laws.begin(), laws.end(), [&](const auto& entry) { return entry.name == medium.law; });
  if (law == laws.end())
    throw InputError(fmt::format("there is no effective-medium law \"{}\"", medium.law),
                     "see `silith explain cell.<layer>.electronic.law` for the choices");
  return law->factor(medium.fraction == FractionOf::phase ? phase_fraction : solids, medium);
}

}  // namespace silith
