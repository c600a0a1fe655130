#include "symmetric_traces.hpp"

#include <cmath>
#include <limits>
#include <random>

namespace silith::test {
namespace {

constexpr double area = 7.854e-5;  // m^2
constexpr double per_cm2 = 10.0;   // A/m^2 in 1 mA/cm^2

/// Distributions of our own: those of the standard library differ between its implementations.
class Random {
public:
  explicit Random(std::uint64_t seed) : engine_(seed * 0x9E3779B97F4A7C15ull + 1) {}
  double uniform(double low, double high) {
    return low + (high - low) * (static_cast<double>(engine_() >> 11) * 0x1.0p-53);
  }
  double log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
  int integer(int low, int high) {
    return low + static_cast<int>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(double probability) { return uniform(0.0, 1.0) < probability; }
  double normal() {
    return std::sqrt(-2.0 * std::log(1.0 - uniform(0.0, 1.0))) * std::cos(2.0 * std::acos(-1.0) * uniform(0.0, 1.0));
  }

private:
  std::mt19937_64 engine_;
};

/// A cell without a fault.
struct Cell {
  double ohmic, film;                                 // ohm m^2
  double exchange;                                    // A/m^2
  double temperature;                                 // K
  double overshoot, overshoot_time, relaxation_time;  // share, s, s
  double bow;                                         // share at the end of a half-cycle
  double activation, activation_halves;
  double asymmetry;
  double room, room_period, room_phase;  // share, s
  double white, proportional;            // V, share
  double offset;                         // V

  explicit Cell(Random& random)
      : ohmic(random.log_uniform(10e-4, 60e-4)),
        film(random.log_uniform(2e-4, 80e-4)),
        exchange(random.log_uniform(0.5, 50.0)),
        temperature(random.uniform(298.0, 333.0)),
        overshoot(random.chance(0.5) ? random.uniform(0.0, 0.3) : 0.0),
        overshoot_time(random.uniform(60.0, 600.0)),
        relaxation_time(random.log_uniform(1.0, 60.0)),
        bow(random.uniform(0.0, 0.10)),
        activation(random.uniform(0.0, 0.12)),
        activation_halves(random.uniform(2.0, 6.0)),
        asymmetry(random.uniform(-0.05, 0.05)),
        room(random.uniform(0.0, 0.04)),
        room_period(random.uniform(6.0, 24.0) * 3600.0),
        room_phase(random.uniform(0.0, 6.28)),
        white(random.log_uniform(0.02e-3, 1e-3)),
        proportional(random.log_uniform(0.0005, 0.005)),
        offset(random.uniform(-2e-3, 2e-3)) {}

  /// V, at a current density in A/m^2, seconds into a half-cycle of the given duration.
  double polarisation(double density, std::size_t half, int direction, double t, double duration, double clock) const {
    const double kinetic = 2.0 * 8.314 * temperature / 96485.0 * std::asinh(0.5 * density / exchange);
    const double interface = (film * density + kinetic) *
                             (1.0 + activation * std::exp(-static_cast<double>(half) / activation_halves)) *
                             (1.0 - std::exp(-t / relaxation_time));
    const double course = 1.0 + overshoot * std::exp(-t / overshoot_time) + bow * std::pow(t / duration, 2);
    const double warmth = 1.0 + room * std::sin(2.0 * std::acos(-1.0) * clock / room_period + room_phase);
    return (ohmic * density + interface) * course * warmth * (1.0 + direction * asymmetry);
  }
};

/// What goes wrong, from half-cycle `start` on.
struct Fault {
  Truth truth;
  std::size_t start = 0, healed = std::numeric_limits<std::size_t>::max();
  double moment = 0.0;               // share of the half-cycle
  double growth = 0.0;               // a half-cycle
  double height = 0.0, width = 0.0;  // of a spike, share of V and of the duration
  double repeat = 0.0, rise = 1.0;
  double left = 1.0;                  // share of V beside a short
  double unrest = 0.0, memory = 0.0;  // of the short's conductance; rows
  bool telegraph = false;

