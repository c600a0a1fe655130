#include <fmt/format.h>

#include <cmath>

#include "app/ccd_output.hpp"
#include "base/constants.hpp"
#include "record/text_table.hpp"

namespace silith::app {
namespace {

constexpr auto left = TextTable::Align::left;

/// Units per area where it is known.
struct Units {
  double current, charge, resistance;  ///< factors from A, C, ohm
  std::string current_name, charge_name, resistance_name;
};
Units units_of(const CcdFile& file) {
  if (file.area > 0.0)
    return {0.1 / file.area, 1e-4 / 3.6 / file.area, 1e4 * file.area, "mA/cm^2", "mAh/cm^2", "ohm cm^2"};
  return {1e3, 1.0 / 3.6, 1.0, "mA", "mAh", "ohm"};
}

std::string value(double number, double factor, const char* format = "{:.4g}") {
  return std::isfinite(number) ? fmt::format(fmt::runtime(format), number * factor) : "";
}

std::string change(double from, double to) {
  return std::isfinite(from) && std::isfinite(to) && from != 0.0 ? fmt::format("{:+.1f}", 100.0 * (to / from - 1.0))
                                                                 : "";
}

std::string steps_text(const CcdFile& file, const Units& units) {
  TextTable table({{"step"},
                   {"half-cycles", left},
                   {units.current_name},
                   {units.charge_name},
                   {"R first"},
                   {"R last"},
                   {"change / %"},
                   {"fluctuation / mV"},
                   {"verdict", left}});
  for (const CurrentStep& step : file.cell.steps) {
    table.add({std::to_string(step.number),
               step.first == step.last ? fmt::format("{}", step.first + 1)
                                       : fmt::format("{} to {}", step.first + 1, step.last + 1),
               value(step.current, units.current), value(step.charge, units.charge),
               value(step.first_resistance, units.resistance), value(step.last_resistance, units.resistance),
               change(step.first_resistance, step.last_resistance), value(step.fluctuation, 1e3, "{:.3g}"),
               name_of(step.verdict)});
  }
  return fmt::format("steps of the current (R = V/I in {})\n\n{}", units.resistance_name, table.text());
}

/// All cycles, or of many those at even distances, the first and the last among them.
std::string cycles_text(const CcdFile& file, const Units& units) {
  constexpr std::size_t most = 21;
  TextTable table({{"cycle"},
                   {"time / h"},
                   {units.current_name},
                   {units.charge_name},
                   {"V / mV"},
                   {"R"},
                   {"since step began / %"},
                   {"fluctuation / mV"},
                   {"verdict", left}});
  const auto& cycles = file.cell.cycles;
  const std::size_t rows = std::min(most, cycles.size());
  for (std::size_t k = 0; k < rows; ++k) {
    const SymmetricCycle& cycle = cycles[rows > 1 ? k * (cycles.size() - 1) / (rows - 1) : 0];
    table.add({std::to_string(cycle.number), value(cycle.start_time, 1.0 / 3600.0), value(cycle.current, units.current),
               value(cycle.charge, units.charge), value(cycle.resistance * cycle.current, 1e3),
               value(cycle.resistance, units.resistance), value(cycle.growth, 100.0, "{:+.1f}"),
               value(cycle.fluctuation, 1e3, "{:.3g}"), name_of(cycle.verdict)});
  }
  return fmt::format("cycles{} (V, R, fluctuation: means of the two directions)\n\n{}",
                     cycles.size() > most ? fmt::format(", {} of {}", most, cycles.size()) : "", table.text());
}

std::string evidence_text(const CcdFile& file) {
  constexpr std::size_t most = 12;
  std::string text;
  std::size_t shown = 0, told = 0;
  for (const SymmetricHalf& half : file.cell.halves) {
    if (half.verdict == CellVerdict::stable) continue;
    ++told;
    if (shown == most) continue;
    ++shown;
    std::string all;
    for (const auto& sentence : half.evidence) all += (all.empty() ? "" : "; ") + sentence;
    text += fmt::format("half-cycle {}, {:.4g} h: {}: {}\n", half.number, half.start_time / 3600.0,
                        name_of(half.verdict), all);
  }
  if (told > shown) text += fmt::format("{} further half-cycles that are not stable: halves.csv\n", told - shown);
  return text;
}

std::string conditions(const CcdFile& file, const SymmetricHalf& half) {
  const double pressure = pressure_at(file, half), temperature = temperature_at(file, half);
  return fmt::format(
      "{}, {}",
      std::isfinite(temperature) ? fmt::format("{:.3g} degC", temperature - zero_celsius)
                                 : "temperature not recorded (--temperature)",
      std::isfinite(pressure) ? fmt::format("{:.4g} MPa", 1e-6 * pressure) : "pressure not recorded (--pressure)");
}

std::string critical_text(const CcdFile& file, const Units& units) {
  const SymmetricCell& cell = file.cell;
  const SymmetricHalf& last = decisive(file);
  const std::string where = fmt::format(
      "{} {} a half-cycle, step {}, {:.4g} h, {}", value(last.charge, units.charge), units.charge_name, last.step,
      (cell.first_short ? cell.short_time : last.start_time + last.duration) / 3600.0, conditions(file, last));
  if (!cell.first_short)
    return fmt::format("no short up to {} {}: the critical current lies above\n  {}\n",
                       value(cell.critical_current, units.current), units.current_name, where);
  const std::string at = fmt::format("{} at {} {} in half-cycle {}\n  {}\n", name_of(last.verdict),
                                     value(last.current, units.current), units.current_name, last.number, where);
  if (!std::isfinite(cell.critical_current)) return "critical current: below the first one of the test; " + at;
  return fmt::format("critical current: {} {} was borne; {}", value(cell.critical_current, units.current),
                     units.current_name, at);
}

}  // namespace

std::string ccd_text(const CcdFile& file) {
  const Units units = units_of(file);
  const SymmetricCell& cell = file.cell;
  std::string text =
      fmt::format("{}: {} half-cycles\nverdict: {}{}\n", file.record.title, cell.halves.size(), name_of(cell.verdict),
                  cell.event ? fmt::format(" from half-cycle {} on", *cell.event + 1) : "");
  text += critical_text(file, units);
  if (std::abs(cell.offset) > 1e-6)
    text += fmt::format("voltage without current: {:.3g} mV, subtracted\n", 1e3 * cell.offset);
  text += "\n" + steps_text(file, units);
  // With two half-cycles a step the steps are the cycles.
  if (cell.cycles.size() > cell.steps.size()) text += "\n" + cycles_text(file, units);
  const std::string evidence = evidence_text(file);
  if (!evidence.empty()) text += "\n" + evidence;
  if (!cell.findings.empty()) text += "\n";
  for (const auto& finding : cell.findings) {
    text += fmt::format("{}: {}\n", finding.severity, finding.message);
    if (!finding.advice.empty()) text += fmt::format("  {}\n", finding.advice);
  }
  return text;
}

}  // namespace silith::app
