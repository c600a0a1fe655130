#pragma once
#include <optional>
#include <string>

#include "cell/layer_kinds.hpp"
#include "cell/recipe.hpp"

namespace silith {

/// Which charge a path carries.
enum class Carrier { electrons, ions };

/// The phase that carries electrons or ions in this layer: the one named in the input, or the first role of the kind's
/// list that is there. nullptr where the kind has no such path.
/// @throws InputError if the name is unknown, or several phases have the role and none is named
const PhaseRecipe* carrier_phase(const std::string& key, const LayerRecipe& recipe, const LayerKind& kind,
                                 Carrier carrier);

/// How the carrier connects in the pressed layer (Eq. L7 to L10).
/// @throws InputError if it does not connect and that is to be refused
Composition::Path path_of(const std::string& key, const PhaseRecipe& phase, const TransportRecipe& transport,
                          const Layer& layer, Carrier carrier, Unconnected unconnected);

/// Effective conductivity along a path; zero where it does not connect.
/// @throws InputError if the material does not conduct
Conduction conduction_of(const std::string& key, const PhaseRecipe& phase, const Composition::Path& path,
                         const Layer& layer, Carrier carrier);

/// The binary electrolyte in the pores; nullopt for a single-ion conductor.
std::optional<Salt> salt_of(const PhaseRecipe& electrolyte, const Composition::Path& path, const Layer& layer);

}  // namespace silith
