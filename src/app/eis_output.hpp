#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/eis_fit.hpp"
#include "analysis/kramers_kronig.hpp"
#include "analysis/relaxation_times.hpp"
#include "record/record.hpp"
#include "report/analysis_page.hpp"

namespace silith::app {

/// What was found about one spectrum of a file.
struct EisAnalysis {
  std::size_t number = 1;    ///< of the spectrum in its file, from 1
  Spectrum spectrum;         ///< the points analysed, highest frequency first
  std::vector<EisFit> fits;  ///< best first
  std::optional<KramersKronig> kramers_kronig;
  std::optional<RelaxationTimes> relaxation;
};

/// Tables for the terminal.
std::string eis_text(const std::vector<EisAnalysis>& analyses);

/// Everything as JSON, format silith.eis/1 (docs/formats/eis-json.md).
std::string eis_json(const Record& source, const std::vector<EisAnalysis>& analyses);

/// The best fits as a record of quantities and findings: what summary.json and the report show.
Record eis_record(const Record& source, const std::vector<EisAnalysis>& analyses);

/// The page: spectra with their fits, residuals, relaxation times, parameters. @param record of eis_record()
AnalysisPage eis_page(const Record& record, const std::vector<EisAnalysis>& analyses);

/// What there is to say about a parameter besides its value: "fixed", "= CPE1.n", "not determined"; mostly nothing.
std::string state_text(const FittedParameter& parameter);

/// Writes summary.json, eis.json, fit.csv, parameters.csv, relaxation.csv and report.html as far as they have something
/// to say. @throws InputError if something cannot be written
void write_eis(const std::filesystem::path& directory, const Record& source, const std::vector<EisAnalysis>& analyses);

}  // namespace silith::app
