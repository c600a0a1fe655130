#pragma once
#include <filesystem>
#include <string>

#include "analysis/pressure.hpp"
#include "record/record.hpp"

namespace silith::app {

/// What was found about the pressure of a cell.
struct PressureFile {
  Record record;      ///< as read
  double area = 0.0;  ///< m^2; 0: unknown
  PressureAnalysis analysis;
};

std::string pressure_text(const PressureFile& file);

/// Everything but the curves as JSON, format silith.pressure/1 (docs/formats/pressure-json.md).
std::string pressure_json(const PressureFile& file);

/// The main numbers as a record of quantities and findings: what summary.json and the report show.
Record pressure_record(const PressureFile& file);

void write_pressure_page(const std::filesystem::path& path, const PressureFile& file);

/// Writes pressure.json, summary.json, halves.csv, cycles.csv, dpdq.csv and report.html.
/// @throws InputError if something cannot be written
void write_pressure(const std::filesystem::path& directory, const PressureFile& file);

}  // namespace silith::app
