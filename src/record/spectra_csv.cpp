#include "record/spectra_csv.hpp"

#include <cmath>
#include <stdexcept>

#include "base/atomic_file.hpp"
#include "record/number_text.hpp"

namespace silith {

void write_spectra_csv(const std::filesystem::path& file, const Record& record) {
  std::string text =
      "Test Time / s,Voltage / V,Step Count / 1,Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm\n";
  for (std::size_t i = 0; i < record.spectra.size(); ++i) {
    const Spectrum& spectrum = record.spectra[i];
    if (spectrum.impedance.size() != spectrum.size())
      throw std::logic_error("write_spectra_csv: a spectrum has not one impedance a frequency");
    for (std::size_t point = 0; point < spectrum.size(); ++point) {
      const double row[] = {spectrum.time,
                            spectrum.voltage,
                            static_cast<double>(i),
                            spectrum.frequency[point],
                            spectrum.impedance[point].real(),
                            spectrum.impedance[point].imag()};
      for (const double value : row) {
        append_number(text, value);
        text += ',';
      }
      text.back() = '\n';
    }
  }
  write_file(file, text);
}

void write_spectra_parts_csv(const std::filesystem::path& file, const Record& record) {
  std::string text = "Step Count / 1,Place,Cause,Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm\n";
  for (std::size_t i = 0; i < record.spectra.size(); ++i) {
    const Spectrum& spectrum = record.spectra[i];
    for (const auto& part : spectrum.parts) {
      for (std::size_t point = 0; point < spectrum.size(); ++point) {
        append_number(text, static_cast<double>(i));
        text += ',';
        append_field(text, part.place);
        text += ',';
        append_field(text, part.cause);
        for (const double value :
             {spectrum.frequency[point], part.impedance[point].real(), part.impedance[point].imag()}) {
          text += ',';
          append_number(text, value);
        }
        text += '\n';
      }
    }
  }
  write_file(file, text);
}

}  // namespace silith
