#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "record/spectrum.hpp"

namespace silith {

/// One named column with unit. Machine names are snake_case; SI units inside, writers convert.
struct Column {
  std::string name;       ///< "voltage"
  std::string unit;       ///< SI, "V"
  std::string long_name;  ///< "Cell voltage"
  std::vector<double> values;
};

/// Columns of equal length against time (or frequency).
struct TimeSeries {
  std::vector<Column> columns;
  std::size_t rows() const { return columns.empty() ? 0 : columns.front().values.size(); }
  const Column* find(const std::string& name) const;
  Column& at(const std::string& name);  ///< @throws std::logic_error if there is none
  const Column& at(const std::string& name) const;
};

/// A field over x (or over x and r) at chosen times: values[(time * n_x + x) * n_r + r].
struct Profile {
  std::string name, unit, long_name;
  std::string layer;         ///< where it lives; empty: the whole stack
  std::vector<double> x;     ///< m from the anode's collector
  std::vector<double> r;     ///< m from the particle's centre; empty if not resolved
  std::vector<double> time;  ///< s
  std::vector<double> values;
};

/// A field in a plane, sampled in the middle of pixels at chosen times: values[(time * rows + row) * columns + column],
/// the first row at the bottom; NaN where there is nothing.
struct Picture {
  std::string name, unit, long_name;
  double left = 0.0, bottom = 0.0, pixel = 0.0;  ///< m: outer corner of the first pixel, length of a pixel's side
  std::size_t columns = 0, rows = 0;
  std::vector<double> time;  ///< s
  std::vector<float> values;
};

/// One row a step.
struct StepRow {
  int cycle = 0, step = 0;
  std::string type, text, end_reason;
  double start_time = 0.0, duration = 0.0;  ///< s
  double mean_current = 0.0;                ///< A, positive charges
  double charge = 0.0;                      ///< C, signed, positive charges
  double energy = 0.0;                      ///< J, signed
  double mean_voltage = 0.0;                ///< V, charge-weighted; time-weighted at rest
  double start_voltage = 0.0, end_voltage = 0.0;
};

struct Quantity {
  double value = 0.0;
  std::string unit;
  std::string long_name;
};

/// A finding of the audit or a warning of the run.
struct Finding {
  std::string code;      ///< "density-above-theoretical"
  std::string severity;  ///< "note", "warning", "error"
  std::string message;
  std::string advice;
};

/// What an experiment left behind, simulated or measured.
struct Record {
  std::string title;
  std::map<std::string, std::string> metadata;  ///< program version, model, instrument, ...
  double area = 0.0;                            ///< m^2; 0 if unknown
  double active_mass = 0.0;                     ///< kg of cathode active material in the cell; 0 if unknown
  TimeSeries series;
  std::vector<StepRow> steps;
  std::vector<Profile> profiles;
  std::vector<Picture> pictures;
  std::vector<Spectrum> spectra;                             ///< impedance, in the order taken
  std::vector<std::pair<std::string, Quantity>> quantities;  ///< in the order they are shown
  std::vector<Finding> findings;
  std::string resolved_input;  ///< TOML
};

}  // namespace silith
