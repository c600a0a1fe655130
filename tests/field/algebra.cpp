#include "field/algebra.hpp"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/distributed/tria.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/grid/grid_generator.h>
#include <deal.II/lac/trilinos_sparsity_pattern.h>
#include <deal.II/numerics/vector_tools.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI;

/// -laplace u = f on the unit square with u = sin(pi x) sin(2 pi y).
class Poisson {
public:
  explicit Poisson(unsigned refinements) : mesh_(MPI_COMM_WORLD), fe_(1), dofs_(mesh_) {
    dealii::GridGenerator::hyper_cube(mesh_);
    mesh_.refine_global(refinements);
    dofs_.distribute_dofs(fe_);
    dealii::IndexSet relevant;
    dealii::DoFTools::extract_locally_relevant_dofs(dofs_, relevant);
    constraints_.reinit(relevant);
    dealii::VectorTools::interpolate_boundary_values(dofs_, 0, dealii::Functions::ZeroFunction<2>(), constraints_);
    constraints_.close();
    const auto owned = dofs_.locally_owned_dofs();
    dealii::TrilinosWrappers::SparsityPattern pattern(owned, MPI_COMM_WORLD);
    dealii::DoFTools::make_sparsity_pattern(dofs_, pattern, constraints_, false,
                                            dealii::Utilities::MPI::this_mpi_process(MPI_COMM_WORLD));
    pattern.compress();
    matrix.reinit(pattern);
    right_hand_side.reinit(owned, MPI_COMM_WORLD);
    assemble();
  }

  double error(const Vector& solution) const {
    Vector x(solution);
    constraints_.distribute(x);
    double largest = 0.0;
    std::map<dealii::types::global_dof_index, dealii::Point<2>> points;
    dealii::DoFTools::map_dofs_to_support_points(dealii::MappingQ1<2>(), dofs_, points);
    for (const auto dof : dofs_.locally_owned_dofs()) {
      const auto at = points.at(dof);
      largest = std::max(largest, std::abs(x(dof) - std::sin(pi * at[0]) * std::sin(2.0 * pi * at[1])));
    }
    return dealii::Utilities::MPI::max(largest, MPI_COMM_WORLD);
  }

  Matrix matrix;
  Vector right_hand_side;

private:
  void assemble() {
    const dealii::QGauss<2> quadrature(3);
    dealii::FEValues<2> values(fe_, quadrature,
                               dealii::update_values | dealii::update_gradients | dealii::update_JxW_values |
                                   dealii::update_quadrature_points);
    const unsigned n = fe_.n_dofs_per_cell();
    dealii::FullMatrix<double> local(n, n);
    dealii::Vector<double> load(n);
    std::vector<dealii::types::global_dof_index> indices(n);
    for (const auto& cell : dofs_.active_cell_iterators()) {
      if (!cell->is_locally_owned()) continue;
      values.reinit(cell);
      local = 0.0;
      load = 0.0;
      for (const unsigned q : values.quadrature_point_indices()) {
        const auto at = values.quadrature_point(q);
        const double f = 5.0 * pi * pi * std::sin(pi * at[0]) * std::sin(2.0 * pi * at[1]);
        for (unsigned i = 0; i < n; ++i) {
          load(i) += f * values.shape_value(i, q) * values.JxW(q);
          for (unsigned j = 0; j < n; ++j)
            local(i, j) += values.shape_grad(i, q) * values.shape_grad(j, q) * values.JxW(q);
        }
      }
      cell->get_dof_indices(indices);
      constraints_.distribute_local_to_global(local, load, indices, matrix, right_hand_side);
    }
    matrix.compress(dealii::VectorOperation::add);
    right_hand_side.compress(dealii::VectorOperation::add);
  }

  dealii::parallel::distributed::Triangulation<2> mesh_;
  dealii::FE_Q<2> fe_;
  dealii::DoFHandler<2> dofs_;
  Constraints constraints_;
};

TEST(LinearSolver, BothMethodsSolvePoisson) {
  Poisson problem(5);
  Vector direct(problem.right_hand_side), iterated(problem.right_hand_side);
  LinearSolver factorisation;
  factorisation.set_matrix(problem.matrix);
  EXPECT_EQ(factorisation.solve(direct, problem.right_hand_side), 0);
  LinearSolver multigrid({.method = LinearMethod::amg, .relative_tolerance = 1e-12});
  multigrid.set_matrix(problem.matrix);
  iterated = 0.0;
  EXPECT_LE(multigrid.solve(iterated, problem.right_hand_side), 30);
  EXPECT_LE(problem.error(direct), 1e-2);
  iterated -= direct;
  EXPECT_LE(iterated.linfty_norm(), 1e-10);
}

TEST(LinearSolver, SaysWhenItDoesNotConverge) {
  Poisson problem(7);
  Vector x(problem.right_hand_side);
  x = 0.0;
  LinearSolver multigrid({.method = LinearMethod::amg, .relative_tolerance = 1e-12, .max_iterations = 2});
  multigrid.set_matrix(problem.matrix);
  EXPECT_THROW(multigrid.solve(x, problem.right_hand_side), NumericsError);
}

}  // namespace
}  // namespace silith::field
