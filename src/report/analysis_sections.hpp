#pragma once
#include <string>
#include <vector>

#include "report/analysis_page.hpp"

namespace silith::report {

/// Sections with their charts, numbered through in the order of the page's data, and tables; texts are escaped.
/// @throws std::logic_error if a row has not as many cells as its table columns
std::string analysis_sections(const std::vector<AnalysisSection>& sections);

}  // namespace silith::report
