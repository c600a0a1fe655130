#pragma once
#include <cstddef>
#include <span>
#include <vector>

// Small dense linear algebra for fits: tens to a few hundred unknowns, matrices row by row in a vector.
namespace silith {

/// Cholesky factor of a symmetric positive definite matrix, in place: the lower triangle becomes L with A = L L^T.
/// @param a [n * n], only the lower triangle is read and written  @return false if A is not positive definite
bool cholesky_factorise(std::span<double> a, std::size_t n);

/// Solves L L^T x = b in place. @param factor from cholesky_factorise  @param b [n] right-hand side, becomes x
void cholesky_solve(std::span<const double> factor, std::size_t n, std::span<double> b);

/// Eigenvalues, ascending, and eigenvectors (row k belongs to value k) of a symmetric matrix, by Jacobi rotations.
struct SymmetricEigen {
  std::vector<double> values;   ///< [n]
  std::vector<double> vectors;  ///< [n * n], orthonormal rows
};
SymmetricEigen symmetric_eigen(std::vector<double> a, std::size_t n);

/// Least squares min |A x - b| by Householder's QR. @param a [rows * columns], rows >= columns, overwritten
/// @param b [rows], overwritten  @param[out] x [columns]
/// @return the residual norm. @throws std::logic_error if sizes do not fit. Dependent columns get the coefficient 0.
double solve_least_squares(std::span<double> a, std::size_t columns, std::span<double> b, std::span<double> x);

}  // namespace silith
