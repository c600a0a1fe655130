#include "analysis/cycling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/cycling_findings.hpp"
#include "base/diagnostic.hpp"
#include "record/steps.hpp"

namespace silith {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double ratio(double a, double b) {
  return a > 0.0 && b > 0.0 ? a / b : nan;
}

/// Pairs half-cycles as they follow each other.
std::vector<Cycle> pair_halves(const std::vector<HalfCycle>& halves, int first_direction) {
  std::vector<Cycle> cycles;
  int number = 0;
  for (std::size_t k = 0; k < halves.size(); ++k) {
    const HalfCycle& half = halves[k];
    Cycle cycle;
    cycle.file_cycle = half.file_cycle;
    (half.direction > 0 ? cycle.charge_half : cycle.discharge_half) = k;
    const bool starts = half.direction == first_direction;
    const bool has_partner = starts && k + 1 < halves.size() && halves[k + 1].direction == -first_direction;
    if (has_partner) (half.direction > 0 ? cycle.discharge_half : cycle.charge_half) = ++k;
    if (starts || number > 0) ++number;
    cycle.number = number;
    cycles.push_back(cycle);
  }
  return cycles;
}

/// Charges of a cycle with what pulses moved, as counters count them.
void fill(Cycle& cycle, const std::vector<HalfCycle>& halves, bool charge_first) {
  const HalfCycle* charge = cycle.charge_half ? &halves[*cycle.charge_half] : nullptr;
  const HalfCycle* discharge = cycle.discharge_half ? &halves[*cycle.discharge_half] : nullptr;
  cycle.charge = charge ? charge->charge + (discharge ? discharge->against : 0.0) : nan;
  cycle.discharge = discharge ? discharge->charge + (charge ? charge->against : 0.0) : nan;
  cycle.charge_energy = charge ? charge->energy : nan;
  cycle.discharge_energy = discharge ? discharge->energy : nan;
  cycle.charge_voltage = charge ? charge->mean_voltage() : nan;
  cycle.discharge_voltage = discharge ? discharge->mean_voltage() : nan;
  cycle.efficiency = charge_first ? ratio(cycle.discharge, cycle.charge) : ratio(cycle.charge, cycle.discharge);
  cycle.energy_efficiency = ratio(cycle.discharge_energy, cycle.charge_energy);
  cycle.voltage_efficiency = ratio(cycle.discharge_voltage, cycle.charge_voltage);
  cycle.hysteresis = cycle.charge_voltage - cycle.discharge_voltage;
  cycle.capacity = charge_first ? cycle.discharge : cycle.charge;
  cycle.complete = charge && discharge;
}

/// Whether the file ends while the last half-cycle is still under way: current to the last row, and neither the charge
/// nor the voltage of the half-cycle of the same direction before it was reached.
bool broken_off(const TimeSeries& series, const std::vector<HalfCycle>& halves) {
  const HalfCycle& last = halves.back();
  const auto& current = series.at("current").values;
  const auto& voltage = series.at("voltage").values;
  if (!(last.direction * current.back() > 0.0)) return false;
  for (std::size_t k = halves.size() - 1; k-- > 0;) {
    const HalfCycle& before = halves[k];
    if (before.direction != last.direction) continue;
    const double end = last.direction * voltage[last.last - 1];
    double reached = -std::numeric_limits<double>::infinity();
    for (std::size_t i = before.first; i < before.last; ++i) reached = std::max(reached, last.direction * voltage[i]);
    constexpr double margin = 0.01;  // V
    return last.charge < 0.98 * before.charge && end < reached - margin;
  }
  return false;
}

void add_retention(Cycling& result, const CyclingOptions& options) {
  result.reference_cycle = options.reference_cycle;
  const Cycle* reference = result.find(options.reference_cycle);
  if (reference == nullptr) {
    throw InputError(fmt::format("there is no cycle {} for the retention: the file has {} to {}",
                                 options.reference_cycle, result.cycles.front().number, result.cycles.back().number),
                     "choose one with --reference");
  }
  for (Cycle& cycle : result.cycles) cycle.retention = ratio(cycle.capacity, reference->capacity);
}

void add_mean_efficiency(Cycling& result, const CyclingOptions& options) {
  const bool asked = options.efficiency_to > 0 || options.efficiency_from != CyclingOptions{}.efficiency_from;
  const int to = options.efficiency_to > 0 ? options.efficiency_to : std::numeric_limits<int>::max();
  MeanEfficiency mean;
  std::vector<double> values;
  for (const Cycle& cycle : result.cycles) {
    const double e = cycle.efficiency;
    if (cycle.number < options.efficiency_from || cycle.number > to || !cycle.complete || !std::isfinite(e)) continue;
    if (values.empty()) mean.from = cycle.number;
    mean.to = cycle.number;
    if (values.empty() || e < mean.lowest) mean.lowest = e, mean.lowest_cycle = cycle.number;
    if (values.empty() || e > mean.highest) mean.highest = e, mean.highest_cycle = cycle.number;
    values.push_back(e);
    mean.mean += e;
  }
  if (values.empty()) {
    if (asked)
      throw InputError(
          fmt::format("there is no complete cycle from {} on for the mean efficiency: the file has {} to {}",
                      options.efficiency_from, result.cycles.front().number, result.cycles.back().number),
          "choose others with --range FROM..TO");
    return;
  }
  const double n = static_cast<double>(values.size());
  mean.count = values.size();
  mean.mean /= n;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean.mean) * (value - mean.mean);
  mean.deviation = values.size() > 1 ? std::sqrt(squares / (n - 1.0)) : nan;
  mean.standard_error = mean.deviation / std::sqrt(n);
  result.mean_efficiency = mean;
}

