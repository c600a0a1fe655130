#pragma once
#include <filesystem>

#include "record/record.hpp"

namespace silith {

/// Reads a csv in the Battery Data Format (labels or machine names; also the series.csv of a run) into a Record: known
/// columns under our names and in SI, others under their label in snake_case; an empty or "nan" field is NaN. Steps
/// are summarised; without cycle and step columns they are numbered from the current (record/steps.hpp).
/// @throws InputError naming the line: no such file, required columns missing or with gaps, text where a number is
/// expected, time running backwards, no rows
Record read_bdf(const std::filesystem::path& file);

}  // namespace silith
