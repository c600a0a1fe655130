#include "study/validate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/diagnostic.hpp"
#include "record/number_text.hpp"
#include "record/text_table.hpp"
#include "study/evaluator.hpp"

namespace silith {
namespace {

/// Fractions are easier read in percent.
struct Shown {
  double factor = 1.0;
  std::string unit;
};
Shown shown(const std::string& unit) {
  if (unit == "1") return {100.0, "%"};
  std::string text;
  for (const char c : unit) {
    if (c == ' ' && text.ends_with("mA")) continue;  // "mA h" is written mAh in the field
    if (c != '^') text += c;
  }
  return {1.0, text};
}

std::string number(double value, const Shown& how) {
  return std::isnan(value) ? "failed" : fmt::format("{:.4g}", value * how.factor);
}

std::string error(const ComparedValue& row, const Shown& how) {
  if (std::isnan(row.simulated)) return "";
  return fmt::format("{:+.3g}", (row.simulated - row.measured) * how.factor);
}

std::string relative_error(const ComparedValue& row) {
  if (std::isnan(row.simulated) || row.measured == 0.0) return "";
  return fmt::format("{:+.1f} %", 100.0 * (row.simulated - row.measured) / row.measured);
}

std::vector<std::string> cells(const ComparedValue& row) {
  const Shown how = shown(row.unit);
  return {
      row.quantity,    row.point,           row.source, number(row.measured, how), number(row.simulated, how), how.unit,
      error(row, how), relative_error(row), row.status};
}

const std::vector<TextTable::Heading>& headings() {
  using enum TextTable::Align;
  static const std::vector<TextTable::Heading> table{{"quantity", left}, {"point", left}, {"source", left},
                                                     {"measured"},       {"simulated"},   {"unit", left},
                                                     {"error"},          {"relative"},    {"status", left}};
  return table;
}

/// Root mean square errors of quantities with several points.
std::string summary(const std::vector<ComparedValue>& rows) {
  std::string text;
  for (std::size_t first = 0; first < rows.size();) {
    std::size_t last = first;
    double squares = 0.0;
    for (; last < rows.size() && rows[last].quantity == rows[first].quantity; ++last)
      squares += std::pow(rows[last].simulated - rows[last].measured, 2);
    const Shown how = shown(rows[first].unit);
    if (last - first > 2)
      text += fmt::format("RMS of {}: {:.3g} {} ({})\n", rows[first].quantity,
                          how.factor * std::sqrt(squares / static_cast<double>(last - first)), how.unit,
                          rows[first].status);
    first = last;
  }
  return text;
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '<')
      result += "&lt;";
    else if (c == '&')
      result += "&amp;";
    else if (c == '"')
      result += "&quot;";
    else
      result += c;
  }
  return result;
}

void check_status(const Study& study) {
  for (const StudyTarget& target : study.targets)
    if (target.status.empty())
      throw InputError(fmt::format("{}: target \"{}\" has no status", study.file.string(), target.name),
                       "write status = \"calibrated\" if a parameter was chosen with it in view, else \"predicted\"");
}

std::vector<ComparedValue> compare_one(const Study& study, int workers, const std::atomic<bool>* stop) {
  check_status(study);
  Study without_parameters = study;
  without_parameters.parameters.clear();
  const Evaluator::Values values = Evaluator(without_parameters, workers, stop)({std::vector<double>{}}).front();
  std::vector<ComparedValue> rows;
  for (std::size_t p = 0; p < study.points.size(); ++p) {
    const StudyPoint& point = study.points[p];
    const StudyTarget& target = study.targets[point.target];
    const double simulated = p < values.of_point.size() ? values.of_point[p] : std::nan("");
    rows.push_back({target.name, point.label, target.source, target.reading.unit, target.status, target.note,
                    point.measured, simulated, point.sigma, values.failure});
  }
  return rows;
}

}  // namespace

std::vector<ComparedValue> compare(const std::vector<Study>& studies, int workers, const std::atomic<bool>* stop) {
  std::vector<ComparedValue> rows;
  for (const Study& study : studies)
    for (ComparedValue& row : compare_one(study, workers, stop)) rows.push_back(std::move(row));
  return rows;
}

std::string comparison_text(const std::vector<ComparedValue>& rows) {
  TextTable table(headings());
  for (const ComparedValue& row : rows) table.add(cells(row));
  return table.text() + "\n" + summary(rows);
}

std::string comparison_csv(const std::vector<ComparedValue>& rows) {
  std::string text =
      "quantity,point,source,unit,measured,simulated,error,relative_error,standard_deviation,status,note\n";
  for (const ComparedValue& row : rows) {
    for (const std::string& field : {row.quantity, row.point, row.source, row.unit}) {
      append_field(text, field);
      text += ',';
    }
    const double difference = row.simulated - row.measured;
    for (const double value : {row.measured, row.simulated, difference, difference / row.measured, row.deviation}) {
      append_number(text, value);
      text += ',';
    }
    append_field(text, row.status);
    text += ',';
    append_field(text, row.note);
    text += '\n';
  }
  return text;
}

std::string comparison_html(const std::vector<ComparedValue>& rows, const std::string& title) {
  std::string text = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n"
      "<style>:root{{color-scheme:light dark}}body{{font:15px/1.4 system-ui,sans-serif;margin:1.5em}}"
      "div{{overflow-x:auto}}table{{border-collapse:collapse}}td,th{{padding:.2em .7em;text-align:left;"
      "border-bottom:1px solid #8884}}td:nth-child(n+4):nth-child(-n+5),td:nth-child(7),td:nth-child(8)"
      "{{text-align:right;font-variant-numeric:tabular-nums}}</style></head>\n<body><h1>{0}</h1>\n"
      "<p>calibrated: a parameter of the case was chosen with this value in view; predicted: none was.</p>\n"
      "<div><table><thead><tr>",
      escaped(title));
  for (const auto& heading : headings()) text += "<th>" + heading.text + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (const ComparedValue& row : rows) {
    text += row.note.empty() ? "<tr>" : fmt::format("<tr title=\"{}\">", escaped(row.note));
    for (const std::string& cell : cells(row)) text += "<td>" + escaped(cell) + "</td>";
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n<pre>" + escaped(summary(rows)) + "</pre></body></html>\n";
}

}  // namespace silith
