#pragma once
#include <complex>
#include <cstddef>
#include <string>
#include <vector>

namespace silith {

/// What a layer or an interface contributes to a simulated impedance by one cause.
struct ImpedancePart {
  std::string place;                            ///< layer, "left|right" for an interface, "leads", "cell"
  std::string cause;                            ///< "ohmic", "kinetic", "diffusion", "film", "storage"
  std::vector<std::complex<double>> impedance;  ///< ohm, one a frequency
};

/// One impedance spectrum, measured or simulated. Capacitive behaviour has a negative imaginary part.
struct Spectrum {
  std::string title;                            ///< "cycle 2", "at 50 % state of charge"; may be empty
  std::vector<double> frequency;                ///< Hz, positive, in the order of the measurement
  std::vector<std::complex<double>> impedance;  ///< ohm, [frequency.size()]
  double time = 0.0;                            ///< s, when it was taken; 0 if unknown
  double voltage = 0.0;                         ///< V, of the cell while it was taken; NaN if unknown
  std::vector<ImpedancePart> parts;             ///< of a simulated one; they add up to `impedance`
  std::size_t size() const { return frequency.size(); }
};

}  // namespace silith
