#include "record/number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace silith {

void append_number(std::string& text, double value) {
  std::array<char, 32> buffer;
  char* const begin = buffer.data();
  char* const end = begin + buffer.size();
  constexpr double largest_whole = 1e9;
  if (std::abs(value) < largest_whole && value == std::trunc(value)) {
    text.append(begin, std::to_chars(begin, end, static_cast<long>(value)).ptr);
    return;
  }
  if (std::isnan(value)) return;
  if (std::isinf(value)) throw std::logic_error("an infinite value cannot be written");
  text.append(begin, std::to_chars(begin, end, value).ptr);
}

void append_field(std::string& text, const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) {
    text += field;
    return;
  }
  text += '"';
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

}  // namespace silith
