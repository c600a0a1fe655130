#include <fmt/format.h>

#include <cmath>

#include "analysis/pressure_clock.hpp"
#include "app/commands.hpp"
#include "app/experiment.hpp"
#include "app/pressure_output.hpp"
#include "base/diagnostic.hpp"
#include "base/units.hpp"
#include "instrument/pressure_log.hpp"
#include "record/text_table.hpp"

namespace silith::app {
namespace {

constexpr auto left = TextTable::Align::left;
constexpr double mega = 1e-6, kilo = 1e-3;

std::string value(double number, double factor, const char* format = "{:.4g}") {
  return std::isfinite(number) ? fmt::format(fmt::runtime(format), number * factor) : "";
}

/// kPa per mAh, or per mAh/cm^2.
double slope_factor(const PressureFile& file) {
  return 3.6 * kilo * (file.area > 0.0 ? 1e4 * file.area : 1.0);
}

template <class Row>
void add_first_and_last(TextTable& table, std::size_t rows, std::size_t columns, Row row) {
  constexpr std::size_t most = 40;
  for (std::size_t i = 0; i < rows; ++i) {
    if (rows > most && i == most - 10) {
      std::vector<std::string> gap(columns);
      gap.front() = "...";
      table.add(std::move(gap));
      i += rows - most;
    }
    table.add(row(i));
  }
}

std::string halves_text(const PressureFile& file) {
  const double per = file.area > 0.0 ? 1e-4 / 3.6 / file.area : 1.0 / 3.6;
  const std::string charge = file.area > 0.0 ? "mAh/cm^2" : "mAh";
  TextTable table({{"cycle"},
                   {"half", left},
                   {charge},
                   {"start / MPa"},
                   {"swing / kPa"},
                   {"+-"},
                   {"dP/dQ / kPa/" + (file.area > 0.0 ? "(" + charge + ")" : charge)},
                   {"+-"}});
  const auto& halves = file.analysis.halves;
  add_first_and_last(table, halves.size(), 8, [&](std::size_t i) -> std::vector<std::string> {
    const PressureHalf& half = halves[i];
    return {std::to_string(half.cycle),
            half.direction > 0 ? "charge" : "discharge",
            value(half.charge, per),
            value(half.start, mega, "{:.5g}"),
            value(half.swing, kilo, "{:+.4g}"),
            value(half.swing_uncertainty, kilo, "{:.2g}"),
            value(half.slope, slope_factor(file), "{:+.4g}"),
            value(half.slope_uncertainty, slope_factor(file), "{:.2g}")};
  });
  return table.text();
}

std::string cycles_text(const PressureFile& file) {
  TextTable table({{"cycle"}, {"start / MPa"}, {"swing / kPa"}, {"offset / kPa"}, {"charge left / mAh"}});
  const auto& cycles = file.analysis.cycles;
  add_first_and_last(table, cycles.size(), 5, [&](std::size_t i) -> std::vector<std::string> {
    const PressureCycle& cycle = cycles[i];
    return {std::to_string(cycle.number), value(cycle.start, mega, "{:.5g}"), value(cycle.swing, kilo),
            value(cycle.offset, kilo, "{:+.4g}"), value(cycle.charge_left, 1.0 / 3.6, "{:+.4g}")};
  });
  return table.text();
}

}  // namespace

std::string pressure_text(const PressureFile& file) {
  const PressureAnalysis& found = file.analysis;
  std::string text = fmt::format(
      "{}: pressure {:.5g} to {:.5g} MPa, mean {:.5g} MPa, written in steps of {:.3g} kPa\n\n", file.record.title,
      mega * found.lowest, mega * found.highest, mega * found.mean, kilo * found.resolution);
  text += halves_text(file) + "\n";
  text +=
      "from the start of a cycle to that of the next (offset: change of the pressure, with what charge stayed)\n\n" +
      cycles_text(file);
  if (std::isfinite(found.drift))
    text += fmt::format("\ndrift of the starts: {:+.3g} kPa/h, standard error {:.2g}\n", found.drift * kilo * 3600.0,
                        found.drift_uncertainty * kilo * 3600.0);
  if (!found.findings.empty()) text += "\n";
  for (const auto& finding : found.findings) {
    text += fmt::format("{}: {}\n", finding.severity, finding.message);
    if (!finding.advice.empty()) text += fmt::format("  {}\n", finding.advice);
  }
  return text;
}

namespace {

/// The logger's pressure on the cycler's clock; what was done stands in the findings.
void add_logger(Record& record, const PressureArguments& arguments) {
  double shift = 0.0;
  if (!arguments.shift.empty()) {
    std::string problem;
    const auto value = try_to_si(arguments.shift, "s", problem);
    if (!value) throw InputError("--shift: " + problem, "write for example --shift \"-12 s\"");
    shift = *value;
  }
  const Record log = read_pressure_log(arguments.logger);
  std::string how = "as given";
  if (arguments.align) {
    const ClockShift found = find_clock_shift(record, log.series, shift);
    shift = found.shift;
    how = fmt::format("where the pressure follows the charge best, correlation {:.3f}", found.correlation);
  }
  add_logged_pressure(record, log.series, shift);
  record.findings.push_back({"logger-clock", "note",
                             fmt::format("pressure of {}, its time shifted by {:+.4g} s ({})", log.title, shift, how),
                             ""});
}

}  // namespace

int analyse_pressure(const PressureArguments& arguments) {
  PressureOptions options;
  options.source = charge_source_of(arguments.charge);
  options.window = arguments.window;
  options.order = arguments.order;
  options.validate();
  const double area = positive_option(arguments.area, "--area", "m^2", "0.785 cm^2");
  PressureFile file;
  file.record = read_experiment(arguments.file);
  file.area = area > 0.0 ? area : file.record.area;
  if (!arguments.logger.empty())
    add_logger(file.record, arguments);
  else if (!arguments.shift.empty() || arguments.align)
    throw InputError("--shift and --align are about a logger's clock", "give its file with --logger");
  file.analysis = silith::analyse_pressure(file.record, options);
  if (!arguments.directory.empty()) write_pressure(arguments.directory, file);
  fmt::print("{}", arguments.json ? pressure_json(file) : pressure_text(file));
  return ok;
}

}  // namespace silith::app
