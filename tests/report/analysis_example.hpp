#pragma once
#include "report/analysis_page.hpp"

namespace silith::report_test {

/// Numbers, findings, a Nyquist plot whose line turns back, a chart with two logarithmic axes, residuals and a table.
AnalysisPage analysis_example();

}  // namespace silith::report_test
