#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "input/document.hpp"

namespace silith {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      result += fmt::format("\\{}", c);
    else if (c == '\n')
      result += "\\n";
    else if (c == '\t')
      result += "\\t";
    else if (code < 0x20 || code == 0x7f)
      result += fmt::format("\\u{:04X}", code);
    else
      result += c;
  }
  return result + "\"";
}

std::string key_text(const std::string& key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '_' || c == '-');
  });
  return bare ? key : quoted(key);
}

/// Shortest text that reads back as the same double, recognisable as no integer.
std::string number_text(double number) {
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string inline_text(const Node& node) {
  std::string text;
  switch (node.kind()) {
    case Node::Kind::text:
      return quoted(node.text());
    case Node::Kind::integer:
      return fmt::format("{}", node.integer());
    case Node::Kind::number:
      return number_text(node.number());
    case Node::Kind::boolean:
      return node.boolean() ? "true" : "false";
    case Node::Kind::array:
      for (const auto& item : node.items()) text += (text.empty() ? "" : ", ") + inline_text(item);
      return "[" + text + "]";
    case Node::Kind::table:
      for (const auto& entry : node.entries())
        text += (text.empty() ? " " : ", ") + key_text(entry.key) + " = " + inline_text(entry.value);
      return text.empty() ? "{}" : "{" + text + " }";
  }
  return text;
}

bool is_array_of_tables(const Node& node) {
  return node.is_array() && !node.items().empty() &&
         std::all_of(node.items().begin(), node.items().end(), [](const Node& item) { return item.is_table(); });
}

/// Quantities with their provenance and the like stay on one line.
bool is_section(const Node& node) {
  return node.is_table() && node.find("value") == nullptr;
}

void write_array(const Node& array, std::string& text) {
  const std::string line = inline_text(array);
  if (line.size() <= 100) {
    text += line + "\n";
    return;
  }
  text += "[\n";
  for (const auto& item : array.items()) text += "  " + inline_text(item) + ",\n";
  text += "]\n";
}

void write_table(const Node& table, const std::string& path, std::string& text);

void write_section(const Node& table, const std::string& path, const char* brackets, std::string& text) {
  const bool doubled = brackets[1] != '\0';
  text += fmt::format("\n{}{}{}\n", brackets, path, doubled ? "]]" : "]");
  write_table(table, path, text);
}

void write_table(const Node& table, const std::string& path, std::string& text) {
  for (const auto& entry : table.entries()) {
    if (is_section(entry.value) || is_array_of_tables(entry.value)) continue;
    text += key_text(entry.key) + " = ";
    if (entry.value.is_array())
      write_array(entry.value, text);
    else
      text += inline_text(entry.value) + "\n";
  }
  for (const auto& entry : table.entries()) {
    const std::string child = path.empty() ? key_text(entry.key) : path + "." + key_text(entry.key);
    if (is_section(entry.value)) write_section(entry.value, child, "[", text);
    if (!is_array_of_tables(entry.value)) continue;
    for (const auto& item : entry.value.items()) write_section(item, child, "[[", text);
  }
}

}  // namespace

std::string to_toml(const Node& root) {
  std::string text;
  write_table(root, {}, text);
  return text.starts_with('\n') ? text.substr(1) : text;
}

}  // namespace silith
