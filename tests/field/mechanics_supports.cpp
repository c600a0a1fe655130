#include <deal.II/grid/grid_tools.h>
#include <gtest/gtest.h>

#include "field/finite_strain.hpp"
#include "field/small_strain.hpp"
#include "solid_cases.hpp"

// A bar between supports, with closed answers.
namespace silith::field {
namespace {

using namespace testing;

constexpr double length = 2.3e-7, height = 1.1e-7;
const SolidLaws laws{.young = 87e9, .young_full = 41e9, .poisson = 0.21, .poisson_full = 0.29, .volume = 1.4};
const ElasticModuli moduli{41e9, 0.29};

/// Boundaries: 0 left, 1 right, 2 below, 3 above.
struct Bar : TestMesh<2> {
  Bar() : TestMesh<2>(Frame::plane_strain) {
    dealii::GridGenerator::subdivided_hyper_rectangle(triangulation, {4, 2}, {0.0, 0.0}, {length, height}, true);
    for (const auto& cell : triangulation.active_cell_iterators()) cell->set_material_id(0);
  }
};

/// Held on the left and sideways, so that it strains along its length only; `end` at the right.
MechanicsSetup along_its_length(Support::Kind end, double stiffness, double gap = 0.0) {
  MechanicsSetup setup;
  for (const unsigned side : {0u, 2u, 3u})
    setup.supports.push_back({.boundary = side, .kind = Support::Kind::symmetry});
  setup.supports.push_back({.boundary = 1, .kind = end, .stiffness = stiffness, .gap = gap});
  setup.newton.relative_tolerance = 1e-12;
  return setup;
}

double largest(const Mechanics<2>& model) {
  return dealii::Utilities::MPI::max(model.displacement().linfty_norm(), MPI_COMM_WORLD);
}

/// Of small strain: (lambda + 2 mu) u/L - 3 K e = -k (u - gap).
double small_answer(double stiffness, double gap) {
  const double stiff = (moduli.lame() + 2.0 * moduli.shear()) / length, swelling = std::cbrt(laws.volume) - 1.0;
  return (3.0 * moduli.bulk() * swelling + stiffness * gap) / (stiff + stiffness);
}

/// Of Hencky's: V tau(s)/s = -k ((s - 1) L - gap), tau = lambda ln(s/V) + 2 mu ln(s/V^(1/3)).
double finite_answer(double stiffness, double gap) {
  const double volume = laws.volume;
  double low = 1.0, high = 3.0;
  for (int i = 0; i < 100; ++i) {
    const double s = 0.5 * (low + high);
    const double tau = moduli.lame() * std::log(s / volume) + 2.0 * moduli.shear() * std::log(s / std::cbrt(volume));
    (volume * tau / s + stiffness * ((s - 1.0) * length - gap) > 0.0 ? high : low) = s;
  }
  return (low - 1.0) * length;
}

TEST(Supports, SpringTwoRanks) {
  const double stiffness = 0.7 * 41e9 / length;
  Bar bar;
  SmallStrain<2> small(bar.mesh(), solid(laws), along_its_length(Support::Kind::spring, stiffness));
  small.solve(uniform<2>(1.0));
  EXPECT_NEAR(largest(small), small_answer(stiffness, 0.0), 1e-9 * length);
  FiniteStrain<2> finite(bar.mesh(), solid(laws), along_its_length(Support::Kind::spring, stiffness));
  finite.solve(uniform<2>(1.0), 1.0);
  EXPECT_NEAR(largest(finite), finite_answer(stiffness, 0.0), 1e-8 * length);
  EXPECT_LT(largest(finite), finite_answer(0.0, 0.0));
}

TEST(Supports, UnilateralPushesOnlyBehindItsGapTwoRanks) {
  const double stiffness = 30.0 * 41e9 / length;
  Bar bar;
  for (const double gap : {0.0, 0.1 * length, 0.5 * length}) {
    const auto setup = along_its_length(Support::Kind::unilateral, stiffness, gap);
    SmallStrain<2> small(bar.mesh(), solid(laws), setup);
    small.solve(uniform<2>(1.0));
    const double free = small_answer(0.0, 0.0), finite_free = finite_answer(0.0, 0.0);
    EXPECT_NEAR(largest(small), free < gap ? free : small_answer(stiffness, gap), 1e-9 * length) << gap;
    FiniteStrain<2> finite(bar.mesh(), solid(laws), setup);
    finite.solve(uniform<2>(1.0), 1.0);
    EXPECT_NEAR(largest(finite), finite_free < gap ? finite_free : finite_answer(stiffness, gap), 1e-8 * length);
    finite.accept();
    finite.solve(uniform<2>(0.0), 1.0);  // back from the support: it does not pull
    EXPECT_LE(largest_stress(finite), 1e-7 * 87e9);
  }
}

/// Simple shear of a period: the sides move alike, neither is held.
TEST(Supports, PeriodicBarShearsEvenlyTwoRanks) {
  const double shear = 0.3;
  Bar bar;
  std::vector<dealii::GridTools::PeriodicFacePair<dealii::Triangulation<2>::cell_iterator>> pairs;
  dealii::GridTools::collect_periodic_faces(bar.triangulation, 0, 1, 0, pairs);
  bar.triangulation.add_periodicity(pairs);
  SolidLoads<2> loads;
  loads.displacement[2] = [](const auto&) { return dealii::Tensor<1, 2>(); };
  loads.displacement[3] = [=](const auto&) { return dealii::Tensor<1, 2>({shear * height, 0.0}); };
  MechanicsSetup setup;
  setup.newton.relative_tolerance = 1e-12;
  const ElasticModuli start{87e9, 0.21};
  const auto expect = [&](const Mechanics<2>& model, double along) {
    for_each_stress(model, [&](const auto&, auto points) {
      for (const auto& point : points) EXPECT_NEAR(point.cauchy[0][1], along, 1e-8 * along);
    });
  };
  SmallStrain<2> small(bar.mesh(), solid(laws), setup, loads);
  small.solve(uniform<2>(0.0));
  expect(small, start.shear() * shear);
  FiniteStrain<2> finite(bar.mesh(), solid(laws), setup, {}, loads);
  finite.solve(uniform<2>(0.0), 1.0);
  // tau = 2 mu ln(l) (n1 n1 - n2 n2), l = exp(asinh(shear/2)) along a direction with sin 2 angle = 2/sqrt(4 + shear^2).
  expect(finite, 2.0 * start.shear() * std::asinh(0.5 * shear) * 2.0 / std::sqrt(4.0 + shear * shear));
}

}  // namespace
}  // namespace silith::field
