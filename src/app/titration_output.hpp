#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/gitt.hpp"
#include "analysis/pitt.hpp"
#include "record/record.hpp"
#include "report/analysis_page.hpp"

namespace silith::app {

/// A step of PITT or a pulse of GITT, in the words both share.
struct TitrationRow {
  double from_voltage = 0.0, to_voltage = 0.0, start_time = 0.0;  ///< V, s
  DiffusionEstimate full, short_time, long_time;
  double tau = 0.0, tau_sigma = 0.0;                       ///< s
  double biot = 0.0, biot_sigma = 0.0;                     ///< sigma 0: none
  std::string regime, determined;                          ///< PITT only
  std::vector<std::pair<std::string, Quantity>> more;      ///< what only one of the methods knows
  std::vector<double> time, measured, fitted;              ///< s; A (PITT) or V (GITT)
  double background = 0.0, decay = 0.0, decay_from = 0.0;  ///< PITT: A, 1/s, s
  double root_slope = 0.0, pulse_end = 0.0;                ///< GITT: V/s^0.5, s
  double voltage() const { return 0.5 * (from_voltage + to_voltage); }
};

/// What was found, and how it is to be shown.
struct Titration {
  enum class Method { pitt, gitt };
  enum class Cell { full, half };
  Method method = Method::pitt;
  Cell cell = Cell::full;
  Geometry geometry = Geometry::plane;
  double length = 0.0;       ///< m
  std::optional<double> at;  ///< V: the headline is the row nearest to it; without, the median of the valid rows
  std::vector<TitrationRow> rows;
  std::vector<Finding> findings;
};
Titration titration_of(const Pitt& pitt, Titration::Cell cell, std::optional<double> at);
Titration titration_of(const Gitt& gitt, Titration::Cell cell, std::optional<double> at);

/// "PITT" or "GITT".
std::string name_of(Titration::Method method);

/// The row the headline speaks of: the one nearest to `at`, or the one with the median D among the valid ones (of all,
/// if none is).
const TitrationRow& headline(const Titration& titration);

/// Why D of a full cell is an apparent one; empty for a half cell.
std::vector<std::string> meaning(const Titration& titration);

/// Tables for the terminal.
std::string titration_text(const Titration& titration);
/// Everything as JSON, format silith.titration/1 (docs/formats/titration.md).
std::string titration_json(const Record& source, const Titration& titration);
/// The headline as a record of quantities and findings, for summary.json and the page.
Record titration_record(const Record& source, const Titration& titration);
AnalysisPage titration_page(const Record& record, const Titration& titration);
/// Writes summary.json, pitt.json or gitt.json, diffusivity.csv, fit.csv and report.html.
/// @throws InputError if something cannot be written
void write_titration(const std::filesystem::path& directory, const Record& source, const Titration& titration);

}  // namespace silith::app
