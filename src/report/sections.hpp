#pragma once
#include <string>

#include "report/report.hpp"

// The parts of the page that need no script: each returns a complete <section>, or nothing if it has nothing to show.
namespace silith::report {

std::string headline_section(const ReportInput& input);
std::string findings_section(const ReportInput& input);
std::string stack_section(const ReportInput& input);
std::string comparison_section(const ReportInput& input);
std::string steps_section(const ReportInput& input);
std::string materials_section(const ReportInput& input);
std::string inputs_section(const ReportInput& input);

}  // namespace silith::report
