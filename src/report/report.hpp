#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "record/record.hpp"
#include "report/analysis_page.hpp"

// One self-contained HTML page from one or several records. The page opens from a file, loads nothing from elsewhere,
// and reads on a phone, on paper, in light and dark. Docs: docs/formats/report.md.
namespace silith {

/// One layer of the drawing, from the anode's collector on.
struct StackLayer {
  std::string name;
  std::string role;         ///< "anode", "separator" or "cathode": the colour
  double thickness = 0.0;   ///< m
  std::string description;  ///< "Si + Li21Si5, 50:50 by mass, porosity 12 %"; may be empty
};

/// The stack as built; layers may be empty, then there is no drawing.
struct Stack {
  double area = 0.0;  ///< m^2; 0 if unknown
  std::vector<StackLayer> layers;
};

/// One row of the table of material laws.
struct MaterialLaw {
  std::string material;  ///< "Li6PS5Cl"
  std::string property;  ///< "ionic conductivity"
  std::string unit;      ///< SI
  std::string law;       ///< one line for people, Law::describe()
  std::string source;    ///< key of a CitedReference, "estimated" or "calibrated"
  std::string note;      ///< why this value; may be empty
};

/// What a source key stands for.
struct CitedReference {
  std::string key;
  std::string text;  ///< authors, title, journal, year
  std::string url;   ///< linked if it starts with http:// or https://; may be empty
};

/// One record with what is shown beside it.
struct ReportRun {
  std::string label;  ///< legend; unique in the page; the record's title if empty
  Record record;
  Stack stack;
};

/// A simulated line beside measured points, in SI units.
struct ComparisonPair {
  std::string label;                             ///< "discharge capacity"
  std::vector<double> simulated_x, simulated_y;  ///< x ascending
  std::vector<double> measured_x, measured_y;
  std::string source;  ///< where the points come from: file, publication
};

/// One chart of pairs; the RMS deviation of every pair is computed and shown.
struct Comparison {
  std::string title;
  std::string x_label, x_unit;  ///< SI
  std::string y_label, y_unit;  ///< SI
  std::vector<ComparisonPair> pairs;
};

/// Everything a page shows. Empty parts leave no trace in the page.
struct ReportInput {
  std::string title;
  std::vector<ReportRun> runs;
  std::vector<Comparison> comparisons;
  std::vector<AnalysisSection> sections;  ///< what else there is to be drawn, after the profiles
  std::vector<MaterialLaw> materials;
  std::vector<CitedReference> references;
};

/// The page as one string. Every text from the input is escaped.
/// @throws std::logic_error if there is no run, columns of a series differ in length, or a profile's shape is wrong
std::string render_report(const ReportInput& input);

/// Renders and writes; the file appears complete or not at all.
/// @throws InputError if the path cannot be written
void write_report(const std::filesystem::path& path, const ReportInput& input);

/// Root mean square of measured_y minus the simulated line at the measured x, and how many points lie inside the line.
struct Deviation {
  double rms = 0.0;  ///< NaN if no point lies inside
  std::size_t points = 0;
};
Deviation deviation(const ComparisonPair& pair);

}  // namespace silith
