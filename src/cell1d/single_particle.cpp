#include "cell1d/single_particle.hpp"

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

// Ohmic drop of 1e-7 V at 100 A/m^2 in a layer of 100 um. Not more: the round-off of potentials, 1e-15 V, times the
// conductivity over the width of a layer is a current that the lithium balance sees.
constexpr double short_circuit = 1e5;  // S/m

Conduction ideal() {
  return {Law::constant(short_circuit, "S/m", {"estimated", "single-particle model: no ohmic drop"}), {}};
}

void check_electrode(const Cell& cell, std::size_t first, std::size_t end, const char* side) {
  const auto refuse = [&](const std::string& why) {
    throw InputError(fmt::format("the single-particle model cannot describe this cell: its {} {}", side, why),
                     "use the full model: solver.model = \"full\"");
  };
  if (end - first != 1) refuse(fmt::format("has {} layers, one is needed", end - first));
  const auto& layer = cell.layers[first];
  if (layer.populations.empty()) refuse("has no particles");
  if (layer.populations.size() > 1)
    refuse(fmt::format("has {} populations of particles, one is needed", layer.populations.size()));
  if (layer.populations[0].storage == Storage::network) refuse("is a mixed conductor, not particles");
}

Layer electrode(const Layer& layer) {
  Layer out = layer;
  out.mesh = {.cells = 1};
  out.electronic = ideal();
  out.ionic = ideal();
  out.fixed_salt_concentration = layer.salt ? layer.salt->initial_concentration : layer.fixed_salt_concentration;
  out.salt.reset();
  return out;
}

}  // namespace

Cell single_particle_cell(const Cell& cell) {
  check_electrode(cell, 0, cell.first_separator, "anode");
  check_electrode(cell, cell.last_separator + 1, cell.layers.size(), "cathode");
  Cell out = cell;
  Layer gap = cell.layers[cell.first_separator];
  gap.mesh = {.cells = 1};
  gap.ionic = ideal();
  gap.salt.reset();
  out.layers = {electrode(cell.layers.front()), gap, electrode(cell.layers.back())};
  out.interfaces.assign(2, {});
  out.first_separator = out.last_separator = 1;
  return out;
}

}  // namespace silith
