#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "input/registry.hpp"
#include "study/data_table.hpp"

// What a study file says (docs/formats/study.md): parameters to be found, measured values to be met.
namespace silith {

/// "key=value" as for --set; the value may have places in braces: columns of the data, or formulas of a parameter p.
using Assignment = std::string;

struct StudyParameter {
  std::string name;
  std::vector<Assignment> set;  ///< at least one; {p} or a formula of it, {1 - p}, stands for the value
  std::string unit;             ///< of start and bounds
  double start = 0.0, lower = 0.0, upper = 0.0;
  bool logarithmic = false;
  std::string note;  ///< why these bounds, what the value means

  /// Value at u, 0 at the lower bound and 1 at the upper one, along the parameter's scale; and back.
  double at(double u) const;
  double place_of(double value) const;
};

/// What is read off a run: a quantity of its summary, or a column of its series at given places.
struct Reading {
  std::string quantity;      ///< empty: a curve
  std::string series;        ///< column of the series
  std::string against;       ///< column the curve is drawn over
  std::optional<int> step;   ///< only rows of this step
  std::string unit;          ///< of the measured values
  std::string against_unit;  ///< of the measured places
};

/// A measured value with the run that should give it.
struct StudyPoint {
  std::size_t target = 0, run = 0;
  std::string label;      ///< "0.25465 mA/cm^2"; empty for a target with one value
  double place = 0.0;     ///< where on a curve, in against_unit
  double measured = 0.0;  ///< in the target's unit
  double sigma = 1.0;     ///< in the target's unit
};

struct StudyTarget {
  std::string name;
  Reading reading;
  double weight = 1.0;  ///< 0: compared, not fitted
  std::string source;   ///< key into data/references.bib
  std::string status;   ///< "calibrated", "predicted"
  std::string note;
};

/// A case with its changes; several points may be read off one run.
struct StudyRun {
  std::filesystem::path case_file;
  std::vector<Assignment> set;
  bool operator==(const StudyRun&) const = default;
};

/// Part of the points kept out of a fit and predicted from it.
struct LeaveOut {
  std::string name;
  std::vector<std::size_t> points;
};

struct Study {
  enum class Loss { none, huber, cauchy };
  std::string title;
  std::filesystem::path file;
  std::filesystem::path cell_file;  ///< the calibrated cell is based on it; may be empty
  std::vector<StudyParameter> parameters;
  std::vector<StudyTarget> targets;
  std::vector<StudyPoint> points;
  std::vector<StudyRun> runs;
  std::vector<LeaveOut> leave_out;
  int starts = 1;
  std::uint64_t seed = 1;
  Loss loss = Loss::none;
  double loss_scale = 1.0;  ///< in standard deviations
  double step = 0.01;       ///< of derivatives, as part of the way between the bounds
  int max_iterations = 50;
};

/// Keys of a study file.
const Registry& study_registry();

/// @throws InputError with every problem found, each with its place
Study read_study(const std::filesystem::path& file);

}  // namespace silith
