#include "protocol/current_profile.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>

#include "base/atomic_file.hpp"
#include "base/csv.hpp"
#include "base/units.hpp"

namespace silith {
namespace {

using Fields = std::vector<std::string_view>;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// One of the two columns: what it may be called and where it was found.
struct ProfileColumn {
  const char* what;
  const char* example;
  const char* si_unit;
  std::array<std::string_view, 4> names;
  std::size_t index = 0;
  std::string header, unit;
};

class ProfileReader {
public:
  ProfileReader(const std::filesystem::path& file, std::string_view text)
      : file_(file.string()), text_(text), format_(sniff_csv(text)), reader_(text, format_) {}

  CurrentProfile read() {
    Fields fields;
    if (!reader_.next(fields)) refuse(1, "the file is empty", example);
    find(fields, time_);
    find(fields, current_);
    time_factor_ = convert(1.0, time_.unit, time_.si_unit);
    current_factor_ = convert(1.0, current_.unit, current_.si_unit);
    profile_.file = file_;
    while (reader_.next(fields)) add_row(fields);
    if (profile_.time.size() < 2)
      refuse(reader_.line(), "a current profile needs at least two rows of numbers", example);
    return std::move(profile_);
  }

private:
  static constexpr const char* example = "write for example\n    Time / s,Current / mA\n    0,1.5\n    60,1.5";

  /// @param field what is wrong in the line, if it is a part of the text: gives the column
  [[noreturn]] void refuse(int line, const std::string& message, const std::string& hint,
                           std::string_view field = {}) const {
    Diagnostic diagnostic;
    const std::string_view row = line_of_text(text_, line);
    const bool inside = field.data() >= row.data() && field.data() <= row.data() + row.size() && !row.empty();
    diagnostic.where = {file_, line, inside ? static_cast<int>(field.data() - row.data()) + 1 : 1};
    diagnostic.source_line = row;
    diagnostic.message = message;
    diagnostic.hint = hint;
    throw InputError({diagnostic});
  }

  /// "Time / s", "time/s", "Time [s]", "time (s)" taken apart.
  static std::pair<std::string, std::string> name_and_unit(std::string_view header) {
    const auto at = header.find_first_of("/[(");
    if (at == header.npos) return {lower(trimmed(header)), {}};
    std::string_view unit = trimmed(header.substr(at + 1));
    if (header[at] != '/' && (unit.ends_with(']') || unit.ends_with(')'))) unit.remove_suffix(1);
    return {lower(trimmed(header.substr(0, at))), std::string(trimmed(unit))};
  }

  void find(const Fields& headers, ProfileColumn& column) const {
    for (std::size_t i = 0; i < headers.size(); ++i) {
      const auto [name, unit] = name_and_unit(headers[i]);
      if (std::find(column.names.begin(), column.names.end(), name) == column.names.end()) continue;
      column.index = i;
      column.header = headers[i];
      column.unit = unit;
      check_unit(column);
      return;
    }
    refuse(reader_.line(),
           fmt::format("there is no column of the {}; the header is: {}", column.what, fmt::join(headers, ", ")),
           example);
  }

  void check_unit(const ProfileColumn& column) const {
    if (column.unit.empty())
      refuse(reader_.line(), fmt::format("column \"{}\" has no unit", column.header),
             fmt::format("write \"{}\"", column.example));
    if (!is_unit(column.unit))
      refuse(reader_.line(), fmt::format("column \"{}\": \"{}\" is no unit", column.header, column.unit),
             fmt::format("write \"{}\"", column.example));
    if (!convertible(column.unit, column.si_unit))
      refuse(reader_.line(),
             fmt::format("column \"{}\" is {}, {} is expected", column.header, dimension_name(column.unit),
                         dimension_name(column.si_unit)),
             fmt::format("write \"{}\"", column.example));
  }

  double value(const Fields& fields, const ProfileColumn& column) const {
    const std::string_view field = column.index < fields.size() ? fields[column.index] : std::string_view();
    if (field.empty())
      refuse(reader_.line(), fmt::format("no value in column \"{}\"", column.header),
             "fill the gap or remove the row; the current is linear between rows", field);
    const auto number = parse_number(field, format_.decimal_comma);
    if (!number)
      refuse(reader_.line(), fmt::format("\"{}\" in column \"{}\" is no number", field, column.header),
             "write for example 1.5e-3", field);
    if (!std::isfinite(*number))
      refuse(reader_.line(), fmt::format("\"{}\" in column \"{}\" is not finite", field, column.header),
             "fill the gap or remove the row; the current is linear between rows", field);
    return *number;
  }

  void add_row(const Fields& fields) {
    const double time = value(fields, time_) * time_factor_;
    const double current = value(fields, current_) * current_factor_;
    if (profile_.time.empty()) start_ = time;
    const double since_start = time - start_;
    if (!profile_.time.empty() && since_start <= profile_.time.back()) refuse_time(time, profile_.time.back() + start_);
    profile_.time.push_back(since_start);
    profile_.current.push_back(current);
  }

  [[noreturn]] void refuse_time(double time, double before) const {
    if (time == before)
      refuse(reader_.line(), fmt::format("two rows at the same time, {} s", time),
             "write a jump as two rows a little apart, for example 1 ms");
    refuse(reader_.line(), fmt::format("time does not increase, {} s after {} s", time, before),
           "the rows have to be in order of time");
  }

  std::string file_;
  std::string_view text_;
  CsvFormat format_;
  CsvReader reader_;
  ProfileColumn time_{"time", "Time / s", "s", {"time", "t", "test time", "step time"}};
  ProfileColumn current_{"current", "Current / A", "A", {"current", "i", "<i>", "control current"}};
  double time_factor_ = 1.0, current_factor_ = 1.0, start_ = 0.0;
  CurrentProfile profile_;
};

}  // namespace

CurrentProfile read_current_profile(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  return ProfileReader(file, text).read();
}

}  // namespace silith
