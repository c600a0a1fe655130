#pragma once
#include <string>
#include <vector>

#include "cell/layer_kinds.hpp"
#include "cell/recipe.hpp"

namespace silith {

/// A layer with what later steps need to know of its recipe.
struct BuiltLayer {
  std::string key;  ///< dotted path, "cell.cathode"
  const LayerRecipe* recipe = nullptr;
  const LayerKind* kind = nullptr;
  Layer layer;
  std::vector<const PhaseRecipe*> phase_of_population;
};

/// Presses the layer and derives populations (as mixed) and effective conduction.
/// @throws InputError
BuiltLayer build_layer(const LayerRecipe& recipe, double area, double temperature, Unconnected unconnected);

}  // namespace silith
