#pragma once
#include <deal.II/lac/affine_constraints.h>
#include <deal.II/lac/trilinos_sparse_matrix.h>
#include <deal.II/lac/trilinos_vector.h>

#include <memory>
#include <string>
#include <vector>

// Distributed linear algebra of the room: Trilinos throughout.
namespace silith::field {

using Matrix = dealii::TrilinosWrappers::SparseMatrix;
using Vector = dealii::TrilinosWrappers::MPI::Vector;
using Constraints = dealii::AffineConstraints<double>;

enum class LinearMethod {
  direct,  ///< sparse factorisation (MUMPS), kept until the matrix changes: two dimensions
  amg,     ///< conjugate gradients, or GMRES, with algebraic multigrid (ML)
  /// Conjugate gradients without a matrix, where a physics has an operator for it (ElasticSolver); elsewhere as `amg`.
  matrix_free
};

struct LinearOptions {
  LinearMethod method = LinearMethod::direct;
  double relative_tolerance = 1e-10;
  int max_iterations = 200;
  bool higher_order = false;  ///< elements of degree 2 and above
  int components = 1;         ///< unknowns of a node, numbered in a row
  int cycles = 1;             ///< of multigrid a iteration
  bool symmetric = true;      ///< and positive definite: conjugate gradients; else GMRES
  /// Near-null space, each mode by its values at the locally owned unknowns; empty: the constant.
  std::vector<std::vector<double>> near_null_space;
};

/// Solves with one matrix many times; what can be kept between solves is kept.
class LinearSolver {
public:
  explicit LinearSolver(LinearOptions options = {});
  ~LinearSolver();
  LinearSolver(LinearSolver&&) noexcept;
  LinearSolver& operator=(LinearSolver&&) noexcept;

  /// Factorises or sets up the preconditioner. The matrix has to outlive the solves.
  /// @throws NumericsError if the matrix is singular
  void set_matrix(const Matrix& matrix);

  /// x from A x = b; both without ghost entries, x holds the first guess of an iterative solve.
  /// @returns iterations, 0 for a direct solve
  /// @throws NumericsError if it does not converge
  int solve(Vector& x, const Vector& b);

  /// One cycle of multigrid on A x = b from x = 0, to be used inside another iteration.
  void cycle(Vector& x, const Vector& b) const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace silith::field
