#pragma once
#include <vector>

#include "cell1d/cell_model.hpp"

namespace silith {

/// Unknowns at rest before anything moves: stoichiometries and salt as the cell states them, potentials near
/// equilibrium, exchange currents in local balance. A start for consistent initial values, not one itself. [size]
std::vector<double> start_state(const CellModel& model);

/// j solving eta(j) + film j = driving force (Eq. K1).
double local_exchange(double driving, double j0, double anodic_transfer, double film_resistance, double T);

}  // namespace silith
