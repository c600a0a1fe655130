#include "cell1d/checkpointing.hpp"

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw InputError("the checkpoint does not belong to this case: " + why,
                   "run again without --resume, or give the case it was made from");
}

const std::vector<double>& array(const Checkpoint& checkpoint, const std::string& name) {
  const auto found = checkpoint.arrays.find(name);
  if (found == checkpoint.arrays.end()) refuse(fmt::format("it has no \"{}\"", name));
  return found->second;
}

std::string text(const Checkpoint& checkpoint, const std::string& name) {
  const auto found = checkpoint.texts.find(name);
  if (found == checkpoint.texts.end()) refuse(fmt::format("it has no \"{}\"", name));
  return found->second;
}

std::string name_of(const char* what, std::size_t k, const char* part) {
  return fmt::format("{}.{}.{}", what, k, part);
}

void capture_steps(const std::vector<StepRow>& steps, Checkpoint& out) {
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const auto& row = steps[k];
    out.arrays[name_of("steps", k, "numbers")] = {static_cast<double>(row.cycle),
                                                  static_cast<double>(row.step),
                                                  row.start_time,
                                                  row.duration,
                                                  row.mean_current,
                                                  row.charge,
                                                  row.energy,
                                                  row.mean_voltage,
                                                  row.start_voltage,
                                                  row.end_voltage};
    out.texts[name_of("steps", k, "type")] = row.type;
    out.texts[name_of("steps", k, "text")] = row.text;
    out.texts[name_of("steps", k, "end")] = row.end_reason;
  }
}

StepRow restore_step(const Checkpoint& checkpoint, std::size_t k) {
  const auto& numbers = array(checkpoint, name_of("steps", k, "numbers"));
  if (numbers.size() != 10) refuse("a row of its steps is damaged");
  StepRow row;
  row.cycle = static_cast<int>(numbers[0]);
  row.step = static_cast<int>(numbers[1]);
  row.start_time = numbers[2];
  row.duration = numbers[3];
  row.mean_current = numbers[4];
  row.charge = numbers[5];
  row.energy = numbers[6];
  row.mean_voltage = numbers[7];
  row.start_voltage = numbers[8];
  row.end_voltage = numbers[9];
  row.type = text(checkpoint, name_of("steps", k, "type"));
  row.text = text(checkpoint, name_of("steps", k, "text"));
  row.end_reason = text(checkpoint, name_of("steps", k, "end"));
  return row;
}

void capture_findings(const std::vector<Finding>& findings, Checkpoint& out) {
  for (std::size_t k = 0; k < findings.size(); ++k) {
    out.texts[name_of("findings", k, "code")] = findings[k].code;
    out.texts[name_of("findings", k, "severity")] = findings[k].severity;
    out.texts[name_of("findings", k, "message")] = findings[k].message;
    out.texts[name_of("findings", k, "advice")] = findings[k].advice;
  }
}

/// Frequency, then real and imaginary part of the impedance and of every part of it.
void capture_spectra(const std::vector<Spectrum>& spectra, Checkpoint& out) {
  out.arrays["spectra"] = {static_cast<double>(spectra.size())};
  for (std::size_t k = 0; k < spectra.size(); ++k) {
    const auto& spectrum = spectra[k];
    out.texts[name_of("spectra", k, "title")] = spectrum.title;
    auto& numbers = out.arrays[name_of("spectra", k, "numbers")];
    numbers = {spectrum.time, spectrum.voltage, static_cast<double>(spectrum.size()),
               static_cast<double>(spectrum.parts.size())};
    numbers.insert(numbers.end(), spectrum.frequency.begin(), spectrum.frequency.end());
    const auto put = [&](const std::vector<std::complex<double>>& values) {
      for (const auto& value : values) numbers.insert(numbers.end(), {value.real(), value.imag()});
    };
    put(spectrum.impedance);
    for (std::size_t n = 0; n < spectrum.parts.size(); ++n) {
      put(spectrum.parts[n].impedance);
      const std::string part = fmt::format("spectra.{}.part.{}", k, n);
      out.texts[part + ".place"] = spectrum.parts[n].place;
      out.texts[part + ".cause"] = spectrum.parts[n].cause;
    }
  }
}

