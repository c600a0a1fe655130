#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "cell/recipe.hpp"

namespace silith {

/// What a planar interface sees of a layer.
enum class Surface {
  electrolyte,  ///< ions (and possibly electrons through particles): passes ions to its like
  electrode,    ///< mixed conductor or metal: reacts with an electrolyte layer
};

/// One kind of layer: which phases it takes and who conducts. One row of the table.
struct LayerKind {
  struct Places {
    PhaseRole role;
    int at_least = 0;
    int at_most = std::numeric_limits<int>::max();
  };
  std::string name;
  std::string meaning;
  std::vector<Places> places;         ///< roles that are not listed are refused
  std::vector<PhaseRole> electronic;  ///< carriers of electrons, preferred first; empty: electrons do not pass
  std::vector<PhaseRole> ionic;       ///< carriers of ions, likewise
  Surface surface = Surface::electrolyte;
  std::optional<double> relative_density;  ///< where the input states none
};

/// The explicit table. To add a kind: one row.
const std::vector<LayerKind>& layer_kinds();

/// nullptr if there is none of that name.
const LayerKind* find_layer_kind(const std::string& name);

/// Is it a separator: ions pass, electrons do not, nothing is stored.
bool is_separator(const LayerKind& kind);

}  // namespace silith
