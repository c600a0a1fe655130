#include <algorithm>
#include <cmath>
#include <limits>

#include "report/report.hpp"

namespace silith {

Deviation deviation(const ComparisonPair& pair) {
  const std::vector<double>& x = pair.simulated_x;
  const std::vector<double>& y = pair.simulated_y;
  Deviation result;
  double sum = 0.0;
  for (std::size_t i = 0; i < pair.measured_x.size(); ++i) {
    const double at = pair.measured_x[i];
    if (x.empty() || !(at >= x.front() && at <= x.back())) continue;
    const auto right = std::lower_bound(x.begin(), x.end(), at);
    const std::size_t k = static_cast<std::size_t>(right - x.begin());
    const bool exact = x[k] == at;
    const double share = exact ? 1.0 : (at - x[k - 1]) / (x[k] - x[k - 1]);
    const double line = exact ? y[k] : y[k - 1] + share * (y[k] - y[k - 1]);
    sum += (pair.measured_y[i] - line) * (pair.measured_y[i] - line);
    ++result.points;
  }
  result.rms = result.points == 0 ? std::numeric_limits<double>::quiet_NaN()
                                  : std::sqrt(sum / static_cast<double>(result.points));
  return result;
}

}  // namespace silith
