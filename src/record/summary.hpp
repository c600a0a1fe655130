#pragma once
#include <filesystem>
#include <string>

#include "record/record.hpp"

namespace silith {

/// The text of summary.json, format "silith.summary/1" (docs/formats/summary-json.md): quantities, steps and findings,
/// SI units. @throws std::logic_error naming any value that is not finite: JSON has no NaN
std::string summary_json(const Record& record);

/// Writes summary.json. @throws InputError if the file cannot be written
void write_summary_json(const std::filesystem::path& file, const Record& record);

}  // namespace silith
