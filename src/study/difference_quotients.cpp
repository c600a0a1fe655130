#include <algorithm>

#include "study/search.hpp"

namespace silith {
namespace {

/// Where a side has no value, the quotient reaches to the middle only. @returns false if that is no help
bool replace_missing(const Residuals& residuals, const Vector& place, std::vector<Vector>& places,
                     std::vector<Vector>& values) {
  if (std::none_of(values.begin(), values.end(), [](const Vector& value) { return value.empty(); })) return true;
  const Vector middle = residuals({place}).front();
  if (middle.empty()) return false;
  for (std::size_t k = 0; k < values.size(); k += 2) {
    if (values[k].empty() && values[k + 1].empty()) return false;
    for (const std::size_t side : {k, k + 1}) {
      if (!values[side].empty()) continue;
      places[side] = place;
      values[side] = middle;
    }
    if (places[k] == places[k + 1]) return false;  // the other side was the middle already: at a bound
  }
  return true;
}

}  // namespace

std::vector<Vector> derivatives(const Residuals& residuals, const Vector& place, double step) {
  std::vector<Vector> places;
  for (std::size_t i = 0; i < place.size(); ++i) {
    for (const double side : {step, -step}) {
      places.push_back(place);
      places.back()[i] = std::clamp(place[i] + side, 0.0, 1.0);
    }
  }
  std::vector<Vector> values = residuals(places);
  if (!replace_missing(residuals, place, places, values)) return {};
  std::vector<Vector> matrix(values.empty() ? 0 : values.front().size(), Vector(place.size()));
  for (std::size_t i = 0; i < place.size(); ++i) {
    const double width = places[2 * i][i] - places[2 * i + 1][i];
    for (std::size_t r = 0; r < matrix.size(); ++r) matrix[r][i] = (values[2 * i][r] - values[2 * i + 1][r]) / width;
  }
  return matrix;
}

std::vector<Vector> one_sided_derivatives(const Residuals& residuals, const Vector& place, const Vector& values,
                                          double step) {
  std::vector<Vector> matrix(values.size(), Vector(place.size()));
  std::vector<std::size_t> left;  // parameters without a quotient so far
  for (std::size_t i = 0; i < place.size(); ++i) left.push_back(i);
  // Upwards where the bound leaves room; the other way where that gives no value.
  for (const double way : {1.0, -1.0}) {
    std::vector<Vector> places;
    for (const std::size_t i : left) {
      places.push_back(place);
      const double side = place[i] + step <= 1.0 ? step : -step;
      places.back()[i] = std::clamp(place[i] + way * side, 0.0, 1.0);
    }
    const std::vector<Vector> beside = residuals(places);
    std::vector<std::size_t> missing;
    for (std::size_t k = 0; k < left.size(); ++k) {
      const std::size_t i = left[k];
      const double width = places[k][i] - place[i];
      if (beside[k].empty() || width == 0.0) {
        missing.push_back(i);
        continue;
      }
      for (std::size_t r = 0; r < matrix.size(); ++r) matrix[r][i] = (beside[k][r] - values[r]) / width;
    }
    left = missing;
    if (left.empty()) return matrix;
  }
  return {};
}

}  // namespace silith
