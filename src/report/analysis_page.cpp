#include "report/analysis_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/atomic_file.hpp"
#include "report/analysis_sections.hpp"
#include "report/display.hpp"
#include "report/html.hpp"
#include "report/page_data.hpp"

namespace silith {

namespace {

using namespace report;

constexpr std::size_t cards_shown = 8;

DisplayUnit unit_of(const AnalysisNumber& number) {
  return number.unit == "s" ? display_time(std::abs(number.value)) : display_unit(number.unit, number.name);
}

std::string value_html(const AnalysisNumber& number) {
  constexpr double hopeless = 10.0;  // times the value: no digit of it means anything
  if (!std::isfinite(number.value) || number.uncertainty > hopeless * std::abs(number.value)) return "not determined";
  const DisplayUnit unit = unit_of(number);
  const std::string text = number_html(number.value * unit.factor, number.uncertainty * unit.factor);
  return unit.label.empty() ? text : text + " <span class=\"unit\">" + escape_html(unit.label) + "</span>";
}

std::string label_html(const AnalysisNumber& number) {
  return escape_html(number.label.empty() ? number.name : number.label);
}

std::string cards(const std::vector<AnalysisNumber>& numbers) {
  std::string html = "<div class=\"cards uncertain\">";
  for (std::size_t i = 0; i < std::min(cards_shown, numbers.size()); ++i) {
    html += fmt::format("<div class=\"card\"><div class=\"value\">{}</div><div class=\"what\">{}</div></div>",
                        value_html(numbers[i]), label_html(numbers[i]));
  }
  return html + "</div>\n";
}

std::string numbers_section(const std::vector<AnalysisNumber>& numbers) {
  if (numbers.empty()) return {};
  std::string rows = head({"Quantity", "Value", ""}) + "<tbody>";
  bool more = numbers.size() > cards_shown;
  for (const AnalysisNumber& number : numbers) {
    more = more || !number.remark.empty();
    rows += fmt::format("<tr><th scope=\"row\" title=\"{}\">{}</th>", escape_html(number.name), label_html(number)) +
            cell(value_html(number), "number") + cell(escape_html(number.remark), "text") + "</tr>";
  }
  const std::string all = "<details><summary>All numbers</summary>" + table(rows + "</tbody>") + "</details>";
  return section("numbers", "Numbers", cards(numbers) + (more ? all : ""));
}

}  // namespace

std::vector<AnalysisNumber> numbers_of(const Record& record) {
  constexpr std::string_view ending = "_uncertainty";
  std::vector<AnalysisNumber> numbers;
  const auto& all = record.quantities;
  for (const auto& [name, quantity] : all) {
    if (name.ends_with(ending)) continue;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const auto& other) { return other.first == name + std::string(ending); });
    numbers.push_back(
        {name, quantity.long_name, quantity.value, found == all.end() ? 0.0 : found->second.value, quantity.unit, ""});
  }
  return numbers;
}

std::string render_analysis(const AnalysisPage& page) {
  std::string body = numbers_section(page.numbers) + section("findings", "Findings", findings_list(page.findings));
  body += analysis_sections(page.sections);
  if (!page.metadata.empty()) body += section("about", "About the data", metadata_table(page.metadata));
  return page_html(
      {escape_html(page.title), escape_html(page.subtitle), body, charts_data(page), "analysis.js", {"traces.js"}});
}

void write_analysis(const std::filesystem::path& path, const AnalysisPage& page) {
  write_file(path, render_analysis(page));
}

}  // namespace silith
