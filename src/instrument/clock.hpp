#pragma once
#include <optional>
#include <string_view>

namespace silith {

/// Seconds of a duration as instruments write it: "1:02:03.5", "02:03", "1-00:00:05", "0d 00:00:05.05", "2 days
/// 03:00:00", with decimal point or comma; a bare number is seconds. Nothing if it is none of these.
std::optional<double> parse_clock(std::string_view text);

/// Which of the first two numbers of "05/04/2021" is the day.
enum class DateOrder { month_first, day_first };

/// Seconds since 1970 (of an unknown time zone) of a date with time: year first ("2024-04-30T14:33:19", "2024/4/30
/// 14:33"), year last in the order given ("04/30/2024 14:33:19", "30.04.2024 14:33:19", "4/30/2024 2:33:19 PM"), or
/// days of a spreadsheet ("43374.42"). Nothing if it is none of these or no such date exists.
std::optional<double> parse_date(std::string_view text, DateOrder order);

}  // namespace silith
