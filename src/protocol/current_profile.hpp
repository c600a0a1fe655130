#pragma once
#include <filesystem>

#include "protocol/protocol.hpp"

namespace silith {

/// Reads a current profile, docs/formats/current-profile.md: a csv whose header names a time and a current with units
/// ("Time / s", "Current [mA]"), rows in increasing time. Time is counted from the first row.
/// @throws InputError naming file and line: missing columns or units, gaps, NaN, time that does not increase
CurrentProfile read_current_profile(const std::filesystem::path& file);

}  // namespace silith
