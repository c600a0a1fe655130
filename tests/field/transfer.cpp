#include <deal.II/grid/grid_tools.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "field/diffusion.hpp"
#include "field/finite_strain.hpp"
#include "field/level_set.hpp"
#include "field/phase_field.hpp"
#include "field/stress_results.hpp"
#include "front_cases.hpp"
#include "solid_cases.hpp"

// States that follow the mesh: onto other cells, and through files onto any number of ranks.
namespace silith::field {
namespace {

using namespace testing;

constexpr double width = 1e-7, height = 2e-7;

void make_bar(TestMesh<2>& mesh) {
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh.triangulation, {4, 8}, {0.0, 0.0}, {width, height}, true);
  for (const auto& cell : mesh.triangulation.cell_iterators()) cell->set_material_id(0);
}

const SolidLaws soft{.young = 90e9, .young_full = 40e9, .volume = 2.0, .yield = 1.5e9, .yield_full = 0.8e9};

/// Its lower part swells and flows; boundary 2 is held.
struct SwellingBar {
  explicit SwellingBar(const TestMesh<2>& mesh)
      : mapping(mesh.mapping),
        model(mesh.mesh(), solid(soft), {.supports = {{.boundary = 2, .kind = Support::Kind::fixed}}}) {}

  void step(double x) {
    model.solve(stoichiometry<2>(mapping, [=](const auto& at) { return x * std::exp(-at[1] / (0.5 * height)); }), 1.0);
    model.accept();
  }
  /// Integral of the plastic strain over the reference volume, and the mean von Mises stress.
  std::pair<double, double> plastic() const {
    double sum = 0.0;
    dealii::FEValues<2> values(mapping, model.dofs().get_fe(), model.quadrature(), dealii::update_JxW_values);
    for_each_stress(model, [&](const auto& cell, auto points) {
      values.reinit(typename dealii::Triangulation<2>::cell_iterator(cell));
      for (unsigned q = 0; q < points.size(); ++q) sum += values.JxW(q) * points[q].plastic_strain;
    });
    return {dealii::Utilities::MPI::sum(sum, model.mesh().triangulation.get_communicator()),
            stress_average(model).von_mises};
  }

  const dealii::MappingQ<2>& mapping;
  FiniteStrain<2> model;
};

/// Lower half onto finer or back onto coarser cells.
void change_mesh(TestMesh<2>& mesh, SwellingBar& bar, bool finer) {
  for (const auto& cell : mesh.triangulation.active_cell_iterators())
    if (cell->is_locally_owned() && cell->center()[1] < 0.5 * height)
      finer ? cell->set_refine_flag() : cell->set_coarsen_flag();
  mesh.triangulation.prepare_coarsening_and_refinement();
  bar.model.prepare_refinement();
  mesh.triangulation.execute_coarsening_and_refinement();
  bar.model.finish_refinement();
}

TEST(Transfer, FlowFollowsRefinementTwoRanks) {
  TestMesh<2> mesh(Frame::plane_strain, 1);
  make_bar(mesh);
  SwellingBar bar(mesh);
  for (const double x : {0.1, 0.2, 0.3}) bar.step(x);
  const auto before = bar.plastic();
  EXPECT_GT(before.first, 0.02 * width * height);
  const auto cells = mesh.triangulation.n_global_active_cells();
  change_mesh(mesh, bar, true);
  EXPECT_GT(mesh.triangulation.n_global_active_cells(), 2 * cells);
  EXPECT_NEAR(bar.plastic().first, before.first, 5e-3 * before.first);  // the same polynomials, but not below zero
  EXPECT_NEAR(bar.plastic().second, before.second, 2e-2 * before.second);
  change_mesh(mesh, bar, false);  // and back: nothing is lost on the way
  EXPECT_EQ(mesh.triangulation.n_global_active_cells(), cells);
  EXPECT_NEAR(bar.plastic().first, before.first, 1e-3 * before.first);
  EXPECT_NEAR(bar.plastic().second, before.second, 1e-3 * before.second);
  change_mesh(mesh, bar, true);
  bar.step(0.3);  // in equilibrium on the finer mesh at the same x: it flows a little further where stress is singular
  EXPECT_NEAR(bar.plastic().first, before.first, 4e-2 * before.first);
  for_each_stress(bar.model, [](const auto&, auto points) {
    for (const auto& point : points) EXPECT_LE(von_mises(point.cauchy), point.solid.flow.yield * (1.0 + 1e-6));
  });
}

/// A bar with every kind of state on it.
struct Everything {
  TestMesh<2> mesh;
  std::unique_ptr<SwellingBar> bar;
  std::unique_ptr<LevelSet<2>> level_set;
  std::unique_ptr<PhaseField<2>> phase_field;
  std::unique_ptr<Diffusion<2>> diffusion;
  FieldMesh<2> view;

