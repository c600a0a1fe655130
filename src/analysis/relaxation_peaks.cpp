#include "analysis/relaxation_peaks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace silith {
namespace {

/// A maximum with the minima on its sides, as places of gamma.
struct Hill {
  std::size_t left, top, right;
};

std::vector<Hill> hills_of(const std::vector<double>& g) {
  std::vector<Hill> hills;
  std::size_t at = 0;
  while (at + 1 < g.size()) {
    Hill hill{at, at, at};
    while (hill.top + 1 < g.size() && g[hill.top + 1] >= g[hill.top]) ++hill.top;
    hill.right = hill.top;
    while (hill.right + 1 < g.size() && g[hill.right + 1] < g[hill.right]) ++hill.right;
    if (hill.right == at) break;
    hills.push_back(hill);
    at = hill.right;
  }
  return hills;
}

/// Hills with a saddle between them hardly lower than the smaller one are one.
std::vector<Hill> merged(std::vector<Hill> hills, const std::vector<double>& g) {
  constexpr double saddle = 0.9;
  for (std::size_t i = 0; i + 1 < hills.size();) {
    if (g[hills[i].right] > saddle * std::min(g[hills[i].top], g[hills[i + 1].top])) {
      hills[i + 1].left = hills[i].left;
      if (g[hills[i].top] > g[hills[i + 1].top]) hills[i + 1].top = hills[i].top;
      hills.erase(hills.begin() + std::ptrdiff_t(i));
      i = i > 0 ? i - 1 : 0;
    } else {
      ++i;
    }
  }
  return hills;
}

/// ln tau of the maximum of the parabola through the top and its neighbours, as a fraction of the spacing.
double summit(const std::vector<double>& g, std::size_t top) {
  if (top == 0 || top + 1 == g.size()) return 0.0;
  const double curvature = g[top - 1] - 2.0 * g[top] + g[top + 1];
  return curvature < 0.0 ? std::clamp(0.5 * (g[top - 1] - g[top + 1]) / curvature, -0.5, 0.5) : 0.0;
}

}  // namespace

void add_peaks(RelaxationTimes& result, double step) {
  constexpr double two_pi = 2.0 * 3.14159265358979323846;
  constexpr double smallest_share = 0.01;  // of the polarisation resistance
  const auto& g = result.gamma;
  auto hills = merged(hills_of(g), g);
  // A hill whose top is not half a decade before the slowest measured frequency is no process but the rest of a tail.
  const double slowest = 1.0 / (std::sqrt(10.0) * two_pi * result.frequency.back());
  std::size_t end = g.size();
  if (!hills.empty() && result.tau[hills.back().top] > slowest) {
    end = hills.back().left + 1;
    result.tail_from = result.tau[hills.back().left];
    hills.pop_back();
  }
  const auto integral = [&](std::size_t from, std::size_t to) {  // a minimum belongs half to each side
    double sum = std::accumulate(g.begin() + std::ptrdiff_t(from), g.begin() + std::ptrdiff_t(to) + 1, 0.0);
    if (from > 0) sum -= 0.5 * g[from];
    if (to + 1 < g.size()) sum -= 0.5 * g[to];
    return sum * step;
  };
  if (end > 0) result.polarisation_resistance = integral(0, end - 1);
  for (const Hill& hill : hills) {
    const double resistance = integral(hill.left, hill.right);
    if (resistance < smallest_share * result.polarisation_resistance) continue;
    const double tau = result.tau[hill.top] * std::exp(step * summit(g, hill.top));
    result.peaks.push_back({tau, 1.0 / (two_pi * tau), resistance, g[hill.top]});
  }
  if (result.tail_from > 0.0) {
    result.findings.push_back(
        {"tail", "note",
         fmt::format(
             "the distribution rises towards the slowest time constants from {:.3g} s on: diffusion or a blocking "
             "electrode that the frequencies do not reach the end of; it is left out of the peaks",
             result.tail_from),
         "measure to lower frequencies to see the end of it"});
  }
}

}  // namespace silith
