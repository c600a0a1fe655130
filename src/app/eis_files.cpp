#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/eis_output.hpp"
#include "base/atomic_file.hpp"
#include "record/number_text.hpp"
#include "record/summary.hpp"
#include "report/report.hpp"

namespace silith::app {
namespace {

void append_row(std::string& text, const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ',';
    append_number(text, values[i]);
  }
  text += '\n';
}

/// Fit and residuals at every point; the Kramers-Kronig residuals beside them.
std::string points_csv(const std::vector<EisAnalysis>& analyses) {
  std::string text =
      "Spectrum,Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm,Fitted Real Impedance / ohm,"
      "Fitted Imaginary Impedance / ohm,Real Residual / 1,Imaginary Residual / 1,Kramers-Kronig Real Residual / 1,"
      "Kramers-Kronig Imaginary Residual / 1\n";
  for (const auto& analysis : analyses) {
    for (std::size_t i = 0; i < analysis.spectrum.size(); ++i) {
      const auto z = analysis.spectrum.impedance[i];
      std::vector<double> row{
          double(analysis.number), analysis.spectrum.frequency[i], z.real(), z.imag(), NAN, NAN, NAN, NAN, NAN, NAN};
      if (!analysis.fits.empty()) {
        const auto fitted = analysis.fits.front().fitted[i];
        const auto residual = (z - fitted) / std::abs(z);
        row[4] = fitted.real();
        row[5] = fitted.imag();
        row[6] = residual.real();
        row[7] = residual.imag();
      }
      if (analysis.kramers_kronig) {
        row[8] = analysis.kramers_kronig->residual_real[i];
        row[9] = analysis.kramers_kronig->residual_imaginary[i];
      }
      append_row(text, row);
    }
  }
  return text;
}

std::string parameters_csv(const std::vector<EisAnalysis>& analyses) {
  std::string text = "Spectrum,Circuit,Parameter,Unit,Value,Standard Uncertainty\n";
  for (const auto& analysis : analyses) {
    for (const auto& fit : analysis.fits) {
      for (const auto& parameter : fit.parameters) {
        text += std::to_string(analysis.number) + ',';
        append_field(text, fit.circuit.text());
        text += ',' + parameter.name + ',' + parameter.unit + ',';
        append_row(text, {parameter.value, parameter.sigma > 0.0 ? parameter.sigma : NAN});
      }
    }
  }
  return text;
}

std::string relaxation_csv(const std::vector<EisAnalysis>& analyses) {
  std::string text = "Spectrum,Relaxation Time / s,Distribution / ohm\n";
  for (const auto& analysis : analyses) {
    for (std::size_t k = 0; k < analysis.relaxation->tau.size(); ++k) {
      append_row(text, {double(analysis.number), analysis.relaxation->tau[k], analysis.relaxation->gamma[k]});
    }
  }
  return text;
}

/// The fitted circuit (or else the chain of the Kramers-Kronig test) as a line, x ascending.
ComparisonPair pair_of(const EisAnalysis& analysis, const std::vector<std::complex<double>>& fitted,
                       double (*x)(double, std::complex<double>), double (*y)(std::complex<double>)) {
  ComparisonPair pair;
  pair.label = fmt::format("spectrum {}", analysis.number);
  std::vector<std::pair<double, double>> line;
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    const double f = analysis.spectrum.frequency[i];
    line.emplace_back(x(f, fitted[i]), y(fitted[i]));
    pair.measured_x.push_back(x(f, analysis.spectrum.impedance[i]));
    pair.measured_y.push_back(y(analysis.spectrum.impedance[i]));
  }
  std::sort(line.begin(), line.end());
  for (const auto& [at, value] : line) {
    if (!pair.simulated_x.empty() && at == pair.simulated_x.back()) continue;
    pair.simulated_x.push_back(at);
    pair.simulated_y.push_back(value);
  }
  return pair;
}

using Complex = std::complex<double>;
double real_axis(double, Complex z) {
  return z.real();
}
double log_frequency(double f, Complex) {
  return std::log10(f);
}
double minus_imaginary(Complex z) {
  return -z.imag();
}
double log_modulus(Complex z) {
  return std::log10(std::abs(z));
}
double phase(Complex z) {
  return std::arg(z) * 180.0 / std::acos(-1.0);
}

/// Residuals of the best fit in percent of |Z|, around zero.
Comparison residuals(const std::vector<EisAnalysis>& analyses) {
  Comparison chart{"Residuals of the fit", "log10 of the frequency in Hz", "1", "(Z - fit)/|Z| in percent", "1", {}};
  for (const auto& analysis : analyses) {
    if (analysis.fits.empty()) continue;
    ComparisonPair real, imaginary;
    real.label = fmt::format("spectrum {}, real part", analysis.number);
    imaginary.label = fmt::format("spectrum {}, imaginary part", analysis.number);
    for (std::size_t i = 0; i < analysis.spectrum.size(); ++i) {
      const Complex z = analysis.spectrum.impedance[i];
      const Complex residual = 100.0 * (z - analysis.fits.front().fitted[i]) / std::abs(z);
      for (auto* pair : {&real, &imaginary}) {
        pair->measured_x.push_back(std::log10(analysis.spectrum.frequency[i]));
        pair->measured_y.push_back(pair == &real ? residual.real() : residual.imag());
      }
    }
    for (auto* pair : {&real, &imaginary}) {
      pair->simulated_x = {pair->measured_x.back(), pair->measured_x.front()};
      pair->simulated_y = {0.0, 0.0};
      chart.pairs.push_back(*pair);
    }
  }
  return chart;
}

