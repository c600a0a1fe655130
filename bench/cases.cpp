#include "cases.hpp"

#include <fmt/format.h>

namespace silith::bench {
namespace {

const std::string tolerance = "solver.relative_tolerance=1e-4";

std::vector<std::string> marquis_mesh(int cells, int shells) {
  std::vector<std::string> overrides{tolerance};
  for (const char* layer : {"negative", "separator", "positive"})
    overrides.push_back(fmt::format("cell.{}.mesh.cells={}", layer, cells));
  overrides.push_back(fmt::format("cell.negative.phases.graphite.shells={}", shells));
  overrides.push_back(fmt::format("cell.positive.phases.lco.shells={}", shells));
  return overrides;
}

}  // namespace

std::vector<BenchCase> bench_cases() {
  const std::string dfn = "examples/dfn-marquis2019.toml";
  return {
      {"DFN 1C, 20/20/20 and 20", dfn, {tolerance}, 41, 43e-3, 4e-3, 10e-3},
      {"DFN 1C, 60/60/60 and 60", dfn, marquis_mesh(60, 60), 15, 250e-3, 30e-3, 80e-3},
      {"DFN 1C, 120/120/120 and 120", dfn, marquis_mesh(120, 120), 7, 0.0, 0.0, 0.0},
      {"SPM 1C, 20", "examples/spm-marquis2019.toml", {tolerance}, 41, 6e-3, 0.0, 0.0},
      {"first cycle, double layer", "examples/first-cycle.toml", {"output.every_time=60 s"}, 25, 0.0, 20e-3, 0.0},
  };
}

Case read(const BenchCase& bench_case) {
  return read_case(std::string(SILITH_SOURCE_DIR "/") + bench_case.file, bench_case.overrides);
}

}  // namespace silith::bench
