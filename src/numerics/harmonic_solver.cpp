#include "numerics/harmonic_solver.hpp"

#include <algorithm>
#include <stdexcept>

#include "numerics/klu_factorisation.hpp"

namespace silith {
namespace {

using Complex = std::complex<double>;

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(std::string("HarmonicSolver: ") + what);
}

/// A bundle of chains at one frequency. Real and imaginary parts apart, so that loops over the chains vectorise.
class HarmonicChains {
public:
  HarmonicChains(const ChainBundle& stiffness, const ChainBundle& mass, const SparseAssembler& core)
      : stiffness_(stiffness),
        mass_(mass.diagonal),
        product_(stiffness.diagonal.size()),
        real_(stiffness.width),
        imaginary_(stiffness.width) {
    const auto none = [](const std::vector<double>& values) {
      return std::all_of(values.begin(), values.end(), [](double value) { return value == 0.0; });
    };
    require(mass.length == stiffness.length && mass.width == stiffness.width, "chains of different length");
    require(none(mass.lower) && none(mass.upper) && none(mass.core_lower), "a mass beside the diagonal of a chain");
    const std::size_t w = stiffness.width;
    for (std::size_t row = 1; row < stiffness.length; ++row) {
      for (std::size_t p = 0; p < w; ++p) {
        const std::size_t k = row * w + p;
        product_[k] = stiffness.lower[k] * stiffness.upper[k - w];
      }
    }
    for (std::size_t p = 0; p < w; ++p) slots_.push_back(core.slot(stiffness.core_first + p, stiffness.core_first + p));
  }

  /// Takes off the core's diagonal what the chains put on it.
  void eliminate(double w, std::span<double> core) {
    if (stiffness_.length == 0) return;
    for (std::size_t row = 0; row < stiffness_.length; ++row) next_pivots(w, row);
    const std::size_t last = (stiffness_.length - 1) * stiffness_.width;
    for (std::size_t p = 0; p < stiffness_.width; ++p) {
      const double coupling = stiffness_.core_lower[p] * stiffness_.upper[last + p];
      core[2 * slots_[p]] -= coupling * real_[p];
      core[2 * slots_[p] + 1] -= coupling * imaginary_[p];
    }
  }

private:
  /// Inverse pivots of a row from those of the row before.
  void next_pivots(double w, std::size_t row) {
    const std::size_t width = stiffness_.width, first = row * width;
    const double* diagonal = stiffness_.diagonal.data() + first;
    const double* mass = mass_.data() + first;
    const double* product = product_.data() + first;
    double* real = real_.data();
    double* imaginary = imaginary_.data();
    if (row == 0) std::fill(real_.begin(), real_.end(), 0.0), std::fill(imaginary_.begin(), imaginary_.end(), 0.0);
    for (std::size_t p = 0; p < width; ++p) {
      const double a = diagonal[p] - product[p] * real[p];
      const double b = w * mass[p] - product[p] * imaginary[p];
      const double scale = 1.0 / (a * a + b * b);
      real[p] = a * scale;
      imaginary[p] = -b * scale;
    }
  }

  ChainBundle stiffness_;
  std::vector<double> mass_, product_;
  std::vector<double> real_, imaginary_;  ///< inverse pivots of the row at hand
  std::vector<std::size_t> slots_;        ///< of the core's diagonal
};

/// A sparse matrix J + i w M by complex KLU.
class HarmonicCore {
public:
  HarmonicCore(const SparseAssembler& stiffness, const SparseAssembler& mass)
      : starts_(stiffness.column_starts().begin(), stiffness.column_starts().end()),
        rows_(stiffness.rows().begin(), stiffness.rows().end()),
        stiffness_(stiffness.values().begin(), stiffness.values().end()),
        mass_(mass.values().begin(), mass.values().end()),
        values_(2 * stiffness_.size()) {
    require(std::equal(rows_.begin(), rows_.end(), mass.rows().begin(), mass.rows().end()), "different patterns");
  }

  /// Real and imaginary part of every entry in turn, to be changed before factorise().
  std::span<double> values(double w) {
    for (std::size_t k = 0; k < stiffness_.size(); ++k) {
      values_[2 * k] = stiffness_[k];
      values_[2 * k + 1] = w * mass_[k];
    }
    return values_;
  }
  bool factorise() { return klu_.factorise(starts_, rows_, values_); }
  void solve(std::span<Complex> b) { klu_.solve(b); }

private:
  std::vector<int> starts_, rows_;
  std::vector<double> stiffness_, mass_, values_;
  ComplexKluFactorisation klu_;
};

class CondensedHarmonicSolver : public HarmonicSolver {
public:
  CondensedHarmonicSolver(const CondensedMatrix& stiffness, const CondensedMatrix& mass)
      : core_(stiffness.core, mass.core) {
    require(stiffness.chains.size() == mass.chains.size(), "different numbers of chains");
    for (std::size_t k = 0; k < stiffness.chains.size(); ++k)
      chains_.emplace_back(stiffness.chains[k], mass.chains[k], stiffness.core);
  }
  bool factorise(double w) override {
    const auto values = core_.values(w);
    for (auto& chains : chains_) chains.eliminate(w, values);
    return core_.factorise();
  }
  void solve(std::span<Complex> b) override { core_.solve(b); }

private:
  HarmonicCore core_;
  std::vector<HarmonicChains> chains_;
};

class PlainHarmonicSolver : public HarmonicSolver {
public:
  PlainHarmonicSolver(const CondensedMatrix& stiffness, const CondensedMatrix& mass)
      : core_(whole_matrix(stiffness), whole_matrix(mass)), b_(stiffness.size()) {}
  bool factorise(double w) override {
    core_.values(w);
    return core_.factorise();
  }
  void solve(std::span<Complex> b) override {
    std::fill(std::copy(b.begin(), b.end(), b_.begin()), b_.end(), Complex{});
    core_.solve(b_);
    std::copy_n(b_.begin(), b.size(), b.begin());
  }

private:
  HarmonicCore core_;
  std::vector<Complex> b_;
};

}  // namespace

std::unique_ptr<HarmonicSolver> make_condensed_harmonic_solver(const CondensedMatrix& stiffness,
                                                               const CondensedMatrix& mass) {
  return std::make_unique<CondensedHarmonicSolver>(stiffness, mass);
}
std::unique_ptr<HarmonicSolver> make_plain_harmonic_solver(const CondensedMatrix& stiffness,
                                                           const CondensedMatrix& mass) {
  return std::make_unique<PlainHarmonicSolver>(stiffness, mass);
}

}  // namespace silith
