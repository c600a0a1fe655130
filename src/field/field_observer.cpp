#include "field/field_observer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/constants.hpp"
#include "field/front_shape.hpp"
#include "field/neighbours.hpp"
#include "field/stress_results.hpp"

namespace silith::field {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

template <int dim>
std::optional<std::pair<std::string, std::string>> main_interface(const FieldModel<dim>& model) {
  const auto& field_case = model.field_case();
  if (!field_case.interfaces.empty())
    return std::pair(field_case.interfaces.front().first, field_case.interfaces.front().second);
  const auto pairs = touching(model.domain());
  if (pairs.empty()) return std::nullopt;
  const auto& bodies = model.domain().bodies();
  const auto ionic = [&](unsigned body) { return field_case.find_body(bodies[body])->carrier == ChargeCarrier::ionic; };
  const auto found = std::find_if(pairs.begin(), pairs.end(),
                                  [&](const auto& pair) { return ionic(pair.first) != ionic(pair.second); });
  const auto& chosen = found == pairs.end() ? pairs.front() : *found;
  return std::pair(bodies[chosen.first], bodies[chosen.second]);
}

template <int dim>
std::optional<std::pair<std::string, std::string>> lithiated_surface(const FieldModel<dim>& model) {
  const auto& bodies = model.domain().bodies();
  const auto takes = [&](unsigned body) { return model.field_case().find_body(bodies[body])->takes_lithium; };
  auto pairs = touching(model.domain());
  std::erase_if(pairs, [&](const auto& pair) { return takes(pair.first) == takes(pair.second); });
  if (pairs.size() != 1) return main_interface(model);
  return std::pair(bodies[pairs.front().first], bodies[pairs.front().second]);
}

double largest(const TimeSeries& series, const std::string& name) {
  const Column* column = series.find(name);
  double most = unknown;
  if (column == nullptr) return most;
  for (const double value : column->values)
    if (std::isfinite(value)) most = std::isfinite(most) ? std::max(most, value) : value;
  return most;
}

/// Not the number of a row without a value.
std::size_t row_of_largest(const std::vector<double>& values) {
  std::size_t at = 0;
  for (std::size_t row = 0; row < values.size(); ++row)
    if (std::isfinite(values[row]) && !(values[row] <= values[at])) at = row;
  return at;
}

/// When a rising value first reaches a level, on the straight line between the rows that have one; NaN: never.
double time_of_reaching(const std::vector<double>& time, const std::vector<double>& values, double level) {
  double before = unknown, earlier = unknown;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (!std::isfinite(values[row])) continue;
    if (values[row] >= level)
      return std::isfinite(before) ? earlier + (time[row] - earlier) * (level - before) / (values[row] - before)
                                   : time[row];
    before = values[row];
    earlier = time[row];
  }
  return unknown;
}

}  // namespace

template <int dim>
FieldObserver<dim>::FieldObserver(const FieldModel<dim>& model)
    : model_(model), interface_(main_interface(model)), surface_(lithiated_surface(model)) {}

template <int dim>
void FieldObserver<dim>::add(TimeSeries& series, const std::string& name, const std::string& unit,
                             const std::string& long_name, double value) const {
  for (auto& column : series.columns) {
    if (column.name != name) continue;
    column.values.push_back(value);
    return;
  }
  series.columns.push_back({name, unit, long_name, {value}});
}

template <int dim>
double FieldObserver<dim>::lithium() const {
  return model_.lithium();
}

template <int dim>
double FieldObserver<dim>::lithium_behind_contour() const {
  if (!model_.front()) return 0.0;
  const Body& body = model_.lithiated();
  return body.site_concentration * (body.x_full - body.x_start) * model_.front()->volume_behind();
}

template <int dim>
double FieldObserver<dim>::lithiated_fraction() const {
  return model_.lithiates() ? model_.lithium() / model_.capacity() : 0.0;
}

template <int dim>
void FieldObserver<dim>::observe(const Moment& moment, TimeSeries& series) {
  add(series, "time", "s", "Time", moment.time);
  if (model_.conduction()) observe_current(moment, series);
  if (model_.lithiates()) observe_lithium(moment, series);
  if (model_.mechanics()) observe_stress(moment, series);
}

