#pragma once
#include <optional>
#include <string>
#include <vector>

#include "input/bpx_section.hpp"

// Inside of bpx.cpp.
namespace silith {

/// Particles of an active material, all in the units of the file (SI). Energies are activation energies, J/mol.
struct BpxParticles {
  std::string name;  ///< bare TOML key
  std::string path;  ///< in the file, with a point at its end
  double radius = 0.0;
  double surface_area = 0.0;  ///< m^2 per m^3 of electrode
  double least_x = 0.0, most_x = 1.0, initial_x = 0.0;
  double maximum_concentration = 0.0;
  std::optional<BpxFunction> ocp, ocp_lithiation, ocp_delithiation, entropic_change, diffusivity;
  std::optional<double> hysteresis_decay, initial_hysteresis;
  double diffusivity_energy = 0.0;
  double exchange_current_density = 0.0;  ///< F k, A/m^2
  double reaction_energy = 0.0;

  double volume_fraction() const { return surface_area * radius / 3.0; }
  bool hysteretic() const { return ocp_lithiation && ocp_delithiation && hysteresis_decay; }
};

struct BpxElectrode {
  double thickness = 0.0, porosity = 0.0, transport_efficiency = 0.0, conductivity = 0.0;
  std::vector<BpxParticles> particles;
};

struct BpxElectrolyte {
  double concentration = 0.0;  ///< mol/m^3, at rest
  double transference = 0.0;
  std::optional<BpxFunction> conductivity, diffusivity;
  double conductivity_energy = 0.0, diffusivity_energy = 0.0;
};

struct BpxSeparator {
  double thickness = 0.0, porosity = 0.0, transport_efficiency = 0.0;
};

struct BpxCell {
  std::string version, title, description, references;
  double area = 0.0;      ///< m^2, of all electrode pairs together
  double capacity = 0.0;  ///< A h
  double least_voltage = 0.0, most_voltage = 0.0;
  double temperature = 298.15, reference_temperature = 298.15;  ///< K
  double state_of_charge = 1.0;
  BpxElectrode negative, positive;
  BpxElectrolyte electrolyte;
  BpxSeparator separator;
};

/// Everything a BPX file of version 0.1 to 1.x says that the cell model uses; what is missing or wrong is noted.
BpxCell read_bpx(const Node& root, BpxFindings& findings);

}  // namespace silith
