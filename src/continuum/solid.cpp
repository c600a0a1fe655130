#include "continuum/solid.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/diagnostic.hpp"

namespace silith {

Solid::Solid(std::vector<Body> bodies, double temperature) : bodies_(std::move(bodies)), temperature_(temperature) {
  for (const Body& body : bodies_) check(body);
}

void Solid::check(const Body& body) const {
  if (!body.youngs_modulus || !body.poisson_ratio)
    throw InputError(fmt::format("body \"{}\" has no {}, which its mechanics needs", body.name,
                                 body.youngs_modulus ? "Poisson's ratio" : "Young's modulus"));
  const auto index = static_cast<std::size_t>(&body - bodies_.data());
  for (const double x : {body.x_start, body.x_full}) {
    const SolidPoint point = at(index, x);
    const auto refuse = [&](const char* what, double value, const char* allowed) {
      throw InputError(
          fmt::format("body \"{}\" at x = {:g}: {} {:g}, {} is expected", body.name, x, what, value, allowed));
    };
    if (point.moduli.young <= 0.0) refuse("Young's modulus", point.moduli.young, "a positive one");
    if (point.moduli.poisson <= -1.0 || point.moduli.poisson >= 0.5)
      refuse("Poisson's ratio", point.moduli.poisson, "more than -1 and less than 0.5");
    if (point.volume_ratio <= 0.0) refuse("volume ratio", point.volume_ratio, "a positive one");
    if (point.flows && point.flow.yield <= 0.0) refuse("yield stress", point.flow.yield, "a positive one");
    if (point.flow.rate > 0.0 && point.flow.exponent < 1.0)
      refuse("exponent of flow", point.flow.exponent, "at least 1");
  }
}

SolidPoint Solid::at(std::size_t index, double x) const {
  const Body& body = bodies_.at(index);
  const auto [low, high] = std::minmax(body.x_start, body.x_full);
  const LawPoint point{.x = body.takes_lithium ? std::clamp(x, low, high) : body.x_start, .T = temperature_};
  SolidPoint result;
  result.moduli = {(*body.youngs_modulus)(point).value, (*body.poisson_ratio)(point).value};
  if (body.volume_ratio) result.volume_ratio = (*body.volume_ratio)(point).value;
  if (body.yield_stress) {
    result.flows = true;
    result.flow = {(*body.yield_stress)(point).value, body.plastic_rate,
                   body.plastic_exponent > 0.0 ? body.plastic_exponent : 1.0};
  }
  if (body.toughness) result.toughness = (*body.toughness)(point).value;
  return result;
}

bool Solid::moduli_change() const {
  return std::any_of(bodies_.begin(), bodies_.end(), [](const Body& body) {
    return body.takes_lithium && (body.youngs_modulus->depends_on_x() || body.poisson_ratio->depends_on_x());
  });
}

}  // namespace silith
