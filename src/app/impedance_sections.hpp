#pragma once
#include <vector>

#include "report/report.hpp"

namespace silith::app {

/// Nyquist and Bode plots of the spectra of all runs, and what each impedance is made of, by layer and cause. None if
/// there are no spectra.
std::vector<AnalysisSection> impedance_sections(const std::vector<ReportRun>& runs);

}  // namespace silith::app
