#include "study/fit_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/number_text.hpp"
#include "record/text_table.hpp"

namespace silith {
namespace {

using Align = TextTable::Align;

std::string unit_text(const std::string& unit) {
  return unit == "1" ? "" : " " + unit;
}

std::string error_text(const StudyParameter& parameter, const Identifiability& known, std::size_t i) {
  if (known.standard_errors.empty()) return "not computed";
  if (known.at_bound[i]) return "held by its bound";
  const double error = known.standard_errors[i];
  if (!(error < 1.0)) return "not determined";
  const double width = parameter.upper - parameter.lower;
  if (!parameter.logarithmic) return fmt::format("+- {:.2g}", error * width);
  return fmt::format("x/ {:.3g}", std::exp(error * std::log(parameter.upper / parameter.lower)));
}

std::string parameters_table(const Study& study, const Calibration& calibration) {
  TextTable table({{"parameter", Align::left}, {"estimate"}, {"unit", Align::left}, {"standard error"}, {"bounds"}});
  for (std::size_t i = 0; i < study.parameters.size(); ++i) {
    const StudyParameter& parameter = study.parameters[i];
    table.add({parameter.name, fmt::format("{:.4g}", calibration.parameters[i]), parameter.unit,
               error_text(parameter, calibration.known, i),
               fmt::format("{:.3g} to {:.3g}", parameter.lower, parameter.upper)});
  }
  return table.text();
}

std::string correlations_table(const Study& study, const Identifiability& known) {
  std::vector<TextTable::Heading> headings{{"correlation", Align::left}};
  for (std::size_t i = 0; i < study.parameters.size(); ++i) headings.push_back({fmt::format("({})", i + 1)});
  TextTable table(headings);
  for (std::size_t i = 0; i < study.parameters.size(); ++i) {
    std::vector<std::string> cells{fmt::format("({}) {}", i + 1, study.parameters[i].name)};
    for (std::size_t j = 0; j < study.parameters.size(); ++j) {
      const double value = known.correlations[i][j];
      cells.push_back(j > i || std::isnan(value) ? "" : fmt::format("{:.2f}", value));
    }
    table.add(cells);
  }
  return table.text();
}

/// "0.8 series resistance - 0.6 exchange current": what moves together, largest first.
std::string combination(const Study& study, const Vector& components) {
  std::vector<std::size_t> order(components.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return std::abs(components[a]) > std::abs(components[b]); });
  const double sign = components[order.front()] < 0.0 ? -1.0 : 1.0;
  std::string text;
  for (const std::size_t i : order) {
    const double part = sign * components[i];
    if (std::abs(part) < 0.15) break;
    text += fmt::format("{}{:.2f} {}",
                        text.empty() ? ""
                        : part < 0.0 ? " - "
                                     : " + ",
                        std::abs(part), study.parameters[i].name);
  }
  return text;
}

std::string directions_text(const Study& study, const Identifiability& known) {
  std::string text;
  for (const auto& direction : known.directions) {
    if (direction.deviation < undetermined) continue;
    const std::string far = direction.deviation < 100.0 ? fmt::format("{:.0f} %", 100.0 * direction.deviation) : "all";
    text += fmt::format("  {} (known to {} of the way between the bounds)\n", combination(study, direction.components),
                        far);
  }
  if (text.empty()) {
    const auto& worst = known.directions.front();
    return fmt::format(
        "The data determine every combination of the parameters; worst {}: {:.1f} % of the way between "
        "the bounds.\n",
        combination(study, worst.components), 100.0 * worst.deviation);
  }
  return "The data do not determine these combinations (along the parameters' scales):\n" + text;
}

std::string points_table(const Study& study, const Calibration& calibration) {
  constexpr std::size_t most = 40;
  TextTable table({{"target", Align::left}, {"point"}, {"measured"}, {"simulated"}, {"error"}, {"", Align::left}});
  for (std::size_t p = 0; p < study.points.size() && p < most; ++p) {
    const StudyPoint& point = study.points[p];
    const StudyTarget& target = study.targets[point.target];
    const double value = calibration.simulated[p];
    const std::string label = target.reading.series.empty() ? point.label : fmt::format("{:.5g}", point.place);
    table.add({target.name, label, fmt::format("{:.5g}", point.measured), fmt::format("{:.5g}", value),
               fmt::format("{:+.3g}{}", value - point.measured, unit_text(target.reading.unit)),
               target.weight > 0.0 ? "fitted" : "not fitted"});
  }
  std::string text = table.text();
  if (study.points.size() > most) text += fmt::format("... {} more\n", study.points.size() - most);
  return text;
}

std::string rms_text(const Study& study, const Calibration& calibration) {
  std::string text;
  for (std::size_t t = 0; t < study.targets.size(); ++t) {
    const std::string unit = unit_text(study.targets[t].reading.unit);
    text += fmt::format("RMS of {}: {:.3g}{}\n", study.targets[t].name, rms_of(study, calibration.simulated, t), unit);
  }
  return text;
}

std::string searches_text(const Study& study, const Calibration& calibration) {
  std::vector<TextTable::Heading> headings{{"search"}, {"sum of squares"}, {"iterations"}};
  for (const StudyParameter& parameter : study.parameters) headings.push_back({parameter.name});
  TextTable table(headings);
  for (std::size_t s = 0; s < calibration.searches.size(); ++s) {
    const FitSearch& search = calibration.searches[s];
    std::vector<std::string> cells{fmt::format("{}", s + 1),
                                   search.end.empty() ? "failed" : fmt::format("{:.4g}", 2.0 * search.cost),
                                   fmt::format("{}", search.iterations)};
    for (std::size_t i = 0; i < study.parameters.size(); ++i)
      cells.push_back(search.end.empty() ? "" : fmt::format("{:.3g}", search.end[i]));
    table.add(cells);
  }
  return table.text();
}

std::string left_out_text(const Study& study, const LeaveOutFit& fit) {
  std::string text = fmt::format("{} (fitted to {:.2g} standard deviations):", fit.name, fit.rms);
  for (const std::size_t p : fit.points) {
    const StudyPoint& point = study.points[p];
    if (fit.simulated.empty()) continue;
    text += fmt::format("\n  {} {}: measured {:.5g}, predicted {:.5g}, error {:+.3g}{}",
                        study.targets[point.target].name, point.label, point.measured, fit.simulated[p],
                        fit.simulated[p] - point.measured, unit_text(study.targets[point.target].reading.unit));
  }
  return text + "\n";
}

}  // namespace

