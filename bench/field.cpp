#include <benchmark/benchmark.h>
#include <deal.II/base/mpi.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/grid/grid_generator.h>

#include "field/diffusion.hpp"
#include "field/level_set.hpp"

// Time steps of the two-dimensional fronts at about 1e5 unknowns, one core.
namespace {

using namespace silith::field;

struct Square {
  dealii::parallel::distributed::Triangulation<2> triangulation{MPI_COMM_WORLD};
  dealii::MappingQ<2> mapping{1};
  FieldMesh<2> mesh{triangulation, mapping};
  explicit Square(unsigned cells) {
    dealii::GridGenerator::subdivided_hyper_rectangle(triangulation, {cells, cells}, dealii::Point<2>(),
                                                      dealii::Point<2>(1e-6, 1e-6));
  }
};

/// One implicit stage with D constant: the factorised matrix is kept.
void diffusion_step(benchmark::State& state) {
  Square square(static_cast<unsigned>(state.range(0)));
  DiffusionOptions options{.bodies = {{0, {[](double) { return 1e-14; }, 8.3e4}}},
                           .x_full = 3.75,
                           .scheme = DiffusionOptions::Scheme::backward_euler};
  Diffusion<2> diffusion(square.mesh, options);
  diffusion.start([](const auto& at) { return 1.0 + std::sin(5e6 * at[0]) * std::cos(7e6 * at[1]); });
  diffusion.step(0.1);  // factorises
  for (auto _ : state) diffusion.step(0.1);
  state.counters["unknowns"] = static_cast<double>(diffusion.field().dofs().n_dofs());
}
BENCHMARK(diffusion_step)->Arg(100)->Arg(316)->Unit(benchmark::kMillisecond);

/// One explicit step of the level set (three stages) with a velocity that is set anew.
void level_set_step(benchmark::State& state) {
  Square square(static_cast<unsigned>(state.range(0)));
  LevelSet<2> front(square.mesh, {.front = {.thickness = 1e-6 / static_cast<double>(state.range(0))}});
  front.start([](const auto& at) { return at[1] - 0.4e-6 - 0.1e-6 * std::sin(6e6 * at[0]); });
  const CellVectors<2> velocity = [](const auto&, const auto&, std::span<dealii::Tensor<1, 2>> out) {
    for (auto& value : out) value[1] = 1e-9;
  };
  for (auto _ : state) {
    front.set_velocity(velocity);
    front.step(front.stable_step());
  }
  state.counters["unknowns"] = static_cast<double>(front.phase().dofs().n_dofs());
}
BENCHMARK(level_set_step)->Arg(316)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  const dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
