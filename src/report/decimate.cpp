#include "report/decimate.hpp"

#include <algorithm>
#include <numeric>

namespace silith::report {

namespace {

void keep_extremes(std::span<const double> column, std::size_t begin, std::size_t end, std::vector<std::size_t>& rows) {
  std::size_t low = begin;
  std::size_t high = begin;
  for (std::size_t i = begin; i < end; ++i) {
    if (column[i] < column[low]) low = i;
    if (column[i] > column[high]) high = i;
  }
  rows.push_back(low);
  rows.push_back(high);
}

std::vector<std::size_t> all_of(std::size_t count) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

}  // namespace

std::vector<std::size_t> rows_to_show(std::span<const std::span<const double>> columns, std::size_t rows,
                                      std::size_t limit, std::span<const std::size_t> always) {
  if (rows <= limit) return all_of(rows);
  const std::size_t per_bucket = 1 + 2 * columns.size();
  const std::size_t buckets = std::max<std::size_t>(1, limit / per_bucket);
  std::vector<std::size_t> kept(always.begin(), always.end());
  kept.push_back(rows - 1);
  for (std::size_t b = 0; b < buckets; ++b) {
    const std::size_t begin = b * rows / buckets;
    const std::size_t end = (b + 1) * rows / buckets;
    if (begin == end) continue;
    kept.push_back(begin);
    for (const auto& column : columns) keep_extremes(column, begin, end, kept);
  }
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  return kept;
}

std::vector<std::size_t> even_subset(std::size_t count, std::size_t limit) {
  if (count <= limit || limit < 2) return all_of(count);
  std::vector<std::size_t> kept(limit);
  for (std::size_t i = 0; i < limit; ++i) kept[i] = i * (count - 1) / (limit - 1);
  return kept;
}

}  // namespace silith::report
