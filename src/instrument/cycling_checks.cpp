#include "instrument/cycling_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "record/cycle_charge.hpp"

namespace silith {
namespace {

constexpr double coulomb_per_mah = 3.6;

struct Totals {
  double charge = 0.0, discharge = 0.0;  ///< C
};

Totals totals(const std::vector<CycleCharge>& cycles) {
  Totals sum;
  for (const auto& cycle : cycles) {
    sum.charge += cycle.charge;
    sum.discharge += cycle.discharge;
  }
  return sum;
}

/// How finely the current is written: the largest power of ten of which all its values are multiples; 0 if it takes
/// many values or fine ones.
double resolution(const std::vector<double>& current) {
  constexpr std::size_t most = 64;
  std::vector<double> values;
  for (const double value : current) {
    if (!values.empty() && values.back() == value) continue;
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    if (values.size() > most) return 0.0;
  }
  for (double step = 1.0; step > 1e-9; step /= 10.0)
    if (std::all_of(values.begin(), values.end(),
                    [&](double value) { return std::abs(value / step - std::round(value / step)) < 1e-6; }))
      return step;
  return 0.0;
}

double largest_magnitude(const std::vector<double>& values) {
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

/// The factor between two charges if it is that of a mistaken unit.
const char* unit_mistake(double ratio) {
  struct Row {
    double factor;
    const char* text;
  };
  constexpr std::array rows{Row{1000.0, "the current is in mA, or the counter in Ah instead of mAh"},
                            Row{1e-3, "the counter is in mAh instead of Ah"},
                            Row{3600.0, "the counter is in Ah and is taken for As, or time counts hours"},
                            Row{1.0 / 3600.0, "the counter is in As instead of Ah"},
                            Row{1.0 / 60.0, "time counts minutes instead of seconds"}};
  for (const Row& row : rows)
    if (std::abs(ratio / row.factor - 1.0) < 0.05) return row.text;
  return nullptr;
}

void compare(Record& record, const char* what, double counted, double integral) {
  constexpr double tolerance = 0.02, least = 1e-4 * coulomb_per_mah;
  const double larger = std::max(counted, integral);
  if (larger < least || std::abs(counted - integral) <= tolerance * larger) return;
  const std::string numbers =
      fmt::format("{} by the instrument's counter {:.4g} mAh, by the integral of the current {:.4g} mAh", what,
                  counted / coulomb_per_mah, integral / coulomb_per_mah);
  if (counted > 0.0)
    if (const char* mistake = unit_mistake(integral / counted)) {
      record.findings.push_back({"unit-mistake", "warning", numbers + ": " + mistake, "check the headings' units"});
      return;
    }
  const auto& current = record.series.at("current").values;
  const double step = resolution(current);
  if (const double largest = largest_magnitude(current); step > 0.02 * largest) {
    record.findings.push_back({"counter-against-integral", "warning",
                               fmt::format("{}; the current, up to {:.3g} mA, is written in steps of {:.2g} mA",
                                           numbers, largest * 1e3, step * 1e3),
                               "trust the counter: charges of steps, which are integrals, carry the rounding of the "
                               "current"});
    return;
  }
  record.findings.push_back(
      {"counter-against-integral", "warning", numbers,
       "rows left out while recording, or a counter that starts again unnoticed; trust the counter "
       "where rows are far apart"});
}

void check_efficiency(Record& record, const std::vector<CycleCharge>& cycles) {
  constexpr double margin = 1.0005;  // what rounding of printed capacities makes
  std::size_t above = 0, judged = 0;
  const CycleCharge* worst = nullptr;
  for (const auto& cycle : cycles) {
    const double efficiency = cycle.efficiency();
    if (!std::isfinite(efficiency)) continue;
    ++judged;
    if (efficiency <= margin) continue;
    ++above;
    if (!worst || efficiency > worst->efficiency()) worst = &cycle;
  }
  if (above == 0) return;
  record.findings.push_back({"efficiency-above-100", "warning",
                             fmt::format("the efficiency is above 100 % in {} of {} cycles, {:.2f} % in cycle {}",
                                         above, judged, 100.0 * worst->efficiency(), worst->cycle),
                             "lithium of an earlier cycle came out, a soft short, a drifting current, or half-cycles "
                             "paired the wrong way round"});
}

void check_pairing(Record& record, const std::vector<CycleCharge>& cycles, bool pairs_charge_first) {
  const auto first = std::find_if(cycles.begin(), cycles.end(),
                                  [](const CycleCharge& c) { return c.charge > 0.0 || c.discharge > 0.0; });
  if (first == cycles.end() || !first->discharge_first) return;
  const bool alone = first->charge == 0.0 && first + 1 != cycles.end() && !(first + 1)->discharge_first;
  const bool file_says = record.series.find("efficiency") != nullptr;
  std::string message =
      "the cell was discharged first, as a half cell: efficiencies are charge over the discharge before it";
  if (alone)
    message += "; the cycle numbers pair a charge with the discharge after it, only the first efficiency is given";
  if (pairs_charge_first)
    message += "; this cycler's own pair a charge with the discharge after it, the first of them is wrong here";
  record.findings.push_back(
      {"discharge-first", pairs_charge_first || file_says || alone ? "warning" : "note", message, ""});
}

void check_voltage(Record& record) {
  constexpr double highest = 100.0;
  const double largest = largest_magnitude(record.series.at("voltage").values);
  if (largest > highest)
    record.findings.push_back({"unit-mistake", "warning",
                               fmt::format("the voltage reaches {:.4g} V: is the column in mV?", largest),
                               "check the heading's unit"});
}

void add_numbers(Record& record, const std::vector<CycleCharge>& cycles, const char* how) {
  const auto add = [&](const char* name, double value, const char* unit, std::string long_name) {
    if (std::isfinite(value)) record.quantities.push_back({name, {value, unit, std::move(long_name)}});
  };
  const auto& time = record.series.at("time").values;
  add("rows", static_cast<double>(time.size()), "1", "Rows");
  add("duration", time.back() - time.front(), "s", "Duration");
  add("cycles", static_cast<double>(cycles.size()), "1", "Cycles");
  const auto first = std::find_if(cycles.begin(), cycles.end(),
                                  [](const CycleCharge& c) { return c.charge > 0.0 || c.discharge > 0.0; });
  if (first == cycles.end()) return;
  add("first_charge_capacity", first->charge, "C", fmt::format("First charge, by {}", how));
  add("first_discharge_capacity", first->discharge, "C", fmt::format("First discharge, by {}", how));
  add("first_cycle_efficiency", first_efficiency(cycles), "1", "First-cycle efficiency");
}

}  // namespace

void check_cycling(Record& record, bool pairs_charge_first) {
  const auto integrated = integrated_charges(record);
  const auto counted = counted_charges(record.series);
  const auto& cycles = counted ? *counted : integrated;
  if (counted) {
    const Totals counter = totals(*counted), integral = totals(integrated);
    compare(record, "charge", counter.charge, integral.charge);
    compare(record, "discharge", counter.discharge, integral.discharge);
  }
  check_efficiency(record, cycles);
  check_pairing(record, cycles, pairs_charge_first);
  check_voltage(record);
  add_numbers(record, cycles, counted ? "the counter" : "the integral of the current");
}

}  // namespace silith
