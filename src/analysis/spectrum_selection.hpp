#pragma once
#include <limits>

#include "record/spectrum.hpp"

namespace silith {

/// Which points of a spectrum an analysis sees.
struct SpectrumSelection {
  enum class Points { all, capacitive };                ///< capacitive: only those with a negative imaginary part
  double from = 0.0;                                    ///< Hz
  double to = std::numeric_limits<double>::infinity();  ///< Hz
  Points points = Points::all;
};

/// The points of a spectrum that are selected, in the same order.
/// @throws InputError if values are not finite, a frequency is not positive, or fewer than 3 points are left
Spectrum select(const Spectrum& spectrum, const SpectrumSelection& selection);

/// The same points, highest frequency first.
Spectrum descending(const Spectrum& spectrum);

/// How much a point counts.
enum class Weighting {
  unit,         ///< 1: noise of the same size everywhere
  modulus,      ///< 1/|Z|^2: noise in proportion to |Z|, the usual case
  proportional  ///< real and imaginary part each by its own square, but at most 1e6 times 1/|Z|^2
};

/// Square roots of the weights of real and imaginary part.
struct PointWeight {
  double real, imaginary;
};
PointWeight point_weight(std::complex<double> z, Weighting weighting);

/// @throws InputError if there is no weighting of this name
Weighting weighting_of(const std::string& name);
std::string name_of(Weighting weighting);

}  // namespace silith
