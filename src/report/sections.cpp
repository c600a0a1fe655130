#include "report/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "report/display.hpp"
#include "report/html.hpp"
#include "report/page_data.hpp"
#include "report/stack_svg.hpp"

namespace silith::report {

namespace {

constexpr std::size_t cards_shown = 6;
constexpr std::size_t steps_shown_open = 40;

std::string run_heading(const ReportInput& input, std::size_t run) {
  if (input.runs.size() == 1) return {};
  return fmt::format("<h3><span class=\"swatch c{}\"></span>{}</h3>", run % 8, escape_html(run_label(input, run)));
}

std::string long_name(const std::string& name, const Quantity& quantity) {
  return escape_html(quantity.long_name.empty() ? name : quantity.long_name);
}

// Times among the quantities read better in their own size than in seconds.
DisplayUnit unit_of(const std::string& name, const Quantity& quantity) {
  return quantity.unit == "s" ? display_time(std::abs(quantity.value)) : display_unit(quantity.unit, name);
}

std::string cards(const Record& record) {
  std::string html = "<div class=\"cards\">";
  for (std::size_t i = 0; i < std::min(cards_shown, record.quantities.size()); ++i) {
    const auto& [name, quantity] = record.quantities[i];
    html += fmt::format("<div class=\"card\"><div class=\"value\">{}</div><div class=\"what\">{}</div></div>",
                        quantity_html(quantity.value, unit_of(name, quantity)), long_name(name, quantity));
  }
  return html + "</div>\n";
}

const Quantity* find_quantity(const Record& record, const std::string& name) {
  for (const auto& [key, quantity] : record.quantities) {
    if (key == name) return &quantity;
  }
  return nullptr;
}

std::string quantities_table(const ReportInput& input) {
  std::string rows = "<thead><tr><th scope=\"col\">Quantity</th>";
  for (std::size_t i = 0; i < input.runs.size(); ++i) {
    rows += "<th scope=\"col\">" + escape_html(input.runs.size() == 1 ? "Value" : run_label(input, i)) + "</th>";
  }
  rows += "</tr></thead><tbody>";
  std::set<std::string> done;
  for (const ReportRun& leading : input.runs) {
    for (const auto& [name, quantity] : leading.record.quantities) {
      if (!done.insert(name).second) continue;
      rows += fmt::format("<tr><th scope=\"row\" title=\"{}\">{}</th>", escape_html(name), long_name(name, quantity));
      for (const ReportRun& run : input.runs) {
        const Quantity* found = find_quantity(run.record, name);
        rows += cell(found == nullptr ? "" : quantity_html(found->value, unit_of(name, *found)), "number");
      }
      rows += "</tr>";
    }
  }
  return table(rows + "</tbody>");
}

std::string step_row(const Record& record, const StepRow& step, std::size_t number) {
  const DisplayUnit time = display_time(step.duration);
  const bool known = record.area > 0.0;
  const double per_area = known ? 1.0 / record.area : 1.0;
  const std::string end = step.end_reason.empty() ? "" : escape_html(step.end_reason);
  std::string row = "<tr>" + cell(fmt::format("{}", number), "number") + cell(fmt::format("{}", step.cycle), "number");
  row += cell(escape_html(step.text.empty() ? step.type : step.text), "text");
  row += cell(quantity_html(step.duration, time), "number");
  row += cell(number_html(step.mean_current * per_area * display_unit(known ? "A/m^2" : "A").factor), "number");
  row += cell(number_html(step.charge * per_area * display_unit(known ? "C/m^2" : "C").factor), "number");
  row += cell(record.active_mass > 0.0 ? number_html(step.charge / record.active_mass / 3600.0) : "", "number");
  row += cell(number_html(step.mean_voltage), "number");
  row += cell(number_html(step.start_voltage) + " → " + number_html(step.end_voltage), "number");
  return row + cell(end, "text") + "</tr>";
}

std::string steps_table(const Record& record) {
  const bool known = record.area > 0.0;
  std::string rows = head({"#", "Cycle", "Step", "Duration", known ? "Mean current<br>mA/cm²" : "Mean current<br>mA",
                           known ? "Charge<br>mAh/cm²" : "Charge<br>mAh", "Charge<br>mAh/g", "Mean<br>voltage, V",
                           "From → to<br>V", "Ended by"});
  rows += "<tbody>";
  for (std::size_t i = 0; i < record.steps.size(); ++i) rows += step_row(record, record.steps[i], i + 1);
  return table(rows + "</tbody>");
}

std::string source_html(const ReportInput& input, const std::string& key) {
  if (key == "estimated" || key == "calibrated") return fmt::format("<span class=\"tag\">{}</span>", key);
  const auto known = std::find_if(input.references.begin(), input.references.end(),
                                  [&](const CitedReference& reference) { return reference.key == key; });
  if (known == input.references.end()) return escape_html(key);
  return fmt::format("<a href=\"#ref-{0}\">{0}</a>", escape_html(key));
}

std::string references_list(const ReportInput& input) {
  if (input.references.empty()) return {};
  std::string html = "<h3>Sources</h3><ul class=\"references\">";
  for (const CitedReference& reference : input.references) {
    const bool linked = reference.url.starts_with("https://") || reference.url.starts_with("http://");
    const std::string link =
        linked ? fmt::format(" <a href=\"{0}\" rel=\"noreferrer\">{0}</a>", escape_html(reference.url))
               : " " + escape_html(reference.url);
    html += fmt::format("<li id=\"ref-{0}\"><strong>{0}</strong> {1}{2}</li>", escape_html(reference.key),
                        escape_html(reference.text), reference.url.empty() ? "" : link);
  }
  return html + "</ul>";
}

std::string layers_table(const Stack& stack) {
  std::string rows = head({"Layer", "Thickness, µm", ""}) + "<tbody>";
  for (const StackLayer& layer : stack.layers) {
    rows += "<tr><th scope=\"row\">" + escape_html(layer.name) + "</th>" +
            cell(number_html(layer.thickness * 1e6), "number") + cell(escape_html(layer.description), "text") + "</tr>";
  }
  rows += "<tr class=\"sum\"><th scope=\"row\">together</th>" +
          cell(number_html(total_thickness(stack) * 1e6), "number") + cell("") + "</tr>";
  return table(rows + "</tbody>");
}

}  // namespace

std::string headline_section(const ReportInput& input) {
  const bool any = std::any_of(input.runs.begin(), input.runs.end(),
                               [](const ReportRun& run) { return !run.record.quantities.empty(); });
  if (!any) return {};
  if (input.runs.size() > 1) return section("numbers", "Numbers", quantities_table(input));
  std::string body = cards(input.runs.front().record);
  body += "<details><summary>All numbers</summary>" + quantities_table(input) + "</details>";
  return section("numbers", "Numbers", body);
}

std::string findings_section(const ReportInput& input) {
  std::string body;
  for (std::size_t i = 0; i < input.runs.size(); ++i) {
    const std::string list = findings_list(input.runs[i].record.findings);
    if (!list.empty()) body += run_heading(input, i) + list;
  }
  return section("findings", "Findings", body);
}

std::string stack_section(const ReportInput& input) {
  double tallest = 0.0;
  for (const ReportRun& run : input.runs) tallest = std::max(tallest, total_thickness(run.stack));
  if (!(tallest > 0.0)) return {};
  std::string body = "<div class=\"stacks\">";
  for (std::size_t i = 0; i < input.runs.size(); ++i) {
    const Stack& stack = input.runs[i].stack;
    if (stack.layers.empty()) continue;
    body += "<div class=\"stack-item\">" + run_heading(input, i) + stack_svg(stack, tallest, run_label(input, i)) +
            layers_table(stack) + "</div>";
  }
  body += "</div><p class=\"hint\">Thicknesses are to scale";
  body += input.runs.size() > 1 ? ", the same scale for all cells.</p>" : ".</p>";
  return section("stack", "The stack", body);
}

std::string comparison_section(const ReportInput& input) {
  std::string body;
  for (std::size_t i = 0; i < input.comparisons.size(); ++i) {
    const Comparison& comparison = input.comparisons[i];
    const DisplayUnit unit = display_unit(comparison.y_unit);
    body += fmt::format("<figure class=\"chart\" data-chart=\"comparison\" data-index=\"{}\"></figure>\n", i);
    std::string rows = head({"Measured", "Deviation (RMS)", "Points", "Source"}) + "<tbody>";
    for (const ComparisonPair& pair : comparison.pairs) {
      const Deviation found = deviation(pair);
      rows += "<tr><th scope=\"row\">" + escape_html(pair.label) + "</th>" +
              cell(quantity_html(found.rms, unit), "number") +
              cell(fmt::format("{} of {}", found.points, pair.measured_x.size()), "number") +
              cell(escape_html(pair.source), "text") + "</tr>";
    }
    body += table(rows + "</tbody>");
  }
  return section("comparison", "Beside the measurement", body);
}

std::string steps_section(const ReportInput& input) {
  std::string body;
  for (std::size_t i = 0; i < input.runs.size(); ++i) {
    const Record& record = input.runs[i].record;
    if (record.steps.empty()) continue;
    const bool open = input.runs.size() == 1 && record.steps.size() <= steps_shown_open;
    body += run_heading(input, i) + (open ? "<details open>" : "<details>") +
            fmt::format("<summary>{} steps</summary>", record.steps.size()) + steps_table(record) + "</details>";
  }
  return section("steps", "Steps", body);
}

std::string materials_section(const ReportInput& input) {
  if (input.materials.empty()) return {};
  std::string rows = head({"Material", "Property", "Law", "Unit", "Source"}) + "<tbody>";
  std::string before;
  for (const MaterialLaw& law : input.materials) {
    const std::string note = law.note.empty() ? "" : "<div class=\"hint\">" + escape_html(law.note) + "</div>";
    rows += "<tr><th scope=\"row\">" + (law.material == before ? "" : escape_html(law.material)) + "</th>" +
            cell(escape_html(law.property), "text") + cell(escape_html(law.law), "text") +
            cell(escape_html(display_unit(law.unit).factor == 1.0 ? display_unit(law.unit).label : law.unit)) +
            cell(source_html(input, law.source) + note, "text") + "</tr>";
    before = law.material;
  }
  return section("materials", "Material laws and their sources", table(rows + "</tbody>") + references_list(input));
}

std::string inputs_section(const ReportInput& input) {
  std::string body;
  for (std::size_t i = 0; i < input.runs.size(); ++i) {
    const Record& record = input.runs[i].record;
    if (record.resolved_input.empty() && record.metadata.empty()) continue;
    body += run_heading(input, i);
    if (!record.metadata.empty())
      body += "<details><summary>About this run</summary>" + metadata_table(record.metadata) + "</details>";
    if (!record.resolved_input.empty()) {
      body += "<details><summary>Resolved input</summary><pre tabindex=\"0\">" + escape_html(record.resolved_input) +
              "</pre></details>";
    }
  }
  return section("input", "Input", body);
}

}  // namespace silith::report
