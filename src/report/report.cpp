#include "report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "report/analysis_sections.hpp"
#include "report/display.hpp"
#include "report/html.hpp"
#include "report/page_data.hpp"
#include "report/sections.hpp"

namespace silith {

namespace {

using namespace report;

bool has_column(const ReportInput& input, std::string_view beginning) {
  for (const ReportRun& run : input.runs) {
    for (const Column& column : run.record.series.columns) {
      if (std::string_view(column.name).starts_with(beginning)) return true;
    }
  }
  return false;
}

bool has_exactly(const ReportInput& input, const std::string& name) {
  return std::any_of(input.runs.begin(), input.runs.end(),
                     [&](const ReportRun& run) { return run.record.series.find(name) != nullptr; });
}

bool has_profiles(const ReportInput& input) {
  for (const ReportRun& run : input.runs) {
    if (!run.record.profiles.empty()) return true;
  }
  return false;
}

std::string fields_section(const ReportInput& input) {
  const bool any = std::any_of(input.runs.begin(), input.runs.end(),
                               [](const ReportRun& run) { return !run.record.pictures.empty(); });
  if (!any) return {};
  return "<section id=\"fields\"><h2>Fields</h2>\n<div data-chart=\"fields\"></div></section>\n";
}

std::string voltage_section(const ReportInput& input) {
  if (!has_column(input, "time")) return {};
  std::string figures;
  const bool cell = has_exactly(input, "voltage") && has_exactly(input, "current");
  if (cell) {
    figures += "<figure class=\"chart\" data-chart=\"capacity\"></figure>";
  }
  figures += "<figure class=\"chart\" data-chart=\"time\"></figure>";
  const std::string title = cell || fields_section(input).empty() ? "Voltage" : "Over time";
  return "<section id=\"voltage\"><h2>" + title + "</h2>\n<div class=\"pair\">" + figures + "</div></section>\n";
}

std::string losses_section(const ReportInput& input) {
  if (!has_column(input, "overpotential.")) return {};
  return "<section id=\"losses\"><h2>Where the voltage goes</h2>\n"
         "<figure class=\"chart\" data-chart=\"losses\"></figure></section>\n";
}

std::string profiles_section(const ReportInput& input) {
  if (!has_profiles(input)) return {};
  return "<section id=\"profiles\"><h2>Inside the stack</h2>\n<div data-chart=\"profiles\"></div></section>\n";
}

std::string subtitle(const ReportInput& input) {
  if (input.runs.size() > 1) return fmt::format("{} runs", input.runs.size());
  const Record& record = input.runs.front().record;
  std::string text;
  for (const auto& [key, value] : record.metadata) {
    if (key == "program" || key == "version" || key == "model" || key == "instrument") {
      text += (text.empty() ? "" : " · ") + escape_html(key) + " " + escape_html(value);
    }
  }
  return text;
}

}  // namespace

std::string render_report(const ReportInput& input) {
  if (input.runs.empty()) throw std::logic_error("report: no run to show");
  const std::string title = escape_html(input.title.empty() ? run_label(input, 0) : input.title);
  const std::string about = subtitle(input);
  const std::string body = headline_section(input) + findings_section(input) + fields_section(input) +
                           voltage_section(input) + losses_section(input) + profiles_section(input) +
                           analysis_sections(input.sections) + comparison_section(input) + stack_section(input) +
                           steps_section(input) + materials_section(input) + inputs_section(input);
  return page_html({title, about, body, page_data(input), "page.js", {"fields.js", "traces.js"}});
}

}  // namespace silith
