#include "cell/layer_kinds.hpp"

#include <algorithm>

namespace silith {

const std::vector<LayerKind>& layer_kinds() {
  using enum PhaseRole;
  static const std::vector<LayerKind> table{
      {.name = "composite-electrode",
       .meaning = "particles of active material in an ionic conductor, solid or liquid; electrons pass through the "
                  "particles or a conductive additive",
       .places = {{active, 1}, {electrolyte, 1, 1}, {conductor}, {inert}},
       .electronic = {conductor, active},
       .ionic = {electrolyte}},
      {.name = "mixed-conductor",
       .meaning = "a network that conducts ions and electrons and stores lithium, with or without particles in it",
       .places = {{network, 1, 1}, {active}, {inert}},
       .electronic = {network},
       .ionic = {network},
       .surface = Surface::electrode},
      {.name = "separator",
       .meaning = "ionic conductor, solid or liquid, that blocks electrons",
       .places = {{electrolyte, 1, 1}, {inert}},
       .electronic = {},
       .ionic = {electrolyte}},
      {.name = "metal",
       .meaning = "lithium metal: a planar electrode that neither stores nor conducts ions",
       .places = {{metal, 1, 1}},
       .electronic = {metal},
       .ionic = {},
       .surface = Surface::electrode,
       .relative_density = 1.0},
  };
  return table;
}

const LayerKind* find_layer_kind(const std::string& name) {
  const auto& kinds = layer_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const LayerKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

bool is_separator(const LayerKind& kind) {
  return kind.electronic.empty();
}

}  // namespace silith
