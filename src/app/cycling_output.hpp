#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/cycling.hpp"
#include "analysis/differential.hpp"
#include "record/record.hpp"

namespace silith::app {

/// A half-cycle of which the curves are shown.
struct CycleCurve {
  int cycle = 0, direction = 0;
  HalfCycleCurve all;                             ///< every row with current
  std::optional<DifferentialCurve> differential;  ///< of the part at constant current; nothing if it is too short
};

/// What was found in one file.
struct CyclingFile {
  std::string label;
  Record record;                  ///< as read
  double area = 0.0, mass = 0.0;  ///< m^2, kg; 0: unknown
  DifferentialOptions smoothing;
  Cycling cycling;
  std::vector<CycleCurve> curves;
};

/// Charge per area if that is known of all files, else per mass, else as it is: one unit for all.
struct ChargeScale {
  std::string unit;  ///< SI
  double (*of)(const CyclingFile& file, double charge);
};
ChargeScale charge_scale(const std::vector<CyclingFile>& files);

/// Tables for the terminal; with several files a comparison at the end.
std::string cycling_text(const std::vector<CyclingFile>& files);

/// Everything as JSON, format silith.cycling/1 (docs/formats/cycling-json.md).
std::string cycling_json(const std::vector<CyclingFile>& files);

/// The main numbers as a record of quantities and findings: what summary.json and the report show.
Record cycling_record(const std::vector<CyclingFile>& files);

/// report.html of an analysis of cycling.
void write_cycling_page(const std::filesystem::path& file, const std::vector<CyclingFile>& files);

/// Writes cycling.json, summary.json, cycles.csv, rates.csv, curves.csv, dqdv.csv, dvdq.csv and report.html.
/// @throws InputError if something cannot be written
void write_cycling(const std::filesystem::path& directory, const std::vector<CyclingFile>& files);

/// "full cell", "silicon half cell", with what its efficiency is.
std::string efficiency_words(const Cycling& cycling);

}  // namespace silith::app
