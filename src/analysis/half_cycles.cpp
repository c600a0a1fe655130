#include "analysis/half_cycles.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace silith {
namespace {

constexpr double rest_fraction = 1e-4;  // of the largest current
constexpr double pulse_share = 0.05;    // of the cycle's largest stretch
constexpr double trifle = 1e-3;         // noise of a current near zero
constexpr double held_current = 0.95;   // of the half-cycle's own

/// Rows of one direction, up to the next of the other.
struct Stretch {
  int direction;
  std::size_t first, last;
  double charge, duration;
};

class Finder {
public:
  Finder(const TimeSeries& series, const PassedCharge& passed)
      : time_(series.at("time").values),
        current_(series.at("current").values),
        cycle_(series.at("cycle").values),
        passed_(passed) {
    for (const double value : current_) rest_current_ = std::max(rest_current_, rest_fraction * std::abs(value));
  }

  std::vector<HalfCycle> find() const {
    std::vector<HalfCycle> halves;
    for (std::size_t first = 0; first < cycle_.size();) {
      std::size_t last = first + 1;
      while (last < cycle_.size() && cycle_[last] == cycle_[first]) ++last;
      for (const Stretch& stretch : without_pulses(stretches(first, last))) halves.push_back(summarise(stretch));
      first = last;
    }
    return halves;
  }

private:
  int direction(std::size_t i) const {
    if (std::abs(current_[i]) <= rest_current_) return 0;
    return current_[i] > 0.0 ? 1 : -1;
  }

  /// The rows of one cycle; rests before the first current belong to it.
  std::vector<Stretch> stretches(std::size_t first, std::size_t last) const {
    std::vector<Stretch> found;
    for (std::size_t i = first; i < last; ++i) {
      const int now = direction(i);
      if (now == 0) continue;
      if (found.empty() || found.back().direction != now) {
        const std::size_t start = found.empty() ? first : i;
        if (!found.empty()) found.back().last = i;
        found.push_back({now, start, last, 0.0, 0.0});
      }
      found.back().charge += passed_.of(now)[i];
      if (i > first) found.back().duration += time_[i] - time_[i - 1];
    }
    std::erase_if(found, [](const Stretch& s) { return !(s.charge > 0.0); });
    return joined(std::move(found));
  }

  /// Neighbours of one direction as one.
  static std::vector<Stretch> joined(std::vector<Stretch> all) {
    std::vector<Stretch> result;
    for (const Stretch& stretch : all) {
      if (!result.empty() && result.back().direction == stretch.direction) {
        result.back().charge += stretch.charge;
        result.back().duration += stretch.duration;
      } else {
        if (!result.empty()) result.back().last = stretch.first;
        result.push_back(stretch);
      }
      result.back().last = stretch.last;
    }
    return result;
  }

  static std::vector<Stretch> without_pulses(std::vector<Stretch> all) {
    const auto less = [](const Stretch& a, const Stretch& b) { return a.charge < b.charge; };
    const auto drop = [&](auto is_pulse) {
      const Stretch whole = {0, all.front().first, all.back().last, 0.0, 0.0};
      std::erase_if(all, is_pulse);
      all.front().first = whole.first;
      all = joined(std::move(all));
      for (std::size_t k = 0; k + 1 < all.size(); ++k) all[k].last = all[k + 1].first;
      all.back().last = whole.last;
    };
    if (all.size() > 2) {
      const double largest = std::max_element(all.begin(), all.end(), less)->charge;
      drop([&](const Stretch& s) { return s.charge < trifle * largest; });
    }
    while (all.size() > 1) {
      const auto largest = *std::max_element(all.begin(), all.end(), less);
      const auto smallest = std::min_element(all.begin(), all.end(), less);
      const bool pulse = all.size() > 2
                             ? smallest->charge < pulse_share * largest.charge
                             : smallest->charge < 0.01 * largest.charge && smallest->duration < 0.01 * largest.duration;
      if (!pulse) break;
      const std::size_t start = smallest->first;
      drop([&](const Stretch& s) { return s.first == start; });
    }
    return all;
  }

  HalfCycle summarise(const Stretch& stretch) const {
    HalfCycle half;
    half.direction = stretch.direction;
    half.file_cycle = static_cast<int>(cycle_[stretch.first]);
    half.first = stretch.first;
    half.last = stretch.last;
    const auto& own = passed_.of(half.direction);
    const auto& against = passed_.of(-half.direction);
    const auto& energy = passed_.energy_of(half.direction);
    std::size_t start = half.last, end = half.first;
    std::vector<std::pair<double, double>> currents;  // magnitude, charge
    for (std::size_t i = half.first; i < half.last; ++i) {
      half.charge += own[i];
      half.against += against[i];
      half.energy += energy[i];
      if (direction(i) != half.direction) continue;
      start = std::min(start, i);
      end = i;
      currents.emplace_back(std::abs(current_[i]), own[i]);
    }
    // Cyclers write no row at the start of a step: the current has been on since the row before.
    const std::size_t before = start > 0 ? start - 1 : start;
    half.start_time = time_[before];
    half.duration = time_[end] - half.start_time;
    set_current(half, std::move(currents));
    return half;
  }

  static void set_current(HalfCycle& half, std::vector<std::pair<double, double>> currents) {
    std::sort(currents.begin(), currents.end());
    double sum = 0.0;
    for (const auto& [magnitude, charge] : currents) {
      sum += charge;
      half.current = magnitude;
      if (sum >= 0.5 * half.charge) break;
    }
    double held = 0.0;
    for (const auto& [magnitude, charge] : currents) held += magnitude < held_current * half.current ? charge : 0.0;
    half.held_share = held / half.charge;
  }

  const std::vector<double>&time_, &current_, &cycle_;
  const PassedCharge& passed_;
  double rest_current_ = 0.0;
};

}  // namespace

std::vector<HalfCycle> half_cycles(const TimeSeries& series, const PassedCharge& passed) {
  return Finder(series, passed).find();
}

}  // namespace silith
