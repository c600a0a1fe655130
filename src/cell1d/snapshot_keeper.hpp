#pragma once
#include <span>
#include <utility>
#include <vector>

namespace silith {

/// A bounded number of states for the profiles: every n-th internal step (n doubles and every second is dropped when
/// full), and all that were asked for.
class SnapshotKeeper {
public:
  struct Snapshot {
    double t = 0.0;
    std::vector<double> y;
    bool fixed = false;
  };
  using Snapshots = std::vector<Snapshot>;

  explicit SnapshotKeeper(int most) : most_(most) {}
  void offer(double t, std::span<const double> y);
  void keep(double t, std::span<const double> y);      ///< a time that was asked for
  void keep_end(double t, std::span<const double> y);  ///< an end of a step
  const Snapshots& snapshots() const { return snapshots_; }
  void restore(Snapshots snapshots) { snapshots_ = std::move(snapshots); }

private:
  Snapshots snapshots_;
  int most_, every_ = 1, offered_ = 0;
};

}  // namespace silith
