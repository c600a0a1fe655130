#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "continuum/swelling.hpp"
#include "material/law.hpp"

// What a two- or three-dimensional problem is: plain values in SI units, read by `input`, solved by `field`.
namespace silith {

/// What the coordinates mean. Axisymmetric: the first is the radius, the second the axis.
enum class Frame { plane_strain, axisymmetric, full_3d };

/// A number with where it is from.
struct SourcedValue {
  double value = 0.0;
  Source source;
};

/// Layers on top of each other along the last coordinate, periodic across. The first layer lies at the bottom.
struct StripGeometry {
  struct Layer {
    std::string body;
    double thickness = 0.0;  ///< m
  };
  double width = 0.0;  ///< m, one period
  double depth = 0.0;  ///< m, one period along the third coordinate; full_3d only
  std::vector<Layer> layers;
};

/// One particle of half axes a (radial) and b (along the axis), with an optional coat of even thickness.
struct ParticleGeometry {
  std::string core;
  std::string coat;             ///< empty: none
  double radius = 0.0;          ///< m, half axis across
  double axis = 0.0;            ///< m, half axis along; equal to radius for a sphere
  double coat_thickness = 0.0;  ///< m
  double contact_angle = 0.0;   ///< rad, half opening of the cap that is touched, pi: the whole surface
  double contact_tilt = 0.0;    ///< rad, direction of the cap from the axis; full_3d only
  bool cylinder = false;        ///< plane_strain: a cylinder
};

/// Round particles in a box of matrix, periodic across.
struct ParticlesGeometry {
  struct Particle {
    double x = 0.0, y = 0.0, z = 0.0, radius = 0.0;  ///< m
  };
  std::string matrix, particle;
  double width = 0.0, height = 0.0, depth = 0.0;  ///< m
  std::vector<Particle> particles;
};

/// A mesh from a Gmsh file; physical names are the names of bodies and boundaries.
struct MeshFileGeometry {
  std::filesystem::path file;
  double scale = 1.0;  ///< m per unit of length of the file
};

using Geometry = std::variant<StripGeometry, ParticleGeometry, ParticlesGeometry, MeshFileGeometry>;

/// What carries the current in a body.
enum class ChargeCarrier { none, electronic, ionic, mixed };

/// One material region. Laws are functions of x in Li_xSi; those of bodies that take up no lithium are constants.
struct Body {
  std::string name;
  std::string material;  ///< empty: none
  ChargeCarrier carrier = ChargeCarrier::mixed;
  std::optional<Law> conductivity;     ///< S/m
  bool takes_lithium = false;          ///< the front or diffusion lives here
  double x_start = 0.0, x_full = 0.0;  ///< stoichiometry ahead of the front and behind it
  double site_concentration = 0.0;     ///< host atoms per reference volume, mol/m^3
  std::optional<Law> diffusivity;      ///< m^2/s, for concentration-dependent diffusion
  std::optional<Law> youngs_modulus;   ///< Pa
  std::optional<Law> poisson_ratio;    ///< 1
  std::optional<Law> volume_ratio;     ///< V(x)/V(x_start), 1; none: does not swell
  std::optional<Law> yield_stress;     ///< Pa; none: elastic
  double plastic_rate = 0.0;           ///< 1/s, reference rate of rate-dependent flow
  double plastic_exponent = 0.0;       ///< m in (sigma/sY - 1)^m, Eq. F50
  std::optional<Law> toughness;        ///< J/m^2; none: it is not asked whether the body breaks
  double largest_flaw = 0.0;           ///< m, radius of the largest crack there may be from the start
};

/// The law of a face between two bodies.
struct BodyInterface {
  enum class Kind { perfect, resistive, butler_volmer };
  std::string first, second;  ///< bodies
  Kind kind = Kind::perfect;
  double resistance = 0.0;        ///< ohm m^2, in series with the kinetics
  double exchange_current = 0.0;  ///< A/m^2
  double potential = 0.0;         ///< V, equilibrium jump first minus second
  /// Contacted part of the area, as patches along the interface: seeded, of given mean fraction and size.
  double contact_fraction = 1.0;
  double patch_size = 0.0;  ///< m; 0: one patch in the middle of the period
  unsigned seed = 1;        ///< of the patches
};

/// Unevenness of an interface at the start: the sum of waves of a seeded spectrum.
struct Roughness {
  double rms = 0.0;                                ///< m
  double longest_wave = 0.0, shortest_wave = 0.0;  ///< m
  double spectral_exponent = 0.0;                  ///< power ~ k^-exponent
  unsigned seed = 1;
};

enum class FrontModel { none, level_set, phase_field, diffusion };

struct FrontOptions {
  FrontModel model = FrontModel::level_set;
  double thickness = 0.0;         ///< m, eps of the level set or half width of the phase field; 0: the smallest cell
  double start_depth = 0.0;       ///< m, reacted at the start, from where lithium comes in; 0: six times the thickness
  double reinitialisation = 0.0;  ///< m/s, gamma; 0: as fast as the front
  double rate = 0.0;              ///< m/s, k of the reaction-limited front; of a level set: its speed instead of J's
  double driving_energy = 0.0;    ///< J/mol, chemical part of G without stress
  bool stress_in_driving_force = true;
  Roughness roughness;
};

enum class MechanicsModel { none, elastic, finite_strain_plastic };

struct Support {
  enum class Kind { fixed, free, symmetry, spring, unilateral };
  std::string boundary;
  Kind kind = Kind::free;
  double stiffness = 0.0;  ///< Pa/m, of a spring
  double gap = 0.0;        ///< m, of a unilateral support
};

struct MechanicsOptions {
  MechanicsModel model = MechanicsModel::elastic;
  EigenstrainMeasure measure = EigenstrainMeasure::stretch;  ///< of elastic, small strain
  std::vector<Support> supports;
};

/// What drives the problem: a mean current density through a boundary, or a voltage across, until something is reached.
struct FieldDrive {
  /// The feeding boundary is one electrode of even potential, or every part of it passes the same current density.
  enum class Feed { equipotential, uniform_current };
  Feed kind = Feed::equipotential;
  std::string feed, ground;                        ///< boundaries: lithium comes in at `feed`, phi = 0 at `ground`;
                                                   ///< both empty: no current, the front has a rate of its own
  std::optional<double> current;                   ///< A/m^2 of the feeding boundary
  std::optional<double> voltage;                   ///< V
  std::optional<double> until_time;                ///< s
  std::optional<double> until_charge;              ///< C/m^2 of the feeding boundary
  std::optional<double> until_lithiated_fraction;  ///< of the bodies that take lithium, by volume
};

struct FieldNumerics {
  double cell_size = 0.0;                   ///< m, of the coarsest cells
  int refinements = 0;                      ///< levels of adaptive refinement below that
  int degree = 1;                           ///< of the potential and the front; displacements have degree 2
  double relative_tolerance = 1e-3;         ///< of time stepping
  double first_step = 0.0, max_step = 0.0;  ///< s; 0: chosen
};

struct FieldOutput {
  int pictures = 20;  ///< times at which fields are written
};

/// A field case, checked.
struct FieldCase {
  std::string title;
  std::filesystem::path file;
  std::string directory;  ///< for results; empty: not stated
  Frame frame = Frame::plane_strain;
  double temperature = 298.15;  ///< K
  Geometry geometry;
  std::vector<Body> bodies;
  std::vector<BodyInterface> interfaces;
  FrontOptions front;
  MechanicsOptions mechanics;
  FieldDrive drive;
  FieldNumerics numerics;
  FieldOutput output;
  std::string resolved;  ///< TOML with bases, overrides and defaults in place
  std::vector<Diagnostic> warnings;

  const Body* find_body(const std::string& body) const;
};

/// Dimension of space: 2, or 3 with full_3d.
int dimension(const FieldCase& field_case);

/// Bodies that a geometry names, each once; of a mesh file none, its bodies are known when it is read.
std::vector<std::string> bodies_of(const Geometry& geometry);

/// Boundaries a built-in geometry has, periodic ones left out; of a mesh file none.
/// Strip: "bottom", "top". Particle: "contact" and, where not all is touched, "surface". Particles in a matrix:
/// "bottom", "top".
std::vector<std::string> boundaries_of(const Geometry& geometry);

}  // namespace silith
