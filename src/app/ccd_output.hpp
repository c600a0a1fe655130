#pragma once
#include <filesystem>
#include <string>

#include "analysis/symmetric_cell.hpp"
#include "record/record.hpp"

namespace silith::app {

/// What was found about a symmetric cell, with what the command line says about it.
struct CcdFile {
  Record record;             ///< as read
  double area = 0.0;         ///< m^2; 0: unknown
  double pressure = 0.0;     ///< Pa, as stated; 0: not stated
  double temperature = 0.0;  ///< K, as stated; 0: not stated
  SymmetricCell cell;
};

/// Where the critical current stands: half-cycle of the short, else the last one.
const SymmetricHalf& decisive(const CcdFile& file);

/// Recorded at a half-cycle, else as stated; NaN if neither.
double pressure_at(const CcdFile& file, const SymmetricHalf& half);
double temperature_at(const CcdFile& file, const SymmetricHalf& half);

std::string ccd_text(const CcdFile& file);

/// Everything as JSON, format silith.ccd/1 (docs/formats/ccd-json.md).
std::string ccd_json(const CcdFile& file);

/// The main numbers as a record of quantities and findings: what summary.json and the report show.
Record ccd_record(const CcdFile& file);

void write_ccd_page(const std::filesystem::path& path, const CcdFile& file);

/// Writes ccd.json, summary.json, halves.csv, steps.csv and report.html. @throws InputError if something cannot be
/// written
void write_ccd(const std::filesystem::path& directory, const CcdFile& file);

}  // namespace silith::app
