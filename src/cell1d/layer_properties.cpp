#include "cell1d/layer_properties.hpp"

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "cell1d/site_limit.hpp"

namespace silith {
namespace {

const double zero = 0.0;
constexpr double range_slack = 1e-9;  // round-off at a range's end

std::vector<double> site_weights(const Layer& layer, const std::optional<Conduction>& conduction) {
  std::vector<double> weights;
  if (!conduction) return weights;
  double total = 0.0;
  for (const std::size_t k : conduction->populations) total += layer.populations[k].site_density;
  for (const std::size_t k : conduction->populations) weights.push_back(layer.populations[k].site_density / total);
  return weights;
}

/// Where all laws of the salt are valid; never down to zero, where ln c has no value.
Range salt_range(const Layer& layer) {
  Range allowed{1e-3, 1e5};
  if (!layer.salt) return allowed;
  for (const Law* law : {&layer.salt->diffusivity, &layer.salt->transference_number, &layer.salt->thermodynamic_factor,
                         &layer.ionic->conductivity}) {
    const auto range = law->c_range();
    if (range) allowed = {std::max(allowed.min, range->min), std::min(allowed.max, range->max)};
  }
  return allowed;
}

std::span<double> wanted(std::vector<double>& derivative, LayerProperties::Slopes slopes) {
  return slopes == LayerProperties::Slopes::wanted ? std::span<double>(derivative) : std::span<double>{};
}

}  // namespace

LayerProperties::LayerProperties(const Layer& layer, const LayerLayout& layout, double T)
    : layer_(layer),
      layout_(layout),
      T_(T),
      salt_range_(salt_range(layer)),
      electronic_weights_(site_weights(layer, layer.electronic)),
      ionic_weights_(site_weights(layer, layer.ionic)) {
  const std::size_t n = layout.cells;
  const std::vector<double> blank(n, 0.0);
  for (auto* half : {&electronic, &ionic, &salt_diffusion}) half->value = half->d_argument = blank;
  transference = d_transference = chi = d_chi = blank;
  argument_ = value_ = slope_ = other_ = other_slope_ = blank;
  populations.assign(layer.populations.size(), {blank, blank, blank, blank, blank, blank});
}

std::span<const double> LayerProperties::salt(std::span<const double> y) const {
  return layer_.salt ? y.subspan(layout_.c_e, layout_.cells)
                     : std::span<const double>{&layer_.fixed_salt_concentration, 1};
}

bool LayerProperties::in_range(std::span<const double> values, Range allowed, const std::string& population) {
  const double slack = range_slack * (allowed.max - allowed.min);
  for (std::size_t p = 0; p < values.size(); ++p) {
    if (values[p] >= allowed.min - slack && values[p] <= allowed.max + slack) continue;
    violation_ = {layer_.name, population, layout_.centre[p], values[p], allowed};
    return false;
  }
  return true;
}

bool LayerProperties::evaluate(std::span<const double> y, Slopes slopes) {
  for (std::size_t k = 0; k < layer_.populations.size(); ++k) {
    const auto& population = layer_.populations[k];
    if (!in_range(y.subspan(layout_.populations[k].x, layout_.cells), population.x_range, population.name))
      return false;
  }
  if (layer_.salt) {
    if (!in_range(salt(y), salt_range_, {})) return false;
    evaluate_salt(y, slopes);
  }
  if (layer_.electronic) evaluate_conduction(*layer_.electronic, electronic_weights_, y, electronic, slopes);
  evaluate_conduction(*layer_.ionic, ionic_weights_, y, ionic, slopes);
  for (std::size_t k = 0; k < layer_.populations.size(); ++k) evaluate_population(k, y, slopes);
  return true;
}

void LayerProperties::evaluate_conduction(const Conduction& conduction, std::span<const double> weights,
                                          std::span<const double> y, HalfResistance& out, Slopes slopes) {
  const std::size_t n = layout_.cells;
  std::fill(argument_.begin(), argument_.end(), 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::size_t first = layout_.populations[conduction.populations[i]].x;
    for (std::size_t p = 0; p < n; ++p) argument_[p] += weights[i] * y[first + p];
  }
  const bool by_salt = weights.empty() && layer_.salt;
  const auto slope = wanted(slope_, slopes);
  conduction.conductivity.evaluate(argument_, salt(y), T_, value_, by_salt ? std::span<double>{} : slope,
                                   by_salt ? slope : std::span<double>{});
  half_resistance(slopes, out);
}

/// From conductivity or diffusivity in value_ and its derivative in slope_.
void LayerProperties::half_resistance(Slopes slopes, HalfResistance& out) const {
  for (std::size_t p = 0; p < layout_.cells; ++p) out.value[p] = 0.5 * layout_.width[p] / value_[p];
  if (slopes == Slopes::unwanted) return;
  for (std::size_t p = 0; p < layout_.cells; ++p) out.d_argument[p] = -out.value[p] * slope_[p] / value_[p];
}

void LayerProperties::evaluate_salt(std::span<const double> y, Slopes slopes) {
  const auto c = salt(y);
  const auto& salt_laws = *layer_.salt;
  const std::span<const double> no_x(&zero, 1);
  salt_laws.diffusivity.evaluate(no_x, c, T_, value_, {}, wanted(slope_, slopes));
  half_resistance(slopes, salt_diffusion);
  salt_laws.transference_number.evaluate(no_x, c, T_, transference, {}, wanted(d_transference, slopes));
  salt_laws.thermodynamic_factor.evaluate(no_x, c, T_, other_, {}, wanted(other_slope_, slopes));
  const double factor = 2.0 * gas_constant * T_ / faraday;
  for (std::size_t p = 0; p < layout_.cells; ++p) chi[p] = factor * (1.0 - transference[p]) * other_[p];
  if (slopes == Slopes::unwanted) return;
  for (std::size_t p = 0; p < layout_.cells; ++p) {
    d_chi[p] = factor * ((1.0 - transference[p]) * other_slope_[p] - d_transference[p] * other_[p]);
  }
}

void LayerProperties::evaluate_population(std::size_t k, std::span<const double> y, Slopes slopes) {
  const auto& population = layer_.populations[k];
  const auto& where = layout_.populations[k];
  auto& out = populations[k];
  const std::size_t n = layout_.cells;
  const auto x = y.subspan(where.x, n);
  const std::span<const double> no_salt(&zero, 1);
  population.ocp.lithiation.evaluate(x, no_salt, T_, out.U, wanted(out.dU_dx, slopes), {});
  if (population.ocp.delithiation) {
    population.ocp.delithiation->evaluate(x, no_salt, T_, other_, wanted(other_slope_, slopes), {});
    for (std::size_t p = 0; p < n; ++p) {
      const double h = y[where.hysteresis + p];
      out.dU_dh[p] = 0.5 * (other_[p] - out.U[p]);
      out.U[p] = 0.5 * ((1.0 + h) * other_[p] + (1.0 - h) * out.U[p]);
      if (slopes == Slopes::wanted) out.dU_dx[p] = 0.5 * ((1.0 + h) * other_slope_[p] + (1.0 - h) * out.dU_dx[p]);
    }
  }
  for (std::size_t p = 0; p < n; ++p) {
    const SiteLimit limit = site_limit(x[p], population.x_range);
    out.U[p] += limit.value;
    if (slopes == Slopes::wanted) out.dU_dx[p] += limit.slope;
  }
  if (population.kinetics) {
    population.kinetics->exchange_current_density.evaluate(x, salt(y), T_, out.j0, wanted(out.dj0_dx, slopes),
                                                           wanted(out.dj0_dc, slopes));
  }
}

}  // namespace silith
