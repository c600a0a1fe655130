#include "input/keys.hpp"

namespace silith {

std::vector<Key> solver_keys() {
  return {
      table("solver").doc("How the equations are solved."),
      word("solver.model", {"full", "single-particle"})
          .otherwise("full")
          .example("single-particle")
          .doc("full: potentials and storage resolved through every layer. single-particle: one particle an electrode, "
               "uniform current."),
      number("solver.relative_tolerance")
          .range("1e-12", "0.01")
          .otherwise("1e-5")
          .example("1e-6")
          .doc("Relative error allowed in one time step."),
      number("solver.absolute_tolerance")
          .range("1e-14", "0.01")
          .otherwise("1e-6")
          .example("1e-7")
          .doc("Absolute error allowed in one time step, in units of each unknown's own magnitude (1 V, full range of "
               "stoichiometry, initial salt concentration)."),
      quantity("solver.max_step", "s").above("0 s").example("10 min").doc("Longest time step; without it no limit."),
  };
}

}  // namespace silith
