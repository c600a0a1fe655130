#include "cell1d/observer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"

namespace silith {
namespace {

/// "licoo2 in cathode": what a column is about.
std::string named(const Population& population, const Layer& layer) {
  return population.name + " in " + layer.name;
}
std::string key(const Population& population, const Layer& layer) {
  return layer.name + "." + population.name;
}

}  // namespace

Observer::Observer(CellModel& model) : model_(model), split_(model) {}

TimeSeries Observer::empty_series() const {
  TimeSeries series;
  const auto add = [&](const std::string& name, const std::string& unit, const std::string& long_name) {
    series.columns.push_back({name, unit, long_name, {}});
  };
  add("time", "s", "Test time");
  add("voltage", "V", "Cell voltage");
  add("current", "A", "Current, positive charges");
  add("cycle", "1", "Cycle count");
  add("step", "1", "Step count");
  add("net_capacity", "C", "Charge passed, positive charges");
  add("anode_potential", "V", "Anode potential against Li/Li+ in the separator");
  add("cathode_potential", "V", "Cathode potential against Li/Li+ in the separator");
  for (const auto& layer : model_.cell().layers) {
    for (const auto& population : layer.populations) {
      add("stoichiometry." + key(population, layer), "1", "Mean stoichiometry of " + named(population, layer));
    }
  }
  add("open_circuit_voltage", "V", "Open-circuit voltage at the mean compositions");
  for (const auto& [place, cause] : split_.contributions()) {
    const std::string name = to_string(cause);
    add("overpotential." + place + "." + name, "V", "Overpotential of " + place + ", " + name);
  }
  return series;
}

void Observer::append(TimeSeries& series, double t, std::span<const double> y, int step, int cycle) {
  const auto& layout = model_.layout();
  const double area = model_.cell().area, reference = reference_potential(y), V = y[layout.voltage];
  auto column = series.columns.begin();
  const auto put = [&](double value) { (column++)->values.push_back(value); };
  put(t);
  put(V);
  put(y[layout.current] * area);
  put(cycle);
  put(step);
  put(y[layout.charge] * area);
  put(-reference);
  put(V - reference);
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    for (std::size_t k = 0; k < layout.layers[l].populations.size(); ++k) put(model_.layer_mean(y, l, k));
  }
  const auto contributions = split_.evaluate(y);
  put(split_.open_circuit_voltage());
  for (const double contribution : contributions) put(contribution);
}

double Observer::reference_potential(std::span<const double> y) const {
  const auto& cell = model_.cell();
  const auto& layers = model_.layout().layers;
  double left = 0.0, thickness = 0.0;
  for (std::size_t l = 0; l < cell.first_separator; ++l) left += cell.layers[l].thickness;
  for (std::size_t l = cell.first_separator; l <= cell.last_separator; ++l) thickness += cell.layers[l].thickness;
  const double middle = left + 0.5 * thickness;
  double before_x = 0.0, before = 0.0;
  bool has_before = false;
  for (std::size_t l = cell.first_separator; l <= cell.last_separator; ++l) {
    for (std::size_t p = 0; p < layers[l].cells; ++p) {
      const double x = layers[l].centre[p], phi = y[layers[l].phi_i + p];
      if (x >= middle) return has_before ? before + (phi - before) * (middle - before_x) / (x - before_x) : phi;
      before_x = x;
      before = phi;
      has_before = true;
    }
  }
  return before;
}

double Observer::lithium(std::span<const double> y, std::size_t first, std::size_t end) const {
  double total = 0.0;
  for (std::size_t l = first; l < end; ++l) total += model_.lithium(y, l);
  return total;
}

