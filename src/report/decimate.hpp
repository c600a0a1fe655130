#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace silith::report {

/// Rows to show so that no more than about `limit` are left and every column keeps its extremes: the rows are cut into
/// buckets, of each bucket the first row and the lowest and highest row of every column stay.
/// @param columns of equal length `rows`;  @param always rows kept in any case
/// @returns ascending, without repetition; all rows if there are no more than `limit`
std::vector<std::size_t> rows_to_show(std::span<const std::span<const double>> columns, std::size_t rows,
                                      std::size_t limit, std::span<const std::size_t> always);

/// `limit` evenly spread indices out of `count`, first and last among them; all if count <= limit.
std::vector<std::size_t> even_subset(std::size_t count, std::size_t limit);

}  // namespace silith::report
