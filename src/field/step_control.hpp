#pragma once

namespace silith::field {

struct StepControlOptions {
  double first = 0.0;    ///< s
  double largest = 0.0;  ///< s; 0: no limit
  double safety = 0.8;
  double most_growth = 2.0, least_cut = 0.2;
  double smallest_share = 1e-6;  ///< of the first step: below, the run is given up
};

/// Chooses time steps so that the error of each, relative to what is allowed, stays below 1. The error is taken to grow
/// with the square of the step (Eq. F70).
class StepControl {
public:
  /// @throws std::logic_error if the first step is not positive
  explicit StepControl(const StepControlOptions& options);

  /// The next step; at most `remaining`, and not leaving a sliver of it.
  double propose(double remaining) const;
  /// Whether a step of that error stands; the next one is chosen either way.
  /// @throws NumericsError if steps have become too small;  @param time of the last good state, s
  bool judge(double step, double error, double time);
  /// A step that could not be solved: the next one is a quarter.
  /// @throws NumericsError as judge, with the reason
  void failed(double step, double time, const char* reason);

  double next() const { return next_; }
  void resume(double next) { next_ = next; }
  int accepted() const { return accepted_; }
  int rejected() const { return rejected_; }

private:
  void cut(double next, double time, const char* reason);

  StepControlOptions options_;
  double next_;
  int accepted_ = 0, rejected_ = 0;
};

}  // namespace silith::field
