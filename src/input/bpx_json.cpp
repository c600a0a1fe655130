#include "input/bpx_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace silith {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t size_limit = std::size_t{16} << 20;
constexpr int depth_limit = 32;

[[noreturn]] void refuse(Location where, const std::string& message, const std::string& hint) {
  throw InputError({Diagnostic{.where = std::move(where), .message = message, .hint = hint}});
}

Location place_of(std::string_view text, std::size_t byte, const std::string& name) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {name, static_cast<int>(lines) + 1, static_cast<int>(before.size() - line_start) + 1};
}

/// The parser itself knows no limit.
void check_depth(std::string_view text, const std::string& name) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_text = !in_text;
    } else if (!in_text && (c == '{' || c == '[')) {
      if (++depth > depth_limit)
        refuse(place_of(text, i, name), fmt::format("nested above {} levels", depth_limit),
               "a BPX file has a handful of levels");
    } else if (!in_text && (c == '}' || c == ']')) {
      --depth;
    }
  }
}

Node node_of(const Json& json) {
  if (json.is_object()) {
    Node table = Node::table();
    for (const auto& [key, value] : json.items())
      if (!value.is_null()) table.entries().push_back({key, 0, 0, node_of(value)});
    return table;
  }
  if (json.is_array()) {
    Node array = Node::array();
    for (const Json& item : json) array.items().push_back(item.is_null() ? Node("null") : node_of(item));
    return array;
  }
  if (json.is_boolean()) return Node(json.get<bool>());
  if (json.is_number()) return Node(json.get<double>());
  return Node(json.get<std::string>());
}

}  // namespace

Node parse_json(std::string_view text, const std::string& name) {
  if (text.size() > size_limit)
    refuse({name}, fmt::format("{} MiB long, at most {} are read", text.size() >> 20, size_limit >> 20),
           "leave out long Validation series: they are not imported");
  check_depth(text, name);
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    refuse(place_of(text, error.byte > 0 ? error.byte - 1 : 0, name), "this is no JSON: a mistake here",
           "a BPX file is a JSON object with \"Header\" and \"Parameterisation\"");
  } catch (const Json::exception&) {
    refuse({name}, "holds a number that is too large", "numbers up to 1e308 can be read");
  }
  if (!json.is_object())
    refuse({name}, "holds no JSON object", "a BPX file is a JSON object with \"Header\" and \"Parameterisation\"");
  return node_of(json);
}

}  // namespace silith
