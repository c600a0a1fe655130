#include "numerics/nonnegative.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/diagnostic.hpp"
#include "numerics/dense.hpp"

namespace silith {

/// Solves for the free unknowns; the others are 0.
void NonnegativeQuadratic::solve_free(std::span<const double> h, std::span<const double> b, std::span<double> x) {
  const std::size_t n = b.size();
  free_.clear();
  for (std::size_t i = 0; i < n; ++i) {
    if (is_free_[i]) free_.push_back(i);
  }
  const std::size_t f = free_.size();
  factor_.resize(f * f);
  rhs_.resize(f);
  for (std::size_t i = 0; i < f; ++i) {
    for (std::size_t k = 0; k <= i; ++k) factor_[i * f + k] = h[free_[i] * n + free_[k]];
    rhs_[i] = b[free_[i]];
  }
  if (!cholesky_factorise(factor_, f)) {
    throw NumericsError("non-negative least squares: the matrix is not positive definite", 0.0);
  }
  cholesky_solve(factor_, f, rhs_);
  std::fill(x.begin(), x.end(), 0.0);
  for (std::size_t i = 0; i < f; ++i) x[free_[i]] = rhs_[i];
}

/// Free unknowns that came out negative, and held ones whose gradient asks for a positive value.
std::vector<std::size_t> NonnegativeQuadratic::wrong_places(std::span<const double> h, std::span<const double> b,
                                                            std::span<const char> nonnegative,
                                                            std::span<const double> x) const {
  const std::size_t n = b.size();
  std::vector<std::size_t> wrong;
  for (std::size_t i = 0; i < n; ++i) {
    if (!nonnegative[i]) continue;
    if (is_free_[i]) {
      if (x[i] < 0.0) wrong.push_back(i);
      continue;
    }
    double gradient = -b[i], size = std::abs(b[i]);
    for (const std::size_t k : free_) {
      gradient += h[i * n + k] * x[k];
      size += std::abs(h[i * n + k] * x[k]);
    }
    if (gradient < -1e-12 * size) wrong.push_back(i);
  }
  return wrong;
}

const std::vector<std::size_t>& NonnegativeQuadratic::solve(std::span<const double> h, std::span<const double> b,
                                                            std::span<const char> nonnegative, std::span<double> x) {
  const std::size_t n = b.size();
  if (h.size() != n * n || nonnegative.size() != n || x.size() != n) {
    throw std::logic_error("NonnegativeQuadratic: sizes do not fit");
  }
  is_free_.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) is_free_[i] = !nonnegative[i] || x[i] > 0.0;
  // Exchanging all wrong unknowns at once is fast but may cycle; after some rounds without progress only the last one
  // is exchanged, which ends after finitely many (Murty).
  std::size_t fewest = n + 1;
  int patience = 3;
  for (;;) {
    solve_free(h, b, x);
    const auto wrong = wrong_places(h, b, nonnegative, x);
    if (wrong.empty()) return free_;
    if (wrong.size() < fewest) {
      fewest = wrong.size();
      patience = 3;
    }
    if (patience > 0) {
      --patience;
      for (const std::size_t i : wrong) is_free_[i] = !is_free_[i];
    } else {
      is_free_[wrong.back()] = !is_free_[wrong.back()];
    }
  }
}

}  // namespace silith
