#include "record/cycle_charge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

namespace silith {
namespace {

const Column* counter(const TimeSeries& series, const std::string& name) {
  for (const char* span : {"", "cycle_", "step_"})
    if (const Column* column = series.find(span + name)) return column;
  return nullptr;
}

/// What a counter gained from row i - 1 to row i; a counter that fell has started again from zero,
/// but for the rounding of what is printed.
double gain(const std::vector<double>& counts, std::size_t i) {
  constexpr double started_again = 0.99;
  if (!std::isfinite(counts[i]) || !std::isfinite(counts[i - 1])) return 0.0;
  if (counts[i] < started_again * counts[i - 1]) return std::max(0.0, counts[i]);
  return std::max(0.0, counts[i] - counts[i - 1]);
}

/// The charge of the first row, unless the counter stood there already when the file began.
double first_gain(const TimeSeries& series, const std::vector<double>& counts) {
  constexpr double margin = 2.0;
  const double possible = margin * std::abs(series.at("current").values.front()) * series.at("time").values.front();
  return counts.front() > 0.0 && counts.front() <= possible ? counts.front() : 0.0;
}

/// Hands charges to their cycles, in the order of the rows. Which half came first is judged by where in the cycle the
/// charge and the discharge lie on average: a pulse of milliseconds before a step decides nothing.
class Cycles {
public:
  void add(double cycle, double charge, double discharge) {
    if (cycles_.empty() || cycles_.back().cycle != static_cast<int>(cycle)) {
      finish();
      cycles_.push_back({static_cast<int>(cycle)});
    }
    CycleCharge& now = cycles_.back();
    now.charge += charge;
    now.discharge += discharge;
    row_ += 1.0;
    charge_moment_ += row_ * charge;
    discharge_moment_ += row_ * discharge;
  }
  std::vector<CycleCharge> take() {
    finish();
    return std::move(cycles_);
  }

private:
  void finish() {
    if (!cycles_.empty()) {
      CycleCharge& done = cycles_.back();
      done.discharge_first = done.discharge > 0.0 && discharge_moment_ * done.charge <= charge_moment_ * done.discharge;
    }
    row_ = charge_moment_ = discharge_moment_ = 0.0;
  }

  std::vector<CycleCharge> cycles_;
  double row_ = 0.0, charge_moment_ = 0.0, discharge_moment_ = 0.0;
};

RowCharges two_counters(const TimeSeries& series, const Column& charge, const Column& discharge) {
  RowCharges rows;
  for (std::size_t i = 0; i < series.rows(); ++i) {
    rows.charge.push_back(i == 0 ? first_gain(series, charge.values) : gain(charge.values, i));
    rows.discharge.push_back(i == 0 ? first_gain(series, discharge.values) : gain(discharge.values, i));
  }
  return rows;
}

RowCharges one_counter(const TimeSeries& series, const Column& sum) {
  const auto& current = series.at("current").values;
  RowCharges rows;
  double direction = 0.0;
  for (std::size_t i = 0; i < series.rows(); ++i) {
    if (current[i] != 0.0) direction = current[i];
    const double passed = i == 0 ? first_gain(series, sum.values) : gain(sum.values, i);
    rows.charge.push_back(direction > 0.0 ? passed : 0.0);
    rows.discharge.push_back(direction < 0.0 ? passed : 0.0);
  }
  return rows;
}

RowCharges net_counter(const TimeSeries& series, const Column& net) {
  RowCharges rows;
  for (std::size_t i = 0; i < series.rows(); ++i) {
    const double change = i == 0 ? 0.0 : net.values[i] - net.values[i - 1];
    const double passed = std::isfinite(change) ? change : 0.0;
    rows.charge.push_back(std::max(0.0, passed));
    rows.discharge.push_back(std::max(0.0, -passed));
  }
  return rows;
}

bool starts_step(const TimeSeries& series, std::size_t i) {
  for (const char* name : {"cycle", "step"})
    if (const Column* column = series.find(name); column && column->values[i] != column->values[i - 1]) return true;
  return false;
}

}  // namespace

double CycleCharge::efficiency() const {
  if (!(charge > 0.0) || !(discharge > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  return discharge_first ? charge / discharge : discharge / charge;
}

double first_efficiency(const std::vector<CycleCharge>& cycles) {
  const auto first = std::find_if(cycles.begin(), cycles.end(),
                                  [](const CycleCharge& c) { return c.charge > 0.0 || c.discharge > 0.0; });
  if (first == cycles.end()) return std::numeric_limits<double>::quiet_NaN();
  CycleCharge pair = *first;
  const auto next = first + 1;
  if (next != cycles.end() && next->discharge_first != first->discharge_first) {
    if (pair.charge == 0.0) pair.charge = next->charge;
    if (pair.discharge == 0.0) pair.discharge = next->discharge;
  }
  return pair.efficiency();
}

std::optional<RowCharges> counted_row_charges(const TimeSeries& series) {
  if (series.rows() == 0) return std::nullopt;
  const Column* charge = counter(series, "charging_capacity");
  const Column* discharge = counter(series, "discharging_capacity");
  if (charge && discharge) return two_counters(series, *charge, *discharge);
  if (const Column* sum = counter(series, "cumulative_capacity")) return one_counter(series, *sum);
  if (const Column* net = counter(series, "net_capacity")) return net_counter(series, *net);
  return std::nullopt;
}

RowCharges integrated_row_charges(const TimeSeries& series) {
  const auto& time = series.at("time").values;
  const auto& current = series.at("current").values;
  RowCharges rows;
  for (std::size_t i = 0; i < series.rows(); ++i) {
    double passed = 0.0;
    if (i > 0) {
      const double before = starts_step(series, i) ? current[i] : current[i - 1];
      passed = 0.5 * std::max(0.0, time[i] - time[i - 1]) * (before + current[i]);
    }
    rows.charge.push_back(std::max(0.0, passed));
    rows.discharge.push_back(std::max(0.0, -passed));
  }
  return rows;
}

std::optional<std::vector<CycleCharge>> counted_charges(const TimeSeries& series) {
  const auto rows = counted_row_charges(series);
  if (!rows) return std::nullopt;
  const auto& cycle = series.at("cycle").values;
  Cycles cycles;
  for (std::size_t i = 0; i < series.rows(); ++i) cycles.add(cycle[i], rows->charge[i], rows->discharge[i]);
  return cycles.take();
}

std::vector<CycleCharge> integrated_charges(const Record& record) {
  Cycles cycles;
  for (const StepRow& step : record.steps)
    cycles.add(step.cycle, std::max(0.0, step.charge), std::max(0.0, -step.charge));
  return cycles.take();
}

}  // namespace silith
