#pragma once
#include <cmath>

// From the volume ratio V(x) of swelling to strains.
namespace silith {

/// How a small-strain model reads a volume ratio that is not small.
enum class EigenstrainMeasure {
  stretch,      ///< V^(1/3) - 1: the change of length per length
  logarithmic,  ///< ln(V)/3
  volumetric    ///< (V - 1)/3, Vegard's law linear in volume
};

/// Stretch of stress-free swelling, Fs = V^(1/3) I (Eq. F43).
inline double swelling_stretch(double volume_ratio) {
  return std::cbrt(volume_ratio);
}

/// Linear eigenstrain of a volume ratio (Eq. F40), 1.
inline double eigenstrain(double volume_ratio, EigenstrainMeasure measure) {
  if (measure == EigenstrainMeasure::stretch) return std::cbrt(volume_ratio) - 1.0;
  return measure == EigenstrainMeasure::logarithmic ? std::log(volume_ratio) / 3.0 : (volume_ratio - 1.0) / 3.0;
}

}  // namespace silith
