#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"
#include "instrument/dialect.hpp"

namespace silith {

enum class FieldKind { ignored, number, clock, date, mode };

/// One column of a table being read.
struct TableColumn {
  std::string header;  ///< as written
  std::string name;    ///< ours
  std::string unit;    ///< SI
  FieldKind kind = FieldKind::number;
  double factor = 1.0, offset = 0.0;  ///< to SI
  bool unit_written = false;          ///< the heading names the unit
  bool required = false;              ///< a row without a finite number here ends the reading
  std::vector<double> values;         ///< SI; seconds since 1970 for dates; NaN for no number
};

/// What is done with a last row that has fewer fields than the heading.
enum class CutRow { refuse, drop };

struct Table {
  std::vector<TableColumn> columns;
  std::vector<std::uint8_t> mode;  ///< of every row, index into modes; empty if there is no such column
  std::vector<std::string> modes;
  std::vector<int> lines;  ///< of every row, in the file
  std::vector<Finding> findings;
  int header_line = 0;

  std::size_t rows() const { return lines.size(); }
  TableColumn* find(std::string_view name);
  const TableColumn* find(std::string_view name) const;
  /// step_index, else step; nullptr if there is neither
  const TableColumn* step_column() const;
};

/// A text in which rows of fields are looked for.
struct TableSource {
  const Input& input;
  CsvFormat format;
  CutRow cut_row = CutRow::refuse;
  int last_line = std::numeric_limits<int>::max();  ///< rows below belong to something else
};

/// A heading found: its line and fields.
struct Heading {
  int line = 0;
  std::vector<std::string> fields;
};

/// The first row within `most_lines` for which `is_heading` holds; line 0 if there is none.
Heading find_heading(const TableSource& source,
                     const std::function<bool(const std::vector<std::string_view>&)>& is_heading, int most_lines = 400);

/// The row in a given line; line 0 if there is none.
Heading heading_in_line(const TableSource& source, int line);

/// What a dialect knows better about a heading than the common names do. An empty name: the column is left out.
struct ColumnRule {
  std::string_view header;  ///< as written
  std::string_view name;
  std::string_view unit;  ///< of the file; empty: as written in the heading
};

/// Columns of cycling data from a heading: the dialect's rules first, then the common names (headers.hpp); others are
/// kept under their own names. A known quantity in a wrong unit ends the reading if it is time, voltage or current,
/// else it is left out with a finding.
std::vector<TableColumn> cycling_columns(const TableSource& source, const Heading& heading,
                                         const std::vector<ColumnRule>& rules, std::vector<Finding>& findings);

/// Reads the rows below a line into the columns. Linear in the text.
/// @throws InputError at the line where a required number is missing, or a row does not fit the heading
Table read_rows(const TableSource& source, std::vector<TableColumn> columns, int header_line);

}  // namespace silith
