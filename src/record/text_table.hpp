#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "record/record.hpp"

namespace silith {

/// Aligned columns for the terminal.
class TextTable {
public:
  enum class Align { left, right };
  struct Heading {
    std::string text;
    Align align = Align::right;
  };
  explicit TextTable(std::vector<Heading> headings);

  /// @throws std::logic_error if the number of cells is not that of the headings
  void add(std::vector<std::string> cells);
  /// Headings, a rule, the rows; without headings if all are empty. Columns are two blanks apart.
  std::string text() const;

private:
  std::vector<Heading> headings_;
  std::vector<std::vector<std::string>> rows_;
};

/// Characters a UTF-8 text takes on the terminal, one each code point.
std::size_t display_width(const std::string& text);

/// The quantities of a record, "Discharge capacity  2.31 mAh/cm^2", in the units of the field; efficiencies in percent.
std::string quantities_table(const Record& record);

/// One line a step: type, duration, current and charge (per area where known), voltages, why it ended. Of more than
/// `most` steps the first and last are shown and how many lie between.
std::string steps_table(const Record& record, std::size_t most = 24);

}  // namespace silith
