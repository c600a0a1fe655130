#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "study/identifiability.hpp"
#include "study/search.hpp"
#include "study/study.hpp"

namespace silith {

struct CalibrateOptions {
  int workers = 1;
  int starts = 0;                           ///< 0: the study's
  bool leave_out = true;                    ///< also the fits without some of the points
  const std::atomic<bool>* stop = nullptr;  ///< set from outside: the best so far is the result
  std::function<void(const std::string& line)> say;
};

/// One search's way.
struct FitSearch {
  Vector start, end;  ///< parameters, in their units; no end: nothing could be evaluated there
  double cost = 0.0;  ///< half the weighted sum of squares
  int iterations = 0;
  bool converged = false;
  std::string ending;
};

/// A fit without some of the points.
struct LeaveOutFit {
  std::string name;
  std::vector<std::size_t> points;
  Vector parameters;
  Vector simulated;  ///< [all points]
  double rms = 0.0;  ///< of the points fitted, in standard deviations
};

struct Calibration {
  Vector parameters;  ///< best, in their units
  Vector simulated;   ///< [points], in their targets' units; also those of weight 0
  Vector start_simulated;
  double cost = 0.0;
  Identifiability known;  ///< empty if interrupted before it was computed
  std::vector<FitSearch> searches;
  std::vector<LeaveOutFit> left_out;
  bool interrupted = false;
};

/// Finds a study's parameters (docs/equations/study.md).
/// @throws InputError if a case cannot be read; NumericsError if no start can be simulated
Calibration calibrate(const Study& study, const CalibrateOptions& options);

/// Root mean square of simulated - measured over a target's points, in its unit.
double rms_of(const Study& study, const Vector& simulated, std::size_t target);

}  // namespace silith
