#pragma once
#include <string>

#include "study/calibrate.hpp"

namespace silith {

/// The study's cell with the values found, each with source, bounds and why; TOML.
/// @throws InputError if the cell file cannot be read
std::string calibrated_cell(const Study& study, const Calibration& calibration);

}  // namespace silith
