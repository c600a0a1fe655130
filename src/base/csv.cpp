#include "base/csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace silith {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t lines_judged = 50;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

std::string_view without_mark(std::string_view text) {
  return text.substr(0, byte_order_mark.size()) == byte_order_mark ? text.substr(byte_order_mark.size()) : text;
}

/// How often the delimiter stands outside quotes, in each of the first lines that are not empty.
std::vector<int> counts(std::string_view text, char delimiter) {
  std::vector<int> result;
  int count = 0;
  bool quoted = false, empty = true;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if ((c == '\n' || c == '\r') && !quoted) {
      if (!empty) result.push_back(count);
      if (result.size() == lines_judged) return result;
      count = 0;
      empty = true;
      continue;
    }
    empty = false;
    if (c == delimiter && !quoted) ++count;
  }
  if (!empty) result.push_back(count);
  return result;
}

/// Lines that agree on the most common count above zero: data rows outvote a preamble.
std::size_t agreement(std::vector<int> line_counts) {
  std::sort(line_counts.begin(), line_counts.end());
  std::size_t best = 0;
  for (auto first = line_counts.begin(); first != line_counts.end();) {
    const auto last = std::upper_bound(first, line_counts.end(), *first);
    if (*first > 0) best = std::max(best, static_cast<std::size_t>(last - first));
    first = last;
  }
  return best;
}

char sniff_delimiter(std::string_view text) {
  // In this order: a comma may be a decimal comma inside fields parted by one of the others.
  constexpr std::array candidates{'\t', ';', ',', '|'};
  char best = ',';
  std::size_t most = 0;
  for (const char candidate : candidates) {
    const std::size_t lines = agreement(counts(text, candidate));
    if (lines > most) {
      most = lines;
      best = candidate;
    }
  }
  return best;
}

bool sniff_decimal_comma(std::string_view text, char delimiter) {
  if (delimiter == ',') return false;
  CsvReader reader(text, {delimiter, true});
  std::vector<std::string_view> fields;
  for (std::size_t row = 0; row < lines_judged && reader.next(fields); ++row)
    for (const auto field : fields) {
      if (field.find('.') != field.npos && parse_number(field, false)) return false;
      if (field.find(',') != field.npos && parse_number(field, true)) return true;
    }
  return false;
}

std::optional<double> parse_point_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) return std::nullopt;
  }
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> parse_number(std::string_view field, bool decimal_comma) {
  field = trimmed(field);
  if (!decimal_comma || field.find(',') == field.npos) return parse_point_number(field);
  std::array<char, 64> buffer;
  if (field.size() > buffer.size() || std::count(field.begin(), field.end(), ',') != 1) return std::nullopt;
  if (field.find('.') != field.npos) return std::nullopt;
  std::replace_copy(field.begin(), field.end(), buffer.begin(), ',', '.');
  return parse_point_number({buffer.data(), field.size()});
}

CsvFormat sniff_csv(std::string_view text) {
  text = without_mark(text);
  const char delimiter = sniff_delimiter(text);
  return {delimiter, sniff_decimal_comma(text, delimiter)};
}

CsvReader::CsvReader(std::string_view text, CsvFormat format) : text_(without_mark(text)), format_(format) {}

bool CsvReader::at_line_end() const {
  return position_ == text_.size() || text_[position_] == '\n' || text_[position_] == '\r';
}

void CsvReader::skip_line_end() {
  if (position_ == text_.size()) return;
  if (text_[position_] == '\r' && position_ + 1 < text_.size() && text_[position_ + 1] == '\n') ++position_;
  ++position_;
  ++line_;
}

std::string_view CsvReader::read_plain() {
  const std::size_t start = position_;
  while (!at_line_end() && text_[position_] != format_.delimiter) ++position_;
  return trimmed(text_.substr(start, position_ - start));
}

std::string_view CsvReader::read_quoted() {
  const std::size_t start = ++position_;
  std::size_t quotes = 0;
  while (position_ < text_.size()) {
    const char c = text_[position_];
    if (c == '\n' || (c == '\r' && (position_ + 1 == text_.size() || text_[position_ + 1] != '\n'))) ++line_;
    if (c == '"') {
      if (position_ + 1 == text_.size() || text_[position_ + 1] != '"') break;
      ++quotes;
      ++position_;
    }
    ++position_;
  }
  const auto inside = text_.substr(start, position_ - start);
  if (position_ < text_.size()) ++position_;
  // What follows the closing quote is no part of the field.
  while (!at_line_end() && text_[position_] != format_.delimiter) ++position_;
  if (quotes == 0) return inside;
  auto& plain = unquoted_.emplace_back();
  plain.reserve(inside.size() - quotes);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    plain += inside[i];
    if (inside[i] == '"') ++i;
  }
  return plain;
}

std::string_view CsvReader::read_field() {
  std::size_t ahead = position_;
  while (ahead < text_.size() && text_[ahead] == ' ') ++ahead;
  if (ahead < text_.size() && text_[ahead] == '"') {
    position_ = ahead;
    return read_quoted();
  }
  return read_plain();
}

bool CsvReader::next(std::vector<std::string_view>& fields) {
  unquoted_.clear();
  while (position_ < text_.size()) {
    fields.clear();
    row_line_ = line_;
    fields.push_back(read_field());
    while (position_ < text_.size() && text_[position_] == format_.delimiter && !at_line_end()) {
      ++position_;
      fields.push_back(read_field());
    }
    skip_line_end();
    if (fields.size() > 1 || !fields.front().empty()) return true;
  }
  fields.clear();
  return false;
}

std::string_view line_of_text(std::string_view text, int line) {
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    if (--line <= 0) return text.substr(begin, end - begin);
    if (end == text.size()) return {};
    begin = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
  }
}

}  // namespace silith
