#include "cell/initial_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "cell/refuse.hpp"

namespace silith {
namespace {

/// Lithium of all members at one potential, mol/m^2.
double lithium_at(const std::vector<EquilibrationMember>& members, double potential, double temperature) {
  double lithium = 0.0;
  for (const EquilibrationMember& member : members)
    lithium += member.sites * stoichiometry_at(*member.population, potential, temperature);
  return lithium;
}

double total_lithium(const std::vector<EquilibrationMember>& members) {
  double lithium = 0.0;
  for (const EquilibrationMember& member : members) lithium += member.lithium;
  return lithium;
}

void check_capacity(const std::string& key, const std::vector<EquilibrationMember>& members) {
  double sites = 0.0, least = 0.0, most = 0.0;
  for (const EquilibrationMember& member : members) {
    sites += member.sites;
    least += member.sites * member.population->x_range.min;
    most += member.sites * member.population->x_range.max;
  }
  const double lithium = total_lithium(members);
  if (lithium >= least && lithium <= most) return;
  refuse(key,
         fmt::format("cannot start equilibrated: the mean composition as mixed is x = {:.4g}, and the open-circuit "
                     "potentials reach from x = {:.4g} to {:.4g}",
                     lithium / sites, least / sites, most / sites),
         "change the mixture, or give the compositions: initial_stoichiometry = 0.5");
}

/// Lithium moves from the richer to the poorer: above the mean a member gives, below it takes.
void choose_branches(std::vector<EquilibrationMember>& members) {
  double sites = 0.0;
  for (const EquilibrationMember& member : members) sites += member.sites;
  const double mean = total_lithium(members) / sites;
  for (EquilibrationMember& member : members)
    if (member.choose_branch) member.population->initial_hysteresis = member.lithium > mean * member.sites ? 1.0 : -1.0;
}

struct Bracket {
  double low, high;  // potentials; lithium falls from low to high
};

Bracket potential_window(const std::vector<EquilibrationMember>& members, double temperature) {
  Bracket window{1e300, -1e300};
  for (const EquilibrationMember& member : members) {
    const Population& population = *member.population;
    window.low = std::min(window.low, potential_at(population, population.x_range.max, temperature));
    window.high = std::max(window.high, potential_at(population, population.x_range.min, temperature));
  }
  // Just outside, so that the ends of the window have all and no lithium even where every potential is flat.
  return {window.low - 1e-6, window.high + 1e-6};
}

/// Halves the bracket until it is two neighbouring numbers.
Bracket narrow(const std::vector<EquilibrationMember>& members, double lithium, double temperature, Bracket bracket) {
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = 0.5 * (bracket.low + bracket.high);
    if (middle <= bracket.low || middle >= bracket.high) break;
    (lithium_at(members, middle, temperature) >= lithium ? bracket.low : bracket.high) = middle;
  }
  return bracket;
}

}  // namespace

double potential_at(const Population& population, double x, double temperature) {
  const LawPoint at{.x = x, .T = temperature};
  const double lithiation = population.ocp.lithiation(at).value;
  if (!population.ocp.delithiation) return lithiation;
  const double share = 0.5 * (1.0 + population.initial_hysteresis);
  return share * (*population.ocp.delithiation)(at).value + (1.0 - share) * lithiation;
}

double stoichiometry_at(const Population& population, double potential, double temperature) {
  double poor = population.x_range.min, rich = population.x_range.max;
  if (potential >= potential_at(population, poor, temperature)) return poor;
  if (potential <= potential_at(population, rich, temperature)) return rich;
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = 0.5 * (poor + rich);
    if (middle <= poor || middle >= rich) break;
    (potential_at(population, middle, temperature) > potential ? poor : rich) = middle;
  }
  return 0.5 * (poor + rich);
}

double equilibrate(const std::string& key, std::vector<EquilibrationMember>& members, double temperature) {
  if (members.empty()) throw std::logic_error("equilibrate: no members");
  check_capacity(key, members);
  choose_branches(members);
  const double lithium = total_lithium(members);
  const Bracket bracket = narrow(members, lithium, temperature, potential_window(members, temperature));
  // On a plateau the composition jumps between neighbouring potentials: the share between them conserves the lithium.
  const double rich = lithium_at(members, bracket.low, temperature);
  const double poor = lithium_at(members, bracket.high, temperature);
  const double share = rich > poor ? (lithium - poor) / (rich - poor) : 1.0;
  for (EquilibrationMember& member : members) {
    const double x_rich = stoichiometry_at(*member.population, bracket.low, temperature);
    const double x_poor = stoichiometry_at(*member.population, bracket.high, temperature);
    member.population->initial_x = share * x_rich + (1.0 - share) * x_poor;
  }
  return 0.5 * (bracket.low + bracket.high);
}

}  // namespace silith
