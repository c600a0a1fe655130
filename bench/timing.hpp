#pragma once
#include <time.h>

#include <algorithm>
#include <vector>

namespace silith::bench {

/// CPU time of this process, s: other programs on the machine do not count.
inline double cpu_time() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Times of repeated runs, s.
struct Times {
  std::vector<double> all;
  void add(double seconds) { all.push_back(seconds); }
  double least() const { return *std::min_element(all.begin(), all.end()); }
  double median() const {
    std::vector<double> sorted = all;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
};

}  // namespace silith::bench
