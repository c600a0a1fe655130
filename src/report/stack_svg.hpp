#pragma once
#include <string>

#include "report/report.hpp"

namespace silith::report {

/// Scale drawing of one stack: thicknesses to scale, layers labelled with name and thickness, a scale bar, the total.
/// @param full_height m, what the drawing's height stands for: the thickest stack of the page, so that drawings compare
std::string stack_svg(const Stack& stack, double full_height, const std::string& label);

/// Sum of the layers, m.
double total_thickness(const Stack& stack);

}  // namespace silith::report
