#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cell/cell.hpp"
#include "cell/design.hpp"
#include "input/view.hpp"
#include "protocol/protocol.hpp"

namespace silith {

enum class ModelChoice { full, single_particle };

/// [solver]
struct SolverOptions {
  ModelChoice model = ModelChoice::full;
  double relative_tolerance = 1e-5;
  double absolute_tolerance = 1e-6;  ///< in units of each unknown's own magnitude
  double max_step = 0.0;             ///< s; 0: no limit
};

/// [output]; its sampling is already in the protocol's steps.
struct OutputOptions {
  std::string directory;              ///< empty: not stated
  int profiles = 32;                  ///< times at which profiles are stored, about
  std::vector<double> profile_times;  ///< s, ascending, stored as well
};

/// A measured curve to be shown beside the results.
struct ReferenceCurve {
  std::string label;
  std::filesystem::path file;
  std::string source;       ///< key into data/references.bib
  std::optional<int> step;  ///< of the run, counted from 0; not given: see docs/formats/reference-curves.md
};

/// What a case file says, in SI units, checked.
struct Case {
  std::string title;
  std::filesystem::path file;
  Cell cell;
  DesignFacts design;  ///< what [design] states and the protocol asks for
  Protocol protocol;
  SolverOptions solver;
  OutputOptions output;
  std::vector<ReferenceCurve> references;
  std::string resolved;              ///< TOML with bases, overrides and defaults in place; reads as the same case
  std::vector<Diagnostic> warnings;  ///< keys without effect and the like
};

/// Reads a case with its bases; `overrides` are "key=value" as for --set.
/// @throws InputError with every problem found, in the order of the files
Case read_case(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});

/// The same from a checked tree being read. @throws InputError with every problem noted in the view
Case read_case(const View& root);

/// What the audit looks at.
struct DesignInput {
  std::string title;  ///< as given, else the cell's name
  Cell cell;          ///< may hold phases that do not connect: not to be simulated
  DesignFacts facts;
  std::vector<Diagnostic> warnings;
};

/// A case, or a cell file without a protocol, for the audit. @throws InputError
DesignInput read_design(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});

/// Only the cell, of a case or of a cell file without a protocol.
Cell read_cell_of(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});

}  // namespace silith