Spectrum restore_spectrum(const Checkpoint& checkpoint, std::size_t k) {
  const auto& numbers = array(checkpoint, name_of("spectra", k, "numbers"));
  if (numbers.size() < 4) refuse("a spectrum is damaged");
  const auto points = static_cast<std::size_t>(numbers[2]), parts = static_cast<std::size_t>(numbers[3]);
  if (numbers.size() != 4 + points * (3 + 2 * parts)) refuse("a spectrum is damaged");
  Spectrum spectrum;
  spectrum.title = text(checkpoint, name_of("spectra", k, "title"));
  spectrum.time = numbers[0];
  spectrum.voltage = numbers[1];
  auto next = numbers.begin() + 4;
  spectrum.frequency.assign(next, next + static_cast<std::ptrdiff_t>(points));
  next += static_cast<std::ptrdiff_t>(points);
  const auto take = [&] {
    std::vector<std::complex<double>> values;
    for (std::size_t n = 0; n < points; ++n, next += 2) values.emplace_back(next[0], next[1]);
    return values;
  };
  spectrum.impedance = take();
  for (std::size_t n = 0; n < parts; ++n) {
    const std::string part = fmt::format("spectra.{}.part.{}", k, n);
    spectrum.parts.push_back({text(checkpoint, part + ".place"), text(checkpoint, part + ".cause"), take()});
  }
  return spectrum;
}

std::size_t count(const std::vector<double>& counts, std::size_t k) {
  return static_cast<std::size_t>(counts[k]);
}

}  // namespace

Checkpoint capture(const RunState& state, const Record& record, const SnapshotKeeper::Snapshots& snapshots) {
  Checkpoint out;
  out.arrays["y"] = state.y;
  out.arrays["y_dot"] = state.y_dot;
  out.arrays["state"] = {state.t,
                         state.inside_step ? 1.0 : 0.0,
                         state.step_start,
                         state.charge_start,
                         state.energy_start,
                         state.start_voltage,
                         state.voltage_time,
                         state.last_row_time,
                         state.last_row_voltage};
  out.arrays["counts"] = {static_cast<double>(state.step), static_cast<double>(record.steps.size()),
                          static_cast<double>(record.findings.size()), static_cast<double>(snapshots.size())};
  for (const auto& column : record.series.columns) out.arrays["series." + column.name] = column.values;
  capture_steps(record.steps, out);
  capture_findings(record.findings, out);
  capture_spectra(record.spectra, out);
  for (std::size_t k = 0; k < snapshots.size(); ++k) {
    out.arrays[name_of("snapshots", k, "about")] = {snapshots[k].t, snapshots[k].fixed ? 1.0 : 0.0};
    out.arrays[name_of("snapshots", k, "y")] = snapshots[k].y;
  }
  return out;
}

void restore(const Checkpoint& checkpoint, std::size_t size, RunState& state, Record& record,
             SnapshotKeeper::Snapshots& snapshots) {
  const auto &numbers = array(checkpoint, "state"), &counts = array(checkpoint, "counts");
  if (numbers.size() != 9 || counts.size() != 4) refuse("its state is damaged");
  state.y = array(checkpoint, "y");
  state.y_dot = array(checkpoint, "y_dot");
  if (state.y.size() != size || state.y_dot.size() != size) {
    refuse(fmt::format("it holds {} unknowns, the case has {}", state.y.size(), size));
  }
  state.t = numbers[0];
  state.inside_step = numbers[1] != 0.0;
  state.step_start = numbers[2];
  state.charge_start = numbers[3];
  state.energy_start = numbers[4];
  state.start_voltage = numbers[5];
  state.voltage_time = numbers[6];
  state.last_row_time = numbers[7];
  state.last_row_voltage = numbers[8];
  state.step = count(counts, 0);
  for (auto& column : record.series.columns) column.values = array(checkpoint, "series." + column.name);
  for (std::size_t k = 0; k < count(counts, 1); ++k) record.steps.push_back(restore_step(checkpoint, k));
  for (std::size_t k = 0; k < count(counts, 2); ++k) {
    record.findings.push_back(
        {text(checkpoint, name_of("findings", k, "code")), text(checkpoint, name_of("findings", k, "severity")),
         text(checkpoint, name_of("findings", k, "message")), text(checkpoint, name_of("findings", k, "advice"))});
  }
  for (std::size_t k = 0; k < count(array(checkpoint, "spectra"), 0); ++k)
    record.spectra.push_back(restore_spectrum(checkpoint, k));
  for (std::size_t k = 0; k < count(counts, 3); ++k) {
    const auto& about = array(checkpoint, name_of("snapshots", k, "about"));
    if (about.size() != 2) refuse("one of its snapshots is damaged");
    snapshots.push_back({about[0], array(checkpoint, name_of("snapshots", k, "y")), about[1] != 0.0});
  }
}

}  // namespace silith
