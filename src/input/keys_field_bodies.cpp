#include "input/keys.hpp"

// Keys of [bodies] and [interfaces]: what the bodies of a case in two or three dimensions consist of and how they
// touch.
namespace silith {

std::vector<Key> body_keys() {
  const std::string body = "bodies.<body>.";
  return {
      table("bodies").doc("What the bodies of [geometry] consist of."),
      table("bodies.<body>").doc("A body; any property of its material may be given here instead."),
      text(body + "material")
          .example("silicon")
          .doc("Name of a material (`silith material list`) or path of a material file; none if all it needs is given "
               "here."),
      word(body + "carrier", {"electronic", "ionic", "mixed", "none"})
          .otherwise("mixed")
          .example("ionic")
          .doc("What carries the current: its electronic or ionic conductivity, or both in a mixed conductor (lithium "
               "passes with their series connection); none: an insulator. A `conductivity` given here counts "
               "instead."),
      boolean(body + "takes_lithium")
          .otherwise("false")
          .example("true")
          .doc("true: it is lithiated; the front or the diffusion of [front] lives here."),
      number(body + "x_start")
          .range("0", "10")
          .example("0")
          .doc("Lithium per host site ahead of the front, or at the start; as supplied if not given."),
      number(body + "x_full")
          .range("0", "10")
          .example("3.75")
          .doc("Lithium per host site behind the front, or the most there can be."),
      quantity(body + "plastic_rate", "1/s")
          .above("0 1/s")
          .otherwise("1 1/s")
          .example("0.1 1/s")
          .doc("Plastic strain rate at twice the yield stress, of rate-dependent flow (Eq. F50)."),
      number(body + "plastic_exponent")
          .range("1", "200")
          .otherwise("1")
          .example("2")
          .doc("m in rate = plastic_rate (sigma/yield_stress - 1)^m (Eq. F50)."),
      quantity(body + "largest_flaw", "m")
          .above("0 m")
          .otherwise("10 nm")
          .example("25 nm")
          .doc("Radius of the largest crack there may be from the start; counts where the body has a toughness (Eq. "
               "F66)."),
      any(body + "<property>")
          .example("{ value = \"90 GPa\", source = \"estimated\", note = \"why\" }")
          .doc(
              "A property of the material, here instead of in its file: a law as in material files, or a value alone."),
  };
}

std::vector<Key> interface_keys() {
  const std::string face = "interfaces.<interface>.";
  return {
      table("interfaces").doc("How bodies touch; where nothing is said, perfectly."),
      table("interfaces.<interface>").doc("The faces between two bodies."),
      list(face + "between")
          .required()
          .example("[\"silicon\", \"electrolyte\"]")
          .doc("The two bodies; currents and jumps count from the first to the second."),
      text(face + "between[]").example("silicon").doc("Name of a body."),
      word(face + "law", {"perfect", "resistive", "butler-volmer"})
          .otherwise("perfect")
          .example("resistive")
          .doc("perfect: one potential on both sides. resistive: a jump proportional to the current. butler-volmer: "
               "a reaction, exponential in the overpotential."),
      quantity(face + "resistance", "ohm m^2")
          .range("0 ohm m^2", "1e4 ohm m^2")
          .otherwise("0 ohm cm^2")
          .example("5 ohm cm^2")
          .doc("Resistance times area, in series with the reaction."),
      quantity(face + "exchange_current_density", "A/m^2")
          .above("0 A/m^2")
          .example("10 A/m^2")
          .doc("Of butler-volmer."),
      quantity(face + "potential", "V")
          .range("-10 V", "10 V")
          .otherwise("0 V")
          .example("0.1 V")
          .doc("Of butler-volmer: equilibrium jump, first minus second."),
      number(face + "contact_fraction")
          .above("0")
          .at_most("1")
          .otherwise("1")
          .example("0.5")
          .doc("Share of the area in contact; no current through the rest."),
      quantity(face + "patch_size", "m")
          .above("0 m")
          .example("200 nm")
          .doc("Size of the patches in contact, laid at random (seed); without it one patch in the middle of the "
               "period."),
      integer(face + "seed").range("1", "2147483647").otherwise("1").example("7").doc("Of the patches."),
  };
}

}  // namespace silith