  Fault(Truth kind, std::size_t halves, Random& random, bool weak) : truth(kind) {
    const auto late = [&] { return static_cast<std::size_t>(random.integer(4, static_cast<int>(halves) - 3)); };
    if (kind == Truth::polarising) {
      start = static_cast<std::size_t>(random.integer(0, static_cast<int>(halves / 2)));
      growth = weak ? random.uniform(0.005, 0.02) : random.uniform(0.02, 0.08);
    } else if (kind == Truth::spike) {
      start = late();
      height = weak ? random.log_uniform(0.1, 0.3) : random.log_uniform(0.3, 3.0);
      width = random.uniform(0.02, 0.08);
      repeat = 0.7;
      rise = random.uniform(1.0, 1.3);
    } else if (kind == Truth::soft_short) {
      start = late();
      moment = random.uniform(0.05, 0.9);
      left = weak ? random.uniform(0.85, 0.97) : random.uniform(0.3, 0.85);
      unrest = random.uniform(0.02, 0.25);
      memory = random.log_uniform(1.0, 20.0);
      telegraph = random.chance(0.4);
      if (random.chance(0.2)) healed = start + static_cast<std::size_t>(random.integer(2, 6));
    } else if (kind == Truth::hard_short) {
      start = late();
      moment = random.uniform(0.05, 0.9);
      left = random.log_uniform(0.002, 0.04);
      unrest = random.uniform(0.0, 0.3);
      memory = random.log_uniform(1.0, 20.0);
    }
  }
};

class Maker {
public:
  Maker(std::uint64_t seed, Strength strength)
      : random_(seed),
        cell_(random_),
        start_(random_.uniform(0.1, 0.5) * per_cm2),
        increment_(random_.uniform(0.1, 0.5) * per_cm2),
        levels_(random_.integer(6, 14)),
        cycles_(random_.integer(1, 3)),
        capacity_(random_.chance(0.5) ? random_.uniform(0.1, 1.0) * 36000.0 : 0.0),
        duration_(random_.uniform(1800.0, 3600.0)),
        interval_(random_.log_uniform(5.0, 60.0)),
        rest_(random_.chance(0.3) ? random_.uniform(60.0, 600.0) : 0.0),
        fault_(static_cast<Truth>(seed % 5), static_cast<std::size_t>(2 * levels_ * cycles_), random_,
               strength == Strength::weak) {}

  SymmetricTrace make() {
    trace_.truth = fault_.truth;
    if (fault_.truth != Truth::stable) trace_.event = fault_.start;
    for (const char* name : {"time", "voltage", "current", "cycle", "step"})
      trace_.record.series.columns.push_back({name, "", "", {}});
    trace_.record.area = area;
    trace_.record.title = truth_names[static_cast<int>(fault_.truth)];
    const bool is_short = fault_.truth >= Truth::soft_short;
    const auto last = is_short ? fault_.start + static_cast<std::size_t>(random_.integer(2, 8)) : std::size_t(1000);
    trace_.critical_current = std::numeric_limits<double>::quiet_NaN();
    for (int level = 0; level < levels_; ++level) {
      const double density = start_ + level * increment_;
      const std::size_t first = half_;
      for (int k = 0; k < 2 * cycles_; ++k)
        if (half_ <= last) run_half(density, k % 2 == 0 ? 1 : -1);
      if (half_ > first && !(is_short && half_ > fault_.start)) trace_.critical_current = density * area;
    }
    lose_rows();
    return std::move(trace_);
  }

private:
  void run_half(double density, int direction) {
    const double duration = capacity_ > 0.0 ? std::min(capacity_ / density, 4.0 * 3600.0) : duration_;
    if (rest_ > 0.0) run_rest();
    if (half_ == fault_.start || random_.chance(fault_.repeat)) height_ = fault_.height;
    ++step_;
    for (double t = random_.uniform(0.2, 1.0) * interval_; t < duration; t += interval_) {
      double v = cell_.polarisation(density, half_, direction, t, duration, clock_ + t);
      v = faulty(v, t / duration);
      row(clock_ + t, direction * (v * (1.0 + cell_.proportional * random_.normal())), direction * density * area);
    }
    if (half_ >= fault_.start) fault_.height = std::min(fault_.height * fault_.rise, 5.0);  // cyclers stop at a voltage
    height_ = 0.0;
    clock_ += duration;
    ++half_;
  }

