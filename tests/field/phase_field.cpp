#include "field/phase_field.hpp"

#include <gtest/gtest.h>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"
#include "front_cases.hpp"

namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI, rate = 1.9e-9, temperature = 310.0;

template <int dim>
CellScalars<dim> energy_at_points(const dealii::Mapping<dim>& mapping,
                                  std::function<double(const dealii::Point<dim>&)> function) {
  return [&mapping, function](const auto& cell, const auto& points, std::span<double> out) {
    for (unsigned q = 0; q < points.size(); ++q)
      out[q] = function(mapping.transform_unit_to_real_cell(cell, points.point(q)));
  };
}

PhaseFieldOptions options(double width) {
  return {.front = {.thickness = width}, .rate = rate, .temperature = temperature};
}

/// Mean height of a planar front driven by an even energy G after a time, minus where it started.
double travelled(double width, double energy, double time) {
  Square square(40e-9, 40);
  PhaseField<2> front(square.mesh, options(width));
  front.start([](const auto& at) { return at[1] - 18e-9; });
  front.set_driving_energy(energy_at_points<2>(square.mapping, [&](const auto&) { return energy; }));
  const double before = front.reacted_volume();
  front.step(time);
  EXPECT_NEAR(front.reacted() / (front.reacted_volume() - before), 1.0, 1e-10);
  EXPECT_GE(front.phase().smallest(), 0.0);
  EXPECT_LE(front.phase().largest(), 1.0);
  return summarise(front.pieces(), square.mesh).mean_height - 18e-9;
}

TEST(PhaseField, PlanarFrontMovesAtTheReactionsSpeedForAnyWidth) {
  const double thermal = gas_constant * temperature, time = 4.0;
  for (const double width : {1e-9, 2e-9})
    for (const double energy : {3000.0, 500.0, -800.0}) {
      const double expected = rate * (1.0 - std::exp(-energy / thermal)) * time;
      EXPECT_NEAR(travelled(width, energy, time), expected, 2e-3 * std::abs(expected)) << width << " " << energy;
    }
}

/// Radius of a disk or sphere of silicon that is eaten from outside by an even energy, from the volume left.
double radius_left(double width, double cell, Frame frame, PhaseFieldOptions::Relaxation relaxation) {
  const double radius = 10e-9, side = 14e-9;
  Square square(side, static_cast<unsigned>(std::lround(side / cell)));
  square.mesh.frame = frame;
  auto settings = options(width);
  settings.relaxation = relaxation;
  PhaseField<2> front(square.mesh, settings);
  front.start([&](const auto& at) { return radius - at.norm(); });
  front.set_driving_energy(energy_at_points<2>(square.mapping, [](const auto&) { return 4000.0; }));
  const double speed = front.largest_speed();
  for (int part = 0; part < 4; ++part) {
    front.step(0.25 * 5e-9 / speed);
    front.set_driving_energy(energy_at_points<2>(square.mapping, [](const auto&) { return 4000.0; }));
    EXPECT_LE(front.energy_error(), 1e-12);
  }
  // Where the contour stands: a quarter of a circle in the mesh's plane.
  const auto area = summarise(front.pieces(), square.mesh).area;
  return frame == Frame::axisymmetric ? std::sqrt(area / (2.0 * pi)) : area / (0.5 * pi);
}

TEST(PhaseField, DiskAndSphereShrinkAtTheReactionsSpeed) {
  using Relaxation = PhaseFieldOptions::Relaxation;
  for (const Frame frame : {Frame::plane_strain, Frame::axisymmetric}) {
    const double coarse = radius_left(1.0e-9, 0.5e-9, frame, Relaxation::profile) - 5e-9;
    EXPECT_LE(std::abs(coarse), 0.01 * 5e-9);
  }
  // With surface energy and relaxation speed m = 2 v: dR/dt = -v (1 + 2 w/R), which ends where
  // R - 2 w ln(R + 2 w) has fallen by 5 nm: 4.2628 nm for w = 0.5 nm, 4.6431 nm for w = 0.25 nm.
  const double wide = radius_left(0.5e-9, 0.25e-9, Frame::plane_strain, Relaxation::allen_cahn);
  const double narrow = radius_left(0.25e-9, 0.125e-9, Frame::plane_strain, Relaxation::allen_cahn);
  EXPECT_NEAR(wide, 4.2628e-9, 0.05e-9);
  EXPECT_NEAR(narrow, 4.6431e-9, 0.025e-9);
}

TEST(PhaseField, UnevenEnergyGivesUnevenSpeed) {
  Square square(40e-9, 40);
  PhaseField<2> front(square.mesh, options(1.5e-9));
  front.start([](const auto& at) { return at[1] - 12e-9; });
  const auto energy = [](const dealii::Point<2>& at) { return 1500.0 + 800.0 * std::cos(pi * at[0] / 40e-9); };
  front.set_driving_energy(energy_at_points<2>(square.mapping, energy));
  front.step(5.0);
  const auto pieces = front.pieces();
  const auto at = heights(pieces, {0.2e-9, 39.8e-9}, MPI_COMM_WORLD);
  const double thermal = gas_constant * temperature;
  EXPECT_NEAR(at[0] - 12e-9, 5.0 * rate * (1.0 - std::exp(-2300.0 / thermal)), 0.1e-9);
  EXPECT_NEAR(at[1] - 12e-9, 5.0 * rate * (1.0 - std::exp(-700.0 / thermal)), 0.1e-9);
  front.set_driving_energy(energy_at_points<2>(square.mapping, [&](const auto& x) { return 1.1 * energy(x); }));
  EXPECT_GT(front.energy_error(), 0.0);
}

TEST(PhaseField, WrongOptionsAreSaid) {
  Square square(1.0, 2);
  EXPECT_THROW(PhaseField<2>(square.mesh, {.front = {.thickness = 1.0}}), InputError);
  EXPECT_THROW(PhaseField<2>(square.mesh, {.front = {.thickness = 1.0}, .rate = 1.0, .mobility = 0.5}), InputError);
}

}  // namespace
}  // namespace silith::field
