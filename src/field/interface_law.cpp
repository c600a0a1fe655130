#include "field/interface_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

[[noreturn]] void refuse(const BodyInterface& interface, const std::string& what) {
  throw InputError(fmt::format("interface between \"{}\" and \"{}\": {}", interface.first, interface.second, what));
}

/// A number in [0, 1) that is the same on every machine.
double uniform(std::mt19937& generator) {
  return static_cast<double>(generator()) / 4294967296.0;
}

}  // namespace

InterfaceLaw::InterfaceLaw(const BodyInterface& interface, double temperature)
    : interface_(interface), thermal_voltage_(2.0 * gas_constant * temperature / faraday) {
  if (interface.kind == BodyInterface::Kind::perfect) refuse(interface, "a perfect contact has no law of its own");
  if (interface.kind == BodyInterface::Kind::resistive && !(interface.resistance > 0.0))
    refuse(interface, fmt::format("the resistance is {} ohm m^2, a positive value is expected", interface.resistance));
  if (interface.kind == BodyInterface::Kind::butler_volmer && !(interface.exchange_current > 0.0))
    refuse(interface, fmt::format("the exchange current density is {} A/m^2, a positive value is expected",
                                  interface.exchange_current));
}

InterfaceFlux InterfaceLaw::operator()(double jump) const {
  const double driving = jump - interface_.potential;
  if (interface_.kind == BodyInterface::Kind::butler_volmer) return butler_volmer(driving);
  return {driving / interface_.resistance, 1.0 / interface_.resistance};
}

InterfaceFlux InterfaceLaw::butler_volmer(double overpotential) const {
  // s = F eta / 2RT solves 2 i0 R sinh s + (2RT/F) s = v: convex for s > 0, so that Newton from above is monotone.
  const double v = std::abs(overpotential), scale = 2.0 * interface_.exchange_current;
  const double ohmic = scale * interface_.resistance;
  double s = v / thermal_voltage_;
  if (ohmic > 0.0) {
    s = std::min(s, std::asinh(v / ohmic));
    for (int iteration = 0; iteration < 100; ++iteration) {
      const double step = (ohmic * std::sinh(s) + thermal_voltage_ * s - v) / (ohmic * std::cosh(s) + thermal_voltage_);
      s -= step;
      if (std::abs(step) <= 1e-15 * s) break;
    }
  }
  const double slope = scale * std::cosh(s) / (ohmic * std::cosh(s) + thermal_voltage_);
  return {std::copysign(scale * std::sinh(s), overpotential), slope};
}

ContactPattern ContactPattern::disk(double fraction, double radius) {
  ContactPattern out(fraction, 0.0, 1, {radius});
  if (!out.full() && !out.none()) {
    out.extent_ = {radius * std::sqrt(fraction)};
    out.position_ = {{0.0}};
  }
  return out;
}

ContactPattern::ContactPattern(double fraction, double patch_size, unsigned seed, std::vector<double> periods)
    : fraction_(fraction), periods_(std::move(periods)) {
  if (!(fraction >= 0.0 && fraction <= 1.0))
    throw InputError(fmt::format("interface: the contacted fraction is {}, 0 to 1 is expected", fraction));
  if (full() || none()) return;
  const double along = std::pow(fraction, 1.0 / static_cast<double>(periods_.size()));
  unsigned count = 1;
  for (const double period : periods_) {
    if (patch_size > period)
      throw InputError(
          fmt::format("interface: patches of {} m are larger than the period of {} m", patch_size, period));
    const double pitch = patch_size > 0.0 ? patch_size / along : period;
    patches_.push_back(std::max(1U, static_cast<unsigned>(std::lround(period / pitch))));
    extent_.push_back(along * period / patches_.back());
    count *= patches_.back();
  }
  std::mt19937 generator(seed);
  for (unsigned patch = 0; patch < count; ++patch) {
    std::vector<double> lower;
    unsigned rest = patch;
    for (unsigned d = 0; d < periods_.size(); ++d) {
      const double pitch = periods_[d] / patches_[d];
      lower.push_back(pitch * (rest % patches_[d]) +
                      (patch_size > 0.0 ? uniform(generator) : 0.5) * (pitch - extent_[d]));
      rest /= patches_[d];
    }
    position_.push_back(lower);
  }
}

bool ContactPattern::contacts(const std::vector<double>& along) const {
  if (full()) return true;
  if (none()) return false;
  unsigned patch = 0;
  for (std::size_t d = periods_.size(); d-- > 0;) {
    const auto i = static_cast<int>(std::floor(along[d] / periods_[d] * patches_[d]));
    patch = patch * patches_[d] + static_cast<unsigned>(std::clamp(i, 0, static_cast<int>(patches_[d]) - 1));
  }
  for (std::size_t d = 0; d < periods_.size(); ++d) {
    const double inside = along[d] - position_[patch][d];
    if (inside < 0.0 || inside > extent_[d]) return false;
  }
  return true;
}

}  // namespace silith::field
