#pragma once
#include <string>
#include <vector>

#include "cell/recipe.hpp"

namespace silith {

/// One population that is to share one potential with others (Eq. L13).
struct EquilibrationMember {
  Population* population = nullptr;  ///< at its composition as mixed; initial_x and initial_hysteresis are rewritten
  double sites = 0.0;                ///< mol/m^2
  double lithium = 0.0;              ///< mol/m^2 as mixed
  bool choose_branch = true;         ///< hysteresis by direction; false: as it stands
};

/// Brings the members to one potential at their total lithium (Eq. L13), to round-off in lithium.
/// @param key dotted path for messages;  @returns the potential, V against Li/Li+
/// @throws InputError if the lithium does not fit into the members' ranges
double equilibrate(const std::string& key, std::vector<EquilibrationMember>& members, double temperature);

/// Composition at which a population has the potential U (V), by bisection; the nearer end of its range if it never
/// has.
double stoichiometry_at(const Population& population, double potential, double temperature);

/// Potential of a population at x on its hysteresis state, V.
double potential_at(const Population& population, double x, double temperature);

}  // namespace silith
