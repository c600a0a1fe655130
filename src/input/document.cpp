#include "input/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace silith {
namespace {

[[noreturn]] void wrong_kind(const Node& node, const char* wanted) {
  throw std::logic_error(fmt::format("{} was asked for {}", node.kind_name(), wanted));
}

bool is_bare_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

[[noreturn]] void malformed(std::string_view path) {
  throw InputError(fmt::format("\"{}\" is no key", path),
                   "write for example cell.cathode.loading or protocol.steps[0]");
}

std::size_t read_index(std::string_view path, std::size_t& at) {
  const std::size_t close = path.find(']', at);
  if (close == std::string_view::npos) malformed(path);
  std::size_t index = 0;
  const char* end = path.data() + close;
  const auto [rest, error] = std::from_chars(path.data() + at + 1, end, index);
  if (error != std::errc{} || rest != end) malformed(path);
  at = close + 1;
  return index;
}

std::string read_key(std::string_view path, std::size_t& at) {
  if (path[at] == '\'' || path[at] == '"') {
    const std::size_t close = path.find(path[at], at + 1);
    if (close == std::string_view::npos) malformed(path);
    const std::string key(path.substr(at + 1, close - at - 1));
    at = close + 1;
    return key;
  }
  const std::size_t begin = at;
  while (at < path.size() && is_bare_key(path[at])) ++at;
  if (at == begin) malformed(path);
  return std::string(path.substr(begin, at - begin));
}

}  // namespace

Node::Node() = default;
Node Node::table() {
  return Node();
}
Node Node::array() {
  Node node;
  node.value_.emplace<std::vector<Node>>();
  return node;
}
Node::Node(std::string text) : value_(std::move(text)) {}
Node::Node(const char* text) : value_(std::string(text)) {}
Node::Node(double number) : value_(number) {}
Node::Node(std::int64_t integer) : value_(integer) {}
Node::Node(bool boolean) : value_(boolean) {}

Node::Kind Node::kind() const {
  return static_cast<Kind>(value_.index());
}

std::string Node::kind_name() const {
  static constexpr const char* names[] = {"a table", "an array", "a text", "an integer", "a number", "a boolean"};
  return names[value_.index()];
}

const std::string& Node::text() const {
  if (const auto* text = std::get_if<std::string>(&value_)) return *text;
  wrong_kind(*this, "a text");
}

double Node::number() const {
  if (const auto* number = std::get_if<double>(&value_)) return *number;
  return static_cast<double>(integer());
}

std::int64_t Node::integer() const {
  if (const auto* integer = std::get_if<std::int64_t>(&value_)) return *integer;
  wrong_kind(*this, "a number");
}

bool Node::boolean() const {
  if (const auto* boolean = std::get_if<bool>(&value_)) return *boolean;
  wrong_kind(*this, "a boolean");
}

const std::vector<Node::Entry>& Node::entries() const {
  if (const auto* entries = std::get_if<std::vector<Entry>>(&value_)) return *entries;
  wrong_kind(*this, "a table");
}

std::vector<Node::Entry>& Node::entries() {
  return const_cast<std::vector<Entry>&>(static_cast<const Node&>(*this).entries());
}

const std::vector<Node>& Node::items() const {
  if (const auto* items = std::get_if<std::vector<Node>>(&value_)) return *items;
  wrong_kind(*this, "an array");
}

std::vector<Node>& Node::items() {
  return const_cast<std::vector<Node>&>(static_cast<const Node&>(*this).items());
}

const Node* Node::find(std::string_view key) const {
  const auto* entries = std::get_if<std::vector<Entry>>(&value_);
  if (entries == nullptr) return nullptr;
  for (const auto& entry : *entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(static_cast<const Node&>(*this).find(key));
}

const Node* Node::find_path(std::string_view path) const {
  const Node* node = this;
  for (const auto& segment : split_path(path)) {
    if (!segment.key.empty())
      node = node->find(segment.key);
    else
      node = node->is_array() && segment.index < node->items().size() ? &node->items()[segment.index] : nullptr;
    if (node == nullptr) return nullptr;
  }
  return node;
}

Node& Node::set(std::string_view key, Node value) {
  if (Node* known = find(key)) return *known = std::move(value);
  const int line = value.line_;
  const int column = value.column_;
  return entries().emplace_back(Entry{std::string(key), line, column, std::move(value)}).value;
}

Location Node::location() const {
  return {file_ ? file_->name : std::string(), line_, column_};
}

std::string Node::source_line() const {
  constexpr std::size_t widest = 200;  // longer lines would fill the screen
  const bool known = file_ && line_ > 0 && static_cast<std::size_t>(line_) <= file_->lines.size();
  if (!known) return {};
  const std::string& line = file_->lines[static_cast<std::size_t>(line_ - 1)];
  return line.size() <= widest ? line : std::string();
}

void Node::set_place(std::shared_ptr<const SourceFile> file, int line, int column) {
  file_ = std::move(file);
  line_ = line;
  column_ = column;
}

Diagnostic diagnostic_at(const Node& node, std::string key, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.where = node.location();
  diagnostic.key = std::move(key);
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostic.source_line = node.source_line();
  return diagnostic;
}

std::vector<PathSegment> split_path(std::string_view path) {
  std::vector<PathSegment> segments;
  std::size_t at = 0;
  while (at < path.size()) {
    if (path[at] == '[') {
      segments.push_back({{}, read_index(path, at)});
    } else {
      if (!segments.empty() && path[at++] != '.') malformed(path);
      if (at == path.size()) malformed(path);
      segments.push_back({read_key(path, at), 0});
      if (segments.back().key.empty()) malformed(path);
    }
  }
  return segments;
}

}  // namespace silith
