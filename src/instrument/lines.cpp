#include "instrument/lines.hpp"

#include <algorithm>

#include "base/csv.hpp"

namespace silith {

bool LineReader::next(std::string_view& line) {
  if (rest_.empty()) return false;
  const auto end = rest_.find_first_of("\r\n");
  line = rest_.substr(0, end);
  ++number_;
  rest_.remove_prefix(line.size());
  if (!rest_.empty()) rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
  return true;
}

int line_starting_with(std::string_view text, std::string_view words, int from) {
  LineReader reader(text);
  for (std::string_view line; reader.next(line);)
    if (reader.number() >= from && trimmed(line).starts_with(words)) return reader.number();
  return 0;
}

bool contains_all(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::all_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != text.npos; });
}

std::string preamble_value(std::string_view text, std::string_view key) {
  LineReader reader(text);
  for (std::string_view line; reader.next(line);) {
    line = trimmed(line);
    if (!line.starts_with(key)) continue;
    line = trimmed(line.substr(key.size()));
    if (line.starts_with(':') || line.starts_with('=')) line = trimmed(line.substr(1));
    return std::string(line.substr(0, line.find('\t')));
  }
  return {};
}

std::string tabs_for_blanks(std::string_view text, std::size_t blanks) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto end = std::min(text.find_first_not_of(" \t", i), text.size());
    const std::string_view run = text.substr(i, end - i);
    if (run.size() >= blanks || run.find('\t') != run.npos)
      result += run.empty() ? "" : "\t";
    else
      result += run;
    i = end;
    if (i < text.size()) result += text[i++];
  }
  return result;
}

Prepared prepared(const Input& input, std::string text) {
  Prepared result{{input.source.file, input.source.encoding, {}}, input.dialect};
  result.source.sheets.push_back({input.source.sheets[input.sheet].name, std::move(text)});
  return result;
}

}  // namespace silith
