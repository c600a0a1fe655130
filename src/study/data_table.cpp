#include "study/data_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <cstdlib>

#include "base/atomic_file.hpp"
#include "base/csv.hpp"
#include "base/diagnostic.hpp"
#include "base/nearest.hpp"
#include "base/units.hpp"

namespace silith {
namespace {

InputError misplaced(const std::filesystem::path& file, int line, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.where.file = file.string();
  diagnostic.where.line = line;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return InputError(std::vector{diagnostic});
}

DataTable::Column heading(std::string_view text) {
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos || text.back() != ']') return {std::string(text), "1", {}};
  const std::string_view name = trimmed(text.substr(0, bracket));
  return {std::string(name), std::string(text.substr(bracket + 1, text.size() - bracket - 2)), {}};
}

}  // namespace

Measure parse_measure(const std::string& text) {
  std::size_t end = text.size();
  for (; end > 0; --end) {
    const auto value = parse_number(std::string_view(text).substr(0, end));
    if (!value || !std::isfinite(*value)) continue;
    const std::string unit(trimmed(std::string_view(text).substr(end)));
    if (unit.empty()) return {*value, "1"};
    if (is_unit(unit)) return {*value, unit};
    throw InputError(fmt::format("\"{}\" is no unit", unit), "write for example \"2.5 um\" or \"0.3 mA/cm^2\"");
  }
  throw InputError(fmt::format("\"{}\" is no number with a unit", text), "write for example \"2.5 um\" or 0.98");
}

DataTable DataTable::read(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  CsvReader reader(text, sniff_csv(text));
  DataTable table;
  table.file_ = file;
  std::vector<std::string_view> fields;
  if (reader.next(fields)) {
    for (const std::string_view field : fields) {
      table.columns_.push_back(heading(field));
      if (!is_unit(table.columns_.back().unit))
        throw misplaced(file, reader.line(), fmt::format("\"{}\" is no unit", table.columns_.back().unit),
                        "head a column like: current_density [mA/cm^2]");
    }
  }
  while (reader.next(fields)) {
    if (fields.size() != table.columns_.size())
      throw misplaced(file, reader.line(),
                      fmt::format("{} fields, the header has {}", fields.size(), table.columns_.size()),
                      "give every row a field a column");
    for (std::size_t c = 0; c < fields.size(); ++c) table.columns_[c].cells.emplace_back(fields[c]);
    table.lines_.push_back(reader.line());
  }
  if (table.rows() == 0)
    throw misplaced(file, 1, "there are no rows", "a header line and at least one row are expected");
  return table;
}

const DataTable::Column& DataTable::column(const std::string& name) const {
  std::vector<std::string> names;
  for (const Column& column : columns_) {
    if (column.name == name) return column;
    names.push_back(column.name);
  }
  const std::string near = nearest_name(name, names);
  throw InputError(fmt::format("{} has no column \"{}\"{}", file_.string(), name,
                               near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)),
                   fmt::format("its columns are {}", fmt::join(names, ", ")));
}

std::vector<double> DataTable::numbers(const std::string& name) const {
  const Column& wanted = column(name);
  std::vector<double> values;
  for (std::size_t row = 0; row < rows(); ++row) {
    const auto value = parse_number(wanted.cells[row]);
    if (!value || !std::isfinite(*value))
      throw misplaced(file_, lines_[row], fmt::format("{}: \"{}\" is no number", name, wanted.cells[row]),
                      "write a number with a decimal point");
    values.push_back(*value);
  }
  return values;
}

}  // namespace silith
