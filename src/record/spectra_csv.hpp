#pragma once
#include <filesystem>

#include "record/record.hpp"

namespace silith {

/// Spectra as csv in the Battery Data Format (docs/formats/csv.md): one row a frequency, `Step Count / 1` counting the
/// spectra. Written atomically. @throws InputError if the file cannot be written; std::logic_error if a spectrum has
/// not one impedance a frequency
void write_spectra_csv(const std::filesystem::path& file, const Record& record);

/// Parts of simulated spectra as csv (docs/formats/csv.md): one row a part and frequency.
/// @throws InputError if the file cannot be written
void write_spectra_parts_csv(const std::filesystem::path& file, const Record& record);

}  // namespace silith
