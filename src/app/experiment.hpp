#pragma once
#include <string>

#include "record/record.hpp"

namespace silith::app {

/// What an experiment left behind, measured or simulated: a results directory of `silith run`, its result.h5, or any
/// file `silith read` knows. The title is never empty. @throws InputError if it cannot be read
Record read_experiment(const std::string& path);

/// An option of the command line with its unit, "0.785 cm^2"; 0 if the text is empty.
/// @throws InputError naming the option if it is no positive value of that unit
double positive_option(const std::string& text, const std::string& option, const std::string& unit,
                       const std::string& example);

}  // namespace silith::app
