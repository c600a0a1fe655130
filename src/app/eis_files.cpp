#include <fmt/format.h>

#include <cmath>

#include "app/eis_output.hpp"
#include "base/atomic_file.hpp"
#include "record/number_text.hpp"
#include "record/summary.hpp"
#include "report/analysis_page.hpp"

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
  write_analysis(directory / "report.html", eis_page(record, analyses));
}

}  // namespace silith::app
