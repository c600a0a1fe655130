#include "cell1d/drive.hpp"

#include <algorithm>

namespace silith {

double Drive::current(double t) const {
  if (kind != Kind::profile) return value;
  const auto& times = profile->time;
  const auto& currents = profile->current;
  const double local = std::clamp(t - profile_start, times.front(), times.back());
  const auto next = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(std::upper_bound(times.begin(), times.end(), local) - times.begin(), 1,
                                 static_cast<std::ptrdiff_t>(times.size()) - 1));
  const double share = (local - times[next - 1]) / (times[next] - times[next - 1]);
  return ((1.0 - share) * currents[next - 1] + share * currents[next]) / area;
}

}  // namespace silith
