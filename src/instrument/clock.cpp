#include "instrument/clock.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "base/csv.hpp"

namespace silith {
namespace {

constexpr double seconds_a_day = 86400.0;

/// Takes digits off the front.
std::optional<long> take_number(std::string_view& text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 9), value);
  if (error != std::errc{} || value < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// "hh:mm:ss.f", "mm:ss"; hours may be any number.
std::optional<double> parse_colons(std::string_view text) {
  double seconds = 0.0;
  for (int part = 0; part < 3; ++part) {
    const auto colon = text.find(':');
    const auto value = parse_number(text.substr(0, colon), true);
    if (!value || !(*value >= 0.0) || !std::isfinite(*value)) return std::nullopt;
    seconds = seconds * 60.0 + *value;
    if (colon == text.npos) return part == 0 ? std::nullopt : std::optional(seconds);
    text.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

/// "3-", "3d ", "3 days " in front of a clock; takes it off.
std::optional<double> take_days(std::string_view& text) {
  std::string_view rest = text;
  const auto days = take_number(rest);
  if (!days) return std::nullopt;
  rest = trimmed(rest);
  if (!take(rest, '-')) {
    if (!take(rest, 'd')) return std::nullopt;
    for (const char c : {'a', 'y', 's'}) take(rest, c);
  }
  text = trimmed(rest);
  return static_cast<double>(*days) * seconds_a_day;
}

bool is_leap(long year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// Days since 1970-01-01; nothing if there is no such day.
std::optional<long> civil_days(long year, long month, long day) {
  constexpr std::array<long, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return std::nullopt;
  if (day > lengths[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap(year) ? 1 : 0)) return std::nullopt;
  const long y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/// Seconds of "14:33:19", "2:33:19 PM", nothing else behind; 0 if there is no time.
std::optional<double> time_of_day(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return 0.0;
  const bool afternoon = text.ends_with("PM"), morning = text.ends_with("AM");
  if (afternoon || morning) text = trimmed(text.substr(0, text.size() - 2));
  if (text.ends_with('Z')) text.remove_suffix(1);
  auto seconds = parse_colons(text);
  if (!seconds) return std::nullopt;
  constexpr double half_day = 43200.0;
  if (afternoon && *seconds < half_day) *seconds += half_day;
  if (morning && *seconds >= half_day) *seconds -= half_day;
  return seconds;
}

std::optional<double> spreadsheet_days(std::string_view text) {
  constexpr double epoch = 25569.0, first = 18264.0, last = 80000.0;  // 1970, 1950, 2119
  const auto days = parse_number(text, true);
  if (!days || *days < first || *days > last) return std::nullopt;
  return (*days - epoch) * seconds_a_day;
}

}  // namespace

std::optional<double> parse_clock(std::string_view text) {
  text = trimmed(text);
  if (text.find(':') == text.npos) return parse_number(text, true);
  const double days = take_days(text).value_or(0.0);
  const auto seconds = parse_colons(text);
  if (!seconds) return std::nullopt;
  return days + *seconds;
}

std::optional<double> parse_date(std::string_view text, DateOrder order) {
  text = trimmed(text);
  std::string_view rest = text;
  std::array<long, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = take_number(rest);
    if (!number) return spreadsheet_days(text);
    parts[i] = *number;
    if (i < 2 && !take(rest, '/') && !take(rest, '-') && !take(rest, '.')) return spreadsheet_days(text);
  }
  if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t' && rest.front() != 'T')
    return spreadsheet_days(text);
  if (!rest.empty()) rest.remove_prefix(1);
  std::optional<long> days;
  if (parts[0] > 31)
    days = civil_days(parts[0], parts[1], parts[2]);
  else if (order == DateOrder::month_first)
    days = civil_days(parts[2], parts[0], parts[1]);
  else
    days = civil_days(parts[2], parts[1], parts[0]);
  const auto seconds = time_of_day(rest);
  if (!days || !seconds) return spreadsheet_days(text);
  return static_cast<double>(*days) * seconds_a_day + *seconds;
}

}  // namespace silith
