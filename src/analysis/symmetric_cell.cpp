#include "analysis/symmetric_cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/symmetric_features.hpp"
#include "analysis/symmetric_verdict.hpp"
#include "base/diagnostic.hpp"
#include "record/steps.hpp"

namespace silith {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double own_current = 0.95;  // of the half-cycle's: rows of ramps and rests are left out

/// The column's mean over the rows of a half-cycle with current; NaN if there is none.
double mean_of(const TimeSeries& series, const char* name, const HalfCycle& half) {
  const Column* column = series.find(name);
  double sum = 0.0;
  std::size_t count = 0;
  for (std::size_t i = half.first; column && i < half.last; ++i) {
    if (!std::isfinite(column->values[i])) continue;
    sum += column->values[i];
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : nan;
}

/// Half-cycles with their rows, before anything is judged.
class Reader {
public:
  Reader(const TimeSeries& series, const SymmetricOptions& options)
      : series_(series),
        time_(series.at("time").values),
        voltage_(series.at("voltage").values),
        current_(series.at("current").values),
        open_circuit_(options.offset == Offset::automatic ? series.find("open_circuit_voltage") : nullptr) {
    const PassedCharge passed = passed_charge(series, options.source);
    halves_ = half_cycles(series, passed);
    if (options.offset != Offset::zero && !open_circuit_) offset_ = balanced();
  }

  const std::vector<HalfCycle>& halves() const { return halves_; }
  double offset() const { return open_circuit_ ? nan : offset_; }

  PolarisationCurve curve(const HalfCycle& half) const {
    PolarisationCurve curve;
    for (std::size_t i = half.first; i < half.last; ++i) {
      if (!own_row(half, i)) continue;
      const double zero = open_circuit_ ? open_circuit_->values[i] : offset_;
      curve.time.push_back(time_[i] - half.start_time);
      curve.voltage.push_back(half.direction * (voltage_[i] - zero));
    }
    return curve;
  }

  /// Jump of the voltage over that of the current between the last row before and the first row with the half-cycle's
  /// current, Eq. J5.
  double series_resistance(const HalfCycle& half) const {
    for (std::size_t i = std::max<std::size_t>(half.first, 1); i < half.last; ++i) {
      if (!own_row(half, i)) continue;
      const double jump = current_[i] - current_[i - 1];
      const double resistance = (voltage_[i] - voltage_[i - 1]) / jump;
      return std::isfinite(resistance) && resistance > 0.0 ? resistance : nan;
    }
    return nan;
  }

private:
  bool own_row(const HalfCycle& half, std::size_t i) const {
    return half.direction * current_[i] >= own_current * half.current;
  }

  double balanced() const {
    constexpr double same = 0.02;
    std::vector<double> middles, levels;
    for (const HalfCycle& half : halves_) {
      std::vector<double> rows;
      for (std::size_t i = half.first; i < half.last; ++i)
        if (own_row(half, i)) rows.push_back(voltage_[i]);
      levels.push_back(median(rows));
    }
    // At the lowest current: elsewhere a difference of the directions in resistance would pass for an offset.
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t k = 1; k < halves_.size(); ++k) {
      const double a = halves_[k - 1].current, b = halves_[k].current;
      if (halves_[k].direction == halves_[k - 1].direction || std::abs(a - b) > same * std::max(a, b)) continue;
      if (std::max(a, b) > (1.0 + same) * lowest) continue;
      if (std::max(a, b) < (1.0 - same) * lowest) middles.clear();
      lowest = std::min(lowest, std::max(a, b));
      middles.push_back(0.5 * (levels[k - 1] + levels[k]));
    }
    return middles.empty() ? 0.0 : median(middles);
  }

  const TimeSeries& series_;
  const std::vector<double>&time_, &voltage_, &current_;
  const Column* open_circuit_;
  std::vector<HalfCycle> halves_;
  double offset_ = 0.0;
};

std::vector<SymmetricHalf> measured_halves(const TimeSeries& series, const Reader& reader, std::vector<double>& early) {
  std::vector<SymmetricHalf> all;
  for (const HalfCycle& half : reader.halves()) {
    SymmetricHalf one;
    one.number = all.size() + 1;
    one.direction = half.direction;
    one.current = half.current;
    one.start_time = half.start_time;
    one.duration = half.duration;
    one.charge = half.charge;
    const bool same = !all.empty() && std::abs(all.back().current - one.current) <= 0.02 * one.current;
    one.step = all.empty() ? 1 : all.back().step + (same ? 0 : 1);
    const PolarisationCurve curve = reader.curve(half);
    add_features(one, curve);
    const std::size_t seventh = std::max<std::size_t>(1, curve.voltage.size() / 7);
    early.push_back(curve.voltage.empty() ? nan : median(std::span(curve.voltage).first(seventh)) / one.current);
    one.series_resistance = reader.series_resistance(half);
    one.pressure = mean_of(series, "pressure", half);
    one.temperature = mean_of(series, "temperature", half);
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<CurrentStep> steps_of(const std::vector<SymmetricHalf>& halves) {
  std::vector<CurrentStep> steps;
  for (std::size_t k = 0; k < halves.size(); ++k) {
    const SymmetricHalf& half = halves[k];
    if (steps.empty() || steps.back().number != half.step) {
      steps.push_back({half.step, k, k, half.current});
      steps.back().first_resistance = half.resistance;
    }
    CurrentStep& step = steps.back();
    const double n = static_cast<double>(k - step.first);
    step.last = k;
    step.charge = (step.charge * n + half.charge) / (n + 1.0);
    step.fluctuation = (step.fluctuation * n + half.fluctuation) / (n + 1.0);
    step.last_resistance = half.resistance;
    step.verdict = std::max(step.verdict, half.verdict);
  }
  return steps;
}

/// Eq. J9.
std::vector<SymmetricCycle> cycles_of(const std::vector<SymmetricHalf>& halves) {
  std::vector<SymmetricCycle> cycles;
  for (std::size_t k = 0; k + 1 < halves.size(); ++k) {
    const SymmetricHalf &a = halves[k], &b = halves[k + 1];
    if (a.direction == b.direction || a.step != b.step) continue;
    SymmetricCycle cycle;
    cycle.number = cycles.size() + 1;
    cycle.first = k;
    cycle.step = a.step;
    cycle.start_time = a.start_time;
    cycle.current = 0.5 * (a.current + b.current);
    cycle.charge = 0.5 * (a.charge + b.charge);
    cycle.resistance = 0.5 * (a.resistance + b.resistance);
    cycle.fluctuation = 0.5 * (a.fluctuation + b.fluctuation);
    cycle.verdict = std::max(a.verdict, b.verdict);
    double first = cycle.resistance;
    for (const SymmetricCycle& earlier : cycles)
      if (earlier.step == cycle.step) {
        first = earlier.resistance;
        break;
      }
    cycle.growth = first > 0.0 ? cycle.resistance / first - 1.0 : nan;
    cycles.push_back(cycle);
    ++k;
  }
  return cycles;
}

/// Eq. J8.
void add_critical_current(SymmetricCell& cell) {
  cell.critical_current = nan;
  cell.short_time = nan;
  for (std::size_t k = 0; k < cell.halves.size(); ++k) {
    const SymmetricHalf& half = cell.halves[k];
    if (half.verdict >= CellVerdict::soft_short) {
      cell.first_short = k;
      cell.short_time = std::isfinite(half.fall_time) ? half.fall_time : half.start_time;
      break;
    }
    if (!(cell.critical_current >= half.current)) cell.critical_current = half.current;
  }
  if (!cell.first_short) return;
  // The current of the short itself was not borne.
  const SymmetricHalf& broken = cell.halves[*cell.first_short];
  if (cell.critical_current < 0.98 * broken.current) return;
  double below = nan;
  for (std::size_t k = 0; k < *cell.first_short; ++k) {
    const double current = cell.halves[k].current;
    if (current < 0.98 * broken.current && !(below >= current)) below = current;
  }
  cell.critical_current = below;
}

void add_verdict(SymmetricCell& cell) {
  for (std::size_t k = 0; k < cell.halves.size(); ++k) {
    if (cell.halves[k].verdict <= cell.verdict) continue;
    cell.verdict = cell.halves[k].verdict;
    cell.event = k;
  }
}

/// A voltage that keeps its sign while the current changes its own is that of another cell.
void check_symmetry(SymmetricCell& cell, const Record& record) {
  constexpr double most = 0.99;
  if (!std::isfinite(cell.offset)) return;
  const auto& voltage = record.series.at("voltage").values;
  const auto above =
      static_cast<double>(std::count_if(voltage.begin(), voltage.end(), [](double v) { return v > 0.0; }));
  const double share = above / static_cast<double>(voltage.size());
  if (share < most && share > 1.0 - most) return;
  cell.findings.push_back(
      {"not-symmetric", "warning",
       fmt::format("the voltage keeps its sign ({:.3g} V in the middle): is this a symmetric cell?", cell.offset),
       "full and half cells: `silith analyse cycling`"});
}

void add_findings(SymmetricCell& cell, const Record& record) {
  for (const Finding& finding : record.findings) {
    // Efficiencies of symmetric cells mean nothing.
    if (finding.code == "efficiency-above-100" || finding.code == "discharge-first") continue;
    cell.findings.push_back(finding);
  }
  std::size_t few = 0;
  for (const SymmetricHalf& half : cell.halves)
    if (!std::isfinite(half.fluctuation)) ++few;
  if (few > 0)
    cell.findings.push_back({"few-rows", "warning",
                             fmt::format("{} of {} half-cycles have fewer than 8 rows: neither fluctuation nor spikes "
                                         "can be seen in them",
                                         few, cell.halves.size()),
                             "record the voltage at least every hundredth of a half-cycle"});
  check_symmetry(cell, record);
  if (std::isfinite(cell.offset) && !cell.halves.empty()) {
    const SymmetricHalf& first = cell.halves.front();
    if (std::abs(cell.offset) > 0.2 * first.resistance * first.current)
      cell.findings.push_back({"offset", "note",
                               fmt::format("{:.3g} mV lie between the electrodes without current (middle between the "
                                           "directions); subtracted",
                                           1e3 * cell.offset),
                               "electrodes that are the same: --offset zero"});
  }
}

}  // namespace

const char* name_of(CellVerdict verdict) {
  switch (verdict) {
    case CellVerdict::stable:
      return "stable";
    case CellVerdict::polarising:
      return "polarising";
    case CellVerdict::spike:
      return "spike";
    case CellVerdict::soft_short:
      return "soft short";
    case CellVerdict::hard_short:
      return "hard short";
  }
  return "";
}

Offset offset_of(const std::string& name) {
  if (name == "automatic") return Offset::automatic;
  if (name == "zero") return Offset::zero;
  if (name == "balanced") return Offset::balanced;
  throw InputError(fmt::format("there is no offset \"{}\"", name), "write automatic, zero or balanced");
}

void SymmetricOptions::validate() const {
  const auto share = [](double value, const char* option) {
    if (!(value > 0.0 && value < 1.0))
      throw InputError(fmt::format("{} {:.3g} is not a share", option, value), "a number between 0 and 1");
  };
  share(hard_share, "--hard-share");
  share(soft_drop, "--soft-drop");
  share(clear_drop, "--clear-drop");
  share(spike_rise, "--spike");
  share(growth, "--growth");
  share(growth_rate, "--growth-rate");
  if (!(fluctuation_rise > 1.0))
    throw InputError(fmt::format("--fluctuation {:.3g} is no rise", fluctuation_rise), "a number above 1");
}

SymmetricCell analyse_symmetric_cell(const Record& record, const SymmetricOptions& options) {
  options.validate();
  for (const char* name : {"time", "voltage", "current"})
    if (record.series.rows() == 0 || !record.series.find(name))
      throw InputError(fmt::format("{} holds no cycling data: there is no {}", record.title, name),
                       "give a file of a cycler, or the directory of a run");
  TimeSeries series = record.series;
  if (!series.find("cycle")) number_steps(series);
  const Reader reader(series, options);
  SymmetricCell cell;
  cell.offset = reader.offset();
  std::vector<double> early;
  cell.halves = measured_halves(series, reader, early);
  if (cell.halves.size() < 2)
    throw InputError(
        fmt::format("{} holds {} half-cycles, a symmetric cell needs at least 2", record.title, cell.halves.size()),
        "the current has to change its direction");
  judge(cell.halves, early, options);
  cell.steps = steps_of(cell.halves);
  cell.cycles = cycles_of(cell.halves);
  add_verdict(cell);
  add_critical_current(cell);
  add_findings(cell, record);
  return cell;
}

}  // namespace silith
