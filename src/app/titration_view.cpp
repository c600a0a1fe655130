#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/titration_output.hpp"

namespace silith::app {
namespace {

Quantity quantity(double value, const std::string& unit, const std::string& long_name) {
  return {value, unit, long_name};
}

void add_cell(Titration& titration) {
  if (titration.cell == Titration::Cell::half) return;
  titration.findings.push_back({"apparent-diffusivity", "note",
                                "the record is taken as that of a full cell: D is an apparent one, L^2 over a time "
                                "constant of the whole cell, not "
                                "a property of a material",
                                "for an electrode against a reference or lithium that hardly counts, say --cell half"});
}

}  // namespace

std::string name_of(Titration::Method method) {
  return method == Titration::Method::pitt ? "PITT" : "GITT";
}

Titration titration_of(const Pitt& pitt, Titration::Cell cell, std::optional<double> at) {
  Titration titration{Titration::Method::pitt, cell, pitt.options.geometry, pitt.options.length, at, {}, pitt.findings};
  for (const auto& step : pitt.steps) {
    TitrationRow row;
    row.from_voltage = step.from_voltage;
    row.to_voltage = step.to_voltage;
    row.start_time = step.start_time;
    row.full = step.full;
    row.short_time = step.short_time;
    row.long_time = step.long_time;
    row.tau = step.tau;
    row.tau_sigma = step.tau_sigma;
    row.biot = step.biot;
    row.biot_sigma = step.biot_sigma;
    row.regime = name_of(step.regime);
    row.determined = step.determined;
    row.more = {
        {"charge", quantity(step.charge, "C", "Charge until equilibrium")},
        {"charge_uncertainty", quantity(step.charge_sigma, "C", "Charge until equilibrium, standard uncertainty")},
        {"passed", quantity(step.passed, "C", "Charge passed in the step")},
        {"background", quantity(step.background, "A", "Background current")},
        {"scatter", quantity(step.scatter, "A", "Scatter of the current")},
        {"misfit", quantity(step.misfit, "1", "Patterned residuals over the fading current")},
        {"covered_from", quantity(step.covered_from, "1", "First time over tau")},
        {"covered_to", quantity(step.covered_to, "1", "Last time over tau")}};
    row.time = step.time;
    row.measured = step.current;
    row.fitted = step.fitted;
    row.background = step.background;
    row.decay = step.decay;
    row.decay_from = step.decay_from;
    titration.rows.push_back(std::move(row));
  }
  add_cell(titration);
  return titration;
}

Titration titration_of(const Gitt& gitt, Titration::Cell cell, std::optional<double> at) {
  Titration titration{Titration::Method::gitt, cell, gitt.options.geometry, gitt.options.length, at, {}, gitt.findings};
  for (const auto& pulse : gitt.pulses) {
    TitrationRow row;
    row.from_voltage = pulse.voltage_before;
    row.to_voltage = pulse.voltage_after;
    row.start_time = pulse.start_time;
    row.full = pulse.full;
    row.short_time = pulse.short_time;
    row.long_time = pulse.long_time;
    row.tau = pulse.tau;
    row.tau_sigma = pulse.tau_sigma;
    row.biot = pulse.biot;
    row.more = {
        {"current", quantity(pulse.current, "A", "Current of the pulse")},
        {"duration", quantity(pulse.duration, "s", "Duration of the pulse")},
        {"rest", quantity(pulse.rest, "s", "Duration of the rest")},
        {"jump", quantity(pulse.jump, "V", "Voltage that answers at once")},
        {"jump_uncertainty", quantity(pulse.jump_sigma, "V", "Voltage that answers at once, standard uncertainty")},
        {"diffusion_voltage", quantity(pulse.scale, "V", "A of the pulse's curve")},
        {"root_slope", quantity(pulse.root_slope, "V/s^0.5", "dE/dsqrt(t)")},
        {"scatter", quantity(pulse.scatter, "V", "Scatter of the voltage")},
        {"misfit", quantity(pulse.misfit, "1", "Patterned residuals over the change by diffusion")}};
    row.time = pulse.time;
    row.measured = pulse.voltage;
    row.fitted = pulse.fitted;
    row.root_slope = pulse.root_slope;
    row.pulse_end = pulse.duration;
    titration.rows.push_back(std::move(row));
  }
  add_cell(titration);
  return titration;
}

const TitrationRow& headline(const Titration& titration) {
  const auto& rows = titration.rows;
  if (titration.at) {
    return *std::min_element(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
      return std::abs(a.voltage() - *titration.at) < std::abs(b.voltage() - *titration.at);
    });
  }
  std::vector<const TitrationRow*> sorted;
  for (const auto& row : rows)
    if (row.full.valid) sorted.push_back(&row);
  if (sorted.empty())
    for (const auto& row : rows) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->full.D < b->full.D; });
  return *sorted[sorted.size() / 2];
}

