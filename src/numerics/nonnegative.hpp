#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace silith {

/// Minimises x^T H x / 2 - b^T x with x >= 0 where `nonnegative` says so: block principal pivoting, Eq. Z32.
class NonnegativeQuadratic {
public:
  /// @param h [n * n] symmetric positive definite  @param b [n]  @param nonnegative [n] 0: the unknown is free in sign
  /// @param[in,out] x [n] its positive entries are the first guess of which unknowns are positive; becomes the solution
  /// @return places of the unknowns not held at 0, ascending
  /// @throws NumericsError if H is not positive definite; std::logic_error if sizes do not fit
  const std::vector<std::size_t>& solve(std::span<const double> h, std::span<const double> b,
                                        std::span<const char> nonnegative, std::span<double> x);

  /// Cholesky factor of H over the unknowns returned by the last solve().
  const std::vector<double>& factor() const { return factor_; }

private:
  void solve_free(std::span<const double> h, std::span<const double> b, std::span<double> x);
  std::vector<std::size_t> wrong_places(std::span<const double> h, std::span<const double> b,
                                        std::span<const char> nonnegative, std::span<const double> x) const;

  std::vector<char> is_free_;
  std::vector<std::size_t> free_;
  std::vector<double> factor_, rhs_;
};

}  // namespace silith
