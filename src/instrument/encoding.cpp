#include "instrument/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace silith {
namespace {

/// Length of the UTF-8 character at the start of the bytes; 0 if there is none.
std::size_t character_length(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  std::size_t length = 0;
  if (byte(0) < 0x80) return 1;
  if (byte(0) >= 0xC2 && byte(0) < 0xE0) length = 2;
  if (byte(0) >= 0xE0 && byte(0) < 0xF0) length = 3;
  if (byte(0) >= 0xF0 && byte(0) < 0xF5) length = 4;
  if (length == 0 || bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  return length;
}

bool is_utf8(std::string_view bytes) {
  constexpr std::uint64_t high_bits = 0x8080808080808080u;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    if (bytes.size() >= sizeof word) {
      std::memcpy(&word, bytes.data(), sizeof word);
      if ((word & high_bits) == 0) {
        bytes.remove_prefix(sizeof word);
        continue;
      }
    }
    const std::size_t length = character_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

/// Nothing if a byte sequence has no meaning in the encoding.
std::optional<std::string> convert(std::string& bytes, const char* encoding) {
  const iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == iconv_t(-1)) return std::nullopt;  // NOLINT: the type and value iconv documents
  std::string text;
  text.resize(bytes.size() * 3 / 2 + 16);  // no character of two bytes takes more than three in UTF-8
  char* from = bytes.data();
  char* to = text.data();
  std::size_t left = bytes.size(), room = text.size();
  const std::size_t result = iconv(converter, &from, &left, &to, &room);
  iconv_close(converter);
  if (result == static_cast<std::size_t>(-1) && left > 1) return std::nullopt;
  text.resize(text.size() - room);
  return text;
}

bool has_cycler_words(std::string_view text) {
  constexpr std::array words{"电压", "电流", "循环", "容量", "时间", "工步"};
  const std::string_view head = text.substr(0, 1 << 16);
  return std::any_of(words.begin(), words.end(), [&](const char* word) { return head.find(word) != head.npos; });
}

std::string from_latin1(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | (code >> 6));
      text += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return text;
}

}  // namespace

Decoded to_utf8(std::string bytes) {
  const std::string_view view = bytes;
  if (view.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  if (view.starts_with("\xFF\xFE") || view.starts_with("\xFE\xFF"))
    if (auto text = convert(bytes, "UTF-16")) return {std::move(*text), "UTF-16"};
  if (is_utf8(bytes)) return {std::move(bytes), "UTF-8"};
  if (auto text = convert(bytes, "GB18030"); text && has_cycler_words(*text)) return {std::move(*text), "GBK"};
  return {from_latin1(bytes), "Latin-1"};
}

}  // namespace silith
