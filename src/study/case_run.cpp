#include "study/case_run.hpp"

#include "input/keys.hpp"
#include "input/protocol_reader.hpp"
#include "input/sampling.hpp"

namespace silith {

Case check_case(const Node& tree) {
  auto problems = case_registry().check(tree);
  if (!problems.empty()) throw InputError(std::move(problems));
  return read_case(View(case_registry(), tree));
}

Protocol check_protocol(const Node& tree) {
  auto problems = case_registry().check(tree);
  if (!problems.empty()) throw InputError(std::move(problems));
  const View root(case_registry(), tree);
  Protocol protocol = read_protocol(root, read_sampling(root.at("output"), {}));
  root.finish();
  return protocol;
}

std::vector<Record> run_protocols(const Case& first, const std::vector<Protocol>& protocols) {
  SimulationOptions options;
  options.model = first.solver.model == ModelChoice::full ? SimulationOptions::Model::full
                                                          : SimulationOptions::Model::single_particle;
  options.relative_tolerance = first.solver.relative_tolerance;
  options.absolute_tolerance = first.solver.absolute_tolerance;
  options.max_step = first.solver.max_step;
  options.profile_snapshots = 0;
  std::vector<Record> records;
  for (SimulationResult& result : simulate_all(first.cell, protocols, options)) {
    if (result.failure) throw NumericsError(*result.failure, 0.0);
    records.push_back(std::move(result.record));
  }
  return records;
}

}  // namespace silith
