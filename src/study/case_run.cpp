#include "study/case_run.hpp"

#include "input/keys.hpp"

namespace silith {

Case check_case(const Node& tree) {
  auto problems = case_registry().check(tree);
  if (!problems.empty()) throw InputError(std::move(problems));
  return read_case(View(case_registry(), tree));
}

Record run_case(const Case& run) {
  SimulationOptions options;
  options.model = run.solver.model == ModelChoice::full ? SimulationOptions::Model::full
                                                        : SimulationOptions::Model::single_particle;
  options.relative_tolerance = run.solver.relative_tolerance;
  options.absolute_tolerance = run.solver.absolute_tolerance;
  options.max_step = run.solver.max_step;
  options.profile_snapshots = 0;
  SimulationResult result = simulate(run.cell, run.protocol, options);
  if (result.failure) throw NumericsError(*result.failure, 0.0);
  return std::move(result.record);
}

}  // namespace silith
