#include <deal.II/grid/grid_generator.h>
#include <gtest/gtest.h>

#include "base/constants.hpp"
#include "field/phase_field.hpp"
#include "front_cases.hpp"

// Spheres in an octant of a cube.
namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI;

struct Cube {
  dealii::parallel::distributed::Triangulation<3> triangulation{MPI_COMM_WORLD};
  dealii::MappingQ<3> mapping{1};
  FieldMesh<3> mesh{triangulation, mapping, Frame::full_3d};
  Cube(double size, unsigned cells) { dealii::GridGenerator::subdivided_hyper_cube(triangulation, cells, 0.0, size); }
};

TEST(Fronts3d, LevelSetOfASphereFollowsTheChargeTwoRanks) {
  // A source of current in the middle: u = q/(4 pi r^2), within 2 nm as in an even source. The
  // volume reacted follows the charge.
  const double nm = 1e-9, size = 13.0 * nm, first = 5.0 * nm, inside = 2.0 * nm, sites = 8.29e4, x_full = 3.75;
  const double current = 4.0 * pi * first * first * 30.0;  // 30 A/m2 at the first radius
  const double flow = current * LevelSet<3>::speed_per_current(sites, 0.0, x_full);
  Cube cube(size, 16);
  LevelSet<3> front(cube.mesh, {.front = {.thickness = 0.7 * nm, .x_full = x_full}});
  front.start([&](const auto& at) { return at.norm() - first; });
  const double before = front.reacted_volume();
  front.set_velocity(velocity_at_points<3>(cube.mapping, [&](const dealii::Point<3>& at) {
    const double r = at.norm();
    return flow / (4.0 * pi * std::pow(std::max(r, inside), 3)) * dealii::Tensor<1, 3>(at);
  }));
  const double third = 4.0 / 3.0 * pi, last = 7.0 * nm;
  const double duration = third * (std::pow(last, 3) - std::pow(first, 3)) / flow;
  const int parts = front.step(duration);
  EXPECT_GT(parts, 3);
  const double charged = flow * duration / 8.0;
  EXPECT_NEAR(front.reacted_volume() - before, charged, 5e-3 * charged);
  const auto shape = summarise(front.pieces(), cube.mesh);
  EXPECT_NEAR(std::sqrt(shape.area / (0.5 * pi)), last, 0.01 * last);
  EXPECT_GE(front.phase().smallest(), -1e-14);
  EXPECT_LE(front.phase().largest(), 1.0 + 1e-12);
}

TEST(Fronts3d, PhaseFieldOfASphereShrinksAtTheReactionsSpeed) {
  const double nm = 1e-9, first = 9.0 * nm, size = 12.0 * nm, energy = 4000.0, temperature = 310.0;
  Cube cube(size, 16);
  PhaseField<3> front(cube.mesh, {.front = {.thickness = 0.8 * nm}, .rate = 1.9 * nm, .temperature = temperature});
  front.start([&](const auto& at) { return first - at.norm(); });
  const double speed = 1.9 * nm * (1.0 - std::exp(-energy / (gas_constant * temperature)));
  const double start = front.reacted_volume();
  double reacted = 0.0;
  for (int part = 0; part < 2; ++part) {
    front.set_driving_energy(
        [=](const auto&, const auto&, std::span<double> out) { std::fill(out.begin(), out.end(), energy); });
    EXPECT_NEAR(front.largest_speed(), speed, 1e-9 * speed);
    front.step(1.0 * nm / speed);
    reacted += front.reacted();
  }
  EXPECT_NEAR(front.reacted_volume() - start, reacted, 1e-9 * reacted);
  const auto shape = summarise(front.pieces(), cube.mesh);
  EXPECT_NEAR(std::sqrt(shape.area / (0.5 * pi)), first - 2.0 * nm, 0.02 * 2.0 * nm);
}

}  // namespace
}  // namespace silith::field
