#include "cell1d/snapshot_keeper.hpp"

#include <algorithm>

namespace silith {

void SnapshotKeeper::keep(double t, std::span<const double> y) {
  snapshots_.push_back({t, {y.begin(), y.end()}, true});
}

void SnapshotKeeper::keep_end(double t, std::span<const double> y) {
  if (most_ > 0) keep(t, y);
}

void SnapshotKeeper::offer(double t, std::span<const double> y) {
  if (most_ == 0 || offered_++ % every_ != 0) return;
  snapshots_.push_back({t, {y.begin(), y.end()}, false});
  const auto loose = std::count_if(snapshots_.begin(), snapshots_.end(), [](const auto& s) { return !s.fixed; });
  if (loose <= most_) return;
  bool drop = false;
  std::erase_if(snapshots_, [&](const Snapshot& snapshot) { return !snapshot.fixed && (drop = !drop); });
  every_ *= 2;
}

}  // namespace silith
