#include "numerics/sparse_assembler.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace silith {

void SparseAssembler::begin() {
  cursor_ = 0;
  recorded_.clear();
  std::fill(values_.begin(), values_.end(), 0.0);
}

void SparseAssembler::end() {
  if (!has_pattern()) {
    build_pattern();
  } else if (cursor_ != slots_.size()) {
    throw std::logic_error("SparseAssembler: a pass added a different number of entries than the first");
  }
}

void SparseAssembler::build_pattern() {
  std::vector<std::pair<std::size_t, std::size_t>> positions;  // column, row: the order of the storage
  positions.reserve(recorded_.size());
  for (const auto& entry : recorded_) positions.emplace_back(entry.column, entry.row);
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());

  column_starts_.assign(n_ + 1, 0);
  rows_.clear();
  for (const auto& [column, row] : positions) {
    ++column_starts_[column + 1];
    rows_.push_back(static_cast<int>(row));
  }
  for (std::size_t k = 0; k < n_; ++k) column_starts_[k + 1] += column_starts_[k];

  values_.assign(rows_.size(), 0.0);
  slots_.reserve(recorded_.size());
  for (const auto& entry : recorded_) {
    slots_.push_back(slot(entry.row, entry.column));
    values_[slots_.back()] += entry.value;
  }
  recorded_ = {};
}

std::size_t SparseAssembler::slot(std::size_t row, std::size_t column) const {
  const auto first = rows_.begin() + column_starts_[column];
  const auto last = rows_.begin() + column_starts_[column + 1];
  const auto found = std::lower_bound(first, last, static_cast<int>(row));
  if (found == last || *found != static_cast<int>(row)) throw std::logic_error("SparseAssembler: no such entry");
  return static_cast<std::size_t>(found - rows_.begin());
}

}  // namespace silith
