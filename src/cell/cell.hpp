#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "material/material.hpp"

// The cell as the solvers see it: SI units, effective properties, immutable. Sign conventions, once:
// x runs from the anode's collector to the cathode's; current is positive when the cell is charged; a local current
// density j (A/m^2 of particle surface) is positive when lithium leaves the population (oxidation of the population).
namespace silith {

/// How lithium is stored inside one population.
enum class Storage {
  sphere,  ///< radial diffusion, Eq. P1
  cylinder,
  plate,    ///< one-sided plate of half-thickness `radius`
  network,  ///< the conducting network itself, in local equilibrium with both potentials: phi_e - phi_i = U(x)
};

/// Open-circuit potential against Li/Li+; one branch, or two with a hysteresis state h in [-1, 1] (Eq. M6):
/// U = (1+h)/2 U_delithiation + (1-h)/2 U_lithiation, dh/dt = gamma (dx_d - |dx_d| h) with x_d the lithium removed per
/// site.
struct OpenCircuitPotential {
  Law lithiation;
  std::optional<Law> delithiation;
  double decay = 0.0;  ///< gamma, 1
};

/// Butler-Volmer exchange, eta = phi_e - phi_i - U - j R_film (Eq. K1), and what the surface stores (Eq. K4 to K6).
struct Kinetics {
  Law exchange_current_density;           ///< A/m^2, of surface stoichiometry x and salt concentration c
  double anodic_transfer = 0.5;           ///< alpha_a; alpha_c = 1 - alpha_a
  double film_resistance = 0.0;           ///< ohm m^2 of particle surface (film plus contact)
  double double_layer_capacitance = 0.0;  ///< F/m^2 of particle surface; 0: none
  double film_capacitance = 0.0;          ///< F/m^2 of particle surface, beside `bridged_resistance`; 0: none
  double bridged_resistance = 0.0;        ///< ohm m^2, the part of film_resistance that is a film
  bool capacitive() const { return double_layer_capacitance > 0.0 || film_capacitance > 0.0; }
};

struct Population {
  std::string name;  ///< unique in the layer, "silicon", "licoo2.coarse"
  std::string material;
  Storage storage = Storage::sphere;
  double radius = 0.0;           ///< m, reference configuration; not used for a network
  int shells = 20;               ///< radial nodes; not used for a network
  double volume_fraction = 0.0;  ///< of the layer, in the reference volume of the material
  double site_density = 0.0;     ///< host sites per volume of layer, mol/m^3; lithium per volume = site_density * x
  double specific_area = 0.0;    ///< m^2 of electrochemically active surface per m^3 of layer; not used for a network
  double initial_x = 0.0;
  double initial_hysteresis = -1.0;  ///< h: -1 lithiation branch, +1 delithiation branch
  Range x_range{0.0, 1.0};           ///< of the material; the solver refuses to leave it
  OpenCircuitPotential ocp;
  std::optional<Law> diffusivity;    ///< m^2/s of Li, of x; absent for a network
  std::optional<Kinetics> kinetics;  ///< absent for a network
};

/// Effective conductivity of a layer (law already times its effective-medium factor), S/m.
/// `populations`: whose surface stoichiometry (site-weighted mean) is the law's x; empty if the law has no x.
struct Conduction {
  Law conductivity;
  std::vector<std::size_t> populations;
};

/// Binary electrolyte in the pores (Eq. C5): absent in single-ion conductors (t+ = 1).
struct Salt {
  double porosity = 1.0;
  Law diffusivity;  ///< effective, m^2/s, of c
  Law transference_number;
  Law thermodynamic_factor;
  double initial_concentration = 1000.0;  ///< mol/m^3
};

/// Finite-volume mesh of one layer. Geometric grading: ratio of the last to the first cell width.
struct LayerMesh {
  int cells = 20;
  double grading = 1.0;
};

/// What was put in and what came out of the press; for tables, audit and report, not for the solver.
struct Composition {
  struct Phase {
    std::string name, material;
    double mass = 0.0;  ///< kg/m^2
    double mass_fraction = 0.0;
    double volume_fraction = 0.0;            ///< of the layer as pressed, pores included
    double density = 0.0;                    ///< kg/m^3
    double lithium = 0.0;                    ///< mol/m^2 as mixed
    double sites = 0.0;                      ///< host sites, mol/m^2
    std::optional<double> largest_particle;  ///< radius, m, where stated
  };
  /// Who carries electrons or ions, and how it was judged to connect.
  struct Path {
    std::string phase;                ///< the carrier
    bool by_shape = false;            ///< an additive, liquid or inert carrier: no threshold of round grains applies
    std::string law;                  ///< key into effective_medium_laws()
    double fraction = 0.0;            ///< volume fraction the law takes
    std::optional<double> threshold;  ///< of a percolation law
    double factor = 0.0;              ///< what is left of the phase's conductivity; 0: it does not connect
  };
  std::vector<Phase> phases;
  std::optional<Path> electronic, ionic;
  double mass = 0.0;                                    ///< kg/m^2
  double density = 0.0;                                 ///< kg/m^3
  double theoretical_density = 0.0;                     ///< kg/m^3, solids without pores; 0: a density is not known
  double porosity = 0.0;                                ///< may come out negative: the audit's business
  std::string geometry_from;                            ///< "mass" or "thickness": which of the two counted
  std::optional<double> stated_mass, stated_thickness;  ///< the one that did not count, kg/m^2 and m
  std::optional<double> pressing_pressure;              ///< Pa
};

struct Layer {
  std::string name;
  std::string kind;        ///< key into the table of layer kinds
  double thickness = 0.0;  ///< m
  LayerMesh mesh;
  std::optional<Conduction> electronic;
  std::optional<Conduction> ionic;
  std::optional<Salt> salt;               ///< only with `ionic`
  double fixed_salt_concentration = 0.0;  ///< mol/m^3, the c of the laws where `salt` is absent
  std::vector<Population> populations;    ///< at most one network
  Composition composition;
};

/// Between layer i and layer i+1.
struct Interface {
  double ionic_resistance = 0.0;       ///< ohm m^2, where ions pass without reaction
  double electronic_resistance = 0.0;  ///< ohm m^2, where electrons pass
  std::optional<Kinetics> reaction;    ///< planar Butler-Volmer, where ionic and mixed/metallic conduction meet
  double contact_fraction = 1.0;       ///< contacted part of the area, for the reaction
  std::optional<Law>
      metal_potential;  ///< V against Li/Li+, where the electrode side is a metal; else its network's OCP
};

/// The whole stack.
struct Cell {
  std::string name;
  double area = 0.0;               ///< m^2
  double temperature = 298.15;     ///< K
  double series_resistance = 0.0;  ///< ohm m^2: leads, collectors, contacts
  double nominal_capacity = 0.0;   ///< C; for C-rates
  double active_mass = 0.0;        ///< kg/m^2 of cathode active material; for mA/g and mAh/g; 0 if not defined
  std::vector<Layer> layers;
  std::vector<Interface> interfaces;  ///< [layers.size() - 1]
  std::size_t first_separator = 0;    ///< layers [0, first_separator) are the anode
  std::size_t last_separator = 0;     ///< layers (last_separator, end) are the cathode
};

}  // namespace silith
