#pragma once
#include <atomic>
#include <string>
#include <vector>

#include "study/study.hpp"

namespace silith {

/// One line of the table of comparison.
struct ComparedValue {
  std::string quantity, point, source, unit, status, note;
  double measured = 0.0, simulated = 0.0;  ///< NaN where the run failed
  double deviation = 0.0;                  ///< stated standard deviation of the measurement
  std::string failure;
};

/// Runs the cases of studies as they are and compares their points; parameters are left alone.
/// @throws InputError for a target that does not say whether it is calibrated or predicted
std::vector<ComparedValue> compare(const std::vector<Study>& studies, int workers,
                                   const std::atomic<bool>* stop = nullptr);

std::string comparison_text(const std::vector<ComparedValue>& rows);
std::string comparison_csv(const std::vector<ComparedValue>& rows);
/// A page of its own, without anything to load.
std::string comparison_html(const std::vector<ComparedValue>& rows, const std::string& title);

}  // namespace silith
