#include <deal.II/dofs/dof_tools.h>
#include <deal.II/lac/solver_cg.h>
#include <deal.II/lac/trilinos_precondition.h>
#include <deal.II/lac/trilinos_sparsity_pattern.h>
#include <deal.II/numerics/vector_tools.h>
#include <fmt/format.h>

#include "field/conduction.hpp"
#include "field/diffusion.hpp"
#include "field/level_set.hpp"
#include "field/potential_space.hpp"
#include "field_cases.hpp"
#include "field_runs.hpp"

namespace silith::bench {

using namespace field;

namespace {

template <int dim>
FieldRow conduction(unsigned cells, LinearMethod method) {
  const auto domain = two_layers<dim>(cells);
  const Source estimated{"estimated", "measurement"};
  ConductionOptions options;
  options.conductivity = {Law::constant(1.0, "S/m", estimated), Law::constant(0.03, "S/m", estimated)};
  options.periods.assign(dim - 1, 1e-6);
  options.linear.method = method;
  FieldDrive drive;
  drive.feed = "top";
  drive.ground = "bottom";
  drive.current = 10.0;
  Meter meter;
  FieldRow row;
  Conduction<dim> model(domain, options);
  row.unknowns = model.unknowns();
  row.set_up = meter.lap();
  const CellScalars<dim> x = [](const auto&, const auto&, std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
  };
  const ConductionResult result = model.solve(x, drive);
  row.solve = meter.lap();
  row.wall = meter.wall();
  row.memory = meter.memory();
  row.iterations = result.linear_iterations;
  return row;
}

DiffusionOptions diffusion_options() {
  return {.bodies = {{0, {[](double) { return 1e-14; }, 8.3e4}}},
          .x_full = 3.75,
          .scheme = DiffusionOptions::Scheme::backward_euler};
}

constexpr int repetitions = 5;

}  // namespace

FieldRow conduction_2d(unsigned cells) {
  return conduction<2>(cells, LinearMethod::direct);
}

FieldRow conduction_3d(unsigned cells) {
  return conduction<3>(cells, LinearMethod::amg);
}

/// -div(grad u) of degree 1 on as many cells, u = 0 at one side, as the tutorials assemble it.
FieldRow conduction_3d_jacobi(unsigned cells) {
  Block<3> block(cells);
  Meter meter;
  ScalarField<3> field(block.mesh, 1);
  Constraints constraints;
  constraints.merge(field.constraints());
  dealii::VectorTools::interpolate_boundary_values(block.mapping, field.dofs(), 0, dealii::Functions::ZeroFunction<3>(),
                                                   constraints);
  constraints.close();
  dealii::TrilinosWrappers::SparsityPattern pattern(field.dofs().locally_owned_dofs(), MPI_COMM_WORLD);
  dealii::DoFTools::make_sparsity_pattern(field.dofs(), pattern, constraints, false,
                                          dealii::Utilities::MPI::this_mpi_process(MPI_COMM_WORLD));
  pattern.compress();
  Matrix matrix;
  matrix.reinit(pattern);
  Vector load = field.owned_vector();
  dealii::FEValues<3> values(block.mapping, field.dofs().get_fe(), dealii::QGauss<3>(2),
                             dealii::update_values | dealii::update_gradients | dealii::update_JxW_values);
  dealii::FullMatrix<double> local(8, 8);
  dealii::Vector<double> source(8);
  std::vector<dealii::types::global_dof_index> indices(8);
  for (const auto& cell : field.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    values.reinit(cell);
    local = 0.0;
    source = 0.0;
    for (const unsigned q : values.quadrature_point_indices())
      for (unsigned i = 0; i < 8; ++i) {
        source(i) += values.shape_value(i, q) * values.JxW(q);
        for (unsigned j = 0; j < 8; ++j)
          local(i, j) += values.shape_grad(i, q) * values.shape_grad(j, q) * values.JxW(q);
      }
    cell->get_dof_indices(indices);
    constraints.distribute_local_to_global(local, source, indices, matrix, load);
  }
  matrix.compress(dealii::VectorOperation::add);
  load.compress(dealii::VectorOperation::add);
  dealii::TrilinosWrappers::PreconditionJacobi preconditioner;
  preconditioner.initialize(matrix);
  FieldRow row;
  row.set_up = meter.lap();
  Vector u = field.owned_vector();
  dealii::SolverControl control(5000, 1e-10 * load.l2_norm());
  dealii::SolverCG<Vector> solver(control);
  solver.solve(matrix, u, load, preconditioner);
  row.solve = meter.lap();
  row.wall = meter.wall();
  row.iterations = static_cast<int>(control.last_step());
  row.unknowns = field.dofs().n_dofs();
  row.memory = meter.memory();
  return row;
}

FieldRow diffusion_step(unsigned cells) {
  Block<2> block(cells);
  Diffusion<2> diffusion(block.mesh, diffusion_options());
  diffusion.start([](const auto& at) { return 1.0 + std::sin(5e6 * at[0]) * std::cos(7e6 * at[1]); });
  diffusion.step(0.1);  // factorises
  Meter meter;
  for (int i = 0; i < repetitions; ++i) diffusion.step(0.1);
  FieldRow row;
  row.solve = meter.lap() / repetitions;
  row.wall = meter.wall() / repetitions;
  row.unknowns = diffusion.field().dofs().n_dofs();
  return row;
}

namespace {

FieldRow elastic_step(unsigned cells, const Solid& solid) {
  Block<2> block(cells);
  SmallStrain<2> model(block.mesh, solid, {});
  model.solve(front_across<2>(block.mapping));
  Meter meter;
  for (int i = 0; i < repetitions; ++i) {
    // The swelling is another each time, and so the displacement.
    const double factor = i % 2 == 0 ? 0.9 : 1.0;
    const auto front = front_across<2>(block.mapping);
    model.solve([&front, factor](const auto& cell, const auto& points, std::span<double> out) {
      front(cell, points, out);
      for (double& x : out) x *= factor;
    });
  }
  FieldRow row;
  row.solve = meter.lap() / repetitions;
  row.wall = meter.wall() / repetitions;
  row.unknowns = model.dofs().n_dofs();
  return row;
}

}  // namespace

FieldRow elastic_step(unsigned cells) {
  Body body = swelling_solid(1.3).body(0);
  const Source estimated{"estimated", "measurement"};
  body.youngs_modulus = Law::constant(60e9, "Pa", estimated);
  body.poisson_ratio = Law::constant(0.26, "1", estimated);
  return elastic_step(cells, Solid({body}, 298.15));
}

FieldRow elastic_step_new(unsigned cells) {
  return elastic_step(cells, swelling_solid(1.3));
}

FieldRow level_set_step(unsigned cells) {
  Block<2> block(cells);
  LevelSet<2> front(block.mesh, {.front = {.thickness = 1e-6 / cells}});
  front.start([](const auto& at) { return at[1] - 0.4e-6 - 0.1e-6 * std::sin(6e6 * at[0]); });
  const CellVectors<2> velocity = [](const auto&, const auto&, std::span<dealii::Tensor<1, 2>> out) {
    for (auto& value : out) value[1] = 1e-9;
  };
  Meter meter;
  for (int i = 0; i < repetitions; ++i) {
    front.set_velocity(velocity);
    front.step(front.stable_step());
  }
  FieldRow row;
  row.solve = meter.lap() / repetitions;
  row.wall = meter.wall() / repetitions;
  row.unknowns = front.phase().dofs().n_dofs();
  return row;
}

FieldRow stream(unsigned megabytes) {
  const std::size_t n = megabytes * std::size_t{1000000} / sizeof(double);
  std::vector<double> a(n, 0.0), b(n, 1.0), c(n, 2.0);
  MPI_Barrier(MPI_COMM_WORLD);
  Meter meter;
  for (int round = 0; round < 10; ++round)
    for (std::size_t i = 0; i < n; ++i) a[i] = b[i] + (round + a[0]) * c[i];
  FieldRow row;
  row.solve = meter.lap() / 10;
  row.wall = meter.wall() / 10;
  // The written array is read first.
  row.note = fmt::format("{:.3g} GB/s", 4e-9 * static_cast<double>(n * sizeof(double)) *
                                            dealii::Utilities::MPI::n_mpi_processes(MPI_COMM_WORLD) / row.solve);
  return row;
}

}  // namespace silith::bench
