#include <deal.II/dofs/dof_tools.h>
#include <deal.II/grid/grid_tools.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "field/finite_strain.hpp"
#include "field/small_strain.hpp"
#include "solid_cases.hpp"

namespace silith::field {
namespace {

using namespace testing;

/// Gradient with rotation, stretch and shear.
template <int dim>
dealii::Tensor<2, dim> some_gradient(double size) {
  dealii::Tensor<2, dim> g;
  for (unsigned i = 0; i < dim; ++i)
    for (unsigned j = 0; j < dim; ++j) g[i][j] = size * std::sin(1.0 + 3.0 * i + 1.7 * j);
  return g;
}

template <int dim>
SolidLoads<dim> prescribed(const std::function<dealii::Tensor<1, dim>(const dealii::Point<dim>&)>& field,
                           unsigned boundaries = 1) {
  SolidLoads<dim> loads;
  for (unsigned b = 0; b < boundaries; ++b) loads.displacement[b] = field;
  return loads;
}

/// A box of 2 x 3 (x 1.5), away from the axis, with inner vertices moved and, if wanted, one cell refined.
template <int dim>
void make_box(TestMesh<dim>& mesh, double size, bool refined = true) {
  dealii::Point<dim> low, high;
  const double lengths[3] = {2.0, 3.0, 1.5};
  for (unsigned d = 0; d < dim; ++d) low[d] = 0.5 * size, high[d] = (0.5 + lengths[d]) * size;
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh.triangulation, std::vector<unsigned>(dim, 2), low, high);
  dealii::GridTools::transform(
      [&](const dealii::Point<dim>& at) {
        dealii::Point<dim> moved = at;
        double inside = 1.0;
        for (unsigned d = 0; d < dim; ++d) inside *= (at[d] - low[d]) * (high[d] - at[d]) / (size * size);
        for (unsigned d = 0; d < dim; ++d) moved[d] += (d == 0 ? 0.2 : -0.1) * inside * size;
        return moved;
      },
      mesh.triangulation);
  if (!refined) return;
  for (const auto& cell : mesh.triangulation.active_cell_iterators())
    if (cell->is_locally_owned() && cell->center().distance(low) < size) cell->set_refine_flag();
  mesh.triangulation.execute_coarsening_and_refinement();
}

template <int dim>
std::vector<std::unique_ptr<Mechanics<dim>>> both_models(const TestMesh<dim>& mesh, const Solid& material,
                                                         const SolidLoads<dim>& loads) {
  MechanicsSetup setup;
  setup.newton.relative_tolerance = 1e-13;
  std::vector<std::unique_ptr<Mechanics<dim>>> result;
  result.push_back(std::make_unique<SmallStrain<dim>>(mesh.mesh(), material, setup, loads));
  result.push_back(std::make_unique<FiniteStrain<dim>>(mesh.mesh(), material, setup, FiniteStrainOptions{}, loads));
  return result;
}

/// Largest difference of the displacement from a field, m.
template <int dim>
double displacement_error(const Mechanics<dim>& mechanics, const typename SolidLoads<dim>::VectorField& field) {
  double result = 0.0;
  std::map<dealii::types::global_dof_index, dealii::Point<dim>> points;
  dealii::DoFTools::map_dofs_to_support_points(mechanics.mesh().mapping, mechanics.dofs(), points);
  std::vector<dealii::types::global_dof_index> indices(mechanics.dofs().get_fe().n_dofs_per_cell());
  for (const auto& cell : mechanics.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    cell->get_dof_indices(indices);
    for (unsigned i = 0; i < indices.size(); ++i)
      result =
          std::max(result, std::abs(mechanics.displacement()(indices[i]) -
                                    field(points.at(indices[i]))[cell->get_fe().system_to_component_index(i).first]));
  }
  return dealii::Utilities::MPI::max(result, MPI_COMM_WORLD);
}

template <int dim>
void expect_patch(Frame frame) {
  const double size = 3e-7;
  TestMesh<dim> mesh(frame, 2);
  make_box(mesh, size);
  const bool axisymmetric = frame == Frame::axisymmetric;
  const auto field = [=](const dealii::Point<dim>& at) {
    dealii::Tensor<1, dim> u = some_gradient<dim>(0.05) * at;
    if (axisymmetric) u[0] = 0.04 * at[0], u[1] = -0.03 * at[1];  // homogeneous with the same hoop strain
    return u;
  };
  for (const auto& model : both_models<dim>(mesh, solid({.volume = 1.3}), prescribed<dim>(field))) {
    model->solve(uniform<dim>(1.0), 1.0);
    EXPECT_LE(displacement_error<dim>(*model, field), 1e-12 * size);
  }
}

TEST(Mechanics, HomogeneousStrainIsExactOnTwoRanks) {
  expect_patch<2>(Frame::plane_strain);
  expect_patch<2>(Frame::axisymmetric);
  expect_patch<3>(Frame::full_3d);
}

template <int dim>
void expect_free_swelling(Frame frame, unsigned motions) {
  TestMesh<dim> mesh(frame, 2);
  make_box(mesh, 5e-8, dim == 2);
  const SolidLaws laws{.young = 90e9, .young_full = 40e9, .volume = 4.09, .yield = 1e9, .yield_full = 1e9};
  for (const auto& model : both_models<dim>(mesh, solid(laws), {})) {
    EXPECT_EQ(model->space().free_motions(), motions);
    model->solve(uniform<dim>(1.0), 1.0);
    EXPECT_LE(largest_stress(*model), 1e-11 * 40e9);
  }
}

TEST(Mechanics, FreeSwellingOfAFloatingBodyIsStressFreeOnTwoRanks) {
  expect_free_swelling<2>(Frame::axisymmetric, 1);
  expect_free_swelling<3>(Frame::full_3d, 6);
}

TEST(Mechanics, LargeRotationIsStressFree) {
  const double size = 2e-7, angle = 2.2;
  TestMesh<2> mesh(Frame::plane_strain, 2);
  make_box(mesh, size);
  SolidLoads<2> loads;
  FiniteStrain<2> model(mesh.mesh(), solid({}), {}, {}, loads);
  for (int step = 1; step <= 60; ++step) {
    const double now = angle * step / 60.0;
    model.space().set_loads(prescribed<2>([=](const dealii::Point<2>& at) {
      return dealii::Tensor<1, 2>({(std::cos(now) - 1.0) * at[0] - std::sin(now) * at[1],
                                   std::sin(now) * at[0] + (std::cos(now) - 1.0) * at[1]});
    }));
    model.solve(uniform<2>(0.0), 1.0);
    model.accept();
  }
  EXPECT_LE(largest_stress(model), 1e-10 * 43e9);
}

/// Displacements that strain every cell differently.
template <int dim>
Vector uneven_displacement(Mechanics<dim>& mechanics, double size) {
  Vector owned = mechanics.space().owned_vector();
  std::map<dealii::types::global_dof_index, dealii::Point<dim>> points;
  dealii::DoFTools::map_dofs_to_support_points(mechanics.mesh().mapping, mechanics.dofs(), points);
  for (const auto dof : mechanics.dofs().locally_owned_dofs()) {
    const auto& at = points.at(dof);
    owned(dof) = size * std::sin(2.3 * at[0] + 1.9 * at[1] + 0.7 * static_cast<double>(dof % 3));
  }
  owned.compress(dealii::VectorOperation::insert);
  mechanics.space().homogeneous().distribute(owned);
  Vector result = mechanics.space().ghosted_vector();
  result = owned;
  return result;
}

template <int dim>
void expect_tangent_is_derivative(Frame frame, const FiniteStrainOptions& options, const SolidLaws& laws) {
  TestMesh<dim> mesh(frame, 2);
  make_box(mesh, 1.0);
  FiniteStrain<dim> model(mesh.mesh(), solid(laws), {}, options);
  model.solve(uniform<dim>(0.0), 1.0);
  Equilibrium<dim> equilibrium(model.space(), {});
  const auto at = uneven_displacement(model, 0.06);
  const auto equation = model.equation();
  const auto& tangent = equilibrium.assembled_tangent(at, equation);
  const Vector direction = uneven_displacement(model, -0.3);
  Vector flat = model.space().owned_vector(), moved(at), change = model.space().owned_vector(), up(change),
         down(change);
  flat = direction;
  tangent.vmult(change, flat);
  const double h = 1e-6;
  up = at, down = at;
  up.add(h, flat);
  down.add(-h, flat);
  moved = up;
  Vector difference = equilibrium.residual(moved, equation);
  moved = down;
  difference -= equilibrium.residual(moved, equation);
  difference *= -0.5 / h;
  model.space().homogeneous().set_zero(change);
  const double scale = change.linfty_norm();
  change -= difference;
  EXPECT_LE(change.linfty_norm(), 3e-8 * scale);
}

TEST(FiniteStrain, TangentIsTheDerivativeOfTheResidual) {
  using Options = FiniteStrainOptions;
  const SolidLaws plastic{.yield = 0.4e9, .yield_full = 0.4e9};
  expect_tangent_is_derivative<2>(Frame::plane_strain, {}, {});
  expect_tangent_is_derivative<2>(Frame::plane_strain, {.volume = Options::Volume::displacement}, {});
  expect_tangent_is_derivative<2>(Frame::axisymmetric, {.energy = Options::Energy::neo_hookean}, {});
  expect_tangent_is_derivative<2>(Frame::axisymmetric, {}, plastic);
  expect_tangent_is_derivative<3>(Frame::full_3d, {}, plastic);
}

/// A bar of which one half swells, held at one end, under plastic flow.
TEST(FiniteStrain, NewtonConvergesQuadratically) {
  TestMesh<2> mesh(Frame::axisymmetric, 2);
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh.triangulation, {4, 8}, {0.0, 0.0}, {1e-7, 2e-7}, true);
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) cell->set_material_id(0);
  const SolidLaws laws{.young = 90e9, .young_full = 40e9, .volume = 2.0, .yield = 1.5e9, .yield_full = 0.8e9};
  MechanicsSetup setup{.supports = {{.boundary = 2, .kind = Support::Kind::fixed}}};
  setup.newton.relative_tolerance = 1e-13;
  FiniteStrain<2> model(mesh.mesh(), solid(laws), setup);
  for (int step = 1; step <= 4; ++step) {
    const auto report = model.solve(
        stoichiometry<2>(mesh.mapping, [=](const auto& at) { return at[1] > 1e-7 ? 0.0 : 0.05 * step; }), 1.0);
    model.accept();
    EXPECT_LE(report.iterations(), 10);
    const auto& r = report.residuals;
    const std::size_t n = r.size();
    // The number of right digits about doubles in the last steps above round-off.
    double best = 0.0;
    for (std::size_t k = 1; k + 1 < n; ++k)
      if (r[k] < 1e-1 * r[0] && r[k + 1] > 1e-13 * r[0])
        best = std::max(best, std::log(r[k + 1] / r[k]) / std::log(r[k] / r[k - 1]));
    EXPECT_GE(best, 1.7) << "step " << step;
  }
}

TEST(Mechanics, SaysWhenForcesCanNotBalance) {
  TestMesh<2> mesh(Frame::plane_strain);
  dealii::GridGenerator::hyper_cube(mesh.triangulation, 0.0, 1.0, true);
  SolidLoads<2> loads;
  loads.traction[1] = [](const auto&) { return dealii::Tensor<1, 2>({5e9, 0.0}); };
  const MechanicsSetup setup{.supports = {{.boundary = 0, .kind = Support::Kind::fixed}}};
  FiniteStrain<2> model(mesh.mesh(), solid({.yield = 1e9, .yield_full = 1e9}), setup, {}, loads);
  EXPECT_THROW(model.solve(uniform<2>(0.0), 1.0), NumericsError);
  EXPECT_EQ(model.displacement().linfty_norm(), 0.0);
}

}  // namespace
}  // namespace silith::field
