#pragma once
#include <vector>

#include "field/mechanics.hpp"

// Numbers from the stress at quadrature points, over all ranks.
namespace silith::field {

/// sqrt(3/2 s:s), Pa.
double von_mises(const dealii::SymmetricTensor<2, 3>& stress);
/// Largest principal stress, Pa.
double max_principal(const dealii::SymmetricTensor<2, 3>& stress);
/// Mean normal stress, Pa, tension positive.
double hydrostatic(const dealii::SymmetricTensor<2, 3>& stress);

/// A largest value and where in the reference state it is.
template <int dim>
struct Located {
  double value = 0.0;
  dealii::Point<dim> at;
};

template <int dim>
struct LocatedPeaks {
  Located<dim> von_mises, principal;
  Located<dim> tension, compression;  ///< largest and smallest hydrostatic stress
  Located<dim> plastic_strain;
};

/// Largest stresses over some bodies.
template <int dim>
LocatedPeaks<dim> located_peaks(const Mechanics<dim>& mechanics, const Bodies& bodies = {});

/// Averages over the current volume of a body.
struct StressAverage {
  double volume = 0.0;  ///< m^3 (m^2 in plane strain), current
  double von_mises = 0.0, hydrostatic = 0.0;
};
template <int dim>
StressAverage stress_average(const Mechanics<dim>& mechanics, const Bodies& bodies = {});

/// Stress at an interface, read at the layer of quadrature points next to it, 0.11 of a cell away.
template <int dim>
struct InterfaceStress {
  dealii::Point<dim> at;     ///< in the reference state
  double normal = 0.0;       ///< Pa, n . sigma n, n the current normal of the interface
  double von_mises = 0.0;    ///< Pa
  double weight = 0.0;       ///< m^2 (m) of the reference state
  double hydrostatic = 0.0;  ///< Pa
};

/// The locally owned points of `body` along its faces with `neighbour`.
template <int dim>
std::vector<InterfaceStress<dim>> interface_stress(const Mechanics<dim>& mechanics, dealii::types::material_id body,
                                                   dealii::types::material_id neighbour);

/// Mean and largest stress of an interface over all ranks.
struct InterfaceStressSummary {
  double area = 0.0;                            ///< m^2 (m)
  double mean_normal = 0.0, peak_normal = 0.0;  ///< Pa, peak: largest tension
  double least_normal = 0.0;                    ///< Pa, largest compression, negative
  double mean_von_mises = 0.0, peak_von_mises = 0.0;
  double peak_hydrostatic = 0.0, least_hydrostatic = 0.0;  ///< Pa, tension, and compression as negative
};
template <int dim>
InterfaceStressSummary summary(const std::vector<InterfaceStress<dim>>& points, MPI_Comm communicator);

/// How near a body is to breaking, Eq. F65 to F67.
template <int dim>
struct FractureIndicator {
  Located<dim> ratio;  ///< energy released over toughness, at its place
  double flaw = 0.0;   ///< m, the worst flaw counted with
};

/// @param largest_flaw m, of the material. Bodies without toughness do not count.
template <int dim>
FractureIndicator<dim> fracture_indicator(const Mechanics<dim>& mechanics, double largest_flaw,
                                          const Bodies& bodies = {});

}  // namespace silith::field