std::vector<Comparison> plots(const std::vector<EisAnalysis>& analyses) {
  Comparison nyquist{"Nyquist", "Re Z", "ohm", "-Im Z", "ohm", {}};
  Comparison modulus{"Bode: modulus", "log10 of the frequency in Hz", "1", "log10 of |Z| in ohm", "1", {}};
  Comparison angle{"Bode: phase", "log10 of the frequency in Hz", "1", "phase in degrees", "1", {}};
  for (const auto& analysis : analyses) {
    if (analysis.fits.empty() && !analysis.kramers_kronig) continue;
    const auto& fitted = analysis.fits.empty() ? analysis.kramers_kronig->fitted : analysis.fits.front().fitted;
    nyquist.pairs.push_back(pair_of(analysis, fitted, real_axis, minus_imaginary));
    modulus.pairs.push_back(pair_of(analysis, fitted, log_frequency, log_modulus));
    angle.pairs.push_back(pair_of(analysis, fitted, log_frequency, phase));
  }
  if (nyquist.pairs.empty()) return {};
  std::vector<Comparison> all{nyquist, modulus, angle, residuals(analyses)};
  if (all.back().pairs.empty()) all.pop_back();
  return all;
}

void add_quantities(Record& record, const EisAnalysis& analysis, const std::string& prefix, const std::string& words) {
  const auto add = [&](const std::string& name, double value, const std::string& unit, const std::string& long_name) {
    if (std::isfinite(value)) record.quantities.emplace_back(prefix + name, Quantity{value, unit, words + long_name});
  };
  if (!analysis.fits.empty()) {
    const auto& fit = analysis.fits.front();
    for (const auto& parameter : fit.parameters) {
      add(parameter.name, parameter.value, parameter.unit, parameter.name);
      if (parameter.sigma > 0.0) {
        add(parameter.name + "_uncertainty", parameter.sigma, parameter.unit,
            parameter.name + ", standard uncertainty");
      }
    }
    for (const auto& found : fit.combinations) add(found.text, found.value, "", found.text + " (determined together)");
    add("chi_squared", fit.chi_squared, "1", "chi^2 of the fit of " + fit.circuit.text());
    record.findings.insert(record.findings.end(), fit.findings.begin(), fit.findings.end());
  }
  if (analysis.kramers_kronig) {
    add("kramers_kronig_rms", analysis.kramers_kronig->rms, "1", "Kramers-Kronig residual, rms");
    record.findings.insert(record.findings.end(), analysis.kramers_kronig->findings.begin(),
                           analysis.kramers_kronig->findings.end());
  }
  if (analysis.relaxation) {
    add("series_resistance", analysis.relaxation->series_resistance, "ohm", "Series resistance by relaxation times");
    add("polarisation_resistance", analysis.relaxation->polarisation_resistance, "ohm",
        "Polarisation resistance by relaxation times");
    int number = 0;
    for (const auto& peak : analysis.relaxation->peaks) {
      const std::string name = fmt::format("peak_{}", ++number);
      add(name + "_resistance", peak.resistance, "ohm", fmt::format("Process {}, resistance", number));
      add(name + "_tau", peak.tau, "s", fmt::format("Process {}, time constant", number));
    }
    record.findings.insert(record.findings.end(), analysis.relaxation->findings.begin(),
                           analysis.relaxation->findings.end());
  }
}

}  // namespace

Record eis_record(const Record& source, const std::vector<EisAnalysis>& analyses) {
  Record record;
  record.title = source.title;
  record.metadata = source.metadata;
  record.area = source.area;
  record.findings = source.findings;
  const bool several = analyses.size() > 1;
  for (const auto& analysis : analyses) {
    record.spectra.push_back(analysis.spectrum);
    add_quantities(record, analysis, several ? fmt::format("spectrum_{}_", analysis.number) : "",
                   several ? fmt::format("Spectrum {}: ", analysis.number) : "");
  }
  return record;
}

void write_eis(const std::filesystem::path& directory, const Record& source, const std::vector<EisAnalysis>& analyses) {
  create_output_directory(directory);
  const Record record = eis_record(source, analyses);
  write_summary_json(directory / "summary.json", record);
  write_file(directory / "eis.json", eis_json(source, analyses));
  write_file(directory / "fit.csv", points_csv(analyses));
  if (!analyses.front().fits.empty()) write_file(directory / "parameters.csv", parameters_csv(analyses));
  if (analyses.front().relaxation) write_file(directory / "relaxation.csv", relaxation_csv(analyses));
  ReportInput report;
  report.title = record.title;
  report.runs.emplace_back();
  report.runs.back().label = record.title;
  report.runs.back().record = record;
  report.comparisons = plots(analyses);
  write_report(directory / "report.html", report);
}

}  // namespace silith::app
