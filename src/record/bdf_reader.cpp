#include "record/bdf_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

#include "base/atomic_file.hpp"
#include "base/csv.hpp"
#include "base/diagnostic.hpp"
#include "record/bdf_columns.hpp"
#include "record/steps.hpp"

namespace silith {
namespace {

constexpr std::array<const char*, 3> required_columns{"time", "voltage", "current"};
constexpr std::size_t step_type = std::numeric_limits<std::size_t>::max();

std::string snake_case(std::string_view label) {
  std::string name;
  for (const char c : label) {
    const bool word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (word) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!word && !name.empty() && name.back() != '_') name += '_';
  }
  while (name.ends_with('_')) name.pop_back();
  return name.empty() ? "column" : name;
}

[[noreturn]] void refuse(const std::filesystem::path& file, int line, const std::string& message,
                         const std::string& hint) {
  Diagnostic diagnostic;
  diagnostic.where = {file.string(), line, 1};
  diagnostic.message = message;
  diagnostic.hint = hint;
  throw InputError({diagnostic});
}

/// Where the fields of a row go.
struct Layout {
  std::vector<std::size_t> target;  ///< field -> column of the series, or step_type
  std::vector<ToSi> to_si;
};

class BdfParser {
public:
  BdfParser(const std::filesystem::path& file, std::string_view text)
      : file_(file), format_(sniff_csv(text)), reader_(text, format_) {}

  Record parse() {
    std::vector<std::string_view> fields;
    if (!reader_.next(fields)) refuse(file_, 1, "the file is empty", "a header line and rows of numbers are expected");
    read_header(fields);
    while (reader_.next(fields)) read_row(fields);
    if (record_.series.rows() == 0)
      refuse(file_, reader_.line(), "there are no rows below the header", "at least one row of numbers is expected");
    finish();
    return std::move(record_);
  }

private:
  void read_header(const std::vector<std::string_view>& fields) {
    for (const auto field : fields) {
      if (split_header(field).label == "Step Type" || field == "step_type") {
        layout_.target.push_back(step_type);
        layout_.to_si.push_back({});
        continue;
      }
      add_column(field);
    }
    for (const char* name : required_columns)
      if (!record_.series.find(name)) {
        const BdfColumn& column = *bdf_by_name(name);
        refuse(file_, reader_.line(), fmt::format("there is no column \"{} / {}\"", column.label, column.file_unit),
               fmt::format("the file has: {}", fmt::join(fields, ", ")));
      }
  }

  void add_column(std::string_view header) {
    const BdfColumn* known = bdf_by_header(header);
    const auto [label, unit] = split_header(header);
    ToSi to_si = file_unit_to_si(known && unit.empty() ? std::string_view(known->file_unit) : unit);
    Column column;
    column.name = known ? known->name : snake_case(label);
    column.unit = to_si.unit.empty() ? "1" : to_si.unit;
    column.long_name = known ? known->label : std::string(label);
    if (known && column.unit != known->unit)
      refuse(file_, reader_.line(), fmt::format("column \"{}\" has the unit \"{}\"", header, unit),
             fmt::format("write \"{} / {}\"", known->label, known->file_unit));
    while (record_.series.find(column.name)) column.name += "_2";
    layout_.target.push_back(record_.series.columns.size());
    layout_.to_si.push_back(std::move(to_si));
    record_.series.columns.push_back(std::move(column));
  }

  void read_row(const std::vector<std::string_view>& fields) {
    if (fields.size() > layout_.target.size())
      refuse(file_, reader_.line(), fmt::format("{} fields, the header has {}", fields.size(), layout_.target.size()),
             "every row has at most as many fields as the header");
    for (std::size_t i = 0; i < layout_.target.size(); ++i) {
      const std::string_view field = i < fields.size() ? fields[i] : std::string_view();
      if (layout_.target[i] == step_type)
        row_type_ = field;
      else
        record_.series.columns[layout_.target[i]].values.push_back(read_value(field, i));
    }
    check_row();
    if (const Column* step = record_.series.find("step"); step && !row_type_.empty())
      types_.try_emplace(step->values.back(), row_type_);
  }

  double read_value(std::string_view field, std::size_t i) const {
    if (field.empty()) return std::nan("");
    const auto value = parse_number(field, format_.decimal_comma);
    const auto& column = record_.series.columns[layout_.target[i]];
    if (!value)
      refuse(file_, reader_.line(), fmt::format("\"{}\" in column \"{}\" is no number", field, column.long_name),
             "leave the field empty if there is no value");
    return layout_.to_si[i].factor * *value + layout_.to_si[i].offset;
  }

  void check_row() const {
    for (const char* name : required_columns)
      if (!std::isfinite(record_.series.at(name).values.back()))
        refuse(file_, reader_.line(), fmt::format("no value in column \"{}\"", bdf_by_name(name)->label),
               "time, voltage and current need a number in every row; remove the row or fill the gap");
    for (const char* name : {"cycle", "step"})
      if (const Column* column = record_.series.find(name)) check_count(column->values.back(), *column);
    const auto& time = record_.series.at("time").values;
    if (time.size() > 1 && time.back() < time[time.size() - 2])
      refuse(file_, reader_.line(),
             fmt::format("time runs backwards, {} s after {} s", time.back(), time[time.size() - 2]),
             "the rows have to be in the order they were measured");
  }

  void check_count(double value, const Column& column) const {
    constexpr double largest = 1e9;
    if (std::abs(value) <= largest && value == std::trunc(value)) return;
    refuse(file_, reader_.line(), fmt::format("no whole number in column \"{}\"", column.long_name),
           "cycles and steps are counted in whole numbers; without the column they are counted from the current");
  }

  void finish() {
    number_steps(record_.series);
    record_.steps = summarise_steps(record_.series);
    for (auto& step : record_.steps)
      if (const auto type = types_.find(step.step); type != types_.end()) step.type = type->second;
    record_.title = file_.filename().string();
    record_.metadata["file"] = file_.string();
    record_.metadata["file_format"] = "Battery Data Format";
  }

  std::filesystem::path file_;
  CsvFormat format_;
  CsvReader reader_;
  Layout layout_;
  Record record_;
  std::string_view row_type_;
  std::map<double, std::string> types_;
};

}  // namespace

Record read_bdf(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  return BdfParser(file, text).parse();
}

}  // namespace silith
