#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "record/record.hpp"

// One self-contained HTML page from what an analysis found: numbers with uncertainties, findings, charts and tables.
// The same look and the same charts as the page of a run (report.hpp). Docs: docs/formats/report.md.
namespace silith {

/// A number with its standard uncertainty, in SI units; shown in the customary unit of the field.
struct AnalysisNumber {
  std::string name;          ///< machine name, "first_cycle_efficiency"; decides between a share in % and a ratio
  std::string label;         ///< "First-cycle efficiency"
  double value = 0.0;        ///< NaN: shown as not determined; also if its uncertainty is ten times larger
  double uncertainty = 0.0;  ///< 0: none is stated
  std::string unit;          ///< SI; "" or "1": a plain number
  std::string remark;        ///< "valid: t < 0.1 L^2/D"; may be empty
};

struct ChartAxis {
  enum class Scale { linear, logarithmic };
  std::string label;  ///< "Frequency"
  std::string unit;   ///< SI, or one that is shown as it is: "%", "°"
  Scale scale = Scale::linear;
};

struct ChartLine {
  enum class Style { line, dashed, points };
  std::string label;
  std::vector<double> x, y;  ///< of equal length, in the order in which the line is drawn; NaN: a gap
  Style style = Style::line;
  int color =
      -1;  ///< place in the palette of eight, the same for data and their fit; -1: the line's place in the chart
};

/// Values that are not positive have no place on a logarithmic axis; they are left out and counted below the chart.
struct AnalysisChart {
  enum class Aspect { free, equal };  ///< equal: one unit is as long along x as along y
  std::string name;                   ///< unique in the page; names exported files: "nyquist"
  std::string title;
  ChartAxis x, y;
  std::vector<ChartLine> lines;
  Aspect aspect = Aspect::free;
  std::string note;
};

/// Numbers of a column are in the SI unit of its head, texts stand as they are.
struct AnalysisTable {
  struct Head {
    std::string title, unit;
  };
  using Cell = std::variant<std::string, double>;
  std::string title;
  std::vector<Head> columns;
  std::vector<std::vector<Cell>> rows;  ///< each as long as columns
  std::string note;
};

/// Texts, then charts side by side where there is room, then tables.
struct AnalysisSection {
  std::string title;
  std::vector<std::string> text;  ///< paragraphs
  std::vector<AnalysisChart> charts;
  std::vector<AnalysisTable> tables;
};

/// Empty parts leave no trace in the page.
struct AnalysisPage {
  std::string title, subtitle;
  std::vector<AnalysisNumber> numbers;  ///< the first eight in large type, all in a table
  std::vector<Finding> findings;        ///< gravest first on the page
  std::vector<AnalysisSection> sections;
  std::map<std::string, std::string> metadata;
};

/// Quantities of a record as numbers: NAME_uncertainty beside NAME becomes its uncertainty.
std::vector<AnalysisNumber> numbers_of(const Record& record);

/// The page as one string. Every text is escaped.
/// @throws std::logic_error if a line's x and y, or a row and its table, differ in length, or two charts share a name
std::string render_analysis(const AnalysisPage& page);

/// Renders and writes; the file appears complete or not at all.
/// @throws InputError if the path cannot be written
void write_analysis(const std::filesystem::path& path, const AnalysisPage& page);

}  // namespace silith
