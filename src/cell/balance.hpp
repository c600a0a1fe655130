#pragma once
#include <span>

#include "cell/cell.hpp"

// Lithium and capacity of layers as put together (Eq. L14 to L17). Areal: per area of the die.
namespace silith {

/// The cell's anode and cathode: the layers outside its separators.
std::span<const Layer> anode_layers(const Cell& cell);
std::span<const Layer> cathode_layers(const Cell& cell);

/// Host sites, mol/m^2.
double host_sites(const Layer& layer);
double host_sites(std::span<const Layer> layers);

/// Lithium as mixed, mol/m^2: of the substances as supplied, before any equilibration.
double lithium_as_mixed(const Layer& layer);
double lithium_as_mixed(std::span<const Layer> layers);

/// Mean lithium per host site as mixed, x.
/// @throws std::logic_error if the layers have no host sites
double mean_stoichiometry(std::span<const Layer> layers);

/// Lithium the layers take up from as mixed to the mean composition x_end, as charge (Eq. L15), C/m^2. Signed: negative
/// where they are richer than x_end, and for what a cathode gives up.
double uptake_capacity(const Layer& layer, double x_end);
double uptake_capacity(std::span<const Layer> layers, double x_end);

/// N/P: capacity of the anode from as mixed to x_end over a cathode capacity, measured or from uptake_capacity with its
/// sign turned (Eq. L16).
/// @param cathode_capacity C/m^2, above 0
double negative_to_positive_ratio(const Cell& cell, double anode_x_end, double cathode_capacity);

/// Lithium in the populations at their initial compositions, mol/m^2: the inventory that a run conserves.
double initial_lithium(const Layer& layer);
double initial_lithium(const Cell& cell);

/// Dry mass and thickness of the stack without collectors and casing, kg/m^2 and m.
double stack_mass(const Cell& cell);
double stack_thickness(const Cell& cell);

}  // namespace silith
