#pragma once
#include "report/report.hpp"

namespace silith::report_test {

/// A made-up but plausible cell: two cycles of charge, rest, discharge, rest with overpotentials that sum to the
/// voltage drop, profiles through five layers, findings, steps. `loading` scales the capacity.
ReportRun example_run(const std::string& label, double loading);

/// One run with everything a page can show.
ReportInput example_page();

/// Three anodes on one page.
ReportInput overlay_page();

}  // namespace silith::report_test
