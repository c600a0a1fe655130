#pragma once
#include <complex>
#include <memory>
#include <span>

#include "numerics/condensed_matrix.hpp"

namespace silith {

/// Solves (J + i w M) x = b at one angular frequency after the other, J = dF/dy and M = dF/dy' of one DAE at one state.
class HarmonicSolver {
public:
  virtual ~HarmonicSolver() = default;
  /// @param w rad/s  @return false if the matrix is singular to working precision
  virtual bool factorise(double w) = 0;
  /// @param[in,out] b [core size] right-hand side of the core's rows, those of the chains are 0; then the core's
  /// unknowns
  virtual void solve(std::span<std::complex<double>> b) = 0;
};

/// Chains eliminated at every frequency (complex Thomas algorithm, all chains of a bundle at once), the core by KLU:
/// cost linear in the unknowns.
/// @param stiffness J;  @param mass M, whose chains have nothing beside their diagonals; both are copied
/// @throws std::logic_error if the two are not of one structure
std::unique_ptr<HarmonicSolver> make_condensed_harmonic_solver(const CondensedMatrix& stiffness,
                                                               const CondensedMatrix& mass);

/// The whole matrix by KLU, no structure used: the reference of bench/.
std::unique_ptr<HarmonicSolver> make_plain_harmonic_solver(const CondensedMatrix& stiffness,
                                                           const CondensedMatrix& mass);

}  // namespace silith
