#include "analysis/cycling_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace silith {
namespace {

constexpr double coulomb_per_mah = 3.6;

bool has(const std::vector<Finding>& findings, const std::string& code) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.code == code; });
}

void check_efficiencies(Cycling& result) {
  constexpr double margin = 1.0005;  // what rounding of printed capacities makes
  std::size_t above = 0, judged = 0;
  const Cycle* worst = nullptr;
  for (const Cycle& cycle : result.cycles) {
    if (!std::isfinite(cycle.efficiency)) continue;
    ++judged;
    if (cycle.efficiency <= margin) continue;
    ++above;
    if (!worst || cycle.efficiency > worst->efficiency) worst = &cycle;
  }
  if (above == 0) return;
  result.findings.push_back(
      {"efficiency-above-100", "warning",
       fmt::format("the efficiency is above 100 % in {} of {} cycles, {:.2f} % in cycle {}", above, judged,
                   100.0 * worst->efficiency, worst->number),
       "lithium of an earlier cycle came out, a soft short, a drifting current, or half-cycles paired the wrong way "
       "round"});
}

void check_order(Cycling& result, const CyclingOptions& options) {
  const bool charged_first = result.halves.front().direction > 0;
  if (result.repaired) {
    result.findings.push_back({"half-cycles-paired", "note",
                               "the file's cycle numbers do not pair the half-cycles in the order in which they were "
                               "run; here they are paired in that order and counted from 1",
                               ""});
  }
  if (options.electrode == Electrode::by_order || charged_first == result.charge_first) return;
  result.findings.push_back(
      {"order-against-electrode", "warning",
       fmt::format("the test begins with a {}, which as {} belongs to no cycle; it is shown as cycle 0",
                   charged_first ? "charge" : "discharge", result.charge_first ? "a full cell" : "a silicon half cell"),
       charged_first ? "a full cell? --electrode full" : "a half cell? --electrode si-half-cell"});
}

/// Counter against integral, for records whose reader has not compared them.
void check_counter(Cycling& result, const Record& record) {
  constexpr double tolerance = 0.02, least = 1e-4 * coulomb_per_mah;
  if (!result.passed.by_counter || has(result.findings, "counter-against-integral") ||
      has(result.findings, "unit-mistake"))
    return;
  const RowCharges integral = integrated_row_charges(record.series);
  const auto sum = [](const std::vector<double>& values) {
    double total = 0.0;
    for (const double value : values) total += value;
    return total;
  };
  for (const bool charging : {true, false}) {
    const double counted = sum(charging ? result.passed.rows.charge : result.passed.rows.discharge);
    const double integrated = sum(charging ? integral.charge : integral.discharge);
    const double larger = std::max(counted, integrated);
    if (larger < least || std::abs(counted - integrated) <= tolerance * larger) continue;
    result.findings.push_back(
        {"counter-against-integral", "warning",
         fmt::format("{} by the counter {:.4g} mAh, by the integral of the current {:.4g} mAh",
                     charging ? "charge" : "discharge", counted / coulomb_per_mah, integrated / coulomb_per_mah),
         "rows left out while recording? trust the counter where rows are far apart"});
  }
}

void check_reference(Cycling& result) {
  const Cycle* reference = result.find(result.reference_cycle);
  if (reference == nullptr || !reference->complete || result.rates.size() < 2) return;
  const auto longest = std::max_element(result.rates.begin(), result.rates.end(),
                                        [](const RateRow& a, const RateRow& b) { return a.count < b.count; });
  if (reference->number >= longest->from && reference->number <= longest->to) return;
  const HalfCycle& half = result.halves[result.charge_first ? *reference->discharge_half : *reference->charge_half];
  const double usual = result.charge_first ? longest->discharge_current : longest->charge_current;
  if (std::abs(half.current - usual) <= 0.05 * usual) return;
  result.findings.push_back(
      {"reference-current", "note",
       fmt::format("the retention refers to cycle {} at {:.4g} mA, cycles {} to {} were run at {:.4g} mA",
                   reference->number, 1e3 * half.current, longest->from, longest->to, 1e3 * usual),
       fmt::format("--reference {} compares like with like", longest->from)});
}

/// Efficiencies at different currents are not scattered about one value.
void check_range(Cycling& result) {
  if (!result.mean_efficiency) return;
  const MeanEfficiency& mean = *result.mean_efficiency;
  const RateRow* longest = nullptr;
  std::size_t rows = 0;
  for (const RateRow& row : result.rates) {
    if (row.to < mean.from || row.from > mean.to) continue;
    ++rows;
    if (longest == nullptr || row.count > longest->count) longest = &row;
  }
  if (rows < 2) return;
  result.findings.push_back(
      {"efficiency-over-currents", "note",
       fmt::format("the mean efficiency is over cycles with {} different currents: its spread is not that of repeats",
                   rows),
       fmt::format("--range {}..{} keeps to one", std::max(longest->from, 1), longest->to)});
}

void check_end(Cycling& result, bool broken_off) {
  if (!broken_off) return;
  result.findings.push_back(
      {"last-half-cycle-broken-off", "note",
       fmt::format("the file ends within cycle {}; it counts in no mean", result.cycles.back().number), ""});
}

}  // namespace

void add_cycling_findings(Cycling& result, const Record& record, const CyclingOptions& options, bool broken_off) {
  for (const Finding& finding : record.findings)
    if (finding.code != "efficiency-above-100") result.findings.push_back(finding);
  check_counter(result, record);
  check_efficiencies(result);
  check_order(result, options);
  check_reference(result);
  check_range(result);
  check_end(result, broken_off);
}

}  // namespace silith
