// A front is the same on any number of ranks.
#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>
#include <gtest/gtest.h>

#include "field/phase_field.hpp"
#include "field/rough_surface.hpp"
#include "front_cases.hpp"

namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI, nm = 1e-9;

/// A periodic strip, its lower half another body.
struct Strip {
  dealii::parallel::distributed::Triangulation<2> triangulation;
  dealii::MappingQ<2> mapping{1};
  FieldMesh<2> mesh{triangulation, mapping};

  explicit Strip(MPI_Comm communicator) : triangulation(communicator) {
    dealii::GridGenerator::subdivided_hyper_rectangle(triangulation, {4, 8}, {}, {40.0 * nm, 80.0 * nm}, true);
    for (const auto& cell : triangulation.active_cell_iterators()) cell->set_material_id(cell->center()[1] > 20.0 * nm);
    std::vector<dealii::GridTools::PeriodicFacePair<dealii::Triangulation<2>::cell_iterator>> pairs;
    dealii::GridTools::collect_periodic_faces(triangulation, 0, 1, 0, pairs);
    triangulation.add_periodicity(pairs);
    triangulation.refine_global(2);
  }
};

dealii::Tensor<1, 2> flow(const dealii::Point<2>& at) {
  dealii::Tensor<1, 2> u;
  u[0] = 0.3 * nm * std::sin(pi * at[0] / (20.0 * nm));
  u[1] = nm * (1.0 + 0.3 * std::cos(pi * at[0] / (20.0 * nm)));
  return u;
}

double uneven(const dealii::Point<2>& at) {
  static const RoughSurface rough({.rms = nm, .longest_wave = 40.0 * nm, .shortest_wave = 20.0 * nm, .seed = 7},
                                  40.0 * nm);
  return at[1] - (45.0 * nm + rough.height(at[0]));
}

/// Sums of the squares of p after some steps.
template <class Front>
std::vector<double> squares_of(Front& front, const Strip& strip) {
  front.start(uneven);
  std::vector<double> squares;
  for (int step = 0; step < 4; ++step) {
    if constexpr (std::is_same_v<Front, LevelSet<2>>)
      front.set_velocity(velocity_at_points<2>(strip.mapping, flow));
    else
      front.set_driving_energy([](const auto&, const auto& points, std::span<double> out) {
        for (unsigned q = 0; q < points.size(); ++q) out[q] = 2e4;
      });
    front.step(3.0);
    ScalarEvaluator<2> p({&front.phase().dofs(), &front.phase().values()}, strip.mapping, dealii::QGauss<2>(2));
    double sum = 0.0;
    for (const auto& cell : strip.triangulation.active_cell_iterators()) {
      if (!cell->is_locally_owned()) continue;
      p.reinit(cell);
      for (const double value : p.values()) sum += value * value;
    }
    squares.push_back(dealii::Utilities::MPI::sum(sum, strip.triangulation.get_communicator()));
  }
  return squares;
}

template <class Front, class Options>
void expect_the_same(const Options& options) {
  std::vector<std::vector<double>> squares;
  for (const auto communicator : {MPI_COMM_SELF, MPI_COMM_WORLD}) {
    Strip strip(communicator);
    Front front(strip.mesh, options);
    squares.push_back(squares_of(front, strip));
  }
  for (std::size_t k = 0; k < squares[0].size(); ++k) EXPECT_NEAR(squares[1][k] / squares[0][k], 1.0, 1e-12) << k;
}

TEST(LevelSet, IsTheSameOnOneAndTwoRanks) {
  expect_the_same<LevelSet<2>>(LevelSetOptions{.front = {.bodies = {1}, .thickness = 2.5 * nm}});
}

TEST(PhaseField, IsTheSameOnOneAndTwoRanks) {
  expect_the_same<PhaseField<2>>(PhaseFieldOptions{.front = {.bodies = {1}, .thickness = 2.5 * nm}, .rate = nm});
}

}  // namespace
}  // namespace silith::field
