#pragma once
#include <string>
#include <string_view>

namespace silith {

/// The text itself if its lines are parted by comma, semicolon, tab or bar, else with tabs for runs of blanks.
std::string plain_delimiters(std::string_view text);

}  // namespace silith
