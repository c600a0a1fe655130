#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "analysis/finite_diffusion.hpp"
#include "record/record.hpp"

namespace silith::test {

/// A body that lithium enters through its surface, by finite volumes graded towards it; potential and concentration go
/// together. Independent of the series in src/analysis: it knows only Fick's law. Makes records of PITT and GITT.
class DiffusingBody {
public:
  /// @param length m;  @param D m^2/s;  @param capacity C/V;  @param biot body's resistance over the one in series
  DiffusingBody(Geometry geometry, double length, double D, double capacity, double biot)
      : D_(D), capacity_(capacity), length_(length), biot_(biot), sphere_(geometry == Geometry::sphere) {
    double width = 2e-5, at = 1.0;
    edges_.push_back(1.0);
    while (at > 1e-9) {
      at = std::max(0.0, at - width);
      if (at < 0.5 * width) at = 0.0;
      edges_.push_back(at);
      width = std::min(4e-3, width * 1.03);
    }
    const std::size_t n = edges_.size() - 1;
    volume_.resize(n);
    centre_.resize(n);
    u_.assign(n, 0.0);
    for (std::size_t k = 0; k < n; ++k) {
      centre_[k] = 0.5 * (edges_[k] + edges_[k + 1]);
      volume_[k] = power(edges_[k]) - power(edges_[k + 1]);
    }
    record_.series.columns = {{"time", "s", "", {}},
                              {"voltage", "V", "", {}},
                              {"current", "A", "", {}},
                              {"cycle", "1", "", {}},
                              {"step", "1", "", {}}};
  }

  /// Holds the voltage of the body's source for a time.
  void hold(double voltage, double duration) { run(duration, true, voltage); }
  /// A constant current; 0 is rest.
  void pass(double current, double duration) { run(duration, false, current); }

  double tau() const { return length_ * length_ / D_; }
  Record& record() { return record_; }

private:
  double power(double r) const { return sphere_ ? r * r * r : r; }
  double surface(double r) const { return sphere_ ? 3.0 * r * r : 1.0; }
  // Scaled: u is the potential, time in tau, current in capacity/tau; a flux du/dr = q brings surface(1) q.

  void run(double duration, bool held, double value) {
    ++step_;
    double t = 0.0, dt = 1e-7;
    const double end = duration / tau();
    if (held) {
      add_row(0.0, value, current_of(value));
    } else {
      add_row(0.0, 0.0, value);
    }
    int taken = 0;
    while (t < end * (1.0 - 1e-12)) {
      dt = std::min({dt * (taken < 8 ? 1.0 : 1.02), end - t, 0.01});
      advance(dt, held, value, taken < 8 ? 1.0 : 0.5);  // a few implicit steps let the jump fade
      t += dt;
      ++taken;
      add_row(t * tau(), value, held ? current_of(value) : value);
    }
    time_ += duration;
  }

  double surface_gradient(bool held, double value) const {
    if (!held) return value * tau() / capacity_ / surface(1.0);
    const double half = edges_[0] - centre_[0];
    return (value - u_[0]) / (half + 1.0 / biot_);
  }
  double current_of(double value) const { return surface_gradient(true, value) * surface(1.0) * capacity_ / tau(); }

  void add_row(double t, double value, double current) {
    const bool held = current != value;
    const double gradient = current * tau() / capacity_ / surface(1.0);
    const double at_surface = u_[0] + gradient * (edges_[0] - centre_[0]);
    const double voltage = held ? value : at_surface + gradient / biot_;
    auto& columns = record_.series.columns;
    columns[0].values.push_back(time_ + t);
    columns[1].values.push_back(voltage);
    columns[2].values.push_back(current);
    columns[3].values.push_back(0.0);
    columns[4].values.push_back(static_cast<double>(step_));
  }

  /// One step of the theta method.
  void advance(double dt, bool held, double value, double theta) {
    const std::size_t n = u_.size();
    std::vector<double> lower(n, 0.0), diagonal(n), upper(n, 0.0), right(n);
    std::vector<double> conductance(n, 0.0);  // of the face towards the centre
    for (std::size_t k = 0; k + 1 < n; ++k) conductance[k] = surface(edges_[k + 1]) / (centre_[k] - centre_[k + 1]);
    const double h = held ? surface(1.0) / (edges_[0] - centre_[0] + 1.0 / biot_) : 0.0;
    const double source = held ? h * value : surface(1.0) * surface_gradient(false, value);
    for (std::size_t k = 0; k < n; ++k) {
      double flow = k == 0 ? source - h * u_[0] : -conductance[k - 1] * (u_[k] - u_[k - 1]);
      if (k + 1 < n) flow -= conductance[k] * (u_[k] - u_[k + 1]);
      const double own = (k == 0 ? h : conductance[k - 1]) + (k + 1 < n ? conductance[k] : 0.0);
      diagonal[k] = volume_[k] / dt + theta * own;
      if (k > 0) lower[k] = -theta * conductance[k - 1];
      if (k + 1 < n) upper[k] = -theta * conductance[k];
      right[k] = flow;
    }
    for (std::size_t k = 1; k < n; ++k) {
      const double factor = lower[k] / diagonal[k - 1];
      diagonal[k] -= factor * upper[k - 1];
      right[k] -= factor * right[k - 1];
    }
    for (std::size_t k = n; k-- > 0;) {
      if (k + 1 < n) right[k] -= upper[k] * right[k + 1];
      right[k] /= diagonal[k];
    }
    for (std::size_t k = 0; k < n; ++k) u_[k] += right[k];
  }

  double D_, capacity_, length_, biot_;
  bool sphere_;
  std::vector<double> edges_, centre_, volume_, u_;
  Record record_;
  double time_ = 0.0;
  int step_ = 0;
};

/// Adds a column of another record, interpolated at the rows of the first.
inline void add_column(Record& record, const Record& other, const char* name) {
  const auto &at = record.series.at("time").values, &t = other.series.at("time").values,
             &more = other.series.at(name).values;
  auto& values = record.series.at(name).values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto next = std::clamp<std::ptrdiff_t>(std::upper_bound(t.begin(), t.end(), at[i]) - t.begin(), 1,
                                                 std::ptrdiff_t(t.size()) - 1);
    const auto k = static_cast<std::size_t>(next);
    const double share = t[k] > t[k - 1] ? (at[i] - t[k - 1]) / (t[k] - t[k - 1]) : 0.0;
    values[i] += more[k - 1] + std::clamp(share, 0.0, 1.0) * (more[k] - more[k - 1]);
  }
}

}  // namespace silith::test
