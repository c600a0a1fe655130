#include "field/elastic_solver.hpp"

#include <deal.II/grid/grid_tools.h>
#include <gtest/gtest.h>

#include <random>

#include "field/small_strain.hpp"
#include "solid_cases.hpp"

// The solver without a matrix against the assembled one, which has its own tests.
namespace silith::field {
namespace {

using namespace testing;

const SolidLaws laws{.young = 87e9, .young_full = 41e9, .poisson = 0.21, .poisson_full = 0.29, .volume = 1.6};
constexpr double radius = 2.3e-7;

/// A ball, curved everywhere, with cells of two sizes.
void make_ball(TestMesh<3>& mesh) {
  dealii::GridGenerator::hyper_ball(mesh.triangulation, dealii::Point<3>(1e-7, -2e-7, 0.0), radius);
  mesh.triangulation.refine_global(1);
  for (const auto& cell : mesh.triangulation.active_cell_iterators())
    if (cell->is_locally_owned() && cell->center()[0] > 2e-7) cell->set_refine_flag();
  mesh.triangulation.execute_coarsening_and_refinement();
}

/// An eighth of it held by symmetry: boundaries 0 (round), 1, 2, 3 (flat).
void make_octant(TestMesh<3>& mesh) {
  dealii::GridGenerator::quarter_hyper_ball(mesh.triangulation, dealii::Point<3>(), radius);
  mesh.triangulation.refine_global(1);
  for (const auto& cell : mesh.triangulation.active_cell_iterators())
    if (cell->is_locally_owned() && cell->center()[0] > 1e-7) cell->set_refine_flag();
  mesh.triangulation.execute_coarsening_and_refinement();
}

CellScalars<3> half_reacted(const TestMesh<3>& mesh) {
  return stoichiometry<3>(mesh.mapping, [](const auto& at) { return 0.5 + 0.5 * std::tanh((at[0] + at[1]) / 5e-8); });
}

MechanicsSetup setup_with(LinearMethod method, std::vector<BoundarySupport> supports = {}) {
  MechanicsSetup setup;
  setup.supports = std::move(supports);
  setup.newton.linear.method = method;
  setup.newton.linear.max_iterations = 500;
  return setup;
}

/// Largest difference of displacements over the largest displacement.
double difference(const SmallStrain<3>& one, const SmallStrain<3>& other) {
  Vector a(one.dofs().locally_owned_dofs(), MPI_COMM_WORLD), b(a);
  a = one.displacement();
  b = other.displacement();
  const double size = a.linfty_norm();
  a -= b;
  return a.linfty_norm() / size;
}

void expect_same(const TestMesh<3>& mesh, const std::vector<BoundarySupport>& supports, const SolidLoads<3>& loads) {
  SmallStrain<3> plain(mesh.mesh(), solid(laws), setup_with(LinearMethod::matrix_free, supports), loads);
  SmallStrain<3> assembled(mesh.mesh(), solid(laws), setup_with(LinearMethod::amg, supports), loads);
  const NewtonReport report = plain.solve(half_reacted(mesh));
  assembled.solve(half_reacted(mesh));
  EXPECT_EQ(report.iterations(), 1);
  EXPECT_GT(report.linear_iterations, 3);
  EXPECT_LE(report.linear_iterations, 16);
  EXPECT_LE(difference(plain, assembled), 2e-7);
  // The same again from the solution: nothing to do.
  EXPECT_EQ(plain.solve(half_reacted(mesh)).iterations(), 0);
}

TEST(ElasticSolver, FreeBallIsThatOfTheMatrixOnTwoRanks) {
  TestMesh<3> mesh(Frame::full_3d, 2);
  make_ball(mesh);
  expect_same(mesh, {}, {});
}

TEST(ElasticSolver, HeldAndLoadedOctantIsThatOfTheMatrixOnTwoRanks) {
  TestMesh<3> mesh(Frame::full_3d, 2);
  make_octant(mesh);
  SolidLoads<3> loads;
  loads.body_force = [](const dealii::Point<3>& at) { return dealii::Tensor<1, 3>({1e15, -2e15, 3e22 * at[0]}); };
  loads.displacement[0] = [](const dealii::Point<3>& at) { return dealii::Tensor<1, 3>({0.01 * at[1], 1e-9, 0.0}); };
  expect_same(mesh, {{1, Support::Kind::symmetry}}, loads);
}

/// Balanced tractions on a body that nothing holds.
TEST(ElasticSolver, PulledFreeCubeStretchesAsHookeSaysOnTwoRanks) {
  TestMesh<3> mesh(Frame::full_3d, 1);
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh.triangulation, {3, 3, 3}, dealii::Point<3>(),
                                                    dealii::Point<3>(1e-6, 1e-6, 1e-6), true);
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) cell->set_material_id(0);
  SolidLoads<3> loads;
  loads.traction[0] = [](const auto&) { return dealii::Tensor<1, 3>({-2e8, 0.0, 0.0}); };
  loads.traction[1] = [](const auto&) { return dealii::Tensor<1, 3>({2e8, 0.0, 0.0}); };
  SmallStrain<3> model(mesh.mesh(), solid(laws), setup_with(LinearMethod::matrix_free), loads);
  model.solve(uniform<3>(0.0));
  double worst = 0.0;
  for_each_stress(model, [&](const auto&, auto points) {
    for (const auto& point : points) {
      auto error = point.cauchy;
      error[0][0] -= 2e8;
      worst = std::max(worst, error.norm());
    }
  });
  EXPECT_LE(worst, 2e8 * 1e-7);
}