std::string fit_text(const Study& study, const Calibration& calibration) {
  std::string text = study.title + (calibration.interrupted ? " (interrupted: best so far)" : "") + "\n\n";
  if (calibration.parameters.empty()) return text + "interrupted before anything was found\n";
  text += parameters_table(study, calibration) + "\n";
  if (!calibration.known.directions.empty()) {
    if (calibration.known.scale > 1.0)
      text += fmt::format("Standard errors are enlarged by {:.2f}, as the fit is worse than the stated deviations.\n",
                          calibration.known.scale);
    text += correlations_table(study, calibration.known) + "\n" + directions_text(study, calibration.known) + "\n";
  }
  if (!calibration.simulated.empty())
    text += points_table(study, calibration) + "\n" + rms_text(study, calibration) + "\n";
  if (calibration.searches.size() > 1) text += searches_text(study, calibration) + "\n";
  for (const LeaveOutFit& fit : calibration.left_out) text += left_out_text(study, fit);
  return text;
}

std::string points_csv(const Study& study, const Calibration& calibration) {
  std::string text = "target,point,place,unit,measured,simulated,error,standard_deviation,weight\n";
  for (std::size_t p = 0; p < study.points.size() && !calibration.simulated.empty(); ++p) {
    const StudyPoint& point = study.points[p];
    const StudyTarget& target = study.targets[point.target];
    append_field(text, target.name);
    text += ',';
    append_field(text, point.label);
    text += ',';
    if (!target.reading.series.empty()) append_number(text, point.place);
    text += ',';
    append_field(text, target.reading.unit);
    for (const double value : {point.measured, calibration.simulated[p], calibration.simulated[p] - point.measured,
                               point.sigma, target.weight}) {
      text += ',';
      append_number(text, value);
    }
    text += '\n';
  }
  return text;
}

}  // namespace silith
