#include "input/keys.hpp"

namespace silith {

std::vector<Key> general_keys() {
  return {
      text("title")
          .otherwise("untitled")
          .example("First cycle of the double-layer cell")
          .doc("Headline of the results."),
      text("base")
          .example("cells/double-layer.toml")
          .doc("File this one builds on: sought beside this file, in the working directory, in silith's home. Tables "
               "merge, everything else replaces."),
      list("references").doc("Measured curves to be shown beside the results."),
      table("references[]").doc("One measured curve."),
      text("references[].label").required().example("rate test, double layer").doc("Name in legends."),
      text("references[].file")
          .required()
          .example("rate-test.csv")
          .doc(
              "csv with units in the column names: a time or capacity, then voltage, current or electrode potentials."),
      integer("references[].step")
          .range("0", "1000000")
          .example("1")
          .doc("Step of the run it belongs to, as counted in steps.csv. Without it: the whole run for a curve against "
               "time, "
               "the last discharge for one against capacity."),
      text("references[].source").otherwise("unstated").example("zhang2025").doc("Key into data/references.bib."),
  };
}

}  // namespace silith
