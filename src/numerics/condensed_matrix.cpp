#include "numerics/condensed_matrix.hpp"

#include "numerics/klu_factorisation.hpp"

namespace silith {
namespace {

/// Forward elimination of all chains; afterwards `diagonal` holds the inverse pivots.
void eliminate(ChainBundle& chains, SparseAssembler& core, std::span<const std::size_t> diagonal_slots) {
  const std::size_t w = chains.width;
  double* inverse = chains.diagonal.data();
  const double* lower = chains.lower.data();
  const double* upper = chains.upper.data();
  for (std::size_t p = 0; p < w; ++p) inverse[p] = 1.0 / inverse[p];
  for (std::size_t row = 1; row < chains.length; ++row) {
    for (std::size_t p = 0; p < w; ++p) {
      const std::size_t k = row * w + p;
      inverse[k] = 1.0 / (inverse[k] - lower[k] * upper[k - w] * inverse[k - w]);
    }
  }
  const std::size_t last = (chains.length - 1) * w;
  for (std::size_t p = 0; p < w; ++p) {
    core.values()[diagonal_slots[p]] -= chains.core_lower[p] * upper[last + p] * inverse[last + p];
  }
}

void forward(const ChainBundle& chains, std::span<double> b) {
  const std::size_t w = chains.width;
  double* rhs = b.data() + chains.first;
  const double* inverse = chains.diagonal.data();
  const double* lower = chains.lower.data();
  for (std::size_t p = 0; p < w; ++p) rhs[p] *= inverse[p];
  for (std::size_t row = 1; row < chains.length; ++row) {
    double* here = rhs + row * w;
    const double* before = here - w;
    for (std::size_t p = 0; p < w; ++p) here[p] = (here[p] - lower[row * w + p] * before[p]) * inverse[row * w + p];
  }
  const double* last = rhs + (chains.length - 1) * w;
  for (std::size_t p = 0; p < w; ++p) b[chains.core_first + p] -= chains.core_lower[p] * last[p];
}

void backward(const ChainBundle& chains, std::span<double> b) {
  const std::size_t w = chains.width;
  double* x = b.data() + chains.first;
  const double* inverse = chains.diagonal.data();
  const double* upper = chains.upper.data();
  const std::size_t last = (chains.length - 1) * w;
  for (std::size_t p = 0; p < w; ++p) x[last + p] -= inverse[last + p] * upper[last + p] * b[chains.core_first + p];
  for (std::size_t row = chains.length - 1; row-- > 0;) {
    double* here = x + row * w;
    const double* next = here + w;
    for (std::size_t p = 0; p < w; ++p) here[p] -= inverse[row * w + p] * upper[row * w + p] * next[p];
  }
}

class CondensedSolver : public LinearSolver {
public:
  bool factorise(CondensedMatrix& matrix) override {
    matrix_ = &matrix;
    if (diagonal_slots_.empty()) find_diagonal_slots(matrix);
    for (std::size_t k = 0; k < matrix.chains.size(); ++k) {
      if (matrix.chains[k].length > 0) eliminate(matrix.chains[k], matrix.core, diagonal_slots_[k]);
    }
    return klu_.factorise(matrix.core.column_starts(), matrix.core.rows(), matrix.core.values());
  }

  void solve(std::span<double> b) override {
    for (const auto& chains : matrix_->chains) {
      if (chains.length > 0) forward(chains, b);
    }
    klu_.solve(b.first(matrix_->core.size()));
    for (const auto& chains : matrix_->chains) {
      if (chains.length > 0) backward(chains, b);
    }
  }

private:
  void find_diagonal_slots(const CondensedMatrix& matrix) {
    for (const auto& chains : matrix.chains) {
      auto& slots = diagonal_slots_.emplace_back();
      for (std::size_t p = 0; p < chains.width; ++p) {
        slots.push_back(matrix.core.slot(chains.core_first + p, chains.core_first + p));
      }
    }
  }

  CondensedMatrix* matrix_ = nullptr;
  std::vector<std::vector<std::size_t>> diagonal_slots_;
  KluFactorisation klu_;
};

void add_chains(const ChainBundle& chains, SparseAssembler& whole) {
  for (std::size_t r = 0; r < chains.length; ++r) {
    for (std::size_t p = 0; p < chains.width; ++p) {
      const std::size_t k = r * chains.width + p;
      const std::size_t here = chains.first + k;
      const bool last = r + 1 == chains.length;
      const std::size_t next = last ? chains.core_first + p : here + chains.width;
      if (r > 0) whole.add(here, here - chains.width, chains.lower[k]);
      whole.add(here, here, chains.diagonal[k]);
      whole.add(here, next, chains.upper[k]);
      if (last) whole.add(next, here, chains.core_lower[p]);
    }
  }
}

/// Every entry of core and chains, in a fixed order.
void add_all(const CondensedMatrix& matrix, SparseAssembler& whole) {
  const auto starts = matrix.core.column_starts();
  for (std::size_t column = 0; column < matrix.core.size(); ++column) {
    for (int k = starts[column]; k < starts[column + 1]; ++k) {
      whole.add(static_cast<std::size_t>(matrix.core.rows()[k]), column, matrix.core.values()[k]);
    }
  }
  for (const auto& chains : matrix.chains) add_chains(chains, whole);
}

class PlainSolver : public LinearSolver {
public:
  bool factorise(CondensedMatrix& matrix) override {
    if (!whole_) whole_ = std::make_unique<SparseAssembler>(matrix.size());
    whole_->begin();
    add_all(matrix, *whole_);
    whole_->end();
    return klu_.factorise(whole_->column_starts(), whole_->rows(), whole_->values());
  }
  void solve(std::span<double> b) override { klu_.solve(b); }

private:
  std::unique_ptr<SparseAssembler> whole_;
  KluFactorisation klu_;
};

}  // namespace

std::size_t CondensedMatrix::size() const {
  std::size_t total = core.size();
  for (const auto& bundle : chains) total += bundle.length * bundle.width;
  return total;
}

SparseAssembler whole_matrix(const CondensedMatrix& matrix) {
  SparseAssembler whole(matrix.size());
  whole.begin();
  add_all(matrix, whole);
  whole.end();
  return whole;
}

std::unique_ptr<LinearSolver> make_condensed_solver() {
  return std::make_unique<CondensedSolver>();
}
std::unique_ptr<LinearSolver> make_plain_solver() {
  return std::make_unique<PlainSolver>();
}

}  // namespace silith
