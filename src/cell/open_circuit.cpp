#include "cell/open_circuit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/constants.hpp"
#include "cell/balance.hpp"
#include "cell/initial_state.hpp"

namespace silith {
namespace {

constexpr int nodes = 96;  // of a table; crowded at its ends, where potentials are steep
constexpr int mean_points = 48;

}  // namespace

ElectrodePotential::ElectrodePotential(std::span<const Layer> layers, double hysteresis, double temperature) {
  U_low_ = std::numeric_limits<double>::infinity();
  U_high_ = -U_low_;
  for (const Layer& layer : layers) {
    for (Population population : layer.populations) {
      population.initial_hysteresis = hysteresis;
      Member member{.sites = population.site_density * layer.thickness, .x = {}, .U = {}};
      const Range range = population.x_range;
      for (int i = 0; i <= nodes; ++i) {
        const double share = 0.5 * (1.0 - std::cos(std::numbers::pi * i / nodes));
        member.x.push_back(range.min + share * (range.max - range.min));
        const double potential = potential_at(population, member.x.back(), temperature);
        member.U.push_back(i == 0 ? potential : std::min(potential, member.U.back()));
      }
      least_ += member.sites * range.min;
      most_ += member.sites * range.max;
      U_low_ = std::min(U_low_, member.U.back());
      U_high_ = std::max(U_high_, member.U.front());
      members_.push_back(std::move(member));
    }
  }
}

double ElectrodePotential::Member::x_at(double potential) const {
  if (potential >= U.front()) return x.front();
  if (potential <= U.back()) return x.back();
  const auto after = std::lower_bound(U.begin(), U.end(), potential, std::greater<double>());
  const auto i = static_cast<std::size_t>(after - U.begin());
  if (U[i - 1] <= U[i]) return x[i];
  return x[i - 1] + (x[i] - x[i - 1]) * (U[i - 1] - potential) / (U[i - 1] - U[i]);
}

double ElectrodePotential::lithium_at(double potential) const {
  double lithium = 0.0;
  for (const Member& member : members_) lithium += member.sites * member.x_at(potential);
  return lithium;
}

double ElectrodePotential::operator()(double lithium) const {
  if (members_.empty()) return 0.0;
  double low = U_low_, high = U_high_;
  for (int halving = 0; halving < 40; ++halving) {
    const double middle = 0.5 * (low + high);
    (lithium_at(middle) >= lithium ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

OpenCircuit::OpenCircuit(const Cell& cell)
    : anode_charge_(anode_layers(cell), -1.0, cell.temperature),
      anode_discharge_(anode_layers(cell), 1.0, cell.temperature),
      cathode_charge_(cathode_layers(cell), 1.0, cell.temperature),
      cathode_discharge_(cathode_layers(cell), -1.0, cell.temperature) {
  for (const Layer& layer : anode_layers(cell)) anode_lithium_ += initial_lithium(layer);
  for (const Layer& layer : cathode_layers(cell)) cathode_lithium_ += initial_lithium(layer);
  const double endless = std::numeric_limits<double>::infinity();
  const auto room = [&](const ElectrodePotential& electrode, double lithium) {
    return electrode.stores_lithium()
               ? std::pair(lithium - electrode.least_lithium(), electrode.most_lithium() - lithium)
               : std::pair(endless, endless);
  };
  const auto anode = room(anode_charge_, anode_lithium_), cathode = room(cathode_charge_, cathode_lithium_);
  movable_ = {std::min(cathode.first, anode.second), std::min(anode.first, cathode.second)};
}

bool OpenCircuit::known() const {
  return std::isfinite(movable_.first);
}

double OpenCircuit::highest() const {
  return cathode_charge_(cathode_lithium_ - movable_.first) - anode_charge_(anode_lithium_ + movable_.first);
}

double OpenCircuit::lowest() const {
  return cathode_discharge_(cathode_lithium_ + movable_.second) - anode_discharge_(anode_lithium_ - movable_.second);
}

double OpenCircuit::mean_discharge_voltage(double charge) const {
  const double moved = std::min(charge / faraday, movable_.first + movable_.second);
  double sum = 0.0;
  for (int i = 0; i < mean_points; ++i) {
    const double to_cathode = movable_.second - moved * (i + 0.5) / mean_points;
    sum += cathode_discharge_(cathode_lithium_ + to_cathode) - anode_discharge_(anode_lithium_ - to_cathode);
  }
  return sum / mean_points;
}

}  // namespace silith
