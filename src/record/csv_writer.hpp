#pragma once
#include <filesystem>

#include "record/record.hpp"

namespace silith {

// The csv files of a run, docs/formats/csv.md. Written atomically; numbers are the shortest text that reads back
// exactly.

/// series.csv: Battery Data Format columns, then ours as "Long name / unit" in SI. NaN is written as an empty field,
/// except in the required columns. @throws InputError if the file cannot be written; std::logic_error if time, voltage
/// or current is missing or not finite, or the columns differ in length
void write_series_csv(const std::filesystem::path& file, const Record& record);

/// The same for a series that is no cycling test: only time is required.
void write_columns_csv(const std::filesystem::path& file, const Record& record);

/// steps.csv: one row a step; areal and specific columns are empty if the area or the active mass is unknown.
/// @throws InputError if the file cannot be written
void write_steps_csv(const std::filesystem::path& file, const Record& record);

}  // namespace silith
