#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace silith {

/// A number with the unit it was written in.
struct Measure {
  double value = 0.0;
  std::string unit = "1";
};
/// "0.81 A/m^2" or "0.98". @throws InputError if there is no number in front or the rest is no unit
Measure parse_measure(const std::string& text);

/// Measured values from a csv: a header "name [unit],name,..." (no unit: "1" or text), one row a point.
class DataTable {
public:
  struct Column {
    std::string name, unit;
    std::vector<std::string> cells;
  };

  /// @throws InputError for a file that cannot be read, a row of another length than the header
  static DataTable read(const std::filesystem::path& file);

  std::size_t rows() const { return lines_.size(); }
  const std::vector<Column>& columns() const { return columns_; }
  /// @throws InputError naming the file and its columns if there is none
  const Column& column(const std::string& name) const;
  /// @throws InputError with file and line if a cell is no number
  std::vector<double> numbers(const std::string& name) const;

private:
  std::filesystem::path file_;
  std::vector<Column> columns_;
  std::vector<int> lines_;
};

}  // namespace silith
