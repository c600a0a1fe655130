#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace silith {

/// Square sparse matrix in compressed columns, filled by the same sequence of additions every time.
///
/// The first pass records where each addition goes and builds the pattern; later passes run through the recorded slots,
/// so an assembly costs one indexed addition an entry. The sequence of (row, column) pairs must not depend on the
/// values.
class SparseAssembler {
public:
  explicit SparseAssembler(std::size_t n) : n_(n) {}

  void begin();
  void add(std::size_t row, std::size_t column, double value) {
    if (slots_.empty()) {
      recorded_.push_back({row, column, value});
    } else {
      values_[slots_[cursor_++]] += value;
    }
  }
  /// Builds the pattern after the first pass. @throws std::logic_error if a later pass added a different number of
  /// entries.
  void end();

  std::size_t size() const { return n_; }
  bool has_pattern() const { return !slots_.empty(); }
  std::span<const int> column_starts() const { return column_starts_; }  ///< [n + 1]
  std::span<const int> rows() const { return rows_; }                    ///< [nonzeros]
  std::span<double> values() { return values_; }
  std::span<const double> values() const { return values_; }
  /// Slot of an entry in values(). @throws std::logic_error if the pattern has no such entry.
  std::size_t slot(std::size_t row, std::size_t column) const;

private:
  struct Entry {
    std::size_t row, column;
    double value;
  };
  void build_pattern();

  std::size_t n_;
  std::size_t cursor_ = 0;
  std::vector<Entry> recorded_;
  std::vector<std::size_t> slots_;
  std::vector<int> column_starts_, rows_;
  std::vector<double> values_;
};

}  // namespace silith
