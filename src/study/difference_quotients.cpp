#include <algorithm>

#include "study/search.hpp"

namespace silith {

std::vector<Vector> derivatives(const Residuals& residuals, const Vector& place, double step) {
  std::vector<Vector> places;
  for (std::size_t i = 0; i < place.size(); ++i) {
    for (const double side : {step, -step}) {
      places.push_back(place);
      places.back()[i] = std::clamp(place[i] + side, 0.0, 1.0);
    }
  }
  const std::vector<Vector> values = residuals(places);
  for (const Vector& value : values)
    if (value.empty()) return {};
  std::vector<Vector> matrix(values.empty() ? 0 : values.front().size(), Vector(place.size()));
  for (std::size_t i = 0; i < place.size(); ++i) {
    const double width = places[2 * i][i] - places[2 * i + 1][i];
    for (std::size_t r = 0; r < matrix.size(); ++r) matrix[r][i] = (values[2 * i][r] - values[2 * i + 1][r]) / width;
  }
  return matrix;
}

}  // namespace silith
