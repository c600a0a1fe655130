#include "analysis/eis_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostic.hpp"

namespace silith {

EisProblem::EisProblem(const Spectrum& spectrum, const Circuit& circuit, const EisFitOptions& options)
    : circuit_(circuit), measured_(spectrum.impedance), z_(spectrum.size()), dz_(spectrum.size() * circuit.size()) {
  for (const double f : spectrum.frequency) frequencies_.emplace_back(f);
  for (const auto z : measured_) weights_.push_back(point_weight(z, options.weighting));
  apply(options);
  set_bounds(options);
  require_points();
}

/// Which parameters are unknowns, which follow another, which are given.
void EisProblem::apply(const EisFitOptions& options) {
  const auto& parameters = circuit_.parameters();
  p_.assign(circuit_.size(), 1.0);
  source_.assign(circuit_.size(), fixed);
  leader_.resize(circuit_.size());
  auto& leader = leader_;
  for (std::size_t i = 0; i < leader.size(); ++i) leader[i] = i;
  for (const auto& [name, other] : options.tied) {
    const std::size_t i = circuit_.find(name), k = circuit_.find(other);
    if (parameters[i].unit != parameters[k].unit) {
      throw InputError(
          fmt::format("{} cannot be tied to {}: {} against {}", name, other, parameters[i].unit, parameters[k].unit),
          "tie parameters of the same unit");
    }
    leader[i] = k;
  }
  for (std::size_t i = 0; i < leader.size(); ++i) {
    if (leader[leader[i]] != leader[i]) {
      throw InputError(
          fmt::format("{} is tied to {}, which is tied itself", parameters[i].name, parameters[leader[i]].name),
          "tie all of them to one parameter that is not tied");
    }
  }
  std::vector<char> given(circuit_.size(), 0);
  for (const auto& [name, value] : options.fixed) {
    const std::size_t i = circuit_.find(name);
    const double highest = parameters[i].role == ParameterRole::exponent ? 1.0 : 1e300;
    if (!(value > 0.0) || value > highest) {
      throw InputError(fmt::format("{} cannot be fixed at {}", name, value),
                       "parameters are positive, exponents at most 1");
    }
    if (leader[i] != i) {
      throw InputError(fmt::format("{} is both fixed and tied", name), "leave one of the two out");
    }
    given[i] = 1;
    p_[i] = value;
  }
  for (std::size_t i = 0; i < leader.size(); ++i) {
    if (leader[i] != i || given[i]) continue;
    source_[i] = unknowns_.size();
    unknowns_.push_back(i);
  }
  for (std::size_t i = 0; i < leader.size(); ++i) {
    if (leader[i] == i) continue;
    source_[i] = source_[leader[i]];
    p_[i] = p_[leader[i]];
  }
}

void EisProblem::set_bounds(const EisFitOptions& options) {
  std::vector<std::pair<double, double>> bounds;
  for (const auto& parameter : circuit_.parameters()) bounds.emplace_back(parameter.lower, parameter.upper);
  for (const auto& [name, wanted] : options.bounds) {
    const std::size_t i = circuit_.find(name);
    const bool exponent = circuit_.parameters()[i].role == ParameterRole::exponent;
    if (!(wanted.first > 0.0) || !(wanted.first < wanted.second) || (exponent && wanted.second > 1.0)) {
      throw InputError(fmt::format("{} cannot lie between {} and {}", name, wanted.first, wanted.second),
                       "bounds are positive, the lower one first, exponents at most 1");
    }
    if (source_[i] == fixed || unknowns_[source_[i]] != i) {
      throw InputError(fmt::format("{} has bounds but is fixed or tied", name), "give bounds to free parameters only");
    }
    bounds[i] = wanted;
  }
  for (std::size_t k = 0; k < unknowns_.size(); ++k) {
    const auto [low, high] = bounds[unknowns_[k]];
    lower_.push_back(is_logarithmic(k) ? std::log(low) : low);
    upper_.push_back(is_logarithmic(k) ? std::log(high) : high);
  }
}

void EisProblem::require_points() const {
  if (unknowns_.empty())
    throw InputError("every parameter is fixed, nothing is left to fit", "leave at least one free");
  if (residual_count() > unknowns_.size() + 1) return;
  throw InputError(fmt::format("{} points cannot determine {} free parameters", measured_.size(), unknowns_.size()),
                   "choose a simpler circuit or fix parameters");
}

bool EisProblem::is_logarithmic(std::size_t unknown) const {
  return circuit_.parameters()[unknowns_[unknown]].role != ParameterRole::exponent;
}

std::vector<double> EisProblem::to_parameters(std::span<const double> x) const {
  std::vector<double> p = p_;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (source_[i] != fixed) p[i] = is_logarithmic(source_[i]) ? std::exp(x[source_[i]]) : x[source_[i]];
  }
  return p;
}

std::vector<double> EisProblem::to_unknowns(std::span<const double> p) const {
  std::vector<double> x;
  for (std::size_t k = 0; k < unknowns_.size(); ++k) {
    const double value = p[unknowns_[k]];
    x.push_back(is_logarithmic(k) ? std::log(value) : value);
  }
  return x;
}

const std::vector<std::complex<double>>& EisProblem::impedance(std::span<const double> p) {
  circuit_.evaluate(frequencies_, p, z_);
  return z_;
}

void EisProblem::evaluate(std::span<const double> x, std::span<double> r, std::span<double> jacobian) {
  const std::size_t n = circuit_.size(), f = unknowns_.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (source_[i] != fixed) p_[i] = is_logarithmic(source_[i]) ? std::exp(x[source_[i]]) : x[source_[i]];
  }
  circuit_.evaluate(frequencies_, p_, z_, dz_);
  std::fill(jacobian.begin(), jacobian.end(), 0.0);
  for (std::size_t k = 0; k < measured_.size(); ++k) {
    const auto [real, imaginary] = weights_[k];
    r[2 * k] = real * (z_[k].real() - measured_[k].real());
    r[2 * k + 1] = imaginary * (z_[k].imag() - measured_[k].imag());
    double* row = jacobian.data() + 2 * k * f;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t to = source_[i];
      if (to == fixed) continue;
      const auto d = dz_[k * n + i] * (is_logarithmic(to) ? p_[i] : 1.0);
      row[to] += real * d.real();
      row[f + to] += imaginary * d.imag();
    }
  }
}

}  // namespace silith
