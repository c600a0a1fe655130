#pragma once
#include <filesystem>

#include "record/record.hpp"

namespace silith {

/// Reads the file of a pressure logger with a clock of its own: any csv, text or workbook whose heading names a time
/// (or date) and a pressure. The series has the columns time (s; where only dates are given, since the first of them)
/// and pressure (Pa). @throws InputError if there is no such heading, a row without both, or time that runs backwards
Record read_pressure_log(const std::filesystem::path& file);

/// As read_pressure_log, from the bytes of a file.
Record read_pressure_log_bytes(const std::string& file, std::string bytes);

}  // namespace silith
