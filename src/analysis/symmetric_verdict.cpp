#include "analysis/symmetric_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/symmetric_features.hpp"

namespace silith {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool same_current(const SymmetricHalf& a, const SymmetricHalf& b) {
  return std::abs(a.current - b.current) <= 0.02 * std::max(a.current, b.current);
}

bool is_short(CellVerdict verdict) {
  return verdict == CellVerdict::soft_short || verdict == CellVerdict::hard_short;
}

std::string percent(double share) {
  return fmt::format("{:.0f} %", 100.0 * share);
}

/// Judges one half-cycle after another; what was a short teaches nothing about the cell without one.
class Judge {
public:
  Judge(std::vector<SymmetricHalf>& halves, const std::vector<double>& early, const SymmetricOptions& options)
      : halves_(halves), early_(early), options_(options) {}

  void all() {
    for (std::size_t k = 0; k < halves_.size(); ++k) {
      SymmetricHalf& half = halves_[k];
      expect(half);
      compare_fluctuation(half);
      decide(half, early_[k]);
      if (is_short(half.verdict)) continue;
      sound_.push_back(k);
      if (std::isfinite(half.fluctuation)) fluctuations_.push_back(half.fluctuation);
    }
  }

private:
  const SymmetricHalf& sound(std::size_t back) const { return halves_[sound_[sound_.size() - back]]; }

  /// Eq. J6.
  void expect(SymmetricHalf& half) const {
    half.expected = half.change = nan;
    if (sound_.empty()) return;
    const SymmetricHalf& before = sound(1);
    if (same_current(half, before)) {
      half.expected = before.resistance;
      if (sound_.size() > 1 && same_current(half, sound(2)))
        half.expected = std::min(half.expected, sound(2).resistance);
    } else {
      const double ratio = half.current / before.current;
      half.expected = before.resistance * std::pow(ratio, exponent(ratio) - 1.0);
    }
    // Against a voltage that was not above zero there is nothing to compare.
    if (!(half.expected > 0.0)) half.expected = nan;
    half.change = half.resistance / half.expected - 1.0;
  }

  /// n of V ~ I^n, at the least that what came before allows: 0 on the way up (the voltage does not fall), 1 on the way
  /// down (the resistance does not fall), and from the last change of the current less a margin.
  double exponent(double ratio) const {
    if (ratio < 1.0) return 1.0;
    const SymmetricHalf& last = sound(1);
    for (std::size_t back = 2; back <= sound_.size(); ++back) {
      const SymmetricHalf& earlier = sound(back);
      if (same_current(earlier, last)) continue;
      constexpr double margin = 0.2;
      const double slope =
          1.0 + std::log(last.resistance / earlier.resistance) / std::log(last.current / earlier.current);
      return std::isfinite(slope) ? std::clamp(slope - margin, 0.0, 1.0) : 0.0;
    }
    return 0.0;
  }

  void compare_fluctuation(SymmetricHalf& half) const {
    half.fluctuation_ratio = nan;
    constexpr std::size_t memory = 10;
    if (fluctuations_.empty()) return;
    const std::size_t count = std::min(memory, fluctuations_.size());
    constexpr double resolution = 1e-6;  // V; what no cycler resolves is no fluctuation
    half.fluctuation_ratio = half.fluctuation / std::max(resolution, median(std::span(fluctuations_).last(count)));
  }

  void decide(SymmetricHalf& half, double early) {
    follow_growth(half);
    if (hard(half, early))
      half.verdict = CellVerdict::hard_short;
    else if (soft(half))
      half.verdict = CellVerdict::soft_short;
    else if (spiked(half))
      half.verdict = CellVerdict::spike;
    else if (polarises(half))
      half.verdict = CellVerdict::polarising;
  }

  bool hard(SymmetricHalf& half, double early) const {
    const double reference = std::isfinite(half.expected) ? half.expected : early;
    const double left = std::min(half.resistance, half.final_resistance) / reference;
    if (!(left < options_.hard_share)) return false;
    half.evidence.push_back(fmt::format("{} of the resistance is left", percent(std::max(0.0, left))));
    return true;
  }

