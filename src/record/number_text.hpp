#pragma once
#include <string>

namespace silith {

/// Appends the shortest text that reads back as exactly this double; whole numbers without exponent, NaN as nothing (an
/// empty csv field: no value). @throws std::logic_error for an infinite value
void append_number(std::string& text, double value);

/// Appends a csv field, quoted if it holds a comma, a quote or a line break.
void append_field(std::string& text, const std::string& field);

}  // namespace silith