std::vector<Profile> Observer::empty_profiles() const {
  std::vector<Profile> profiles;
  const auto& cell = model_.cell();
  std::vector<double> electronic_x, ionic_x, salt_x;
  for (std::size_t l = 0; l < cell.layers.size(); ++l) {
    const auto& place = model_.layout().layers[l];
    const auto append_centres = [&](std::vector<double>& x) {
      x.insert(x.end(), place.centre.begin(), place.centre.end());
    };
    if (place.phi_e != absent) append_centres(electronic_x);
    if (place.phi_i != absent) append_centres(ionic_x);
    if (place.c_e != absent) append_centres(salt_x);
  }
  profiles.push_back({"potential.electronic", "V", "Electronic potential", "", electronic_x, {}, {}, {}});
  profiles.push_back({"potential.ionic", "V", "Ionic potential", "", ionic_x, {}, {}, {}});
  profiles.push_back({"current.ionic", "A/m^2", "Ionic current density, +x", "", ionic_x, {}, {}, {}});
  if (!salt_x.empty()) profiles.push_back({"salt", "mol/m^3", "Salt concentration", "", salt_x, {}, {}, {}});
  for (std::size_t l = 0; l < cell.layers.size(); ++l) {
    const auto& layer = cell.layers[l];
    const auto& place = model_.layout().layers[l];
    for (std::size_t k = 0; k < layer.populations.size(); ++k) {
      const std::string id = key(layer.populations[k], layer), text = named(layer.populations[k], layer);
      profiles.push_back(
          {"stoichiometry." + id, "1", "Mean stoichiometry of " + text, layer.name, place.centre, {}, {}, {}});
      const auto* bundle = model_.particles(l, k);
      if (bundle == nullptr) continue;
      std::vector<double> radii;
      for (const double node : bundle->mesh().node) radii.push_back(node * layer.populations[k].radius);
      profiles.push_back({"particle." + id,
                          "1",
                          "Stoichiometry through the particles of " + text,
                          layer.name,
                          place.centre,
                          radii,
                          {},
                          {}});
    }
  }
  return profiles;
}

void Observer::append(std::vector<Profile>& profiles, double t, std::span<const double> y) const {
  model_.update_properties(y);
  const auto& layers = model_.layout().layers;
  auto profile = profiles.begin();
  const auto next = [&]() -> std::vector<double>& {
    profile->time.push_back(t);
    return (profile++)->values;
  };
  const auto all_layers = [&](std::size_t LayerLayout::*field) {
    auto& values = next();
    for (const auto& place : layers) {
      if (place.*field == absent) continue;
      const auto found = y.subspan(place.*field, place.cells);
      values.insert(values.end(), found.begin(), found.end());
    }
  };
  all_layers(&LayerLayout::phi_e);
  all_layers(&LayerLayout::phi_i);
  const auto current = ionic_current(y);
  auto& current_values = next();
  current_values.insert(current_values.end(), current.begin(), current.end());
  if (std::any_of(layers.begin(), layers.end(), [](const auto& place) { return place.c_e != absent; }))
    all_layers(&LayerLayout::c_e);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t k = 0; k < layers[l].populations.size(); ++k) {
      auto& means = next();
      for (std::size_t p = 0; p < layers[l].cells; ++p) means.push_back(model_.mean_stoichiometry(y, l, k, p));
      const auto* bundle = model_.particles(l, k);
      if (bundle == nullptr) continue;
      auto& values = next();
      const auto& where = layers[l].populations[k];
      for (std::size_t p = 0; p < layers[l].cells; ++p) {
        for (std::size_t r = 0; r + 1 < bundle->shells(); ++r)
          values.push_back(y[where.interior + r * layers[l].cells + p]);
        values.push_back(y[where.x + p]);
      }
    }
  }
}

