#include "app/impedance_page.hpp"

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

std::string label_of(const Spectrum& spectrum) {
  return fmt::format("{}, {:.3f} V", spectrum.title, spectrum.voltage);
}

ChartAxis frequency_axis() {
  return {"Frequency", "Hz", ChartAxis::Scale::logarithmic};
}

/// @param by frequency, or by the real part where there is a chart of its own for it
template <class Value>
AnalysisChart against_frequency(const Record& record, const std::string& name, const std::string& title,
                                const ChartAxis& axis, const Value& value) {
  AnalysisChart chart{.name = name, .title = title, .x = frequency_axis(), .y = axis};
  for (const Spectrum& spectrum : record.spectra)
    chart.lines.push_back({label_of(spectrum), spectrum.frequency, values_of(spectrum.impedance, value)});
  return chart;
}

AnalysisChart nyquist(const Record& record) {
  AnalysisChart chart{.name = "nyquist",
                      .title = "Nyquist plot",
                      .x = {"Re Z", "ohm"},
                      .y = {"-Im Z", "ohm"},
                      .aspect = AnalysisChart::Aspect::equal};
  for (const Spectrum& spectrum : record.spectra)
    chart.lines.push_back(
        {label_of(spectrum), values_of(spectrum.impedance, real_part), values_of(spectrum.impedance, capacitive)});
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

AnalysisSection parts_section(const Spectrum& spectrum, std::size_t number) {
  const std::string id = fmt::format("-{}", number);
  return {.title = "Parts of the impedance: " + label_of(spectrum),
          .text = {"The parts of a frequency add up to its impedance. storage: the open-circuit voltage of the mean "
                   "compositions."},
          .charts = {parts_chart(spectrum, "parts-real" + id, "Real parts", "Re Z", real_part),
                     parts_chart(spectrum, "parts-imaginary" + id, "Imaginary parts", "-Im Z", capacitive)}};
}

}  // namespace

AnalysisPage impedance_page(const Record& record) {
  AnalysisPage page{.title = record.title, .subtitle = "Impedance of the model"};
  for (const auto& number : numbers_of(record)) {
    const bool about = number.name.find("frequency") != std::string::npos ||
                       number.name.find("impedance") != std::string::npos ||
                       number.name.find("arc") != std::string::npos;
    if (about) page.numbers.push_back(number);
  }
  const ChartAxis ohm{"|Z|", "ohm", ChartAxis::Scale::logarithmic};
  page.sections.push_back(
      {.title = "Spectra",
       .charts = {nyquist(record), against_frequency(record, "magnitude", "Magnitude", ohm, magnitude),
                  against_frequency(record, "phase", "Phase", {"Phase", "°"}, phase)}});
  for (std::size_t k = 0; k < record.spectra.size(); ++k) {
    if (!record.spectra[k].parts.empty()) page.sections.push_back(parts_section(record.spectra[k], k + 1));
  }
  page.metadata = record.metadata;
  return page;
}

}  // namespace silith::app