/// Sums of a rate row until it is finished.
class RateCollector {
public:
  explicit RateCollector(const std::vector<HalfCycle>& halves) : halves_(halves) {}

  void add(const Cycle& cycle) {
    const HalfCycle& charge = halves_[*cycle.charge_half];
    const HalfCycle& discharge = halves_[*cycle.discharge_half];
    if (!rows_.empty() && same(rows_.back().charge_current, charge.current) &&
        same(rows_.back().discharge_current, discharge.current)) {
      rows_.back().to = cycle.number;
    } else {
      finish();
      rows_.push_back({});
      rows_.back().from = rows_.back().to = cycle.number;
      rows_.back().charge_current = charge.current;
      rows_.back().discharge_current = discharge.current;
    }
    members_.push_back(&cycle);
  }

  std::vector<RateRow> take() {
    finish();
    for (RateRow& row : rows_) row.share = ratio(row.capacity, rows_.front().capacity);
    return std::move(rows_);
  }

private:
  static bool same(double a, double b) {
    constexpr double tolerance = 0.02;
    return std::abs(a - b) <= tolerance * std::max(a, b);
  }

  void finish() {
    if (members_.empty()) return;
    RateRow& row = rows_.back();
    row.count = members_.size();
    const double n = static_cast<double>(row.count);
    for (const Cycle* cycle : members_) {
      row.capacity += cycle->capacity / n;
      row.efficiency += cycle->efficiency / n;
      row.charge_voltage += cycle->charge_voltage / n;
      row.discharge_voltage += cycle->discharge_voltage / n;
      row.hysteresis += cycle->hysteresis / n;
      row.held_share += halves_[*cycle->charge_half].held_share / n;
    }
    double squares = 0.0;
    for (const Cycle* cycle : members_) squares += std::pow(cycle->capacity - row.capacity, 2);
    row.capacity_deviation = row.count > 1 ? std::sqrt(squares / (n - 1.0)) : nan;
    members_.clear();
  }

  const std::vector<HalfCycle>& halves_;
  std::vector<RateRow> rows_;
  std::vector<const Cycle*> members_;
};

std::vector<RateRow> rates(const Cycling& result) {
  RateCollector collector(result.halves);
  for (const Cycle& cycle : result.cycles)
    if (cycle.complete) collector.add(cycle);
  return collector.take();
}

/// Cycle numbers for records without.
TimeSeries numbered(const TimeSeries& series) {
  TimeSeries copy = series;
  if (!copy.find("cycle")) number_steps(copy);
  return copy;
}

void require(const Record& record) {
  for (const char* name : {"time", "voltage", "current"}) {
    if (record.series.rows() > 0 && record.series.find(name)) continue;
    throw InputError(fmt::format("{} holds no cycling data: there is no {}", record.title, name),
                     record.spectra.empty() ? "give a file of a cycler, or the directory of a run"
                                            : "it holds impedance: `silith analyse eis`");
  }
}

}  // namespace

Electrode electrode_of(const std::string& name) {
  if (name == "by-order") return Electrode::by_order;
  if (name == "full") return Electrode::full;
  if (name == "si-half-cell") return Electrode::si_half_cell;
  throw InputError(fmt::format("there is no electrode \"{}\"", name), "write full, si-half-cell or by-order");
}

void CyclingOptions::validate() const {
  if (efficiency_from < 0 || (efficiency_to != 0 && efficiency_to < efficiency_from))
    throw InputError(fmt::format("cycles {} to {} are no range", efficiency_from, efficiency_to),
                     "write for example --range 2..50");
}

const Cycle* Cycling::find(int number) const {
  const auto found = std::find_if(cycles.begin(), cycles.end(), [&](const Cycle& c) { return c.number == number; });
  return found == cycles.end() ? nullptr : &*found;
}

Cycling analyse_cycling(const Record& record, const CyclingOptions& options) {
  options.validate();
  require(record);
  const TimeSeries series = numbered(record.series);
  Cycling result;
  result.passed = passed_charge(series, options.source);
  result.halves = half_cycles(series, result.passed);
  if (result.halves.empty())
    throw InputError(fmt::format("{}: no charge passes", record.title), "the file holds rest only");
  const int first = result.halves.front().direction;
  result.charge_first = options.electrode == Electrode::by_order ? first > 0 : options.electrode == Electrode::full;
  result.cycles = pair_halves(result.halves, result.charge_first ? 1 : -1);
  for (Cycle& cycle : result.cycles) fill(cycle, result.halves, result.charge_first);
  const bool cut = broken_off(series, result.halves);
  if (cut) result.cycles.back().complete = false;
  const Cycle* one = result.find(1);
  result.first_efficiency = one ? one->efficiency : nan;
  add_retention(result, options);
  add_mean_efficiency(result, options);
  result.rates = rates(result);
  result.repaired = std::any_of(result.cycles.begin(), result.cycles.end(), [&](const Cycle& cycle) {
    return cycle.charge_half && cycle.discharge_half &&
           result.halves[*cycle.charge_half].file_cycle != result.halves[*cycle.discharge_half].file_cycle;
  });
  add_cycling_findings(result, record, options, cut);
  return result;
}

}  // namespace silith
