#include <fmt/format.h>

#include <cmath>

#include "app/commands.hpp"
#include "app/eis_output.hpp"
#include "app/experiment.hpp"
#include "base/csv.hpp"
#include "base/diagnostic.hpp"

namespace silith::app {
namespace {

/// "R0=12.5" -> R0, 12.5 as text.
std::pair<std::string, std::string> assignment(const std::string& text, const char* option, const char* example) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == text.npos || equals + 1 == text.size()) {
    throw InputError(fmt::format("{} {}: expected a parameter, = and a value", option, text),
                     fmt::format("write for example {} {}", option, example));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

double number(const std::string& text, const char* option) {
  const auto value = parse_number(text);
  if (!value || !std::isfinite(*value)) {
    throw InputError(fmt::format("{}: \"{}\" is not a number", option, text),
                     "write SI units without their name: 1.2e-5");
  }
  return *value;
}

EisFitOptions fit_options(const EisArguments& arguments) {
  EisFitOptions options;
  options.weighting = weighting_of(arguments.weighting);
  options.starts = arguments.starts;
  for (const auto& text : arguments.fixed) {
    const auto [name, value] = assignment(text, "--fix", "R0=12.5");
    options.fixed[name] = number(value, "--fix");
  }
  for (const auto& text : arguments.start) {
    const auto [name, value] = assignment(text, "--start", "R0=12.5");
    options.start[name] = number(value, "--start");
  }
  for (const auto& text : arguments.tied) {
    const auto [name, other] = assignment(text, "--tie", "CPE2.n=CPE1.n");
    options.tied[name] = other;
  }
  for (const auto& text : arguments.bounds) {
    const auto [name, range] = assignment(text, "--bounds", "R0=1..20");
    const auto dots = range.find("..");
    if (dots == range.npos) {
      throw InputError(fmt::format("--bounds {}: expected two values with .. between", text),
                       "write for example --bounds R0=1..20");
    }
    options.bounds[name] = {number(range.substr(0, dots), "--bounds"), number(range.substr(dots + 2), "--bounds")};
  }
  return options;
}

RelaxationOptions relaxation_options(const EisArguments& arguments) {
  RelaxationOptions options;
  options.weighting = weighting_of(arguments.weighting);
  if (arguments.lambda == "l-curve") {
    options.choice = RelaxationOptions::Lambda::l_curve;
  } else if (arguments.lambda != "gcv") {
    options.choice = RelaxationOptions::Lambda::given;
    options.lambda = number(arguments.lambda, "--lambda");
  }
  if (arguments.tail == "capacitance") options.tail = RelaxationOptions::Tail::capacitance;
  if (arguments.tail == "none") options.tail = RelaxationOptions::Tail::none;
  options.validate();
  return options;
}

std::vector<Circuit> circuits_of(const EisArguments& arguments) {
  std::vector<Circuit> circuits;
  for (const auto& text : arguments.circuits) circuits.push_back(Circuit::parse(text));
  for (const auto& name : arguments.presets) circuits.push_back(circuit_preset(name).circuit);
  return circuits;
}

/// Options of the command line, checked before the file is read.
class EisPlan {
public:
  explicit EisPlan(const EisArguments& arguments)
      : circuits_(circuits_of(arguments)), fit_(fit_options(arguments)), relaxation_(relaxation_options(arguments)) {
    // Without anything asked for, what needs no circuit.
    const bool nothing = circuits_.empty() && !arguments.kramers_kronig && !arguments.relaxation;
    test_ = arguments.kramers_kronig || nothing;
    relax_ = arguments.relaxation || nothing;
    selection_.from = arguments.from;
    selection_.to = arguments.to;
    if (arguments.capacitive) selection_.points = SpectrumSelection::Points::capacitive;
  }

  EisAnalysis analyse(const Spectrum& spectrum, std::size_t count) const {
    EisAnalysis analysis;
    analysis.number = count;
    analysis.spectrum = descending(select(spectrum, selection_));
    if (test_) analysis.kramers_kronig = test_kramers_kronig(analysis.spectrum);
    if (!circuits_.empty()) analysis.fits = compare_circuits(analysis.spectrum, circuits_, fit_);
    if (relax_) analysis.relaxation = relaxation_times(analysis.spectrum, relaxation_);
    return analysis;
  }

private:
  std::vector<Circuit> circuits_;
  EisFitOptions fit_;
  RelaxationOptions relaxation_;
  SpectrumSelection selection_;
  bool test_ = false, relax_ = false;
};

std::vector<EisAnalysis> analyse(const EisPlan& plan, const Record& record, std::size_t wanted) {
  if (wanted > record.spectra.size()) {
    throw InputError(fmt::format("there is no spectrum {}: the file has {}", wanted, record.spectra.size()),
                     "leave --spectrum out for all");
  }
  std::vector<EisAnalysis> analyses;
  for (std::size_t i = 0; i < record.spectra.size(); ++i) {
    if (wanted == 0 || wanted == i + 1) analyses.push_back(plan.analyse(record.spectra[i], i + 1));
  }
  return analyses;
}

/// Of what a run left only the spectra: its findings and quantities are not about them.
Record read_spectra(const std::string& path) {
  Record all = read_experiment(path);
  if (all.resolved_input.empty()) return all;
  Record record;
  record.title = all.title;
  record.metadata = std::move(all.metadata);
  record.area = all.area;
  record.spectra = std::move(all.spectra);
  return record;
}

}  // namespace

int analyse_eis(const EisArguments& arguments) {
  const EisPlan plan(arguments);
  const Record record = read_spectra(arguments.file);
  if (record.spectra.empty()) {
    throw InputError(fmt::format("{} holds no impedance spectrum", arguments.file),
                     "give a file with frequency, Z' and Z'', or a result whose protocol takes impedance");
  }
  const auto analyses = analyse(plan, record, static_cast<std::size_t>(arguments.spectrum));
  if (!arguments.directory.empty()) write_eis(arguments.directory, record, analyses);
  if (arguments.json) {
    fmt::print("{}", eis_json(record, analyses));
  } else {
    for (const auto& finding : record.findings) fmt::print("{}: {}\n", finding.severity, finding.message);
    fmt::print("{}", eis_text(analyses));
  }
  return ok;
}

}  // namespace silith::app
