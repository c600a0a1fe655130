#pragma once
#include "record/record.hpp"

namespace silith {

/// A spectrum as columns: frequency, impedance_real, impedance_imaginary, and for every part part.PLACE.CAUSE_real and
/// part.PLACE.CAUSE_imaginary. Title, time and voltage are left out.
TimeSeries columns_of(const Spectrum& spectrum);

/// Back. @throws std::logic_error if columns are missing or differ in length
Spectrum spectrum_of(const TimeSeries& columns);

}  // namespace silith
