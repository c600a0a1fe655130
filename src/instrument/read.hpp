#pragma once
#include <filesystem>
#include <string>

#include "record/record.hpp"

namespace silith {

/// Reads a file of a cycler or an impedance analyser, recognised by its content (docs/formats/instruments.md): cycling
/// data as series with time, voltage, current, cycle and step, impedance as spectra. SI units, current positive where
/// the instrument charges. What the file says against itself is in the findings.
/// @throws InputError if the file cannot be read: what it was recognised as, the line at which reading stopped, and why
Record read_measurement(const std::filesystem::path& file);

/// As read_measurement, from the bytes of a file; `file` is used in messages and as title.
Record read_measurement_bytes(const std::string& file, std::string bytes);

}  // namespace silith
