#pragma once
#include "record/record.hpp"
#include "report/analysis_page.hpp"

namespace silith::app {

/// Nyquist and Bode plots of a run's spectra and what their impedance is made of, by layer and cause.
AnalysisPage impedance_page(const Record& record);

}  // namespace silith::app
