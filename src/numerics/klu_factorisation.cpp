#include "numerics/klu_factorisation.hpp"

#include <klu.h>

namespace silith {
namespace {
constexpr double worst_reciprocal_condition = 1e-16;  // below: the old pivots are no longer good

/// KLU's functions for real numbers, and for complex ones.
struct RealKlu {
  static constexpr auto factor = klu_factor;
  static constexpr auto refactor = klu_refactor;
  static constexpr auto rcond = klu_rcond;
  static constexpr auto solve = klu_solve;
  static constexpr auto free = klu_free_numeric;
};
struct ComplexKlu {
  static constexpr auto factor = klu_z_factor;
  static constexpr auto refactor = klu_z_refactor;
  static constexpr auto rcond = klu_z_rcond;
  static constexpr auto solve = klu_z_solve;
  static constexpr auto free = klu_z_free_numeric;
};

template <class Klu>
class Factors {
public:
  Factors() { klu_defaults(&common_); }
  ~Factors() {
    Klu::free(&numeric_, &common_);
    klu_free_symbolic(&symbolic_, &common_);
  }
  Factors(const Factors&) = delete;
  Factors& operator=(const Factors&) = delete;

  bool factorise(std::span<const int> column_starts, std::span<const int> rows, std::span<const double> values) {
    // KLU's interface is not const-correct; it does not write to the matrix.
    int* starts = const_cast<int*>(column_starts.data());
    int* row_indices = const_cast<int*>(rows.data());
    double* entries = const_cast<double*>(values.data());
    if (symbolic_ == nullptr) {
      n_ = static_cast<int>(column_starts.size()) - 1;
      symbolic_ = klu_analyze(n_, starts, row_indices, &common_);
      if (symbolic_ == nullptr) return false;
    }
    if (numeric_ != nullptr && refactorise(starts, row_indices, entries)) return true;
    Klu::free(&numeric_, &common_);
    numeric_ = Klu::factor(starts, row_indices, entries, symbolic_, &common_);
    return numeric_ != nullptr && common_.status == KLU_OK;
  }

  void solve(double* b) { Klu::solve(symbolic_, numeric_, n_, 1, b, &common_); }

private:
  bool refactorise(int* starts, int* rows, double* values) {
    return Klu::refactor(starts, rows, values, symbolic_, numeric_, &common_) != 0 && common_.status == KLU_OK &&
           Klu::rcond(symbolic_, numeric_, &common_) != 0 && common_.rcond > worst_reciprocal_condition;
  }

  klu_common common_;
  klu_symbolic* symbolic_ = nullptr;
  klu_numeric* numeric_ = nullptr;
  int n_ = 0;
};
}  // namespace

struct KluFactorisation::State : Factors<RealKlu> {};
KluFactorisation::KluFactorisation() : state_(std::make_unique<State>()) {}
KluFactorisation::~KluFactorisation() = default;
bool KluFactorisation::factorise(std::span<const int> column_starts, std::span<const int> rows,
                                 std::span<const double> values) {
  return state_->factorise(column_starts, rows, values);
}
void KluFactorisation::solve(std::span<double> b) {
  state_->solve(b.data());
}

struct ComplexKluFactorisation::State : Factors<ComplexKlu> {};
ComplexKluFactorisation::ComplexKluFactorisation() : state_(std::make_unique<State>()) {}
ComplexKluFactorisation::~ComplexKluFactorisation() = default;
bool ComplexKluFactorisation::factorise(std::span<const int> column_starts, std::span<const int> rows,
                                        std::span<const double> values) {
  return state_->factorise(column_starts, rows, values);
}
void ComplexKluFactorisation::solve(std::span<std::complex<double>> b) {
  state_->solve(reinterpret_cast<double*>(b.data()));
}

}  // namespace silith
