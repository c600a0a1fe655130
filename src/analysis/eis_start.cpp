#include "analysis/eis_start.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/spectrum_selection.hpp"

namespace silith {
namespace {

using Kind = Circuit::Node::Kind;
using Role = ParameterRole;

/// Number `index` of the van der Corput sequence in this base: fills (0, 1) evenly.
double evenly(int index, int base) {
  double value = 0.0, digit = 1.0;
  for (int i = index; i > 0; i /= base) {
    digit /= base;
    value += digit * (i % base);
  }
  return value;
}

constexpr int primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
int prime(std::size_t i) {
  return primes[i % std::size(primes)];
}

}  // namespace

EisStarts::EisStarts(const Circuit& circuit, const Spectrum& spectrum)
    : circuit_(circuit), spectrum_(descending(spectrum)), placed_(circuit.size(), 0) {
  constexpr double two_pi = 2.0 * 3.14159265358979323846;
  fastest_ = -std::log(two_pi * spectrum_.frequency.front());
  slowest_ = -std::log(two_pi * spectrum_.frequency.back());
  const auto [low, high] = std::minmax_element(spectrum_.impedance.begin(), spectrum_.impedance.end(),
                                               [](auto a, auto b) { return a.real() < b.real(); });
  real_span_ = std::max(high->real() - low->real(), 1e-3 * std::abs(*high));
  find_relaxations();
}

void EisStarts::find_relaxations() {
  const auto& nodes = circuit_.nodes();
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    if (nodes[k].kind == Kind::parallel) add_group(k);
  }
  for (const auto& node : nodes) {
    if (node.kind == Kind::element) add_element(node);
  }
  std::stable_sort(relaxations_.begin(), relaxations_.end(),
                   [](const auto& a, const auto& b) { return a.resistances.front() < b.resistances.front(); });
}

/// Whether a node stands in a group, with only series groups between.
bool EisStarts::is_within(std::size_t node, std::size_t group) const {
  const auto& nodes = circuit_.nodes();
  std::size_t parent = nodes[node].parent;
  while (parent != group && nodes[parent].kind == Kind::series && parent + 1 < nodes.size()) {
    parent = nodes[parent].parent;
  }
  return parent == group;
}

void EisStarts::add_group(std::size_t group) {
  const auto& nodes = circuit_.nodes();
  Relaxation found{{}, none, none};
  for (std::size_t k = 0; k < group; ++k) {
    if (nodes[k].kind != Kind::element || !is_within(k, group)) continue;
    const auto role = nodes[k].type->parameters[0].role;
    if (nodes[k].type->size == 1 && role == Role::resistance) found.resistances.push_back(nodes[k].first);
    if (nodes[k].parent == group && (role == Role::capacitance || role == Role::cpe)) {
      found.store = nodes[k].first;
      found.exponent = role == Role::cpe ? nodes[k].first + 1 : none;
    }
  }
  if (found.resistances.empty() || found.store == none) return;
  for (const std::size_t i : found.resistances) placed_[i] = 1;
  placed_[found.store] = 1;
  relaxations_.push_back(found);
}

void EisStarts::add_element(const Circuit::Node& node) {
  Relaxation found{{}, none, none};
  for (std::size_t i = 0; i < node.type->size; ++i) {
    const auto role = node.type->parameters[i].role;
    if (role == Role::resistance) found.resistances.push_back(node.first + i);
    if (role == Role::time_constant || (role == Role::cpe && node.type->size > 2)) found.store = node.first + i;
    if (role == Role::exponent) found.exponent = node.first + i;
  }
  if (found.resistances.empty() || found.store == none) return;
  for (const std::size_t i : found.resistances) placed_[i] = 1;
  placed_[found.store] = 1;
  relaxations_.push_back(found);
}

/// Re Z where omega tau = 1.
double EisStarts::real_part(double log_tau) const {
  const double f = std::exp(-log_tau) / (2.0 * 3.14159265358979323846);
  const auto at = std::lower_bound(spectrum_.frequency.begin(), spectrum_.frequency.end(), f, std::greater<>());
  const auto i = std::min(static_cast<std::size_t>(at - spectrum_.frequency.begin()), spectrum_.size() - 1);
  return spectrum_.impedance[i].real();
}

