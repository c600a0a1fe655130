#include "input/keys.hpp"

// Keys of [front], [mechanics], [drive] and [numerics] of a case in two or three dimensions.
namespace silith {
namespace {

std::vector<Key> front() {
  return {
      table("front").doc("How lithium goes into the bodies that take it."),
      word("front.model", {"none", "level-set", "phase-field", "diffusion"})
          .otherwise("level-set")
          .example("phase-field")
          .doc("level-set: a front that moves with the current. phase-field: a reaction-limited front driven "
               "by energy and stress. diffusion: concentration-dependent diffusion. none: nothing moves."),
      quantity("front.thickness", "m")
          .above("0 m")
          .example("20 nm")
          .doc("Width parameter of the front's profile; the smallest cell if not given."),
      quantity("front.start_depth", "m")
          .above("0 m")
          .example("50 nm")
          .doc("How deep the body has reacted at the start, from where the lithium comes in; six times the "
               "front's thickness if not given."),
      quantity("front.reinitialisation", "m/s")
          .above("0 m/s")
          .example("1 nm/s")
          .doc("Rate that keeps the level set's profile, gamma; the front's speed if not given."),
      quantity("front.rate", "m/s")
          .above("0 m/s")
          .example("1 nm/s")
          .doc("Of the phase field: speed of the front far from equilibrium. Of a level set without current: its "
               "speed. Of diffusion without current: speed at which lithium would fill the body if it stayed at the "
               "surface, until that is full."),
      quantity("front.driving_energy", "J/mol")
          .above("0 J/mol")
          .example("20 kJ/mol")
          .doc("Of the phase field: free energy released per lithium, without stress."),
      boolean("front.stress_in_driving_force")
          .otherwise("true")
          .example("false")
          .doc("Of the phase field: whether stress works against the reaction."),
  };
}

std::vector<Key> roughness() {
  return {
      table("front.roughness").doc("Unevenness of the front at its start: waves of a seeded spectrum."),
      quantity("front.roughness.rms", "m")
          .at_least("0 m")
          .otherwise("0 nm")
          .example("10 nm")
          .doc("Root mean square of the height."),
      quantity("front.roughness.longest_wave", "m")
          .above("0 m")
          .example("2 um")
          .doc("Longest wave; the period if not given."),
      quantity("front.roughness.shortest_wave", "m")
          .above("0 m")
          .example("0.4 um")
          .doc("Shortest wave; a quarter of the longest if not given."),
      number("front.roughness.spectral_exponent")
          .range("0", "10")
          .otherwise("2")
          .example("3")
          .doc("Power falls as wave number to minus this."),
      integer("front.roughness.seed")
          .range("1", "2147483647")
          .otherwise("1")
          .example("7")
          .doc("Of the phases of the waves: the same seed, the same surface."),
  };
}

std::vector<Key> mechanics() {
  return {
      table("mechanics").doc("How the bodies deform."),
      word("mechanics.model", {"none", "elastic", "finite-strain-plastic"})
          .otherwise("elastic")
          .example("finite-strain-plastic")
          .doc("elastic: small strain with eigenstrain. finite-strain-plastic: F = Fe Fp Fs with rate-dependent flow. "
               "none: no stress."),
      word("mechanics.eigenstrain", {"stretch", "logarithmic", "volumetric"})
          .otherwise("stretch")
          .example("volumetric")
          .doc("Of elastic: the linear eigenstrain of a volume ratio V that is not small: V^(1/3) - 1, ln(V)/3 or "
               "(V - 1)/3 (Eq. F40)."),
      list("mechanics.supports").doc("What holds the boundaries; those not named are free."),
      table("mechanics.supports[]").doc("One boundary."),
      text("mechanics.supports[].boundary")
          .required()
          .example("bottom")
          .doc("Its name: bottom, top, left, right, front, back of a box; contact, surface and axis of a particle; "
               "physical names of a mesh file."),
      word("mechanics.supports[].kind", {"fixed", "free", "symmetry", "spring", "unilateral"})
          .required()
          .example("fixed")
          .doc("fixed: no displacement. symmetry: none across. spring: pressure proportional to the displacement "
               "across. "
               "unilateral: free until a gap is closed."),
      quantity("mechanics.supports[].stiffness", "Pa/m")
          .above("0 Pa/m")
          .example("0.16 MPa/um")
          .doc("Of a spring, pressure per displacement."),
      quantity("mechanics.supports[].gap", "m").at_least("0 m").otherwise("0 m").example("10 nm").doc("Of unilateral."),
  };
}

std::vector<Key> drive() {
  return {
      table("drive").doc("What drives the current, and until when."),
      text("drive.feed").example("bottom").doc("Boundary where lithium comes in."),
      text("drive.ground").example("top").doc("Boundary of potential zero."),
      word("drive.feeding", {"equipotential", "uniform-current"})
          .otherwise("equipotential")
          .example("uniform-current")
          .doc(
              "equipotential: the feeding boundary is one electrode. uniform-current: every part of it passes the same "
              "current density."),
      quantity("drive.current", "A/m^2")
          .above("0 A/m^2")
          .contradicts({"voltage"})
          .example("1 mA/cm^2")
          .doc("Mean current density through the feeding boundary."),
      quantity("drive.voltage", "V").above("0 V").example("0.1 V").doc("Potential of the feeding boundary."),
      quantity("drive.until_time", "s").above("0 s").example("180 s").doc("End of the run."),
      quantity("drive.until_charge", "C/m^2")
          .above("0 C/m^2")
          .example("0.1 mAh/cm^2")
          .doc("End when this charge has passed the feeding boundary, per area of it."),
      number("drive.until_lithiated_fraction")
          .above("0")
          .at_most("1")
          .example("0.3")
          .doc("End when this share of the volume that takes lithium has taken it."),
  };
}

std::vector<Key> numerics() {
  return {
      table("numerics").doc("Mesh and time steps of a case in two or three dimensions."),
      quantity("numerics.cell_size", "m")
          .above("0 m")
          .example("100 nm")
          .doc("Size of the coarsest cells; an eighth of the smallest length of the geometry if not given."),
      integer("numerics.refinements")
          .range("0", "10")
          .otherwise("2")
          .example("3")
          .doc("How often a cell may be halved at the front and at stress peaks."),
      integer("numerics.degree")
          .range("1", "3")
          .otherwise("1")
          .example("2")
          .doc("Of the potential's and front's elements."),
      number("numerics.relative_tolerance")
          .range("1e-8", "0.5")
          .otherwise("0.01")
          .example("1e-3")
          .doc("Error allowed in one time step, as a share of the full range of the front's phase."),
      quantity("numerics.first_step", "s").above("0 s").example("0.1 s").doc("First time step; chosen if not given."),
      quantity("numerics.max_step", "s").above("0 s").example("5 s").doc("Longest time step; no limit if not given."),
  };
}

}  // namespace

std::vector<Key> field_solution_keys() {
  std::vector<Key> keys;
  for (const auto& part : {front(), roughness(), mechanics(), drive(), numerics()})
    keys.insert(keys.end(), part.begin(), part.end());
  return keys;
}

}  // namespace silith
