#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "app/cycling_output.hpp"
#include "base/atomic_file.hpp"
#include "record/number_text.hpp"
#include "record/summary.hpp"

namespace silith::app {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double hour = 3600.0;

/// Starts a row with the file's label; numbers follow.
void append_row(std::string& text, const std::string& label, const std::vector<double>& values,
                const std::string& word = {}) {
  append_field(text, label);
  if (!word.empty()) text += "," + word;
  for (const double value : values) {
    text += ',';
    append_number(text, value);
  }
  text += '\n';
}

/// A charge in Ah, per area in mAh/cm2, per mass in mAh/g.
std::vector<double> charges(const CyclingFile& file, double charge) {
  const double mah = charge / 3.6;
  return {charge / hour, file.area > 0.0 ? mah / (1e4 * file.area) : nan,
          file.mass > 0.0 ? mah / (1e3 * file.mass) : nan};
}

std::string cycles_csv(const std::vector<CyclingFile>& files) {
  std::string text =
      "File,Cycle,Cycle of the File,Complete,Charge / Ah,Areal Charge / mAh/cm2,Specific Charge / mAh/g,Discharge / Ah,"
      "Areal Discharge / mAh/cm2,Specific Discharge / mAh/g,Coulombic Efficiency / 1,Charge Energy / Wh,"
      "Discharge Energy / Wh,Energy Efficiency / 1,Mean Charge Voltage / V,Mean Discharge Voltage / V,Hysteresis / V,"
      "Voltage Efficiency / 1,Retention / 1,Charge Current / A,Discharge Current / A,Charge at Held Voltage / 1\n";
  for (const auto& file : files) {
    for (const Cycle& cycle : file.cycling.cycles) {
      std::vector<double> row{double(cycle.number), double(cycle.file_cycle), cycle.complete ? 1.0 : 0.0};
      for (const double charge : {cycle.charge, cycle.discharge})
        for (const double value : charges(file, charge)) row.push_back(value);
      const auto half = [&](const std::optional<std::size_t>& place, double HalfCycle::*member) {
        return place ? file.cycling.halves[*place].*member : nan;
      };
      for (const double value :
           {cycle.efficiency, cycle.charge_energy / hour, cycle.discharge_energy / hour, cycle.energy_efficiency,
            cycle.charge_voltage, cycle.discharge_voltage, cycle.hysteresis, cycle.voltage_efficiency, cycle.retention,
            half(cycle.charge_half, &HalfCycle::current), half(cycle.discharge_half, &HalfCycle::current),
            half(cycle.charge_half, &HalfCycle::held_share)})
        row.push_back(value);
      append_row(text, file.label, row);
    }
  }
  return text;
}

std::string rates_csv(const std::vector<CyclingFile>& files) {
  std::string text =
      "File,First Cycle,Last Cycle,Charge Current / A,Discharge Current / A,Capacity / Ah,Areal Capacity / mAh/cm2,"
      "Specific Capacity / mAh/g,Standard Deviation of the Capacity / Ah,Share of the First / 1,Coulombic Efficiency / "
      "1,"
      "Mean Charge Voltage / V,Mean Discharge Voltage / V,Hysteresis / V,Charge at Held Voltage / 1\n";
  for (const auto& file : files) {
    for (const RateRow& row : file.cycling.rates) {
      const auto capacity = charges(file, row.capacity);
      append_row(text, file.label,
                 {double(row.from), double(row.to), row.charge_current, row.discharge_current, capacity[0], capacity[1],
                  capacity[2], row.capacity_deviation / hour, row.share, row.efficiency, row.charge_voltage,
                  row.discharge_voltage, row.hysteresis, row.held_share});
    }
  }
  return text;
}

/// The three tables of curves differ in their columns only.
template <class Rows>
std::string curves_csv(const std::vector<CyclingFile>& files, const std::string& heading, Rows rows) {
  std::string text = "File,Half,Cycle," + heading + "\n";
  for (const auto& file : files) {
    for (const CycleCurve& curve : file.curves) {
      const auto [x, y] = rows(curve);
      if (x == nullptr) continue;
      for (std::size_t i = 0; i < x->size(); ++i)
        append_row(text, file.label, {double(curve.cycle), (*x)[i], (*y)[i]},
                   curve.direction > 0 ? "charge" : "discharge");
    }
  }
  return text;
}

using Columns = std::pair<const std::vector<double>*, const std::vector<double>*>;

void add_quantities(Record& record, const CyclingFile& file, const std::string& prefix, const std::string& words) {
  const Cycling& cycling = file.cycling;
  const auto add = [&](const std::string& name, double value, const std::string& unit, const std::string& long_name) {
    if (std::isfinite(value)) record.quantities.emplace_back(prefix + name, Quantity{value, unit, words + long_name});
  };
  add("first_cycle_efficiency", cycling.first_efficiency, "1", "First-cycle efficiency");
  const Cycle* first = cycling.find(1);
  if (first != nullptr) {
    add("first_charge_capacity", first->charge, "C", "First charge");
    add("first_discharge_capacity", first->discharge, "C", "First discharge");
    if (file.area > 0.0) add("first_capacity_areal", first->capacity / file.area, "C/m^2", "First capacity per area");
    if (file.mass > 0.0) add("first_capacity_specific", first->capacity / file.mass, "C/kg", "First capacity per mass");
    add("first_hysteresis", first->hysteresis, "V", "Hysteresis of the first cycle");
    add("first_energy_efficiency", first->energy_efficiency, "1", "Energy efficiency of the first cycle");
  }
  if (const auto& mean = cycling.mean_efficiency) {
    add("mean_efficiency", mean->mean, "1", fmt::format("Mean efficiency of cycles {} to {}", mean->from, mean->to));
    add("mean_efficiency_deviation", mean->deviation, "1", "Standard deviation of the efficiency from cycle to cycle");
    add("mean_efficiency_uncertainty", mean->standard_error, "1", "Standard error of the mean efficiency");
  }
  const Cycle* last = nullptr;
  for (const Cycle& cycle : cycling.cycles)
    if (cycle.complete) last = &cycle;
  if (last != nullptr && last->number != cycling.reference_cycle)
    add("retention", last->retention, "1",
        fmt::format("Retention, cycle {} of cycle {}", last->number, cycling.reference_cycle));
  add("cycles", static_cast<double>(cycling.cycles.size()), "1", "Cycles");
  for (Finding finding : cycling.findings) {
    finding.message = words + finding.message;
    record.findings.push_back(std::move(finding));
  }
}

}  // namespace

