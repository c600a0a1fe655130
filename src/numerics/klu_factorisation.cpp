#include "numerics/klu_factorisation.hpp"

namespace silith {
namespace {
constexpr double worst_reciprocal_condition = 1e-16;  // below: the old pivots are no longer good
}

KluFactorisation::KluFactorisation() {
  klu_defaults(&common_);
}

KluFactorisation::~KluFactorisation() {
  klu_free_numeric(&numeric_, &common_);
  klu_free_symbolic(&symbolic_, &common_);
}

bool KluFactorisation::factorise_anew(int* starts, int* rows, double* values) {
  klu_free_numeric(&numeric_, &common_);
  numeric_ = klu_factor(starts, rows, values, symbolic_, &common_);
  return numeric_ != nullptr && common_.status == KLU_OK;
}

bool KluFactorisation::factorise(std::span<const int> column_starts, std::span<const int> rows,
                                 std::span<const double> values) {
  // KLU's interface is not const-correct; it does not write to the matrix.
  int* starts = const_cast<int*>(column_starts.data());
  int* row_indices = const_cast<int*>(rows.data());
  double* entries = const_cast<double*>(values.data());
  if (symbolic_ == nullptr) {
    n_ = static_cast<int>(column_starts.size()) - 1;
    symbolic_ = klu_analyze(n_, starts, row_indices, &common_);
    if (symbolic_ == nullptr) return false;
  }
  if (numeric_ == nullptr) return factorise_anew(starts, row_indices, entries);
  const bool refactored = klu_refactor(starts, row_indices, entries, symbolic_, numeric_, &common_) != 0 &&
                          common_.status == KLU_OK && klu_rcond(symbolic_, numeric_, &common_) != 0 &&
                          common_.rcond > worst_reciprocal_condition;
  return refactored || factorise_anew(starts, row_indices, entries);
}

void KluFactorisation::solve(std::span<double> b) {
  klu_solve(symbolic_, numeric_, n_, 1, b.data(), &common_);
}

}  // namespace silith