  void run_rest() {
    ++step_;
    for (double t = interval_; t < rest_; t += interval_) row(clock_ + t, 0.0, 0.0);
    clock_ += rest_;
  }

  double faulty(double v, double share) {
    if (half_ < fault_.start || half_ >= fault_.healed) return v;
    const bool begun = half_ > fault_.start || share >= fault_.moment;
    switch (fault_.truth) {
      case Truth::polarising:
        return v * std::exp(fault_.growth * static_cast<double>(half_ - fault_.start));
      case Truth::spike:
        return v * (1.0 + height_ * std::exp((share - 1.0) / fault_.width));
      case Truth::soft_short:
      case Truth::hard_short:
        return begun ? shorted(v) : v;
      case Truth::stable:
        break;
    }
    return v;
  }

  /// A resistance beside the cell whose conductance wanders, or jumps between two values.
  double shorted(double v) {
    const double keep = std::exp(-1.0 / fault_.memory);
    if (fault_.telegraph)
      unrest_ = random_.chance(1.0 - keep) ? (random_.chance(0.5) ? 1.0 : -1.0) : (unrest_ == 0.0 ? 1.0 : unrest_);
    else
      unrest_ = keep * unrest_ + std::sqrt(1.0 - keep * keep) * random_.normal();
    const double conductance = (1.0 / fault_.left - 1.0) * std::exp(fault_.unrest * unrest_);
    return v / (1.0 + conductance);
  }

  void row(double time, double voltage, double current) {
    const double values[] = {time, voltage + cell_.offset + cell_.white * random_.normal(), current,
                             static_cast<double>(half_ / 2), static_cast<double>(step_)};
    for (std::size_t k = 0; k < 5; ++k) trace_.record.series.columns[k].values.push_back(values[k]);
  }

  void lose_rows() {
    auto& columns = trace_.record.series.columns;
    const std::size_t rows = columns[0].values.size();
    std::vector<bool> lost(rows, false);
    const double share = random_.uniform(0.0, 0.02);
    for (std::size_t i = 0; i < rows; ++i) lost[i] = random_.chance(share);
    for (int gap = random_.integer(0, 3); gap > 0; --gap) {
      const auto from = static_cast<std::size_t>(random_.integer(0, static_cast<int>(rows) - 1));
      const std::size_t length = static_cast<std::size_t>(random_.integer(3, 20));
      for (std::size_t i = from; i < std::min(rows, from + length); ++i) lost[i] = true;
    }
    for (auto& column : columns) {
      std::vector<double> kept;
      for (std::size_t i = 0; i < rows; ++i)
        if (!lost[i]) kept.push_back(column.values[i]);
      column.values = std::move(kept);
    }
  }

  Random random_;
  Cell cell_;
  double start_, increment_;  // A/m^2
  int levels_, cycles_;
  double capacity_, duration_, interval_, rest_;  // C/m^2, s, s, s
  Fault fault_;
  SymmetricTrace trace_;
  std::size_t half_ = 0;
  int step_ = -1;
  double clock_ = 0.0, height_ = 0.0, unrest_ = 0.0;
};

}  // namespace

SymmetricTrace symmetric_trace(std::uint64_t seed, Strength strength) {
  return Maker(seed, strength).make();
}

}  // namespace silith::test
