#include "study/simulation_options.hpp"

namespace silith {

SimulationOptions simulation_options(const Case& of) {
  SimulationOptions options;
  options.model =
      of.solver.model == ModelChoice::full ? SimulationOptions::Model::full : SimulationOptions::Model::single_particle;
  options.relative_tolerance = of.solver.relative_tolerance;
  options.absolute_tolerance = of.solver.absolute_tolerance;
  options.max_step = of.solver.max_step;
  options.profile_snapshots = of.output.profiles;
  options.profile_times = of.output.profile_times;
  return options;
}

}  // namespace silith
