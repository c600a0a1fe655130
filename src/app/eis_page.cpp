#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "app/eis_output.hpp"

namespace silith::app {
namespace {

using Complex = std::complex<double>;
using Style = ChartLine::Style;

constexpr auto logarithmic = ChartAxis::Scale::logarithmic;
const ChartAxis frequency_axis{"Frequency", "Hz", logarithmic};

/// Names the lines of one spectrum where there are several.
std::string label(const std::vector<EisAnalysis>& analyses, const EisAnalysis& analysis, const std::string& what) {
  return analyses.size() == 1 ? what : fmt::format("spectrum {}, {}", analysis.number, what);
}

std::string capitalised(std::string text) {
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// What is drawn as a line: the best fit, else the chain of the Kramers-Kronig test, else what the times give.
struct Model {
  std::string name;
  const std::vector<Complex>* fitted = nullptr;
};

Model model_of(const EisAnalysis& analysis) {
  if (!analysis.fits.empty()) return {"fit", &analysis.fits.front().fitted};
  if (analysis.kramers_kronig) return {"Kramers-Kronig", &analysis.kramers_kronig->fitted};
  if (analysis.relaxation) return {"relaxation times", &analysis.relaxation->fitted};
  return {};
}

/// Measured points and the model's line in some coordinates of f and Z.
template <class X, class Y>
std::vector<ChartLine> pairs(const std::vector<EisAnalysis>& analyses, X x, Y y) {
  std::vector<ChartLine> lines;
  for (std::size_t k = 0; k < analyses.size(); ++k) {
    const auto& analysis = analyses[k];
    const auto drawn = [&](const std::string& what, Style style, const std::vector<Complex>& impedance) {
      ChartLine line{label(analyses, analysis, what), {}, {}, style, static_cast<int>(k % 8)};
      for (std::size_t i = 0; i < impedance.size(); ++i) {
        line.x.push_back(x(analysis.spectrum.frequency[i], impedance[i]));
        line.y.push_back(y(impedance[i]));
      }
      lines.push_back(std::move(line));
    };
    drawn("measured", Style::points, analysis.spectrum.impedance);
    const Model model = model_of(analysis);
    if (model.fitted != nullptr) drawn(model.name, Style::line, *model.fitted);
  }
  return lines;
}

AnalysisSection spectra(const std::vector<EisAnalysis>& analyses) {
  const auto frequency = [](double f, Complex) { return f; };
  const auto real = [](double, Complex z) { return z.real(); };
  const auto minus_imaginary = [](Complex z) { return -z.imag(); };
  const auto modulus = [](Complex z) { return std::abs(z); };
  const auto phase = [](Complex z) { return std::arg(z) * 180.0 / std::numbers::pi; };
  AnalysisSection section{analyses.size() == 1 ? "Spectrum" : "Spectra", {}, {}, {}};
  section.charts.push_back({"nyquist",
                            "Nyquist",
                            {"Re Z", "ohm"},
                            {"−Im Z", "ohm"},
                            pairs(analyses, real, minus_imaginary),
                            AnalysisChart::Aspect::equal,
                            ""});
  section.charts.push_back({"bode-modulus",
                            "Bode, modulus",
                            frequency_axis,
                            {"|Z|", "ohm", logarithmic},
                            pairs(analyses, frequency, modulus),
                            {},
                            ""});
  section.charts.push_back(
      {"bode-phase", "Bode, phase", frequency_axis, {"Phase", "°"}, pairs(analyses, frequency, phase), {}, ""});
  return section;
}

/// Real and imaginary residuals of one spectrum, fractions of |Z|, shown in percent.
void add_residuals(AnalysisChart& chart, const std::vector<EisAnalysis>& analyses, const EisAnalysis& analysis,
                   const std::vector<double>& real, const std::vector<double>& imaginary) {
  for (const auto* part : {&real, &imaginary}) {
    ChartLine line{label(analyses, analysis, part == &real ? "real part" : "imaginary part"),
                   analysis.spectrum.frequency,
                   {},
                   Style::points,
                   static_cast<int>(chart.lines.size() % 8)};
    for (const double value : *part) line.y.push_back(100.0 * value);
    chart.lines.push_back(std::move(line));
  }
}

AnalysisChart fit_residuals(const std::vector<EisAnalysis>& analyses) {
  AnalysisChart chart{"residuals", "Residuals of the fit", frequency_axis, {"(Z − fit)/|Z|", "%"}, {}, {}, ""};
  for (const auto& analysis : analyses) {
    if (analysis.fits.empty()) continue;
    std::vector<double> real, imaginary;
    for (std::size_t i = 0; i < analysis.spectrum.size(); ++i) {
      const Complex z = analysis.spectrum.impedance[i];
      const Complex residual = (z - analysis.fits.front().fitted[i]) / std::abs(z);
      real.push_back(residual.real());
      imaginary.push_back(residual.imag());
    }
    add_residuals(chart, analyses, analysis, real, imaginary);
  }
  return chart;
}

AnalysisChart kramers_kronig_residuals(const std::vector<EisAnalysis>& analyses) {
  AnalysisChart chart{
      "kramers-kronig", "Residuals of the Kramers-Kronig test", frequency_axis, {"(Z − chain)/|Z|", "%"}, {}, {}, ""};
  for (const auto& analysis : analyses) {
    if (!analysis.kramers_kronig) continue;
    const auto& test = *analysis.kramers_kronig;
    add_residuals(chart, analyses, analysis, test.residual_real, test.residual_imaginary);
    chart.note += fmt::format("{}: {} elements, mu {:.2f}. ",
                              capitalised(label(analyses, analysis, name_of(test.verdict))), test.elements, test.mu);
  }
  return chart;
}

AnalysisSection residuals(const std::vector<EisAnalysis>& analyses) {
  AnalysisSection section{"Residuals", {}, {}, {}};
  for (auto chart : {fit_residuals(analyses), kramers_kronig_residuals(analyses)}) {
    if (!chart.lines.empty()) section.charts.push_back(std::move(chart));
  }
  return section;
}

AnalysisSection relaxation(const std::vector<EisAnalysis>& analyses) {
  AnalysisSection section{"Relaxation times", {}, {}, {}};
  AnalysisChart chart{"relaxation",
                      "Distribution of relaxation times",
                      {"Time constant", "s", logarithmic},
                      {"γ", "ohm"},
                      {},
                      {},
                      "The resistance of a process is the area of its peak over ln τ."};
  AnalysisTable table{"Processes", {{"Spectrum", ""}, {"τ", "s"}, {"Frequency", "Hz"}, {"Resistance", "ohm"}}, {}, ""};
  for (std::size_t k = 0; k < analyses.size(); ++k) {
    const auto& analysis = analyses[k];
    if (!analysis.relaxation) continue;
    const auto& times = *analysis.relaxation;
    const int color = static_cast<int>(k % 8);
    chart.lines.push_back({label(analyses, analysis, "distribution"), times.tau, times.gamma, Style::line, color});
    ChartLine peaks{label(analyses, analysis, "peaks"), {}, {}, Style::points, color};
    for (const auto& peak : times.peaks) {
      peaks.x.push_back(peak.tau);
      peaks.y.push_back(peak.height);
      table.rows.push_back({std::to_string(analysis.number), peak.tau, peak.frequency, peak.resistance});
    }
    chart.lines.push_back(std::move(peaks));
    section.text.push_back(fmt::format(
        "{}: series resistance {:.4g} ohm, polarisation resistance {:.4g} ohm{}; lambda {:.2g}, residuals {:.2g} % "
        "rms.",
        capitalised(label(analyses, analysis, "distribution")), times.series_resistance, times.polarisation_resistance,
        times.tail_coefficient > 0.0 ? fmt::format(", tail 1/(Q (jω)^n) with Q {:.3g} S s^n and n {:.3f}",
                                                   times.tail_coefficient, times.tail_exponent)
                                     : "",
        times.lambda, 100.0 * times.rms));
  }
  if (chart.lines.empty()) return section;
  section.charts.push_back(std::move(chart));
  if (!table.rows.empty()) section.tables.push_back(std::move(table));
  return section;
}

AnalysisTable parameters(const EisFit& fit, const std::string& title) {
  AnalysisTable table{
      title,
      {{"Parameter", ""}, {"Value", ""}, {"Standard uncertainty", ""}, {"%", ""}, {"Unit", ""}, {"", ""}},
      {},
      ""};
  for (const auto& parameter : fit.parameters) {
    const bool uncertain = parameter.sigma > 0.0;
    table.rows.push_back({parameter.name, parameter.value, uncertain ? AnalysisTable::Cell(parameter.sigma) : "",
                          uncertain ? AnalysisTable::Cell(100.0 * parameter.relative_error()) : "", parameter.unit,
                          state_text(parameter)});
  }
  for (const auto& found : fit.combinations) {
    table.rows.push_back({found.text, found.value, found.value * found.relative_error, 100.0 * found.relative_error, "",
                          "determined together"});
  }
  table.note = fmt::format("chi² {:.4g}, reduced {:.4g}, {} points, {} free parameters, weights {}.", fit.chi_squared,
                           fit.reduced_chi_squared, fit.frequency.size(), fit.free_count, name_of(fit.weighting));
  return table;
}

/// Correlations of the free parameters.
AnalysisTable correlations(const EisFit& fit, const std::string& title) {
  AnalysisTable table{
      title, {{"", ""}}, {}, "Beyond ±0.95 two parameters can change together with hardly a trace in the curve."};
  std::vector<std::size_t> free;
  const std::size_t n = fit.parameters.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (fit.parameters[i].state != FittedParameter::State::free) continue;
    free.push_back(i);
    table.columns.push_back({fit.parameters[i].name, ""});
  }
  for (const std::size_t i : free) {
    std::vector<AnalysisTable::Cell> row{fit.parameters[i].name};
    for (const std::size_t k : free) row.emplace_back(fmt::format("{:.2f}", fit.correlation[i * n + k]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

AnalysisTable comparison(const std::vector<EisFit>& fits, const std::string& title) {
  AnalysisTable table{
      title,
      {{"Circuit", ""}, {"Free parameters", ""}, {"Reduced chi²", ""}, {"AICc − best", ""}, {"Probability", ""}},
      {},
      ""};
  const auto weights = akaike_weights(fits);
  for (std::size_t i = 0; i < fits.size(); ++i) {
    table.rows.push_back({fits[i].circuit.text(), static_cast<double>(fits[i].free_count), fits[i].reduced_chi_squared,
                          fits[i].aicc - fits.front().aicc, weights[i]});
  }
  return table;
}

AnalysisSection circuits(const std::vector<EisAnalysis>& analyses) {
  AnalysisSection section{"Circuit", {}, {}, {}};
  for (const auto& analysis : analyses) {
    if (analysis.fits.empty()) continue;
    const auto& best = analysis.fits.front();
    section.tables.push_back(parameters(best, capitalised(label(analyses, analysis, best.circuit.text()))));
    section.tables.push_back(correlations(best, capitalised(label(analyses, analysis, "correlations"))));
    if (analysis.fits.size() > 1) {
      section.tables.push_back(comparison(analysis.fits, capitalised(label(analyses, analysis, "circuits compared"))));
    }
  }
  return section;
}

}  // namespace

AnalysisPage eis_page(const Record& record, const std::vector<EisAnalysis>& analyses) {
  AnalysisPage page;
  page.title = record.title.empty() ? "Impedance" : record.title;
  const auto& f = analyses.front().spectrum.frequency;
  page.subtitle = analyses.size() == 1 ? fmt::format("{} points, {:.4g} to {:.4g} Hz", f.size(), f.front(), f.back())
                                       : fmt::format("{} spectra", analyses.size());
  page.numbers = numbers_of(record);
  page.findings = record.findings;
  page.sections = {spectra(analyses), residuals(analyses), relaxation(analyses), circuits(analyses)};
  page.metadata = record.metadata;
  return page;
}

}  // namespace silith::app
