#include "input/keys.hpp"

namespace silith {

std::vector<Key> design_keys() {
  return {
      table("design").doc("What is known or wanted of the finished cell; no model uses it, the audit compares."),
      number("design.anode_end_composition")
          .range("0", "10")
          .example("3.75")
          .doc(
              "Lithium per host site to which the anode is charged (3.75, or where its laws end below, if not given)."),
      number("design.cathode_end_composition")
          .range("0", "10")
          .example("0.5")
          .doc("Lithium per host site to which the cathode is emptied (where its laws end if not given)."),
      quantity("design.measured_cathode_capacity", "C/m^2")
          .above("0 mA h/cm^2")
          .example("2.8 mA h/cm^2")
          .doc("Measured capacity of the cathode per area, for N/P and energies instead of the theoretical one."),
      quantity("design.stated_current", "A")
          .above("0 mA")
          .example("0.2 mA")
          .doc("Current that a source states; compared with stated_current_density on the cell's area."),
      quantity("design.stated_current_density", "A/m^2")
          .above("0 mA/cm^2")
          .example("0.255 mA/cm^2")
          .doc("Current per area that a source states; without stated_current the protocol's nearest is compared."),
  };
}

}  // namespace silith
