#pragma once
#include <filesystem>

#include "continuum/field_case.hpp"
#include "record/record.hpp"
#include "report/report.hpp"

namespace silith::app {

/// Writes case.resolved.toml, series.csv, result.h5 and summary.json; each appears whole or not at all.
/// @throws InputError if something cannot be written
void write_field_results(const std::filesystem::path& directory, const Record& record);

/// The laws of the bodies and the references behind them.
void add_field_materials(ReportInput& input, const FieldCase& field_case);

/// The page of one run.
void write_field_page(const std::filesystem::path& file, const FieldCase& field_case, const Record& record);

}  // namespace silith::app
