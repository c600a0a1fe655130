#include "input/keys.hpp"

namespace silith {

std::vector<Key> sampling_keys(const std::string& table) {
  return {
      quantity(table + ".every_time", "s")
          .above("0 s")
          .example("10 s")
          .doc("A row at least this often. Without any of these keys: a row at every step of the integrator."),
      quantity(table + ".every_voltage", "V")
          .above("0 V")
          .example("5 mV")
          .doc("A row whenever the voltage moved by this."),
      boolean(table + ".only_ends")
          .contradicts({"every_time", "every_voltage"})
          .example("true")
          .doc("true: rows only at the start and the end of a step."),
  };
}

std::vector<Key> output_keys() {
  std::vector<Key> keys{
      table("output").doc("What is written and where."),
      text("output.directory")
          .example("results/first-cycle")
          .doc("Where results go, unless `-o` says otherwise; without it results/ and the name of the case."),
      integer("output.profiles")
          .range("0", "10000")
          .otherwise("32")
          .example("100")
          .doc(
              "At how many times profiles through the cell are stored, about; besides the ends of the steps. 0: none."),
  };
  keys.push_back(list("output.profile_times")
                     .doc("Times from the start of the protocol at which profiles are stored as well, ascending."));
  keys.push_back(quantity("output.profile_times[]", "s").at_least("0 s").example("2 h").doc("One such time."));
  keys.push_back(integer("output.pictures")
                     .range("1", "1000")
                     .otherwise("20")
                     .example("50")
                     .doc("Of a case in two or three dimensions: at how many times the fields are written, about."));
  for (auto& key : sampling_keys("output")) keys.push_back(std::move(key));
  return keys;
}

}  // namespace silith
