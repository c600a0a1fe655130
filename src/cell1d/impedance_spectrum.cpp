#include "cell1d/impedance_spectrum.hpp"

#include "cell1d/frequency_response.hpp"
#include "cell1d/impedance_split.hpp"

namespace silith {

Spectrum impedance_spectrum(CellModel& model, double t, std::span<const double> y, std::span<const double> y_dot,
                            const ImpedanceSweep& sweep) {
  Spectrum spectrum;
  spectrum.frequency = sweep.frequencies();
  spectrum.time = t;
  spectrum.voltage = y[model.layout().voltage];
  FrequencyResponse response(model, t, y, y_dot);
  ImpedanceSplit split(model, y);
  for (const auto& [place, cause] : split.contributions()) spectrum.parts.push_back({place, to_string(cause), {}});
  const double area = model.cell().area;
  for (const double frequency : spectrum.frequency) {
    const auto answer = response.at(frequency);
    spectrum.impedance.push_back(answer[model.layout().voltage] / area);
    const auto parts = split.evaluate(frequency, answer);
    for (std::size_t k = 0; k < parts.size(); ++k) spectrum.parts[k].impedance.push_back(parts[k] / area);
  }
  return spectrum;
}

}  // namespace silith
