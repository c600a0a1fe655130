#include <fmt/format.h>

#include <cmath>

#include "app/titration_output.hpp"

namespace silith::app {
namespace {

using Style = ChartLine::Style;
constexpr auto logarithmic = ChartAxis::Scale::logarithmic;

AnalysisChart over_voltage(const Titration& titration) {
  AnalysisChart chart{"diffusivity",
                      "Diffusivity over voltage",
                      {"Voltage", "V"},
                      {"D", "m^2/s", logarithmic},
                      {},
                      {},
                      "Filled by the methods only where they hold; the table has all."};
  const auto add = [&](const std::string& label, DiffusionEstimate TitrationRow::*which, bool valid) {
    ChartLine line{label, {}, {}, Style::points, -1};
    for (const auto& row : titration.rows) {
      const auto& estimate = row.*which;
      if (estimate.valid != valid || !std::isfinite(estimate.D)) continue;
      line.x.push_back(row.voltage());
      line.y.push_back(estimate.D);
    }
    if (!line.x.empty()) chart.lines.push_back(std::move(line));
  };
  for (const bool valid : {true, false}) {
    const std::string doubt = valid ? "" : ", not valid";
    add("full fit" + doubt, &TitrationRow::full, valid);
    add("short times" + doubt, &TitrationRow::short_time, valid);
    add("long times" + doubt, &TitrationRow::long_time, valid);
  }
  chart.note = "Where a method is not valid its value is shown under a name of its own.";
  return chart;
}

ChartLine points(const std::string& label, const std::vector<double>& x, const std::vector<double>& y, Style style,
                 int color) {
  return {label, x, y, style, color};
}

std::vector<double> mapped(const std::vector<double>& values, auto function) {
  std::vector<double> out;
  for (const double value : values) out.push_back(function(value));
  return out;
}

AnalysisChart residuals(const TitrationRow& row, bool pitt) {
  std::vector<double> off;
  for (std::size_t i = 0; i < row.time.size(); ++i) off.push_back(row.measured[i] - row.fitted[i]);
  return {"residuals",
          "Residuals of the full fit",
          {"Time", "s", logarithmic},
          {pitt ? "Current − fit" : "Voltage − fit", pitt ? "A" : "V"},
          {points("residual", row.time, off, Style::points, 1)},
          {},
          ""};
}

/// The headline's current: against time, as the short-time and as the long-time method see it.
std::vector<AnalysisChart> pitt_charts(const TitrationRow& row) {
  const double sign = row.to_voltage > row.from_voltage ? 1.0 : -1.0;
  const auto above = [&](double I) { return sign * (I - row.background); };
  const auto root = mapped(row.time, [](double t) { return 1.0 / std::sqrt(t); });
  std::vector<AnalysisChart> charts;
  charts.push_back(
      {"current",
       "Current after the step",
       {"Time", "s", logarithmic},
       {"Current", "A", logarithmic},
       {points("measured", row.time, mapped(row.measured, [&](double I) { return sign * I; }), Style::points, 0),
        points("full fit", row.time, mapped(row.fitted, [&](double I) { return sign * I; }), Style::line, 0)},
       {},
       sign < 0.0 ? "The current is negative; its magnitude is shown." : ""});
  charts.push_back(residuals(row, true));
  charts.push_back(
      {"short-time",
       "Short times: current over 1/√t",
       {"1/√t", "s^-0.5"},
       {"Current", "A"},
       {points("measured", root, row.measured, Style::points, 0), points("full fit", root, row.fitted, Style::line, 0)},
       {},
       ""});
  AnalysisChart tail{"long-time",
                     "Long times: current above the background",
                     {"Time", "s"},
                     {"I − background", "A", logarithmic},
                     {points("measured", row.time, mapped(row.measured, above), Style::points, 0),
                      points("full fit", row.time, mapped(row.fitted, above), Style::line, 0)},
                     {},
                     ""};
  if (row.decay > 0.0) {
    ChartLine line{"last decay", {}, {}, Style::dashed, 1};
    for (std::size_t i = 0; i < row.time.size(); ++i) {
      if (row.time[i] < row.decay_from) continue;
      if (line.x.empty())
        line.y.push_back(above(row.fitted[i]));
      else
        line.y.push_back(line.y.front() * std::exp(-row.decay * (row.time[i] - line.x.front())));
      line.x.push_back(row.time[i]);
    }
    tail.lines.push_back(std::move(line));
  }
  charts.push_back(std::move(tail));
  return charts;
}

std::vector<AnalysisChart> gitt_charts(const TitrationRow& row) {
  std::vector<AnalysisChart> charts;
  charts.push_back({"voltage",
                    "Pulse and rest",
                    {"Time", "s"},
                    {"Voltage", "V"},
                    {points("measured", row.time, row.measured, Style::points, 0),
                     points("full fit", row.time, row.fitted, Style::line, 0)},
                    {},
                    ""});
  charts.push_back(residuals(row, false));
  ChartLine measured{"measured", {}, {}, Style::points, 0}, fitted{"full fit", {}, {}, Style::line, 0};
  for (std::size_t i = 0; i < row.time.size() && row.time[i] <= row.pulse_end; ++i) {
    measured.x.push_back(std::sqrt(row.time[i]));
    measured.y.push_back(row.measured[i]);
    fitted.y.push_back(row.fitted[i]);
  }
  fitted.x = measured.x;
  charts.push_back({"short-time",
                    "Short times: voltage of the pulse over √t",
                    {"√t", "s^0.5"},
                    {"Voltage", "V"},
                    {std::move(measured), std::move(fitted)},
                    {},
                    ""});
  return charts;
}

AnalysisTable table(const Titration& titration) {
  AnalysisTable made{"",
                     {{"Voltage", "V"},
                      {"Step", "mV"},
                      {"D, full fit", "m^2/s"},
                      {"± %", ""},
                      {"D, short times", "m^2/s"},
                      {"D, long times", "m^2/s"},
                      {"τ = L²/D", "s"},
                      {"B", ""},
                      {"Remarks", ""}},
                     {},
                     "Values of methods that are not valid stand here too; the remarks say why."};
  for (const auto& row : titration.rows) {
    std::string remarks =
        "full: " + row.full.remark + ". short: " + row.short_time.remark + ". long: " + row.long_time.remark + ".";
    if (!row.determined.empty()) remarks += " Determined instead: " + row.determined;
    made.rows.push_back({row.voltage(), 1e3 * (row.to_voltage - row.from_voltage), row.full.D,
                         100.0 * row.full.sigma / row.full.D, row.short_time.D, row.long_time.D, row.tau, row.biot,
                         remarks});
  }
  return made;
}

}  // namespace

AnalysisPage titration_page(const Record& record, const Titration& titration) {
  const bool pitt = titration.method == Titration::Method::pitt;
  const TitrationRow& row = headline(titration);
  AnalysisPage page;
  page.title = record.title;
  page.subtitle = fmt::format("{}, {} of {:.4g} µm", name_of(titration.method), name_of(titration.geometry),
                              1e6 * titration.length);
  page.numbers = numbers_of(record);
  page.findings = record.findings;
  AnalysisSection all{"Diffusivity", {}, {over_voltage(titration)}, {}};
  AnalysisSection one{fmt::format("{} at {:.4g} V", pitt ? "Step" : "Pulse", row.voltage()),
                      {"Full fit: " + row.full.remark + ".", "Short times: " + row.short_time.remark + ".",
                       "Long times: " + row.long_time.remark + "."},
                      pitt ? pitt_charts(row) : gitt_charts(row),
                      {}};
  if (!row.determined.empty()) one.text.push_back("Determined instead: " + row.determined + ".");
  AnalysisSection every{pitt ? "All steps" : "All pulses", {}, {}, {table(titration)}};
  AnalysisSection sense{"What this diffusivity is", meaning(titration), {}, {}};
  page.sections = {std::move(all), std::move(one), std::move(every), std::move(sense)};
  page.metadata = record.metadata;
  return page;
}

}  // namespace silith::app
