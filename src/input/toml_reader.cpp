#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>

#include "input/document.hpp"

// From TOML text to our tree; the one place that sees toml++.
namespace silith {
namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20;
constexpr int deepest = 32;

using File = std::shared_ptr<const SourceFile>;

File split_lines(std::string_view text, const std::string& name) {
  auto file = std::make_shared<SourceFile>();
  file->name = name;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    file->lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return file;
}

[[noreturn]] void fail(const File& file, int line, int column, std::string message, std::string hint = {}) {
  Node place = Node::table();
  place.set_place(file, line, column);
  throw InputError({diagnostic_at(place, {}, std::move(message), std::move(hint))});
}

/// A key such as a.a.a.a... would nest the parser's tables without bound, and destroying them would exhaust the stack.
void refuse_long_dotted_keys(const File& file) {
  for (std::size_t number = 0; number < file->lines.size(); ++number) {
    int dots = 0;
    char quote = '\0';
    const std::string& line = file->lines[number];
    for (std::size_t at = 0; at < line.size(); ++at) {
      const char c = line[at];
      if (quote != '\0') {
        if (quote == '"' && c == '\\')
          ++at;
        else if (c == quote)
          quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (std::string_view("=,[]{}#").find(c) != std::string_view::npos) {
        dots = 0;
      } else if (c == '.' && ++dots > deepest) {
        fail(file, static_cast<int>(number + 1), static_cast<int>(at + 1),
             fmt::format("nested more than {} levels deep", deepest));
      }
    }
  }
}

class Converter {
public:
  explicit Converter(File file) : file_(std::move(file)) {}

  Node convert(const toml::node& source, int depth) const {
    const auto begin = source.source().begin;
    if (depth > deepest)
      fail(file_, int(begin.line), int(begin.column), fmt::format("nested more than {} levels deep", deepest));
    Node node = value(source, depth);
    node.set_place(file_, int(begin.line), int(begin.column));
    return node;
  }

private:
  Node value(const toml::node& source, int depth) const {
    if (const auto* table = source.as_table()) return from_table(*table, depth);
    if (const auto* array = source.as_array()) return from_array(*array, depth);
    if (const auto* text = source.as_string()) return Node(text->get());
    if (const auto* integer = source.as_integer()) return Node(std::int64_t{integer->get()});
    if (const auto* boolean = source.as_boolean()) return Node(boolean->get());
    const auto begin = source.source().begin;
    if (const auto* number = source.as_floating_point()) {
      if (std::isfinite(number->get())) return Node(number->get());
      fail(file_, int(begin.line), int(begin.column), "nan and inf are no values here", "write a finite number");
    }
    fail(file_, int(begin.line), int(begin.column), "dates and times are not used here", "write a text in quotes");
  }

  Node from_table(const toml::table& source, int depth) const {
    Node node = Node::table();
    auto& entries = node.entries();
    entries.reserve(source.size());
    for (const auto& [key, child] : source) {
      const auto begin = key.source().begin;
      entries.push_back({std::string(key.str()), int(begin.line), int(begin.column), convert(child, depth + 1)});
    }
    std::stable_sort(entries.begin(), entries.end(), [](const Node::Entry& a, const Node::Entry& b) {
      return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    return node;
  }

  Node from_array(const toml::array& source, int depth) const {
    Node node = Node::array();
    node.items().reserve(source.size());
    for (const auto& child : source) node.items().push_back(convert(child, depth + 1));
    return node;
  }

  File file_;
};

}  // namespace

Node parse_toml(std::string_view text, const std::string& name) {
  if (text.size() > most_bytes)
    throw InputError(fmt::format("{} has {} bytes or more, a case has at most {}", name, text.size(), most_bytes));
  const File file = split_lines(text, name);
  refuse_long_dotted_keys(file);
  struct Mistake {
    int line = 0, column = 0;
    std::string description;
  } mistake;
  try {
    const toml::table table = toml::parse(text, std::string_view(name));
    return Converter(file).convert(table, 0);
  } catch (const toml::parse_error& error) {
    mistake = {int(error.source().begin.line), int(error.source().begin.column), std::string(error.description())};
  }
  fail(file, mistake.line, mistake.column, mistake.description, "texts and quantities stand in quotes: \"2.5 um\"");
}

Node read_toml(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) throw InputError(fmt::format("{} is a directory", path.string()));
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
    throw InputError(fmt::format("{} can't be read", path.string()), "is the name right, and may you read it?");
  std::string text;
  for (std::array<char, 16384> part; stream && text.size() <= most_bytes;) {
    stream.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  }
  return parse_toml(text, path.string());
}

}  // namespace silith
