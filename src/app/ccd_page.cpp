#include <fmt/format.h>

#include <cmath>

#include "app/ccd_output.hpp"
#include "report/analysis_page.hpp"

namespace silith::app {
namespace {

constexpr CellVerdict verdicts[] = {CellVerdict::stable, CellVerdict::polarising, CellVerdict::spike,
                                    CellVerdict::soft_short, CellVerdict::hard_short};

/// Points of every verdict as a line of their own.
template <class Value>
AnalysisChart by_verdict(const CcdFile& file, AnalysisChart chart, Value value) {
  for (const CellVerdict verdict : verdicts) {
    ChartLine line;
    line.label = name_of(verdict);
    line.style = ChartLine::Style::points;
    line.color = static_cast<int>(verdict);
    for (const SymmetricHalf& half : file.cell.halves) {
      if (half.verdict != verdict) continue;
      line.x.push_back(static_cast<double>(half.number));
      line.y.push_back(value(half));
    }
    if (!line.x.empty()) chart.lines.push_back(std::move(line));
  }
  return chart;
}

AnalysisSection charts(const CcdFile& file) {
  const bool areal = file.area > 0.0;
  AnalysisSection section{"Course of the test", {}, {}, {}};
  ChartLine line{"voltage", file.record.series.at("time").values, file.record.series.at("voltage").values};
  for (double& time : line.x) time /= 3600.0;
  section.charts.push_back({"voltage", "Voltage", {"Time", "h"}, {"Voltage", "V"}, {std::move(line)}});
  section.charts.push_back(by_verdict(
      file, {"resistance", "Resistance V/I", {"Half-cycle", ""}, {"Resistance", areal ? "ohm m^2" : "ohm"}, {}},
      [&](const SymmetricHalf& half) { return half.resistance * (areal ? file.area : 1.0); }));
  section.charts.push_back(by_verdict(file,
                                      {"fluctuation",
                                       "Fluctuation from row to row",
                                       {"Half-cycle", ""},
                                       {"Fluctuation", "mV", ChartAxis::Scale::logarithmic},
                                       {}},
                                      [](const SymmetricHalf& half) { return 1e3 * half.fluctuation; }));
  section.charts.push_back(
      by_verdict(file, {"current", "Current", {"Half-cycle", ""}, {"Current", areal ? "A/m^2" : "A"}, {}},
                 [&](const SymmetricHalf& half) { return half.current / (areal ? file.area : 1.0); }));
  return section;
}

AnalysisTable steps_table(const CcdFile& file) {
  const bool areal = file.area > 0.0;
  const double by = areal ? file.area : 1.0;
  const std::string resistance = areal ? "ohm m^2" : "ohm";
  AnalysisTable table{"",
                      {{"Step", ""},
                       {"Half-cycles", ""},
                       {"Current", areal ? "A/m^2" : "A"},
                       {"Capacity", areal ? "C/m^2" : "C"},
                       {"First resistance", resistance},
                       {"Last resistance", resistance},
                       {"Fluctuation", "mV"},
                       {"Verdict", ""}},
                      {},
                      "Resistance: median of V/I over the middle half of a half-cycle"};
  for (const CurrentStep& step : file.cell.steps)
    table.rows.push_back({double(step.number), fmt::format("{} to {}", step.first + 1, step.last + 1),
                          step.current / by, step.charge / by, step.first_resistance * (areal ? by : 1.0),
                          step.last_resistance * (areal ? by : 1.0), 1e3 * step.fluctuation, name_of(step.verdict)});
  return table;
}

AnalysisTable cycles_table(const CcdFile& file) {
  const bool areal = file.area > 0.0;
  const double by = areal ? file.area : 1.0;
  AnalysisTable table{"",
                      {{"Cycle", ""},
                       {"Start", "h"},
                       {"Current", areal ? "A/m^2" : "A"},
                       {"Capacity", areal ? "C/m^2" : "C"},
                       {"Voltage", "mV"},
                       {"Resistance", areal ? "ohm m^2" : "ohm"},
                       {"Since the step began", "%"},
                       {"Verdict", ""}},
                      {},
                      "Means of the two directions"};
  for (const SymmetricCycle& cycle : file.cell.cycles)
    table.rows.push_back({double(cycle.number), cycle.start_time / 3600.0, cycle.current / by, cycle.charge / by,
                          1e3 * cycle.resistance * cycle.current, cycle.resistance * by, 100.0 * cycle.growth,
                          name_of(cycle.verdict)});
  return table;
}

AnalysisTable evidence_table(const CcdFile& file) {
  AnalysisTable table{"", {{"Half-cycle", ""}, {"After", "h"}, {"Verdict", ""}, {"Evidence", ""}}, {}, ""};
  for (const SymmetricHalf& half : file.cell.halves) {
    if (half.verdict == CellVerdict::stable) continue;
    std::string all;
    for (const auto& sentence : half.evidence) all += (all.empty() ? "" : "; ") + sentence;
    table.rows.push_back({double(half.number), half.start_time / 3600.0, name_of(half.verdict), all});
  }
  return table;
}

}  // namespace

void write_ccd_page(const std::filesystem::path& path, const CcdFile& file) {
  const Record record = ccd_record(file);
  AnalysisPage page;
  page.title = record.title;
  page.subtitle = "Critical current, shorts";
  page.numbers = numbers_of(record);
  page.findings = record.findings;
  page.metadata = record.metadata;
  page.sections = {
      charts(file), {"Steps of the current", {}, {}, {steps_table(file)}}, {"Cycles", {}, {}, {cycles_table(file)}}};
  if (const auto table = evidence_table(file); !table.rows.empty())
    page.sections.push_back({"Evidence", {}, {}, {table}});
  write_analysis(path, page);
}

}  // namespace silith::app
