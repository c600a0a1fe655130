#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace silith {

/// Values on an even grid, smoothed, and their derivative.
struct Smoothed {
  std::vector<double> value, derivative;
};

/// Savitzky and Golay's filter, Eq. Q10: at each point the least-squares polynomial over the 2 half_width + 1 points
/// around it; near the ends that of the first or last full window. Exact for polynomials of degree <= order.
/// @param spacing of the grid, > 0  @throws std::logic_error if order >= 2 half_width + 1, order < 1, or there are
/// fewer points than a window
Smoothed savitzky_golay(std::span<const double> y, double spacing, std::size_t half_width, int order);

}  // namespace silith