  bool soft(SymmetricHalf& half) const {
    const double drop = -half.change;
    const double doubt = sound_.empty() ? 0.0 : std::hypot(half.uncertainty, sound(1).uncertainty) / half.expected;
    const bool fell = drop > options_.soft_drop && drop > 4.0 * doubt;
    const bool fell_at_once = half.sudden_fall > options_.soft_drop;
    const bool fluctuates = half.fluctuation_ratio > options_.fluctuation_rise;
    const bool below = below_initial(half);
    const bool found = fell_at_once || (fell && (drop > options_.clear_drop || fluctuates || below));
    if (!found) return false;
    if (fell) half.evidence.push_back(fmt::format("the resistance is {} below that of the step before", percent(drop)));
    if (fell_at_once)
      half.evidence.push_back(fmt::format("{} of the voltage fell away at once after {:.0f} s",
                                          percent(half.sudden_fall), half.fall_time - half.start_time));
    if (fluctuates)
      half.evidence.push_back(fmt::format("the voltage fluctuates {:.3g} times as much", half.fluctuation_ratio));
    if (below) half.evidence.push_back("the resistance where the current turns is below all its values before");
    return true;
  }

  /// Below every value before, not only the first: activated processes lower it with the current.
  bool below_initial(const SymmetricHalf& half) const {
    constexpr double margin = 0.85;
    double lowest = std::numeric_limits<double>::infinity();
    std::size_t known = 0;
    for (const std::size_t k : sound_) {
      if (!std::isfinite(halves_[k].series_resistance)) continue;
      lowest = std::min(lowest, halves_[k].series_resistance);
      ++known;
    }
    return known >= 2 && half.series_resistance < margin * lowest;
  }

  bool spiked(SymmetricHalf& half) const {
    if (!(half.spike > options_.spike_rise)) return false;
    half.evidence.push_back(
        fmt::format("the voltage ends {} above its course: contact loss, depletion or swelling", percent(half.spike)));
    return true;
  }

  /// Growth of ln R summed over the half-cycles so far, Eq. J7; the mean of two takes out a difference of directions.
  void follow_growth(const SymmetricHalf& half) {
    const double step =
        std::isfinite(half.change) && half.resistance > 0.0 && !sound_.empty() && sound(1).resistance > 0.0
            ? std::log(half.resistance / sound(1).resistance)
            : 0.0;
    const double sum = (sums_.empty() ? 0.0 : sums_.back()) + step;
    growth_.push_back(sums_.empty() ? sum : 0.5 * (sums_.back() + sum));
    sums_.push_back(sum);
  }

  bool polarises(SymmetricHalf& half) const {
    constexpr std::size_t halves_back = 6;
    const double now = growth_.back();
    const double lowest = *std::min_element(growth_.begin(), growth_.end());
    const std::size_t back = std::min(halves_back, growth_.size() - 1);
    if (back < 2) return false;
    const double rate = 2.0 * (now - growth_[growth_.size() - 1 - back]) / static_cast<double>(back);
    if (now - lowest < std::log1p(options_.growth) || rate < std::log1p(options_.growth_rate)) return false;
    half.evidence.push_back(fmt::format("the resistance has grown by {}, lately {:.1f} % a cycle",
                                        percent(std::expm1(now - lowest)), 100.0 * std::expm1(rate)));
    return true;
  }

  std::vector<SymmetricHalf>& halves_;
  const std::vector<double>& early_;
  const SymmetricOptions& options_;
  std::vector<std::size_t> sound_;
  std::vector<double> fluctuations_, sums_, growth_;
};

}  // namespace

void judge(std::vector<SymmetricHalf>& halves, const std::vector<double>& early, const SymmetricOptions& options) {
  Judge(halves, early, options).all();
}

}  // namespace silith