template <int dim>
void FieldObserver<dim>::observe_current(const Moment& moment, TimeSeries& series) {
  const auto& result = moment.conduction;
  add(series, "voltage", "V", "Potential of the feed against the ground", result.voltage);
  add(series, "current_density", "A/m^2", "Mean current density through the feed", result.current / result.feed_area);
  add(series, "charge_density", "C/m^2", "Charge passed, per area of the feed", moment.charge / result.feed_area);
  add(series, "charge_balance_error", "1", "Current in less current out, over current in", result.balance_error);
  if (!surface_) return;
  const auto points = model_.conduction()->interface_current(surface_->first, surface_->second);
  const auto found = statistics(points, model_.communicator());
  const std::string where = fmt::format(" at {} | {}", surface_->first, surface_->second);
  add(series, "interface_current_nonuniformity", "1", "Standard deviation over mean of the current" + where,
      found.nonuniformity);
  add(series, "interface_current_peak_ratio", "1", "Maximum over mean of the current" + where, found.peak_ratio);
}

template <int dim>
void FieldObserver<dim>::observe_lithium(const Moment& moment, TimeSeries& series) {
  const auto over = [](double lithium, double given) { return given > 0.0 ? lithium / given - 1.0 : 0.0; };
  const double taken = lithium() - moment.lithium_at_start, passed = moment.charge / faraday;
  add(series, "lithiated_fraction", "1", "Share of the lithium that can be taken", lithiated_fraction());
  if (model_.front()) observe_front(series);
  if (model_.diffusion() && !model_.conduction())
    add(series, "lithium_balance_error", "1", "Lithium taken up less what has passed the surface, over the latter",
        over(taken, moment.supplied));
  if (!model_.charge_lithiates()) return;
  add(series, "lithium_balance_error", "1", "Lithium taken up less charge passed, over charge passed",
      over(taken, passed));
  if (!model_.front()) return;
  add(series, "contour_balance_error", "1",
      "Lithium by the volume behind the contour of the front less charge passed, over charge passed",
      over(lithium_behind_contour() - moment.contour_at_start, passed));
  add(series, "front_correction", "1",
      "Sum of the shifts that hold the front to the charge, all counted as positive, over charge passed",
      passed > 0.0 ? moment.corrected / passed : 0.0);
}

template <int dim>
void FieldObserver<dim>::observe_front(TimeSeries& series) {
  const auto shape = summarise(model_.front()->pieces(), model_.mesh());
  const bool flat = std::holds_alternative<StripGeometry>(model_.field_case().geometry);
  add(series, "front_area", dim == 3 || model_.mesh().frame == Frame::axisymmetric ? "m^2" : "m", "Area of the front",
      shape.area);
  if (flat) {
    add(series, "front_height", "m", "Mean height of the front", shape.mean_height);
    add(series, "front_roughness", "m", "Root mean square height of the front", shape.roughness);
  }
}

template <int dim>
void FieldObserver<dim>::observe_stress(const Moment& moment, TimeSeries& series) {
  const auto& bodies = model_.domain().bodies();
  const auto put = [&](const std::string& name, const std::string& long_name, double value) {
    add(series, name, "Pa", long_name, moment.deformed ? value : unknown);
  };
  const auto put_place = [&](const std::string& name, const std::string& long_name, const dealii::Point<dim>& at) {
    for (unsigned d = 0; d < dim; ++d)
      add(series, name + "." + "xyz"[d], "m", fmt::format("Where: {}, coordinate {}", long_name, d + 1),
          moment.deformed ? at[d] : unknown);
  };
  const auto put_located = [&](const std::string& name, const std::string& long_name, const Located<dim>& peak) {
    put(name, long_name, peak.value);
    put_place("place_of_" + name, long_name, peak.at);
  };
  std::vector<LocatedPeaks<dim>> peaks(bodies.size());
  LocatedPeaks<dim> all;
  for (unsigned b = 0; b < bodies.size() && moment.deformed; ++b) {
    peaks[b] = located_peaks(*model_.mechanics(), {b});
    peaks[b].compression.value = -peaks[b].compression.value;
    for (auto member : {&LocatedPeaks<dim>::von_mises, &LocatedPeaks<dim>::principal, &LocatedPeaks<dim>::tension,
                        &LocatedPeaks<dim>::compression})
      if (b == 0 || (peaks[b].*member).value > (all.*member).value) all.*member = peaks[b].*member;
  }
  put_located("peak_von_mises_stress", "Largest von Mises stress", all.von_mises);
  put_located("peak_principal_stress", "Largest principal stress", all.principal);
  put_located("peak_hydrostatic_stress", "Largest mean stress, tension", all.tension);
  put_located("peak_hydrostatic_compression", "Largest mean compression", all.compression);
  for (std::size_t b = 0; b < bodies.size(); ++b)
    put("peak_von_mises_stress." + bodies[b], "Largest von Mises stress in " + bodies[b], peaks[b].von_mises.value);
  observe_interface_stress(moment, series);
  observe_fracture(moment, series);
}