/// y K x = x K y, and K x by the assembled matrix, with hanging nodes.
TEST(ElasticSolver, OperatorIsTheMatrixOnTwoRanks) {
  TestMesh<3> mesh(Frame::full_3d, 2);
  make_ball(mesh);
  SmallStrain<3> model(mesh.mesh(), solid(laws), setup_with(LinearMethod::amg));
  model.solve(half_reacted(mesh));
  Equilibrium<3> equilibrium(model.space(), {});
  const Matrix& matrix = equilibrium.assembled_tangent(model.displacement(), model.equation());
  const auto unknowns = std::make_shared<NodalUnknowns>(model.space(), model.space().homogeneous());
  ElasticOperator<double> elastic(unknowns);
  const auto weights = set_geometry(elastic, mesh.mesh());
  std::size_t index = 0;
  std::vector<double> x(27);
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    half_reacted(mesh)(cell, model.quadrature(), x);
    for (unsigned q = 0; q < 27; ++q) {
      const auto moduli = model.solid().at(0, x[q]).moduli;
      elastic.set_elasticity(index, q, {moduli.lame(), moduli.shear(), 0.0}, weights[27 * index + q]);
    }
    ++index;
  }
  auto in = elastic.vector(), out = elastic.vector();
  Vector assembled_in = model.space().owned_vector(), assembled_out = model.space().owned_vector();
  std::mt19937 random(7);
  for (unsigned i = 0; i < in.locally_owned_size(); ++i)
    in.local_element(i) = std::uniform_real_distribution<>(-1.0, 1.0)(random);
  for (const auto held : unknowns->owned_held()) in.local_element(held) = 0.0;
  for (unsigned i = 0; i < in.locally_owned_size(); ++i) assembled_in.begin()[i] = in.local_element(i);
  elastic.vmult(out, in);
  matrix.vmult(assembled_out, assembled_in);
  double worst = 0.0, size = 0.0;
  for (unsigned i = 0; i < in.locally_owned_size(); ++i) {
    worst = std::max(worst, std::abs(assembled_out.begin()[i] - out.local_element(i)));
    size = std::max(size, std::abs(out.local_element(i)));
  }
  EXPECT_LE(worst, 1e-12 * size);
}

TEST(ElasticSolver, IterationsDoNotGrowWithRefinement) {
  std::vector<int> iterations;
  for (const unsigned cells : {4U, 8U, 12U}) {
    TestMesh<3> mesh(Frame::full_3d, 1);
    dealii::GridGenerator::subdivided_hyper_cube(mesh.triangulation, cells, -1e-7, 1e-7);
    SmallStrain<3> model(mesh.mesh(), solid(laws), setup_with(LinearMethod::matrix_free));
    iterations.push_back(model.solve(half_reacted(mesh)).linear_iterations);
  }
  EXPECT_LE(iterations.back(), 1.3 * iterations.front());
}

}  // namespace
}  // namespace silith::field
