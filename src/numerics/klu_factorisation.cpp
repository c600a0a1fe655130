#include "numerics/klu_factorisation.hpp"

#include <klu.h>

namespace silith {
namespace {
constexpr double worst_reciprocal_condition = 1e-16;  // below: the old pivots are no longer good
}

struct KluFactorisation::State {
  klu_common common;
  klu_symbolic* symbolic = nullptr;
  klu_numeric* numeric = nullptr;
  int n = 0;

  State() { klu_defaults(&common); }
  ~State() {
    klu_free_numeric(&numeric, &common);
    klu_free_symbolic(&symbolic, &common);
  }

  bool factorise_anew(int* starts, int* rows, double* values) {
    klu_free_numeric(&numeric, &common);
    numeric = klu_factor(starts, rows, values, symbolic, &common);
    return numeric != nullptr && common.status == KLU_OK;
  }

  bool refactorise(int* starts, int* rows, double* values) {
    return klu_refactor(starts, rows, values, symbolic, numeric, &common) != 0 && common.status == KLU_OK &&
           klu_rcond(symbolic, numeric, &common) != 0 && common.rcond > worst_reciprocal_condition;
  }
};

KluFactorisation::KluFactorisation() : state_(std::make_unique<State>()) {}
KluFactorisation::~KluFactorisation() = default;

bool KluFactorisation::factorise(std::span<const int> column_starts, std::span<const int> rows,
                                 std::span<const double> values) {
  // KLU's interface is not const-correct; it does not write to the matrix.
  int* starts = const_cast<int*>(column_starts.data());
  int* row_indices = const_cast<int*>(rows.data());
  double* entries = const_cast<double*>(values.data());
  auto& state = *state_;
  if (state.symbolic == nullptr) {
    state.n = static_cast<int>(column_starts.size()) - 1;
    state.symbolic = klu_analyze(state.n, starts, row_indices, &state.common);
    if (state.symbolic == nullptr) return false;
  }
  if (state.numeric != nullptr && state.refactorise(starts, row_indices, entries)) return true;
  return state.factorise_anew(starts, row_indices, entries);
}

void KluFactorisation::solve(std::span<double> b) {
  klu_solve(state_->symbolic, state_->numeric, state_->n, 1, b.data(), &state_->common);
}

}  // namespace silith