/// From the electronic current, which the collectors fix: i_i = -I - i_e at every cell's centre.
std::vector<double> Observer::ionic_current(std::span<const double> y) const {
  const auto& cell = model_.cell();
  const auto& layers = model_.layout().layers;
  const double total = -y[model_.layout().current];
  std::vector<double> out;
  double ionic_at_face = 0.0;  // at the left end of the layer
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto& place = layers[l];
    if (place.cells == 0 || place.phi_e == absent) {
      out.insert(out.end(), place.cells, total);
      ionic_at_face = total;
      continue;
    }
    const auto& electronic = model_.properties(l).electronic.value;
    for (std::size_t p = 0; p < place.cells; ++p) {
      // current between this centre and the next, or the layer's end, where ions or electrons carry all of it
      double right = l < cell.first_separator ? total : 0.0;
      if (p + 1 < place.cells) {
        right = total - (y[place.phi_e + p] - y[place.phi_e + p + 1]) / (electronic[p] + electronic[p + 1]);
      } else if (l + 1 < layers.size() && layers[l + 1].phi_e != absent) {
        const auto& next = layers[l + 1];
        const double resistance =
            electronic[p] + model_.properties(l + 1).electronic.value[0] + cell.interfaces[l].electronic_resistance;
        right = total - (y[place.phi_e + p] - y[next.phi_e]) / resistance;
      }
      out.push_back(0.5 * (ionic_at_face + right));
      ionic_at_face = right;
    }
  }
  return out;
}

BalanceMonitor::BalanceMonitor(const CellModel& model, std::span<const double> y_start)
    : model_(model), start_(inventory(y_start)) {}

BalanceMonitor::Inventory BalanceMonitor::inventory(std::span<const double> y) const {
  const auto& cell = model_.cell();
  Inventory out{0.0, 0.0, 0.0, y[model_.layout().charge] / faraday};
  for (std::size_t l = 0; l < cell.layers.size(); ++l) {
    const double here = model_.lithium(y, l);
    // salt stays where electrodes give and take: an electrode's own lithium is that of its populations
    const auto& place = model_.layout().layers[l];
    double salt = 0.0;
    for (std::size_t p = 0; place.c_e != absent && p < place.cells; ++p) {
      salt += cell.layers[l].salt->porosity * y[place.c_e + p] * place.width[p];
    }
    out.separator += salt;
    const double stored = model_.double_layer_charge(y, l) / faraday;
    if (stored != 0.0) {
      (l < cell.first_separator ? out.anode_double_layer : out.cathode_double_layer) += stored;
      if (!cell.layers[cell.first_separator].salt) out.double_layer_lithium += stored;
    }
    (l < cell.first_separator ? out.anode : l > cell.last_separator ? out.cathode : out.separator) += here - salt;
  }
  return out;
}

void BalanceMonitor::look(std::span<const double> y) {
  const Inventory now = inventory(y);
  const double total = std::abs(start_.anode) + start_.separator + std::abs(start_.cathode);
  const double change = (now.anode - start_.anode) + (now.separator - start_.separator) +
                        (now.cathode - start_.cathode) - (now.double_layer_lithium - start_.double_layer_lithium);
  const double passed = now.charge - start_.charge;
  largest_charge_ = std::max(largest_charge_, std::abs(passed));
  const double scale = std::max(total, largest_charge_);  // between two metals the inventory counts from zero
  if (scale > 0.0) lithium_error_ = std::max(lithium_error_, std::abs(change) / scale);
  const double anode = now.anode - start_.anode - (now.anode_double_layer - start_.anode_double_layer);
  const double cathode = now.cathode - start_.cathode - (now.cathode_double_layer - start_.cathode_double_layer);
  charge_difference_ = std::max({charge_difference_, std::abs(anode - passed), std::abs(-cathode - passed)});
}

double BalanceMonitor::charge_error() const {
  constexpr double least_charge = 1e-6;  // of the inventory: below, its round-off is all there is to see
  const double inventory = std::abs(start_.anode) + start_.separator + std::abs(start_.cathode);
  const double scale = std::max(largest_charge_, least_charge * inventory);
  return scale > 0.0 ? charge_difference_ / scale : 0.0;
}

}  // namespace silith
