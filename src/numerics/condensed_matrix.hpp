#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "numerics/sparse_assembler.hpp"

namespace silith {

/// A bundle of equally long tridiagonal chains hanging on the core: chain p couples its last unknown to core unknown
/// `core_first + p`. Entries are stored [row * width + p], so that loops over p vectorise.
struct ChainBundle {
  std::size_t first = 0;       ///< index in the full system of entry (row 0, chain 0)
  std::size_t length = 0;      ///< unknowns a chain
  std::size_t width = 0;       ///< number of chains
  std::size_t core_first = 0;  ///< core unknown on which chain 0 hangs

  std::vector<double> lower;       ///< [length * width], row r with row r - 1; row 0 unused
  std::vector<double> diagonal;    ///< [length * width]
  std::vector<double> upper;       ///< [length * width], row r with row r + 1; the last row couples to the core
  std::vector<double> core_lower;  ///< [width], core row with the last unknown of its chain

  ChainBundle(std::size_t first_, std::size_t length_, std::size_t width_, std::size_t core_first_)
      : first(first_),
        length(length_),
        width(width_),
        core_first(core_first_),
        lower(length_ * width_),
        diagonal(length_ * width_),
        upper(length_ * width_),
        core_lower(width_) {}
};

/// Matrix of the system [core | chains]: a sparse core and bundles of tridiagonal chains, each hanging on one core
/// unknown. Core unknowns come first.
struct CondensedMatrix {
  explicit CondensedMatrix(std::size_t core_size) : core(core_size) {}
  SparseAssembler core;
  std::vector<ChainBundle> chains;
  std::size_t size() const;
};

/// Every entry of core and chains in one matrix.
SparseAssembler whole_matrix(const CondensedMatrix& matrix);

/// Factorises a CondensedMatrix and solves with it.
class LinearSolver {
public:
  virtual ~LinearSolver() = default;
  /// @return false if the matrix is singular to working precision
  virtual bool factorise(CondensedMatrix& matrix) = 0;
  /// @param[in,out] b [size] right-hand side, then solution
  virtual void solve(std::span<double> b) = 0;
};

/// Chains eliminated first (Thomas algorithm, all chains of a bundle at once), the core by KLU: cost linear in the
/// unknowns. Overwrites the chains and the core's diagonal of the matrix it is given.
std::unique_ptr<LinearSolver> make_condensed_solver();

/// The whole matrix by KLU, no structure used: the reference of bench/.
std::unique_ptr<LinearSolver> make_plain_solver();

}  // namespace silith
