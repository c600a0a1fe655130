#include "input/keys.hpp"

namespace silith {

std::vector<Key> protocol_keys() {
  std::vector<Key> keys{
      table("protocol").doc("What is done with the cell."),
      text("protocol.current")
          .example("0.25 mA/cm^2")
          .doc("A current that steps call `current`: \"Charge at current until 4.2 V\". Per cell, area, gram, or "
               "C-rate."),
      list("protocol.steps")
          .required()
          .example("[\"Charge at 0.25 mA/cm^2 until 4.2 V\", \"Rest for 1 h\"]")
          .doc("Steps in their order: sentences, tables, loops."),
      text("protocol.steps[]")
          .example("Charge at 0.25 mA/cm^2 until 4.2 V")
          .doc("A step as a sentence, or as a table."),
      word("protocol.steps[].type", {"rest", "charge", "discharge", "voltage", "power", "profile", "impedance"})
          .contradicts({"repeat", "steps"})
          .example("charge")
          .doc("What is controlled: no current, a current, the voltage, the power, or a current from a csv; or "
               "impedance at the state reached, for which no time passes."),
      text("protocol.steps[].current")
          .example("0.25 mA/cm^2")
          .doc("Magnitude of the current of a charge or discharge: 2 mA, 0.25 mA/cm^2, 50 mA/g, 0.1C, C/10, or "
               "`current`."),
      quantity("protocol.steps[].voltage", "V").range("-5 V", "10 V").example("4.2 V").doc("Voltage to be held."),
      quantity("protocol.steps[].voltage_change", "V")
          .range("-1 V", "1 V")
          .contradicts({"voltage"})
          .example("2 mV")
          .doc("Instead of a voltage: by how much the one held differs from that at the end of the step before."),
      quantity("protocol.steps[].power", "W").example("5 mW").doc("Power of the cell; positive charges."),
      text("protocol.steps[].file")
          .example("drive-cycle.csv")
          .doc("csv with the columns time and current for a profile; positive current charges."),
      quantity("protocol.steps[].highest_frequency", "Hz")
          .range("1e-9 Hz", "1 GHz")
          .example("100 kHz")
          .doc("Of an impedance (100 kHz if not given)."),
      quantity("protocol.steps[].lowest_frequency", "Hz")
          .range("1e-9 Hz", "1 GHz")
          .example("0.1 Hz")
          .doc("Of an impedance (1 mHz if not given)."),
      integer("protocol.steps[].points_per_decade")
          .range("1", "1000")
          .example("10")
          .doc("Of an impedance, evenly spaced in the logarithm of the frequency (10 if not given)."),
      quantity("protocol.steps[].duration", "s").above("0 s").example("1 h").doc("Ends the step after this time."),
      text("protocol.steps[].until")
          .example("4.2 V")
          .doc(
              "Ends the step at a voltage, a current magnitude, a time or a charge passed; `above` or `below` in front "
              "where the direction isn't clear. A list: whichever comes first."),
      text("protocol.steps[].until[]").example("2 mAh/cm^2").doc("One of several limits."),
      text("protocol.steps[].hold_until")
          .example("0.05 mA/cm^2")
          .doc("After a charge or discharge: holds the voltage reached until this limit."),
      text("protocol.steps[].hold_until[]").example("2 h").doc("One of several limits of the hold."),
      integer("protocol.steps[].repeat").range("1", "100000").example("5").doc("How often a loop runs."),
      list("protocol.steps[].steps").doc("Steps of a loop."),
      same_items("protocol.steps[].steps[]", "protocol.steps[]").doc("A step of a loop; may be a loop itself."),
  };
  for (auto& key : sampling_keys("protocol.steps[]")) keys.push_back(std::move(key));
  return keys;
}

}  // namespace silith
