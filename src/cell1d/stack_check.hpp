#pragma once
#include "cell/cell.hpp"

namespace silith {

/// Refuses a stack the 1-D model cannot describe: a metal away from the ends, ions meeting a metal without a reaction,
/// a reaction without an electrode on exactly one side, an electrode cut off from its collector, a salt whose neighbour
/// has none, meshes and dimensions that are not positive.
/// @throws InputError naming the layer
void check_stack(const Cell& cell);

}  // namespace silith
