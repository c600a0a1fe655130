#pragma once
#include <filesystem>
#include <string>

#include "study/calibrate.hpp"

namespace silith {

/// Estimates with standard errors, correlations, what the data do not determine, the points, the fits without some.
std::string fit_text(const Study& study, const Calibration& calibration);

/// Every point: target, label, measured, simulated, error, whether fitted.
std::string points_csv(const Study& study, const Calibration& calibration);

/// The same and more as JSON, silith.calibration/1.
std::string fit_json(const Study& study, const Calibration& calibration);

}  // namespace silith