std::vector<std::string> meaning(const Titration& titration) {
  if (titration.cell == Titration::Cell::half) return {};
  std::vector<std::string> text{
      "These are apparent diffusivities of a full cell. The formulas see one homogeneous body; a full cell has two "
      "electrodes, "
      "a separator and contacts. D = L^2/tau is what a body of the length given here would need to answer as fast as "
      "the "
      "slowest part of the cell does. It grows with the square of the length one puts in, and it falls when a contact "
      "or a "
      "film is added, although no atom moves more slowly. Compare cells only with the same length and the same "
      "method."};
  const double biot = headline(titration).biot;
  if (titration.method == Titration::Method::pitt) {
    text.push_back(
        biot < 0.3
            ? fmt::format(
                  "Here B = {:.2g}: the current decays as a resistance and a capacity in series do, D does not show in "
                  "it. What a long-time evaluation gives is 4 L^2/(pi^2 R C) with the cell's resistance R and its "
                  "differential capacity C = dQ/dV.",
                  biot)
            : fmt::format("Here B = {:.2g} is the resistance of the body to diffusion over all resistances in series: "
                          "the larger, "
                          "the more of the decay is diffusion.",
                          biot));
  }
  return text;
}

Record titration_record(const Record& source, const Titration& titration) {
  Record record;
  record.title = source.title;
  record.metadata = source.metadata;
  record.area = source.area;
  record.findings = source.findings;
  record.findings.insert(record.findings.end(), titration.findings.begin(), titration.findings.end());
  const TitrationRow& row = headline(titration);
  const auto add = [&](const std::string& name, double value, const std::string& unit, const std::string& long_name) {
    if (std::isfinite(value)) record.quantities.emplace_back(name, Quantity{value, unit, long_name});
  };
  const auto estimate = [&](const std::string& name, const DiffusionEstimate& found, const std::string& words) {
    add(name, found.D, "m^2/s", words + (found.valid ? "" : " (not valid here)"));
    if (std::isfinite(found.D)) add(name + "_uncertainty", found.sigma, "m^2/s", words + ", standard uncertainty");
  };
  estimate("diffusivity", row.full, "Diffusivity, full fit");
  estimate("diffusivity_short_time", row.short_time, "Diffusivity, short times");
  estimate("diffusivity_long_time", row.long_time, "Diffusivity, long times");
  add("time_constant", row.tau, "s", "Time constant L^2/D");
  add("time_constant_uncertainty", row.tau_sigma, "s", "Time constant, standard uncertainty");
  add("biot", row.biot, "1", "Biot number");
  if (row.biot_sigma > 0.0) add("biot_uncertainty", row.biot_sigma, "1", "Biot number, standard uncertainty");
  add("voltage", row.voltage(), "V", "Voltage these belong to");
  add("length", titration.length, "m", "Length of diffusion, given");
  const auto valid =
      std::count_if(titration.rows.begin(), titration.rows.end(), [](const auto& r) { return r.full.valid; });
  add("valid", static_cast<double>(valid), "1", fmt::format("Steps that determine D, of {}", titration.rows.size()));
  return record;
}

}  // namespace silith::app
