#include "app/impedance_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace silith::app {
namespace {

using Complex = std::complex<double>;

template <class Value>
std::vector<double> values_of(const std::vector<Complex>& impedance, const Value& value) {
  std::vector<double> out;
  for (const Complex& z : impedance) out.push_back(value(z));
  return out;
}

double real_part(const Complex& z) {
  return z.real();
}
double capacitive(const Complex& z) {
  return -z.imag();
}
double magnitude(const Complex& z) {
  return std::abs(z);
}
double phase(const Complex& z) {
  return std::arg(z) * 180.0 / std::numbers::pi;
}

/// A spectrum of one of the runs of a page.
struct Shown {
  std::string label;
  const Spectrum* spectrum;
};

std::vector<Shown> spectra_of(const std::vector<ReportRun>& runs) {
  std::vector<Shown> spectra;
  for (const ReportRun& run : runs) {
    const std::string of = runs.size() > 1 ? run.label + ": " : "";
    for (const Spectrum& spectrum : run.record.spectra)
      spectra.push_back({fmt::format("{}{}, {:.3f} V", of, spectrum.title, spectrum.voltage), &spectrum});
  }
  return spectra;
}

ChartAxis frequency_axis() {
  return {"Frequency", "Hz", ChartAxis::Scale::logarithmic};
}

/// @param by frequency, or by the real part where there is a chart of its own for it
template <class Value>
AnalysisChart against_frequency(const std::vector<Shown>& spectra, const std::string& name, const std::string& title,
                                const ChartAxis& axis, const Value& value) {
  AnalysisChart chart{.name = name, .title = title, .x = frequency_axis(), .y = axis};
  for (const auto& [label, spectrum] : spectra)
    chart.lines.push_back({label, spectrum->frequency, values_of(spectrum->impedance, value)});
  return chart;
}

AnalysisChart nyquist(const std::vector<Shown>& spectra) {
  AnalysisChart chart{.name = "nyquist",
                      .title = "Nyquist plot",
                      .x = {"Re Z", "ohm"},
                      .y = {"-Im Z", "ohm"},
                      .aspect = AnalysisChart::Aspect::equal};
  for (const auto& [label, spectrum] : spectra)
    chart.lines.push_back(
        {label, values_of(spectrum->impedance, real_part), values_of(spectrum->impedance, capacitive)});
  return chart;
}

/// The largest parts of a spectrum; more than eight lines nobody tells apart.
std::vector<const ImpedancePart*> largest_parts(const Spectrum& spectrum) {
  constexpr std::size_t most = 8;
  const auto size = [](const ImpedancePart* part) {
    double largest = 0.0;
    for (const Complex& z : part->impedance) largest = std::max(largest, std::abs(z));
    return largest;
  };
  std::vector<const ImpedancePart*> parts;
  for (const auto& part : spectrum.parts) {
    if (size(&part) > 0.0) parts.push_back(&part);
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const ImpedancePart* a, const ImpedancePart* b) { return size(a) > size(b); });
  parts.resize(std::min(parts.size(), most));
  return parts;
}

template <class Value>
AnalysisChart parts_chart(const Spectrum& spectrum, const std::string& name, const std::string& title,
                          const std::string& axis, const Value& value) {
  AnalysisChart chart{.name = name, .title = title, .x = frequency_axis(), .y = {axis, "ohm"}};
  for (const ImpedancePart* part : largest_parts(spectrum)) {
    chart.lines.push_back(
        {fmt::format("{}, {}", part->place, part->cause), spectrum.frequency, values_of(part->impedance, value)});
  }
  return chart;
}

AnalysisSection parts_section(const Shown& shown, std::size_t number) {
  const std::string id = fmt::format("-{}", number);
  return {.title = "Parts of the impedance: " + shown.label,
          .text = {"The parts of a frequency add up to its impedance. storage: the open-circuit voltage of the mean "
                   "compositions."},
          .charts = {parts_chart(*shown.spectrum, "parts-real" + id, "Real parts", "Re Z", real_part),
                     parts_chart(*shown.spectrum, "parts-imaginary" + id, "Imaginary parts", "-Im Z", capacitive)}};
}

}  // namespace

std::vector<AnalysisSection> impedance_sections(const std::vector<ReportRun>& runs) {
  const auto spectra = spectra_of(runs);
  if (spectra.empty()) return {};
  const ChartAxis ohm{"|Z|", "ohm", ChartAxis::Scale::logarithmic};
  std::vector<AnalysisSection> sections{
      {.title = "Impedance",
       .charts = {nyquist(spectra), against_frequency(spectra, "magnitude", "Magnitude", ohm, magnitude),
                  against_frequency(spectra, "phase", "Phase", {"Phase", "°"}, phase)}}};
  for (std::size_t k = 0; k < spectra.size(); ++k) {
    if (!spectra[k].spectrum->parts.empty()) sections.push_back(parts_section(spectra[k], k + 1));
  }
  return sections;
}

}  // namespace silith::app
