#include "cell1d/stack_check.hpp"

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "cell1d/layout.hpp"

namespace silith {
namespace {

bool has_network(const Layer& layer) {
  for (const auto& population : layer.populations) {
    if (population.storage == Storage::network) return true;
  }
  return false;
}

void check_dimensions(const Layer& layer) {
  const auto refuse = [&](const std::string& what, const std::string& hint) {
    throw InputError(fmt::format("layer \"{}\" {}", layer.name, what), hint);
  };
  if (!(layer.thickness > 0.0)) refuse("has no thickness", "give a thickness above zero");
  if (is_metal(layer)) return;
  if (layer.mesh.cells < 1) refuse("has no cells", "its mesh needs at least one cell");
  if (!(layer.mesh.grading > 0.0)) refuse("has a grading that is not positive", "1 is a uniform mesh");
  for (const auto& population : layer.populations) {
    if (population.storage == Storage::network) continue;
    if (population.shells < 1)
      refuse(fmt::format("has particles \"{}\" without shells", population.name), "give at least one shell");
    if (!population.kinetics || !population.diffusivity)
      refuse(fmt::format("has particles \"{}\" without kinetics or diffusivity", population.name),
             "give exchange_current_density and diffusivity");
  }
}

void check_layer(const Cell& cell, std::size_t l) {
  const auto& layer = cell.layers[l];
  const bool at_end = l == 0 || l + 1 == cell.layers.size();
  check_dimensions(layer);
  if (is_metal(layer) && !at_end) {
    throw InputError(
        fmt::format("layer \"{}\" conducts no ions: it can only be the first or the last of the stack", layer.name),
        "give it an ionically conducting phase, or move it to a collector");
  }
  if (!is_metal(layer) && at_end && !layer.electronic) {
    throw InputError(fmt::format("layer \"{}\" touches a collector but conducts no electrons", layer.name),
                     "give it an electronically conducting phase");
  }
  if (!is_metal(layer) && !layer.electronic && !layer.populations.empty()) {
    throw InputError(fmt::format("layer \"{}\" stores lithium but conducts no electrons", layer.name),
                     "give it an electronically conducting phase");
  }
  if (layer.salt && has_network(layer)) {
    throw InputError(fmt::format("layer \"{}\" is a mixed conductor and holds a binary electrolyte", layer.name),
                     "leave out one of them: the ionic current of a mixed conductor is that of its lithium");
  }
}

void check_neighbours(const Cell& cell, std::size_t l) {
  const auto &left = cell.layers[l], &right = cell.layers[l + 1];
  const auto electrode = [](const Layer& layer) { return is_metal(layer) || has_network(layer); };
  const bool reaction = cell.interfaces[l].reaction.has_value();
  const auto refuse = [&](const std::string& what, const std::string& hint) {
    throw InputError(fmt::format("between \"{}\" and \"{}\" {}", left.name, right.name, what), hint);
  };
  if (!reaction && (is_metal(left) || is_metal(right))) {
    refuse("ions meet a metal: the interface needs a reaction", "give the exchange current density of the interface");
  }
  if (reaction && electrode(left) == electrode(right)) {
    refuse("a planar reaction needs an electrolyte on one side and a metal or mixed conductor on the other",
           "leave out the reaction, or put a separator between them");
  }
  if (!reaction && left.salt.has_value() != right.salt.has_value()) {
    refuse("a binary electrolyte meets a single-ion conductor: the model has no balance of its anions there",
           "give both layers a salt, or none");
  }
}

}  // namespace

void check_stack(const Cell& cell) {
  if (cell.layers.empty() || cell.interfaces.size() + 1 != cell.layers.size())
    throw std::logic_error("a stack of n layers has n - 1 interfaces");
  if (cell.last_separator < cell.first_separator || cell.last_separator >= cell.layers.size())
    throw std::logic_error("the separator lies outside the stack");
  for (std::size_t l = 0; l < cell.layers.size(); ++l) check_layer(cell, l);
  for (std::size_t l = 0; l + 1 < cell.layers.size(); ++l) check_neighbours(cell, l);
}

}  // namespace silith