template <int dim>
void FieldObserver<dim>::observe_interface_stress(const Moment& moment, TimeSeries& series) {
  if (!interface_) return;
  const auto put = [&](const std::string& name, const std::string& long_name, double value) {
    const std::string where = fmt::format(" at {} | {}", interface_->first, interface_->second);
    add(series, name, "Pa", long_name + where, moment.deformed ? value : unknown);
  };
  InterfaceStressSummary face, other;
  if (moment.deformed) {
    const auto first = model_.domain().body(interface_->first), second = model_.domain().body(interface_->second);
    face = summary(interface_stress(*model_.mechanics(), first, second), model_.communicator());
    other = summary(interface_stress(*model_.mechanics(), second, first), model_.communicator());
  }
  put("interface_peak_von_mises_stress", "Largest von Mises stress",
      std::max(face.peak_von_mises, other.peak_von_mises));
  put("interface_peak_normal_stress", "Largest normal stress, tension", std::max(face.peak_normal, other.peak_normal));
  put("interface_peak_normal_compression", "Largest normal compression",
      -std::min(face.least_normal, other.least_normal));
  put("interface_peak_hydrostatic_stress", "Largest mean stress, tension",
      std::max(face.peak_hydrostatic, other.peak_hydrostatic));
  put("interface_peak_hydrostatic_compression", "Largest mean compression",
      -std::min(face.least_hydrostatic, other.least_hydrostatic));
}

/// Energy that the worst flaw of each body would release, over the toughness (Eq. F67).
template <int dim>
void FieldObserver<dim>::observe_fracture(const Moment& moment, TimeSeries& series) {
  for (const Body& body : model_.field_case().bodies) {
    if (!body.toughness || body.largest_flaw <= 0.0) continue;
    FractureIndicator<dim> found;
    if (moment.deformed)
      found = fracture_indicator(*model_.mechanics(), body.largest_flaw, {model_.domain().body(body.name)});
    add(series, "fracture_indicator." + body.name, "1",
        "Energy released at the worst flaw over toughness, " + body.name,
        moment.deformed ? found.ratio.value : unknown);
  }
}

template <int dim>
std::vector<std::pair<std::string, Quantity>> FieldObserver<dim>::quantities(const TimeSeries& series) const {
  std::vector<std::pair<std::string, Quantity>> result;
  const auto put = [&](const std::string& name, double value, const std::string& unit, const std::string& long_name) {
    if (std::isfinite(value)) result.push_back({name, {value, unit, long_name}});
  };
  const auto most = [&](const std::string& name) {
    const Column* column = series.find(name);
    if (column != nullptr) put(name, largest(series, name), column->unit, column->long_name);
  };
  for (const char* name :
       {"peak_von_mises_stress", "peak_principal_stress", "peak_hydrostatic_stress", "peak_hydrostatic_compression",
        "interface_current_nonuniformity", "interface_current_peak_ratio", "interface_peak_von_mises_stress",
        "interface_peak_normal_stress", "interface_peak_normal_compression", "interface_peak_hydrostatic_stress",
        "interface_peak_hydrostatic_compression", "charge_balance_error"})
    most(name);
  for (const char* name : {"lithium_balance_error", "contour_balance_error", "front_correction", "charge_density",
                           "lithiated_fraction", "front_roughness", "time"}) {
    const Column* column = series.find(name);
    if (column != nullptr && !column->values.empty())
      put(name == std::string("time") ? "end_time" : name, column->values.back(), column->unit, column->long_name);
  }
  for (const char* name : {"peak_von_mises_stress", "peak_principal_stress", "peak_hydrostatic_stress"}) {
    const Column* stress = series.find(name);
    if (stress == nullptr) continue;
    const std::size_t at = row_of_largest(stress->values);
    put(std::string("time_of_") + name, series.at("time").values[at], "s", "When: " + stress->long_name);
    for (const char* axis : {".x", ".y", ".z"})
      if (const Column* place = series.find(std::string("place_of_") + name + axis))
        put(place->name, place->values[at], "m", place->long_name);
  }
  for (const Column& column : series.columns) {
    if (!column.name.starts_with("fracture_indicator.")) continue;
    put(column.name, largest(series, column.name), "1", column.long_name);
    const std::string body = column.name.substr(column.name.find('.') + 1);
    put("time_of_fracture." + body, time_of_reaching(series.at("time").values, column.values, 1.0), "s",
        "When the worst flaw grows, " + body);
  }
  return result;
}

template class FieldObserver<2>;
template class FieldObserver<3>;

}  // namespace silith::field
