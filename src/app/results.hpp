#pragma once
#include <filesystem>
#include <vector>

#include "cell/cell.hpp"
#include "record/record.hpp"
#include "report/report.hpp"

namespace silith::app {

/// Writes case.resolved.toml, series.csv, steps.csv, result.h5 and summary.json; each appears whole or not at all.
/// @throws InputError if something cannot be written
void write_results(const std::filesystem::path& directory, const Record& record);

/// A record with the drawing of its stack.
ReportRun report_run(const Cell& cell, Record record);

/// The laws in use in some cells and the references behind them.
void add_materials(ReportInput& input, const std::vector<const Cell*>& cells);

}  // namespace silith::app
