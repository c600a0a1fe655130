#pragma once
#include <string>

#include "report/analysis_page.hpp"
#include "report/report.hpp"

namespace silith::report {

/// Series rows above this are thinned (extremes kept), per run.
inline constexpr std::size_t row_limit = 20000;
/// Profile times above this are thinned evenly, per field.
inline constexpr std::size_t profile_time_limit = 200;

/// Moments of a picture above this are thinned evenly.
inline constexpr std::size_t picture_time_limit = 40;

/// What the charts draw, as JSON in display units, safe inside a <script> element. Its shape is described in
/// docs/formats/report.md.
std::string page_data(const ReportInput& input);

/// The charts of an analysis in the order of the page, likewise; lines longer than row_limit are thinned.
/// @throws std::logic_error as render_analysis()
std::string charts_data(const AnalysisPage& page);

/// The label of a run's legend: its own, else the record's title, else "run 1".
std::string run_label(const ReportInput& input, std::size_t run);

/// Longest time of any run, s; decides the page's unit of time.
double longest_time(const ReportInput& input);

}  // namespace silith::report
