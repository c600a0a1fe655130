#pragma once
#include <functional>

#include "record/record.hpp"

namespace silith::test {

/// A cycler that writes what a cell with a given voltage does: rows every `interval`, none at the start of a step.
class Cycler {
public:
  explicit Cycler(double interval = 10.0) : interval_(interval) {
    record_.title = "test";
    for (const char* name : {"time", "voltage", "current", "cycle", "step"})
      record_.series.columns.push_back({name, "", "", {}});
    row(0.0, 3.0);
  }

  /// Current (A) for a time (s); voltage (V) as a function of the charge (C) passed in this step.
  Cycler& step(double current, double duration, const std::function<double(double)>& voltage) {
    ++step_;
    const double start = time_;
    const int rows = static_cast<int>(duration / interval_ + 0.5);
    for (int i = 1; i <= rows; ++i) {
      time_ = start + duration * i / rows;
      row(current, voltage(current * (time_ - start)));
    }
    return *this;
  }
  Cycler& rest(double duration, double voltage) {
    return step(0.0, duration, [=](double) { return voltage; });
  }
  Cycler& cycle(int number) {
    cycle_ = number;
    return *this;
  }
  Record record() const { return record_; }

private:
  void row(double current, double voltage) {
    const double values[] = {time_, voltage, current, double(cycle_), double(step_)};
    for (std::size_t k = 0; k < 5; ++k) record_.series.columns[k].values.push_back(values[k]);
  }

  Record record_;
  double interval_, time_ = 0.0;
  int cycle_ = 0, step_ = 0;
};

}  // namespace silith::test
