#pragma once
#include <complex>
#include <memory>
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
  struct State;
  std::unique_ptr<State> state_;
};

/// The same for complex matrices.
class ComplexKluFactorisation {
public:
  ComplexKluFactorisation();
  ~ComplexKluFactorisation();
  ComplexKluFactorisation(const ComplexKluFactorisation&) = delete;
  ComplexKluFactorisation& operator=(const ComplexKluFactorisation&) = delete;

  /// @param values [2 * nonzeros] real and imaginary part of every entry in turn
  /// @return false if singular
  bool factorise(std::span<const int> column_starts, std::span<const int> rows, std::span<const double> values);
  void solve(std::span<std::complex<double>> b);

private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace silith
