#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cycling_output.hpp"
#include "base/units.hpp"
#include "record/text_table.hpp"

namespace silith::app {
namespace {

constexpr auto left = TextTable::Align::left;

std::string fixed(double value, int digits) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "";
}
std::string percent(double value, int digits = 2) {
  return fixed(100.0 * value, digits);
}

/// Charge in the customary unit of what all files allow.
class ChargeUnit {
public:
  explicit ChargeUnit(const std::vector<CyclingFile>& files) : scale_(charge_scale(files)) {
    name_ = scale_.unit == "C/m^2" ? "mAh/cm^2" : scale_.unit == "C/kg" ? "mAh/g" : "mAh";
    factor_ = convert(1.0, scale_.unit, name_);
  }
  const std::string& name() const { return name_; }
  bool areal() const { return name_ == "mAh/cm^2"; }
  double value(const CyclingFile& file, double charge) const { return factor_ * scale_.of(file, charge); }
  std::string text(const CyclingFile& file, double charge) const {
    return std::isfinite(charge) ? fmt::format("{:#.5g}", value(file, charge)) : "";
  }

private:
  ChargeScale scale_;
  std::string name_;
  double factor_ = 1.0;
};

std::string cycles_table(const CyclingFile& file, const ChargeUnit& unit) {
  constexpr std::size_t most = 40;
  TextTable table({{"cycle"},
                   {"charge"},
                   {"discharge"},
                   {"CE / %"},
                   {"V charge"},
                   {"V discharge"},
                   {"hysteresis"},
                   {"energy eff. / %"},
                   {"retention / %"},
                   {"", left}});
  const auto& cycles = file.cycling.cycles;
  for (std::size_t i = 0; i < cycles.size(); ++i) {
    if (cycles.size() > most && i == most - 10) {
      const std::size_t skipped = cycles.size() - most;
      table.add({"...", "", "", "", "", "", "", "", "", fmt::format("{} cycles not shown, see cycles.csv", skipped)});
      i += skipped;
    }
    const Cycle& cycle = cycles[i];
    std::string remark = cycle.complete || std::isnan(cycle.efficiency) ? "" : "broken off";
    if (cycle.efficiency > 1.0005) remark = "above 100 %";
    table.add({std::to_string(cycle.number), unit.text(file, cycle.charge), unit.text(file, cycle.discharge),
               percent(cycle.efficiency, 3), fixed(cycle.charge_voltage, 4), fixed(cycle.discharge_voltage, 4),
               fixed(cycle.hysteresis, 4), percent(cycle.energy_efficiency), percent(cycle.retention), remark});
  }
  return fmt::format("charges in {}, mean voltages and their difference (hysteresis) in V\n\n{}", unit.name(),
                     table.text());
}

std::string mean_text(const MeanEfficiency& mean) {
  std::string text = fmt::format("mean efficiency of cycles {} to {}: {:.3f} %", mean.from, mean.to, 100.0 * mean.mean);
  if (mean.count > 1) {
    text += fmt::format(
        "; {} cycles, standard deviation from cycle to cycle {:.2g} points, of the mean {:.2g}; {:.3f} % (cycle {}) to "
        "{:.3f} % (cycle {})",
        mean.count, 100.0 * mean.deviation, 100.0 * mean.standard_error, 100.0 * mean.lowest, mean.lowest_cycle,
        100.0 * mean.highest, mean.highest_cycle);
  }
  return text + "\n";
}

std::string numbers_text(const CyclingFile& file, const ChargeUnit& unit) {
  const Cycling& cycling = file.cycling;
  std::string text;
  if (std::isfinite(cycling.first_efficiency))
    text += fmt::format(
        "first-cycle efficiency {:.3f} % ({})\n", 100.0 * cycling.first_efficiency,
        cycling.charge_first ? "discharge over the charge before it" : "charge over the discharge before it");
  if (cycling.mean_efficiency) text += mean_text(*cycling.mean_efficiency);
  const Cycle& reference = *cycling.find(cycling.reference_cycle);
  if (std::isfinite(reference.capacity) && cycling.cycles.size() > 1) {
    text += fmt::format("retention: {} capacity over that of cycle {}, {:#.5g} {}\n",
                        cycling.charge_first ? "discharge" : "charge", cycling.reference_cycle,
                        unit.value(file, reference.capacity), unit.name());
  }
  return text;
}

std::string rates_table(const CyclingFile& file, const ChargeUnit& unit) {
  const double current = unit.areal() ? 0.1 / file.area : 1e3;  // mA/cm^2 or mA
  const std::string name = unit.areal() ? "mA/cm^2" : "mA";
  TextTable table({{"cycles", left},
                   {"charge / " + name},
                   {"discharge / " + name},
                   {"capacity / " + unit.name()},
                   {"+-"},
                   {"% of first"},
                   {"CE / %"},
                   {"hysteresis / V"},
                   {"held / %"}});
  for (const RateRow& row : file.cycling.rates) {
    table.add(
        {row.from == row.to ? std::to_string(row.from) : fmt::format("{} to {}", row.from, row.to),
         fmt::format("{:.4g}", row.charge_current * current), fmt::format("{:.4g}", row.discharge_current * current),
         unit.text(file, row.capacity),
         std::isfinite(row.capacity_deviation) ? fmt::format("{:.2g}", unit.value(file, row.capacity_deviation)) : "",
         percent(row.share, 1), percent(row.efficiency), fixed(row.hysteresis, 4), percent(row.held_share, 1)});
  }
  return "by current (+-: standard deviation from cycle to cycle; held: share of the charge at held voltage)\n\n" +
         table.text();
}

std::string differential_table(const CyclingFile& file) {
  TextTable table(
      {{"cycle"}, {"half", left}, {"grid / mV"}, {"window / mV"}, {"integral / Q - 1 / %"}, {"highest at / V"}});
  bool any = false;
  for (const CycleCurve& curve : file.curves) {
    if (!curve.differential) continue;
    any = true;
    const auto& d = *curve.differential;
    std::size_t highest = 0;
    for (std::size_t i = 0; i < d.dq_dv.size(); ++i)
      if (std::abs(d.dq_dv[i]) > std::abs(d.dq_dv[highest])) highest = i;
    table.add({std::to_string(curve.cycle), curve.direction > 0 ? "charge" : "discharge",
               fmt::format("{:.2f}", 1e3 * d.voltage_step),
               fmt::format("{:.0f}", 1e3 * d.voltage_step * static_cast<double>(d.window_points - 1)),
               fmt::format("{:+.2f}", 100.0 * (d.charge_integral / d.passed - 1.0)), fixed(d.voltage[highest], 3)});
  }
  if (!any) return "";
  return fmt::format(
      "dQ/dV of the parts at constant current (Savitzky-Golay, order {}), its integral against the charge"
      "\n\n{}",
      file.smoothing.order, table.text());
}

std::string findings_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    text += fmt::format("{}: {}\n", finding.severity, finding.message);
    if (!finding.advice.empty()) text += fmt::format("  {}\n", finding.advice);
  }
  return text;
}

