#include "continuum/plastic_flow.hpp"

#include <algorithm>
#include <limits>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

double trace(const Principal& v) {
  return v[0] + v[1] + v[2];
}

/// Overstress s = (stress - yield)/yield and plastic strain of a step.
struct Step {
  double overstress = 0.0;
  double increment = 0.0;
};

/// f(s) = q - 3 mu dt rate s^m - y (1 + s) falls and is concave: Newton from the right end comes down monotonically.
Step rate_dependent_step(double excess, double yield, double three_mu, const FlowLaw& flow, double dt) {
  const double m = flow.exponent;
  const double stiffness = three_mu * dt * flow.rate;
  double s = std::min(excess / yield, std::pow(excess / stiffness, 1.0 / m));
  for (int iteration = 0; iteration < 100; ++iteration) {
    const double power = stiffness * std::pow(s, m);
    const double change = (excess - power - yield * s) / (m * power / s + yield);
    s += change;
    if (std::abs(change) <= 1e-15 * s) break;
  }
  return {s, dt * flow.rate * std::pow(s, m)};
}

Step plastic_step(double q, double yield, double three_mu, const FlowLaw& flow, double dt) {
  const double excess = q - yield;
  if (flow.rate > 0.0) return rate_dependent_step(excess, yield, three_mu, flow, dt);
  return {0.0, excess / three_mu};
}

}  // namespace

double FlowLaw::flow_stress(double plastic_rate) const {
  if (rate <= 0.0) return yield;
  return yield * (1.0 + std::pow(plastic_rate / rate, 1.0 / exponent));
}

double von_mises(const Principal& s) {
  const double a = s[0] - s[1], b = s[1] - s[2], c = s[2] - s[0];
  return std::sqrt(0.5 * (a * a + b * b + c * c));
}

PrincipalResponse flow_response(const ElasticModuli& moduli, const FlowLaw& flow, const Principal& trial, double dt) {
  const HenckyEnergy energy{moduli};
  const double volume = std::exp(trace(trial));
  if (!std::isfinite(volume))
    throw NumericsError("the strain of a material point is not finite", std::numeric_limits<double>::quiet_NaN());
  PrincipalResponse result{energy.stress(trial), {}, trial, 0.0};
  const double q = von_mises(result.stress);
  const double yield = volume * flow.yield;
  const bool flows = q > yield && !(flow.rate > 0.0 && dt <= 0.0);

  const double mean = trace(result.stress) / 3.0;
  Principal deviator, normal{};  // normal = d q/d trial / (3 mu)
  for (std::size_t a = 0; a < 3; ++a) deviator[a] = result.stress[a] - mean;
  const double mu = moduli.shear();
  double shrink = 1.0, ratio = 0.0;
  Principal d_increment{};  // d increment/d trial
  if (flows) {
    const Step step = plastic_step(q, yield, 3.0 * mu, flow, dt);
    const double level = yield * (1.0 + step.overstress);
    const double hardening = step.overstress > 0.0 ? yield * step.overstress / (flow.exponent * step.increment) : 0.0;
    shrink = level / q;
    ratio = 3.0 * mu * step.increment / q;
    result.plastic_increment = step.increment;
    for (std::size_t a = 0; a < 3; ++a) {
      normal[a] = deviator[a] / q;
      result.stress[a] = mean + shrink * deviator[a];
      result.elastic_strain[a] = trial[a] - 1.5 * step.increment * normal[a];
      d_increment[a] = (3.0 * mu * normal[a] - level) / (3.0 * mu + hardening);
    }
  }
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b)
      result.tangent[a][b] = moduli.bulk() + 2.0 * mu * shrink * ((a == b ? 1.0 : 0.0) - 1.0 / 3.0) -
                             3.0 * mu * normal[a] * (d_increment[b] - ratio * normal[b]);
  return result;
}

}  // namespace silith