  explicit Everything(MPI_Comm communicator) : mesh(Frame::plane_strain, 1, communicator), view(mesh.mesh()) {
    make_bar(mesh);
  }
  void build() {
    bar = std::make_unique<SwellingBar>(mesh);
    level_set = std::make_unique<LevelSet<2>>(view, LevelSetOptions{.front = {.thickness = 0.1 * width}});
    phase_field = std::make_unique<PhaseField<2>>(
        view, PhaseFieldOptions{.front = {.thickness = 0.1 * width}, .rate = 1e-9, .temperature = 300.0});
    DiffusionOptions options{.bodies = {{0, {[](double x) { return 1e-15 * (1.0 + x); }, 8e4}}}, .x_full = 3.75};
    diffusion = std::make_unique<Diffusion<2>>(view, options);
  }
  void start() {
    const auto distance = [](const dealii::Point<2>& at) { return at[1] - 0.4 * height + 0.2 * at[0]; };
    level_set->start(distance);
    phase_field->start(distance);
    diffusion->start([](const auto& at) { return 1.0 + std::sin(3.0 * at[0] / width + at[1] / height); });
  }
  void step(double x) {
    bar->step(x);
    level_set->set_velocity(velocity_at_points<2>(mesh.mapping, [](const auto& at) {
      return dealii::Tensor<1, 2>({0.0, 1e-9 * (1.0 + at[0] / width)});
    }));
    level_set->step(10.0);
    phase_field->set_driving_energy(
        [](const auto&, const auto&, std::span<double> out) { std::fill(out.begin(), out.end(), 2000.0); });
    phase_field->step(10.0);
    diffusion->step(1.0);
  }
  std::vector<double> numbers() const {
    const auto [strain, stress] = bar->plastic();
    const auto of = [](const Vector& values) {
      Vector owned(values.locally_owned_elements(), values.get_mpi_communicator());
      owned = values;
      return owned.l2_norm();
    };
    return {strain,
            stress,
            of(bar->model.displacement()),
            level_set->reacted_volume(),
            of(level_set->phase().values()),
            phase_field->reacted_volume(),
            of(phase_field->phase().values()),
            diffusion->lithium(),
            of(diffusion->field().values())};
  }
  /// Calls f on everything that has a state, always in the same order.
  template <class Function>
  void for_each(const Function& f) {
    f(bar->model);
    f(*level_set);
    f(*phase_field);
    f(*diffusion);
  }
};

TEST(Transfer, CheckpointGoesOnOnAnyNumberOfRanksTwoRanks) {
  // Written by one rank, each into a file of its own; read by all there are from that of the first.
  const std::filesystem::path directory = std::filesystem::temp_directory_path();
  int process = static_cast<int>(getpid());
  const auto file = (directory / ("silith_transfer_" + std::to_string(process))).string();
  Everything first(MPI_COMM_SELF);
  first.build();
  first.start();
  first.step(0.1);
  first.step(0.2);
  const auto kept = first.numbers();
  first.for_each([](auto& state) { state.prepare_checkpoint(); });
  first.mesh.triangulation.save(file);
  first.step(0.3);
  MPI_Bcast(&process, 1, MPI_INT, 0, MPI_COMM_WORLD);
  const auto from = (directory / ("silith_transfer_" + std::to_string(process))).string();
  {
    Everything second(MPI_COMM_WORLD);
    second.mesh.triangulation.load(from);
    second.build();
    second.for_each([](auto& state) { state.resume_checkpoint(); });
    const auto read = second.numbers();
    for (unsigned k = 0; k < kept.size(); ++k) EXPECT_NEAR(read[k], kept[k], 1e-10 * kept[k]) << k;
    second.step(0.3);
    const auto gone_on = second.numbers(), expected = first.numbers();
    for (unsigned k = 0; k < kept.size(); ++k) EXPECT_NEAR(gone_on[k], expected[k], 1e-6 * expected[k]) << k;
  }
  MPI_Barrier(MPI_COMM_WORLD);
  for (const char* part : {"", ".info", "_fixed.data", "_variable.data"}) std::filesystem::remove(file + part);
}

}  // namespace
}  // namespace silith::field