/// Gives a relaxation the step of Re Z within `width` around its time constant.
void EisStarts::place(const Relaxation& relaxation, double log_tau, double width, double factor,
                      std::vector<double>& p) const {
  const double step = real_part(log_tau + 0.5 * width) - real_part(log_tau - 0.5 * width);
  const double resistance = factor * std::max(step, 0.02 * real_span_);
  for (const std::size_t i : relaxation.resistances) p[i] = resistance / double(relaxation.resistances.size());
  const double tau = std::exp(log_tau);
  const auto role = circuit_.parameters()[relaxation.store].role;
  if (role == Role::time_constant) {
    p[relaxation.store] = tau;
  } else {
    const double n = relaxation.exponent == none ? 1.0 : p[relaxation.exponent];
    p[relaxation.store] = std::pow(tau, n) / resistance;
  }
}

/// Elements without a time constant of their own.
void EisStarts::place_others(std::vector<double>& p) const {
  const double slow = std::exp(-slowest_), fast = std::exp(-fastest_);
  const auto low = spectrum_.impedance.back(), high = spectrum_.impedance.front();
  const double reactance = std::max(std::abs(low.imag()), 1e-3 * std::abs(low));
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (placed_[i]) continue;
    switch (circuit_.parameters()[i].role) {
      case Role::resistance:
        p[i] = std::max(high.real(), 1e-2 * real_span_);
        break;
      case Role::capacitance:
        p[i] = 1.0 / (slow * reactance);
        break;
      case Role::cpe:
        p[i] = 1.0 / (std::pow(slow, p[i + 1]) * reactance);
        break;
      case Role::warburg:
        p[i] = reactance * std::sqrt(slow);
        break;
      case Role::inductance:
        p[i] = std::max(high.imag(), 1e-3 * std::abs(high)) / fast;
        break;
      default:
        break;
    }
  }
}

/// Which stratum of the time constants each relaxation takes: as they stand, then every other order.
std::vector<std::size_t> EisStarts::order_of(int index) const {
  const std::size_t m = relaxations_.size();
  std::vector<std::size_t> order(m);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (m <= 4) {
    for (int i = 0; i < index; ++i) std::next_permutation(order.begin(), order.end());
  } else if (index > 0) {
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return evenly(index, prime(a)) < evenly(index, prime(b)); });
  }
  return order;
}

std::vector<double> EisStarts::values(int index) const {
  std::vector<double> p(circuit_.size(), 1.0);
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (circuit_.parameters()[i].role == Role::exponent) p[i] = index % 2 == 0 ? 0.9 : 0.75;
  }
  const std::size_t m = relaxations_.size();
  const auto order = order_of(index);
  int orders = 1;
  for (std::size_t i = 2; i <= std::min<std::size_t>(m, 4); ++i) orders *= static_cast<int>(i);
  const double width = m > 0 ? (slowest_ - fastest_) / double(m) : 0.0;
  const int round = index / orders;  // the first round stays in the middle of the strata
  for (std::size_t i = 0; i < m; ++i) {
    const double shift = round == 0 ? 0.0 : evenly(index, prime(i)) - 0.5;
    const double factor = round == 0 ? 1.0 : std::pow(10.0, evenly(index, prime(i + m)) - 0.5);
    place(relaxations_[i], fastest_ + width * (double(order[i]) + 0.5 + shift), width, factor, p);
  }
  place_others(p);
  return p;
}

std::vector<double> EisStarts::in_order(const std::vector<double>& p) const {
  const auto& parameters = circuit_.parameters();
  const auto alike = [&](const Relaxation& a) {
    const Relaxation& b = relaxations_.front();
    return a.resistances.size() == 1 && (a.exponent == none) == (b.exponent == none) &&
           parameters[a.store].role == parameters[b.store].role;
  };
  std::vector<double> ordered = p;
  if (!std::all_of(relaxations_.begin(), relaxations_.end(), alike)) return ordered;
  const auto tau = time_constants(p);
  std::vector<std::size_t> order(relaxations_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return tau[a] < tau[b]; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Relaxation &to = relaxations_[i], &from = relaxations_[order[i]];
    ordered[to.resistances[0]] = p[from.resistances[0]];
    ordered[to.store] = p[from.store];
    if (to.exponent != none) ordered[to.exponent] = p[from.exponent];
  }
  return ordered;
}

std::vector<double> EisStarts::time_constants(const std::vector<double>& p) const {
  std::vector<double> all;
  for (const auto& relaxation : relaxations_) {
    double resistance = 0.0;
    for (const std::size_t i : relaxation.resistances) resistance += p[i];
    const double n = relaxation.exponent == none ? 1.0 : p[relaxation.exponent];
    const bool has_tau = circuit_.parameters()[relaxation.store].role == Role::time_constant;
    all.push_back(has_tau ? p[relaxation.store] : std::pow(resistance * p[relaxation.store], 1.0 / n));
  }
  return all;
}

}  // namespace silith
