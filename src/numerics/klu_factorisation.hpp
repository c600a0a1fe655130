#pragma once
#include <klu.h>

#include <span>

namespace silith {

/// Sparse LU by KLU: symbolic analysis once, refactorisation with the old pivots while they stay good.
class KluFactorisation {
public:
  KluFactorisation();
  ~KluFactorisation();
  KluFactorisation(const KluFactorisation&) = delete;
  KluFactorisation& operator=(const KluFactorisation&) = delete;

  /// @param column_starts [n + 1], rows [nonzeros]: the same pattern at every call
  /// @return false if singular
  bool factorise(std::span<const int> column_starts, std::span<const int> rows, std::span<const double> values);
  void solve(std::span<double> b);

private:
  bool factorise_anew(int* starts, int* rows, double* values);

  klu_common common_;
  klu_symbolic* symbolic_ = nullptr;
  klu_numeric* numeric_ = nullptr;
  int n_ = 0;
};

}  // namespace silith
