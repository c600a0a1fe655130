#pragma once
#include <deal.II/base/mpi.h>
#include <deal.II/base/utilities.h>
#include <time.h>

#include <chrono>
#include <string>

namespace silith::bench {

/// What one measurement has found, on all ranks together; negative: not measured.
struct FieldRow {
  double unknowns = 0.0;
  double set_up = -1.0, solve = -1.0;  ///< s, CPU time of the busiest rank
  double wall = -1.0;                  ///< s, both
  double memory = -1.0;                ///< bytes, growth of the peak over all ranks
  int iterations = -1;
  std::string note;
};

/// CPU time of the busiest rank and wall time since it was made, memory since then.
class Meter {
public:
  Meter() : memory_(peak()), cpu_(cpu()), wall_(std::chrono::steady_clock::now()) {}
  /// s of CPU since the last call.
  double lap() {
    const double now = cpu(), spent = now - cpu_;
    cpu_ = now;
    return dealii::Utilities::MPI::max(spent, MPI_COMM_WORLD);
  }
  double wall() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_).count(); }
  double memory() const { return dealii::Utilities::MPI::sum(peak() - memory_, MPI_COMM_WORLD); }

private:
  static double cpu() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
  static double peak() {
    dealii::Utilities::System::MemoryStats stats{};
    dealii::Utilities::System::get_memory_stats(stats);
    return 1024.0 * static_cast<double>(stats.VmHWM);
  }
  double memory_, cpu_;
  std::chrono::steady_clock::time_point wall_;
};

}  // namespace silith::bench
