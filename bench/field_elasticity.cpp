#include <deal.II/dofs/dof_tools.h>
#include <deal.II/lac/solver_cg.h>
#include <deal.II/lac/trilinos_precondition.h>
#include <deal.II/lac/trilinos_sparsity_pattern.h>
#include <fmt/format.h>

#include "field/elastic_solver.hpp"
#include "field/finite_strain.hpp"
#include "field_cases.hpp"
#include "field_runs.hpp"

namespace silith::bench {

using namespace field;

namespace {

MechanicsSetup free_body(LinearMethod method) {
  MechanicsSetup setup;
  setup.newton.linear.method = method;
  setup.newton.linear.relative_tolerance = 1e-9;
  return setup;
}

/// Elasticity of degree 2 with the moduli of the front, and the forces of its swelling, as the tutorials assemble it.
struct PlainElasticity {
  PlainElasticity(const Block<3>& block, const DisplacementSpace<3>& space) {
    space.shape(matrix);
    load = space.owned_vector();
    const dealii::QGauss<3> points(3);
    const auto& fe = space.dofs().get_fe();
    dealii::FEValues<3> values(block.mapping, fe, points, dealii::update_gradients | dealii::update_JxW_values);
    const dealii::FEValuesExtractors::Vector displacement(0);
    const unsigned n = fe.n_dofs_per_cell();
    dealii::FullMatrix<double> local(n, n);
    dealii::Vector<double> forces(n);
    std::vector<dealii::types::global_dof_index> indices(n);
    std::vector<dealii::SymmetricTensor<2, 3>> strain(n);
    std::vector<double> divergence(n), x(points.size());
    const Solid solid = swelling_solid(1.3);
    const auto front = front_across<3>(block.mapping);
    for (const auto& cell : space.dofs().active_cell_iterators()) {
      if (!cell->is_locally_owned()) continue;
      values.reinit(cell);
      front(cell, points, x);
      local = 0.0;
      forces = 0.0;
      for (const unsigned q : values.quadrature_point_indices()) {
        const SolidPoint at = solid.at(0, x[q]);
        const double lame = at.moduli.lame(), shear = at.moduli.shear(), weight = values.JxW(q);
        const double swelling = (3.0 * lame + 2.0 * shear) * eigenstrain(at.volume_ratio, EigenstrainMeasure::stretch);
        for (unsigned i = 0; i < n; ++i) {
          strain[i] = values[displacement].symmetric_gradient(i, q);
          divergence[i] = values[displacement].divergence(i, q);
        }
        for (unsigned i = 0; i < n; ++i) {
          forces(i) += swelling * divergence[i] * weight;
          for (unsigned j = 0; j < n; ++j)
            local(i, j) += (lame * divergence[i] * divergence[j] + 2.0 * shear * (strain[i] * strain[j])) * weight;
        }
      }
      cell->get_dof_indices(indices);
      space.homogeneous().distribute_local_to_global(local, forces, indices, matrix, load);
    }
    matrix.compress(dealii::VectorOperation::add);
    load.compress(dealii::VectorOperation::add);
  }
  Matrix matrix;
  Vector load;
};

template <class Preconditioner>
int iterate(const PlainElasticity& problem, const Preconditioner& preconditioner) {
  Vector x(problem.load);
  x = 0.0;
  dealii::SolverControl control(5000, 1e-9 * problem.load.l2_norm());
  dealii::SolverCG<Vector> solver(control);
  solver.solve(problem.matrix, x, problem.load, preconditioner);
  return static_cast<int>(control.last_step());
}

FieldRow small_strain(unsigned cells, LinearMethod method) {
  Block<3> block(cells);
  Meter meter;
  FieldRow row;
  SmallStrain<3> model(block.mesh, swelling_solid(1.3), free_body(method));
  row.unknowns = model.dofs().n_dofs();
  row.set_up = meter.lap();
  row.iterations = model.solve(front_across<3>(block.mapping)).linear_iterations;
  row.solve = meter.lap();
  row.wall = meter.wall();
  row.memory = meter.memory();
  return row;
}

}  // namespace

FieldRow elastic_matrix_free(unsigned cells) {
  Block<3> block(cells);
  const Solid solid = swelling_solid(1.3);
  const auto front = front_across<3>(block.mapping);
  Meter meter;
  FieldRow row;
  const DisplacementSpace<3> space(block.mesh, {});
  ElasticSolver solver(space);
  std::vector<double> x(27);
  const dealii::QGauss<3> points(3);
  solver.set_elasticity([&](const Cell<3>& cell, std::span<ElasticPoint> out) {
    front(cell, points, x);
    for (std::size_t q = 0; q < out.size(); ++q) {
      const SolidPoint at = solid.at(0, x[q]);
      out[q] = {at.moduli.lame(), at.moduli.shear(), eigenstrain(at.volume_ratio, EigenstrainMeasure::stretch)};
    }
  });
  Vector force = solver.forces(space.ghosted_vector()), change = space.owned_vector();
  force *= -1.0;
  row.set_up = meter.lap();
  row.iterations = solver.solve(change, force, 1e-9 * force.l2_norm());
  row.solve = meter.lap();
  row.wall = meter.wall();
  row.unknowns = space.dofs().n_dofs();
  row.memory = meter.memory();
  return row;
}

FieldRow elastic_model_matrix_free(unsigned cells) {
  return small_strain(cells, LinearMethod::matrix_free);
}

FieldRow elastic_assembled(unsigned cells) {
  return small_strain(cells, LinearMethod::amg);
}

FieldRow elastic_plain_amg(unsigned cells) {
  Block<3> block(cells);
  Meter meter;
  FieldRow row;
  const DisplacementSpace<3> space(block.mesh, {});
  const PlainElasticity problem(block, space);
  dealii::TrilinosWrappers::PreconditionAMG::AdditionalData data;
  data.higher_order_elements = true;
  data.smoother_sweeps = 2;
  data.aggregation_threshold = 0.02;
  dealii::DoFTools::extract_constant_modes(space.dofs(), dealii::ComponentMask(3, true), data.constant_modes);
  dealii::TrilinosWrappers::PreconditionAMG preconditioner;
  preconditioner.initialize(problem.matrix, data);
  row.set_up = meter.lap();
  row.iterations = iterate(problem, preconditioner);
  row.solve = meter.lap();
  row.wall = meter.wall();
  row.unknowns = space.dofs().n_dofs();
  row.memory = meter.memory();
  return row;
}

FieldRow elastic_plain_jacobi(unsigned cells) {
  Block<3> block(cells);
  Meter meter;
  FieldRow row;
  const DisplacementSpace<3> space(block.mesh, {});
  const PlainElasticity problem(block, space);
  dealii::TrilinosWrappers::PreconditionJacobi preconditioner;
  preconditioner.initialize(problem.matrix);
  row.set_up = meter.lap();
  row.iterations = iterate(problem, preconditioner);
  row.solve = meter.lap();
  row.wall = meter.wall();
  row.unknowns = space.dofs().n_dofs();
  row.memory = meter.memory();
  return row;
}

/// One solve of finite strain from rest: all Newton iterations, each with its tangent, multigrid and line search.
FieldRow finite_strain(unsigned cells) {
  Block<3> block(cells);
  Meter meter;
  FieldRow row;
  FiniteStrain<3> model(block.mesh, swelling_solid(1.003), free_body(LinearMethod::amg));
  row.unknowns = model.dofs().n_dofs();
  row.set_up = meter.lap();
  const NewtonReport report = model.solve(front_across<3>(block.mapping), 1.0);
  row.solve = meter.lap();
  row.wall = meter.wall();
  row.memory = meter.memory();
  row.iterations = report.linear_iterations;
  row.note = fmt::format("{} Newton iterations, {:.3g} unknowns/s each", report.iterations(),
                         row.unknowns * report.iterations() / row.solve);
  return row;
}

FieldRow elastic_product(unsigned cells, bool in_single_precision) {
  Block<3> block(cells);
  const DisplacementSpace<3> space(block.mesh, {});
  const auto unknowns = std::make_shared<NodalUnknowns>(space, space.homogeneous());
  ElasticOperator<double> elastic(unknowns);
  const auto weights = set_geometry(elastic, block.mesh);
  for (std::size_t i = 0; i < weights.size(); ++i)
    elastic.set_elasticity(i / 27, static_cast<unsigned>(i % 27), {5e10, 3e10, 0.0}, weights[i]);
  FieldRow row;
  const auto measure = [&](const auto& product) {
    constexpr int repetitions = 20;
    auto in = product.vector(), out = product.vector();
    in = 1;
    product.vmult(out, in);
    Meter meter;
    for (int i = 0; i < repetitions; ++i) product.vmult(out, in);
    row.solve = meter.lap() / repetitions;
    row.wall = meter.wall() / repetitions;
    // What has to come from memory once: coefficients, places of the nodes, in, out (read and written).
    const double bytes = dealii::Utilities::MPI::sum(
        static_cast<double>(product.memory() + 3 * in.locally_owned_size() * sizeof(in.local_element(0))),
        MPI_COMM_WORLD);
    row.note = fmt::format("{:.3g} unknowns/s, {:.3g} GB/s", static_cast<double>(product.m()) / row.solve,
                           1e-9 * bytes / row.solve);
  };
  if (in_single_precision) {
    ElasticOperator<float> rough(unknowns);
    rough.copy(elastic);
    measure(rough);
  } else {
    measure(elastic);
  }
  row.unknowns = space.dofs().n_dofs();
  return row;
}

}  // namespace silith::bench
