#pragma once
#include "cell/cell.hpp"

namespace silith {

/// The single-particle model as a cell: one volume an electrode, no ohmic drop, salt at its initial concentration (Eq.
/// C10).
/// @throws InputError for a cell it cannot describe: electrodes of several layers or populations, networks, metals
Cell single_particle_cell(const Cell& cell);

}  // namespace silith