Record cycling_record(const std::vector<CyclingFile>& files) {
  Record record;
  record.title = files.front().label;
  record.metadata = files.front().record.metadata;
  record.metadata["analysis"] = "cycling";
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string prefix = i == 0 ? "" : fmt::format("file_{}_", i + 1);
    add_quantities(record, files[i], prefix, files.size() > 1 ? files[i].label + ": " : "");
  }
  if (files.size() > 1) record.title += fmt::format(" and {} more", files.size() - 1);
  return record;
}

void write_cycling(const std::filesystem::path& directory, const std::vector<CyclingFile>& files) {
  std::filesystem::create_directories(directory);
  write_file(directory / "cycling.json", cycling_json(files));
  write_summary_json(directory / "summary.json", cycling_record(files));
  write_file(directory / "cycles.csv", cycles_csv(files));
  write_file(directory / "rates.csv", rates_csv(files));
  write_file(directory / "curves.csv", curves_csv(files, "Charge / C,Voltage / V", [](const CycleCurve& curve) {
               return Columns{&curve.all.charge, &curve.all.voltage};
             }));
  write_file(
      directory / "dqdv.csv", curves_csv(files, "Voltage / V,dQ/dV / C/V", [](const CycleCurve& curve) {
        return curve.differential ? Columns{&curve.differential->voltage, &curve.differential->dq_dv} : Columns{};
      }));
  write_file(directory / "dvdq.csv", curves_csv(files, "Charge / C,dV/dQ / V/C", [](const CycleCurve& curve) {
               return curve.differential ? Columns{&curve.differential->charge, &curve.differential->dv_dq} : Columns{};
             }));
  write_cycling_page(directory / "report.html", files);
}

}  // namespace silith::app
