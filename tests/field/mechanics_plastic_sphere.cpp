#include <deal.II/grid/manifold_lib.h>
#include <gtest/gtest.h>

#include "field/finite_strain.hpp"
#include "field/stress_results.hpp"
#include "solid_cases.hpp"

// Hill's thick sphere of a perfectly plastic, nearly incompressible solid.
namespace silith::field {
namespace {

using namespace testing;

constexpr double inner = 1e-7, outer = 2e-7, yield = 1.3e9;

Solid metal(double stiffness, double poisson) {
  const double young = stiffness * yield;
  return solid({.young = young,
                .young_full = young,
                .poisson = poisson,
                .poisson_full = poisson,
                .yield = yield,
                .yield_full = yield});
}

/// A quarter of a meridian, or an octant; boundaries 0 (inside) and 1 (outside), the rest are planes of symmetry.
template <int dim>
void make_shell(TestMesh<dim>& mesh, unsigned refinements) {
  dealii::GridGenerator::quarter_hyper_shell(mesh.triangulation, dealii::Point<dim>(), inner, outer, dim == 2 ? 2 : 3,
                                             true);
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) cell->set_material_id(0);
  mesh.triangulation.refine_global(refinements);
}

MechanicsSetup symmetric_planes(int dim) {
  MechanicsSetup setup;
  for (int plane = 0; plane < dim; ++plane)
    setup.supports.push_back({.boundary = 2u + static_cast<unsigned>(plane), .kind = Support::Kind::symmetry});
  return setup;
}

template <int dim>
SolidLoads<dim> pressure(double value) {
  SolidLoads<dim> loads;
  loads.traction[0] = [=](const dealii::Point<dim>& at) { return value / at.norm() * dealii::Tensor<1, dim>(at); };
  return loads;
}

/// Radial stress at a point, and the exact one of a radius in the deformed state, calls f(radius at rest, stress).
template <int dim, class Function>
void for_each_radial(const Mechanics<dim>& model, const Function& f) {
  for_each_stress(model, [&](const auto& cell, auto points) {
    for (unsigned q = 0; q < points.size(); ++q) {
      const auto at = model.mesh().mapping.transform_unit_to_real_cell(cell, model.quadrature().point(q));
      const auto n = at / at.norm();
      double radial = 0.0;
      for (unsigned i = 0; i < dim; ++i)
        for (unsigned j = 0; j < dim; ++j) radial += n[i] * points[q].cauchy[i][j] * n[j];
      f(at.norm(), radial, points[q]);
    }
  });
}

/// Hill: plastic out to c at the pressure 2 sY ln(c/a) + 2/3 sY (1 - c^3/b^3).
constexpr double plastic_to = 1.5e-7;
double hill_radial(double r) {
  const double share = std::pow(plastic_to / outer, 3);
  if (r < plastic_to) return -2.0 * yield * (std::log(plastic_to / r) + (1.0 - share) / 3.0);
  return -2.0 / 3.0 * yield * share * (std::pow(outer / r, 3) - 1.0);
}

struct HillRun {
  double error = 0.0;        ///< largest, of radial stress, over yield stress
  double plastic_out = 0.0;  ///< largest radius with plastic strain
  double largest_mises = 0.0;
  int iterations = 0;
};

template <int dim>
HillRun hill(unsigned refinements, double poisson, LinearMethod method = LinearMethod::direct) {
  TestMesh<dim> mesh(dim == 2 ? Frame::axisymmetric : Frame::full_3d, 2);
  make_shell(mesh, refinements);
  MechanicsSetup setup = symmetric_planes(dim);
  setup.newton.linear.method = method;
  FiniteStrain<dim> model(mesh.mesh(), metal(1e4, poisson), setup, {});
  HillRun result;
  for (const double part : {0.6, 0.8, 0.9, 1.0}) {
    model.space().set_loads(pressure<dim>(-part * hill_radial(inner)));
    result.iterations += model.solve(uniform<dim>(0.0), 1.0).iterations();
    model.accept();
  }
  for_each_radial(model, [&](double r, double radial, const StressPoint& point) {
    result.error = std::max(result.error, std::abs(radial - hill_radial(r)) / yield);
    result.largest_mises = std::max(result.largest_mises, von_mises(point.cauchy) / yield);
    if (point.plastic_strain > 0.0) result.plastic_out = std::max(result.plastic_out, r);
  });
  return result;
}

TEST(PlasticSphere, HillsPressure) {
  for (const double poisson : {0.3, 0.499}) {
    const HillRun coarse = hill<2>(2, poisson), fine = hill<2>(3, poisson);
    EXPECT_LE(fine.error, 0.02) << poisson;
    EXPECT_GE(coarse.error / fine.error, 1.7) << poisson;
    EXPECT_NEAR(fine.plastic_out, plastic_to, 0.06 * inner) << poisson;
    EXPECT_LE(fine.largest_mises, 1.0 + 1e-6);
    RecordProperty("error", std::to_string(fine.error));
    RecordProperty("iterations", fine.iterations);
  }
}

TEST(PlasticSphere, OctantInThreeDimensionsIsTheAxisymmetricOne) {
  const HillRun flat = hill<2>(1, 0.45), octant = hill<3>(1, 0.45, LinearMethod::amg);
  EXPECT_LE(octant.largest_mises, 1.0 + 1e-6);
  EXPECT_LE(octant.error, 0.1);
  EXPECT_NEAR(octant.error, flat.error, 0.04);
  EXPECT_NEAR(octant.plastic_out, flat.plastic_out, 0.1 * inner);
  RecordProperty("flat", std::to_string(flat.error));
  RecordProperty("octant", std::to_string(octant.error));
}

/// Wide open: all of the shell flows and radial stress is -2 sY ln(b/r) of the current radii, at finite strain.
TEST(PlasticSphere, ExpandsWithoutLocking) {
  TestMesh<2> mesh(Frame::axisymmetric, 2);
  make_shell(mesh, 2);
  FiniteStrain<2> model(mesh.mesh(), metal(1e3, 0.499), symmetric_planes(2));
  const double wide = 1.3;
  for (int step = 1; step <= 15; ++step) {
    SolidLoads<2> loads;
    loads.displacement[0] = [=](const dealii::Point<2>& at) {
      return (wide - 1.0) * step / 15.0 * dealii::Tensor<1, 2>(at);
    };
    model.space().set_loads(loads);
    model.solve(uniform<2>(0.0), 1.0);
    model.accept();
  }
  const auto now = [&](double r) { return std::cbrt(r * r * r + std::pow(inner, 3) * (wide * wide * wide - 1.0)); };
  double error = 0.0;
  for_each_radial(model, [&](double r, double radial, const StressPoint& point) {
    error = std::max(error, std::abs(radial + 2.0 * yield * std::log(now(outer) / now(r))) / yield);
    EXPECT_LE(von_mises(point.cauchy), yield * (1.0 + 1e-6));
    EXPECT_NEAR(point.volume, 1.0, 0.01);
  });
  EXPECT_LE(error, 0.03);
  RecordProperty("error", std::to_string(error));
}

}  // namespace
}  // namespace silith::field
