#include "instrument/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "instrument/clock.hpp"

namespace silith {
namespace {

constexpr double largest = 1e12;  // no instrument measures more; products and integrals of it stay finite
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// A date whose first number cannot be a month.
struct DayFirst {};

class RowReader {
public:
  RowReader(const TableSource& source, std::vector<TableColumn> columns, int header_line, DateOrder order)
      : source_(source), reader_(source.input.text(), source.format), order_(order) {
    table_.columns = std::move(columns);
    table_.header_line = header_line;
    bad_.resize(table_.columns.size());
  }

  Table read() {
    while (reader_.next(fields_))
      if (reader_.line() > table_.header_line) break;
    if (reader_.line() > table_.header_line && !fields_.empty()) do {
        if (reader_.line() > source_.last_line || !read_row()) break;
      } while (reader_.next(fields_));
    report_bad_fields();
    return std::move(table_);
  }

private:
  /// @return false if the table ends here
  bool read_row() {
    const std::size_t expected = table_.columns.size();
    const auto empty = [](std::string_view field) { return field.empty(); };
    if (std::all_of(fields_.begin(), fields_.end(), empty)) return true;
    if (fields_.size() > expected && !fits_with_more_fields())
      stop(source_.input, reader_.line(),
           fmt::format("the row has {} fields, the heading in line {} has {}", fields_.size(), table_.header_line,
                       expected),
           "a decimal comma in a file parted by commas gives such rows: export with a decimal point or semicolons");
    if (fields_.size() < expected && lacks_required()) return short_row();
    for (std::size_t i = 0; i < expected; ++i) put(i, i < fields_.size() ? fields_[i] : std::string_view());
    table_.lines.push_back(reader_.line());
    return true;
  }

  /// A trailing delimiter, or a date that holds the delimiter in the last column.
  bool fits_with_more_fields() const {
    const auto first = fields_.begin() + static_cast<std::ptrdiff_t>(table_.columns.size());
    if (std::all_of(first, fields_.end(), [](std::string_view f) { return f.empty(); })) return true;
    return !table_.columns.empty() && table_.columns.back().kind == FieldKind::date;
  }

  bool lacks_required() const {
    for (std::size_t i = fields_.size(); i < table_.columns.size(); ++i)
      if (table_.columns[i].required) return true;
    return source_.cut_row == CutRow::refuse && fields_.size() + 1 < table_.columns.size();
  }

  bool short_row() {
    const int line = reader_.line();
    const std::string what = fmt::format("the row has {} of {} fields", fields_.size(), table_.columns.size());
    std::vector<std::string_view> more;
    const bool last = !reader_.next(more);
    if (!last || source_.cut_row == CutRow::refuse)
      stop(source_.input, line, last ? what + ": the file is cut off here" : what,
           last ? "get the whole file, or remove the incomplete last line to read what is above it" : "");
    table_.findings.push_back(
        {"cut-off", "warning",
         fmt::format("the file is cut off in line {}: {}; the {} rows above are read", line, what, table_.rows()),
         "get the whole file if the test went on"});
    return false;
  }

  void put(std::size_t i, std::string_view field) {
    TableColumn& column = table_.columns[i];
    if (column.kind == FieldKind::ignored) return;
    if (column.kind == FieldKind::mode) return put_mode(field);
    const std::optional<double> value = value_of(column, field);
    if (!value && !field.empty()) {
      if (bad_[i].count++ == 0) bad_[i] = {1, reader_.line(), std::string(field.substr(0, 40))};
    }
    if (column.required && !(value && std::abs(*value) <= largest)) refuse_value(column, field);
    column.values.push_back(value ? column.factor * *value + column.offset : nothing);
  }

  std::optional<double> value_of(const TableColumn& column, std::string_view field) {
    if (column.kind == FieldKind::number) return parse_number(field, source_.format.decimal_comma);
    if (column.kind == FieldKind::clock) return parse_clock(field);
    const auto date = parse_date(field, order_);
    if (!date && order_ == DateOrder::month_first && parse_date(field, DateOrder::day_first)) throw DayFirst{};
    return date;
  }

  void put_mode(std::string_view field) {
    constexpr std::size_t most = 255;
    auto& modes = table_.modes;
    if (modes.empty() || modes[last_mode_] != field) {
      const auto found = std::find(modes.begin(), modes.end(), field);
      last_mode_ = static_cast<std::size_t>(found - modes.begin());
      if (found == modes.end() && modes.size() < most) modes.emplace_back(field);
      last_mode_ = std::min(last_mode_, modes.size() - 1);
    }
    table_.mode.push_back(static_cast<std::uint8_t>(last_mode_));
  }

  [[noreturn]] void refuse_value(const TableColumn& column, std::string_view field) const {
    const std::string what =
        field.empty() ? "is empty" : fmt::format("holds \"{}\", no finite number", field.substr(0, 40));
    stop(source_.input, reader_.line(), fmt::format("column \"{}\" {}", column.header, what),
         fmt::format("{} needs a number in every row; remove the row or fill the gap", column.name));
  }

  void report_bad_fields() {
    for (std::size_t i = 0; i < bad_.size(); ++i) {
      TableColumn& column = table_.columns[i];
      if (bad_[i].count == 0 || column.kind == FieldKind::ignored) continue;
      if (bad_[i].count == table_.rows()) {  // a column of words
        column.kind = FieldKind::ignored;
        column.values.clear();
        continue;
      }
      table_.findings.push_back(
          {"no-number", "warning",
           fmt::format("column \"{}\": {} of {} fields are no numbers, the first in line {}: \"{}\"", column.header,
                       bad_[i].count, table_.rows(), bad_[i].line, bad_[i].text),
           "they are read as no value"});
    }
  }

  struct Bad {
    std::size_t count = 0;
    int line = 0;
    std::string text;
  };

  const TableSource& source_;
  CsvReader reader_;
  DateOrder order_;
  Table table_;
  std::vector<Bad> bad_;
  std::vector<std::string_view> fields_;
  std::size_t last_mode_ = 0;
};

}  // namespace

const TableColumn* Table::find(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const TableColumn& c) { return c.name == name && c.kind != FieldKind::ignored; });
  return found == columns.end() ? nullptr : &*found;
}

const TableColumn* Table::step_column() const {
  const TableColumn* index = find("step_index");
  return index ? index : find("step");
}

TableColumn* Table::find(std::string_view name) {
  return const_cast<TableColumn*>(std::as_const(*this).find(name));
}

Heading find_heading(const TableSource& source,
                     const std::function<bool(const std::vector<std::string_view>&)>& is_heading, int most_lines) {
  CsvReader reader(source.input.text(), source.format);
  for (std::vector<std::string_view> fields; reader.next(fields) && reader.line() <= most_lines;)
    if (is_heading(fields)) return {reader.line(), {fields.begin(), fields.end()}};
  return {};
}

Heading heading_in_line(const TableSource& source, int line) {
  CsvReader reader(source.input.text(), source.format);
  for (std::vector<std::string_view> fields; reader.next(fields) && reader.line() <= line;)
    if (reader.line() == line) return {line, {fields.begin(), fields.end()}};
  return {};
}

Table read_rows(const TableSource& source, std::vector<TableColumn> columns, int header_line) {
  try {
    return RowReader(source, columns, header_line, DateOrder::month_first).read();
  } catch (const DayFirst&) {
    return RowReader(source, std::move(columns), header_line, DateOrder::day_first).read();
  }
}

}  // namespace silith
