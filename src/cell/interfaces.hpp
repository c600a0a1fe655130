#pragma once
#include "cell/layer_builder.hpp"

namespace silith {

/// The contact between two neighbours (table in docs/equations/cell.md): what passes, what reacts.
/// @param left towards the anode's collector; its recipe holds the interface's keys
/// @throws InputError for neighbours that no model covers, and for keys without effect at this contact
Interface build_interface(const BuiltLayer& left, const BuiltLayer& right, double temperature);

}  // namespace silith
