#include "study/case_run.hpp"

#include "input/keys.hpp"
#include "input/protocol_reader.hpp"
#include "input/sampling.hpp"
#include "study/simulation_options.hpp"

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
  SimulationOptions options = simulation_options(first);
  options.profile_snapshots = 0;
  options.profile_times.clear();
  std::vector<Record> records;
  for (SimulationResult& result : simulate_all(first.cell, protocols, options)) {
    if (result.failure) throw NumericsError(*result.failure, 0.0);
    records.push_back(std::move(result.record));
  }
  return records;
}

}  // namespace silith
