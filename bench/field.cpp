#include <fmt/format.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "field_runs.hpp"

// `bench_field` prints a table, one process (or two, by mpirun) a row; `bench_field CASE CELLS` prints that row.
namespace {

using namespace silith::bench;

struct Case {
  const char* name;
  std::function<FieldRow(unsigned)> run;
  std::vector<unsigned> cells;
  std::vector<int> ranks = {1, 2};
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"stream", stream, {200}},
      {"elastic-product-double", [](unsigned cells) { return elastic_product(cells, false); }, {32}},
      {"elastic-product-float", [](unsigned cells) { return elastic_product(cells, true); }, {32}},
      {"elastic-3d-matrix-free", elastic_matrix_free, {8, 16, 32}},
      {"elastic-3d-model", elastic_model_matrix_free, {16, 32}},
      {"elastic-3d-assembled", elastic_assembled, {4, 8, 16}},
      {"elastic-3d-plain-amg", elastic_plain_amg, {16}},
      {"elastic-3d-plain-jacobi", elastic_plain_jacobi, {16}},
      {"finite-strain-3d", finite_strain, {8, 16}},
      {"conduction-2d", conduction_2d, {316}},
      {"conduction-3d", conduction_3d, {16, 32, 64}},
      {"conduction-3d-jacobi", conduction_3d_jacobi, {64}},
      {"diffusion-step-2d", diffusion_step, {100, 316}, {1}},
      {"elastic-step-2d", elastic_step, {111}, {1}},
      {"elastic-step-2d-new-moduli", elastic_step_new, {111}, {1}},
      {"level-set-step-2d", level_set_step, {316}, {1}},
  };
  return all;
}

std::string number(double value, const char* form = "{:.3g}") {
  return value < 0.0 ? "" : fmt::format(fmt::runtime(form), value);
}

void print(const Case& one, const FieldRow& row) {
  const double time = row.solve + std::max(row.set_up, 0.0);
  fmt::print("| {} | {:.0f} | {} | {} | {} | {} | {} | {} | {} | {} |\n", one.name, row.unknowns,
             dealii::Utilities::MPI::n_mpi_processes(MPI_COMM_WORLD), number(row.set_up), number(row.solve),
             number(row.wall), row.unknowns > 0.0 ? number(row.unknowns / time) : "",
             number(row.memory < 0.0 ? -1.0 : row.memory / row.unknowns, "{:.0f}"),
             row.iterations < 0 ? "" : std::to_string(row.iterations), row.note);
}

int run(int argc, char** argv) {
  const dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  for (const Case& one : cases())
    if (one.name == std::string(argv[1])) {
      const FieldRow row = one.run(static_cast<unsigned>(std::atoi(argv[2])));
      if (dealii::Utilities::MPI::this_mpi_process(MPI_COMM_WORLD) == 0) print(one, row);
      return 0;
    }
  fmt::print(stderr, "bench_field: no case \"{}\"\n", argv[1]);
  return 1;
}

/// Every case in processes of its own: peaks of memory don't mix.
void print_table() {
  char self[PATH_MAX] = {};
  if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0) return;
  fmt::print(
      "| case | unknowns | ranks | set-up, s | solve, s | wall, s | unknowns/s | bytes/unknown | iterations | |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n");
  for (const Case& one : cases())
    for (const unsigned cells : one.cells)
      for (const int ranks : one.ranks) {
        std::fflush(stdout);
        const auto command = ranks == 1 ? fmt::format("'{}' {} {}", self, one.name, cells)
                                        : fmt::format("mpirun --allow-run-as-root --oversubscribe -np {} '{}' {} {}",
                                                      ranks, self, one.name, cells);
        if (std::system(command.c_str()) != 0) fmt::print("| {} | failed |\n", one.name);
      }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return run(argc, argv);
  print_table();
}