std::string file_text(const CyclingFile& file, const ChargeUnit& unit) {
  std::string text = fmt::format(
      "{}: {}, {}; charges by {}\n", file.label,
      file.cycling.cycles.size() == 1 ? "1 cycle" : fmt::format("{} cycles", file.cycling.cycles.size()),
      efficiency_words(file.cycling), file.cycling.passed.by_counter ? "the counter" : "the integral of the current");
  text += cycles_table(file, unit) + "\n" + numbers_text(file, unit);
  if (file.cycling.rates.size() > 1) text += "\n" + rates_table(file, unit);
  const std::string differential = differential_table(file);
  if (!differential.empty()) text += "\n" + differential;
  const std::string found = findings_text(file.cycling.findings);
  if (!found.empty()) text += "\n" + found;
  return text;
}

std::string comparison_table(const std::vector<CyclingFile>& files, const ChargeUnit& unit) {
  TextTable table({{"file", left},
                   {"cycles"},
                   {"first CE / %"},
                   {"mean CE / %"},
                   {"+-"},
                   {"first capacity"},
                   {"last capacity"},
                   {"unit", left},
                   {"retention / %"},
                   {"hysteresis / V"}});
  for (const CyclingFile& file : files) {
    const Cycling& cycling = file.cycling;
    const Cycle* last = &cycling.cycles.front();
    for (const Cycle& cycle : cycling.cycles)
      if (cycle.complete) last = &cycle;
    const Cycle* first = cycling.find(1);
    table.add({file.label, std::to_string(cycling.cycles.size()), percent(cycling.first_efficiency, 3),
               cycling.mean_efficiency ? percent(cycling.mean_efficiency->mean, 3) : "",
               cycling.mean_efficiency ? percent(cycling.mean_efficiency->deviation) : "",
               first ? unit.text(file, first->capacity) : "", unit.text(file, last->capacity), unit.name(),
               percent(last->retention), first ? fixed(first->hysteresis, 4) : ""});
  }
  return "comparison (+-: standard deviation from cycle to cycle; hysteresis of the first cycle)\n\n" + table.text();
}

}  // namespace

ChargeScale charge_scale(const std::vector<CyclingFile>& files) {
  const auto all = [&](double CyclingFile::*member) {
    return std::all_of(files.begin(), files.end(), [&](const CyclingFile& file) { return file.*member > 0.0; });
  };
  if (all(&CyclingFile::area)) return {"C/m^2", [](const CyclingFile& f, double q) { return q / f.area; }};
  if (all(&CyclingFile::mass)) return {"C/kg", [](const CyclingFile& f, double q) { return q / f.mass; }};
  return {"C", [](const CyclingFile&, double q) { return q; }};
}

std::string efficiency_words(const Cycling& cycling) {
  return cycling.charge_first ? "charged first (full cell): efficiency discharge/charge"
                              : "discharged first (half cell): efficiency charge/discharge";
}

std::string cycling_text(const std::vector<CyclingFile>& files) {
  const ChargeUnit unit(files);
  std::string text;
  for (const CyclingFile& file : files) text += (text.empty() ? "" : "\n") + file_text(file, unit);
  if (files.size() > 1) text += "\n" + comparison_table(files, unit);
  return text;
}

}  // namespace silith::app
