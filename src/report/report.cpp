#include "report/report.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "report/assets.hpp"
#include "report/display.hpp"
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

bool has_profiles(const ReportInput& input) {
  for (const ReportRun& run : input.runs) {
    if (!run.record.profiles.empty()) return true;
  }
  return false;
}

std::string voltage_section(const ReportInput& input) {
  if (!has_column(input, "time")) return {};
  std::string figures;
  if (has_column(input, "voltage") && has_column(input, "current")) {
    figures += "<figure class=\"chart\" data-chart=\"capacity\"></figure>";
  }
  figures += "<figure class=\"chart\" data-chart=\"time\"></figure>";
  return "<section id=\"voltage\"><h2>Voltage</h2>\n<div class=\"pair\">" + figures + "</div></section>\n";
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

// Links to the sections that are there.
std::string navigation(const std::string& body) {
  std::string links;
  for (std::size_t at = body.find("<section id=\""); at != std::string::npos;
       at = body.find("<section id=\"", at + 1)) {
    const std::size_t id = at + 13;
    const std::size_t id_end = body.find('"', id);
    const std::size_t title = body.find("<h2>", at) + 4;
    const std::size_t title_end = body.find("</h2>", title);
    links += fmt::format("<a href=\"#{}\">{}</a>", body.substr(id, id_end - id), body.substr(title, title_end - title));
  }
  return links;
}

// One pass over the template: what is put in is never searched for further marks.
std::string fill(std::string_view page, const std::vector<std::pair<std::string_view, std::string_view>>& parts) {
  std::string out;
  while (true) {
    const std::size_t open = page.find("{{");
    out += page.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = page.find("}}", open);
    const std::string_view name = page.substr(open + 2, close - open - 2);
    bool found = false;
    for (const auto& [key, value] : parts) {
      if (key != name) continue;
      out += value;
      found = true;
    }
    if (!found) throw std::logic_error("report: the page asks for an unknown part " + std::string(name));
    page.remove_prefix(close + 2);
  }
}

}  // namespace

std::string render_report(const ReportInput& input) {
  if (input.runs.empty()) throw std::logic_error("report: no run to show");
  const std::string title = escape_html(input.title.empty() ? run_label(input, 0) : input.title);
  const std::string about = subtitle(input);
  const std::string body = headline_section(input) + findings_section(input) + voltage_section(input) +
                           losses_section(input) + profiles_section(input) + comparison_section(input) +
                           stack_section(input) + steps_section(input) + materials_section(input) +
                           inputs_section(input);
  const std::string links = navigation(body);
  const std::string data = page_data(input);
  return fill(report_asset("page.html"), {{"title", title},
                                          {"subtitle", about},
                                          {"navigation", links},
                                          {"body", body},
                                          {"data", data},
                                          {"style", report_asset("style.css")},
                                          {"licence", report_asset("LICENSE")},
                                          {"library", report_asset("uPlot.iife.min.js")},
                                          {"chart", report_asset("chart.js")},
                                          {"page", report_asset("page.js")}});
}

}  // namespace silith
