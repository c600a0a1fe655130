#include "report/analysis_sections.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "report/display.hpp"
#include "report/html.hpp"

namespace silith::report {

namespace {

std::string cell_html(const AnalysisTable::Cell& value, const DisplayUnit& unit) {
  if (const auto* text = std::get_if<std::string>(&value)) return cell(escape_html(*text), "text");
  return cell(number_html(std::get<double>(value) * unit.factor), "number");
}

std::string table_html(const AnalysisTable& shown) {
  std::string rows = "<thead><tr>";
  std::vector<DisplayUnit> units;
  for (const auto& column : shown.columns) {
    units.push_back(display_unit(column.unit, column.title));
    const std::string& unit = units.back().label;
    rows +=
        "<th scope=\"col\">" + escape_html(column.title) + (unit.empty() ? "" : "<br>" + escape_html(unit)) + "</th>";
  }
  rows += "</tr></thead><tbody>";
  for (const auto& row : shown.rows) {
    if (row.size() != units.size()) throw std::logic_error("report: a row of " + shown.title + " has not its columns");
    rows += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) rows += cell_html(row[i], units[i]);
    rows += "</tr>";
  }
  const std::string title = shown.title.empty() ? "" : "<h3>" + escape_html(shown.title) + "</h3>";
  const std::string note = shown.note.empty() ? "" : "<p class=\"hint\">" + escape_html(shown.note) + "</p>";
  return title + table(rows + "</tbody>") + note;
}

// @param chart number of the section's first chart in the page; counted up
std::string section_html(const AnalysisSection& shown, std::size_t number, std::size_t& chart) {
  std::string body;
  for (const std::string& text : shown.text) body += "<p>" + escape_html(text) + "</p>\n";
  if (!shown.charts.empty()) {
    body += "<div class=\"pair\">";
    for (std::size_t i = 0; i < shown.charts.size(); ++i) {
      body += fmt::format("<figure class=\"chart\" data-chart=\"traces\" data-index=\"{}\"></figure>", chart++);
    }
    body += "</div>\n";
  }
  for (const AnalysisTable& one : shown.tables) body += table_html(one);
  return section(fmt::format("part-{}", number), escape_html(shown.title), body);
}

}  // namespace

std::string analysis_sections(const std::vector<AnalysisSection>& sections) {
  std::string html;
  std::size_t chart = 0;
  for (std::size_t i = 0; i < sections.size(); ++i) html += section_html(sections[i], i + 1, chart);
  return html;
}

}  // namespace silith::report
