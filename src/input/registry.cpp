#include "input/registry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "base/units.hpp"
#include "input/branch.hpp"

namespace silith {
namespace {

Key make(std::string pattern, ValueType type) {
  Key key;
  key.pattern = std::move(pattern);
  key.type = type;
  return key;
}

/// "a.<b>.c[]" -> a, <b>, c, []
std::vector<std::string> split_pattern(const std::string& pattern) {
  std::vector<std::string> parts(1);
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '.')
      parts.emplace_back();
    else if (pattern[at] == '[')
      parts.emplace_back("[]"), ++at;
    else
      parts.back() += pattern[at];
  }
  return parts;
}

using Branch = Registry::Branch;

const std::vector<std::string>& names_for(const std::string& placeholder,
                                          const std::vector<Placeholder>& placeholders) {
  static const std::vector<std::string> none;
  for (const auto& known : placeholders)
    if (known.name == placeholder) return known.names;
  return none;
}

Branch& descend(Branch& branch, const std::string& part, const std::vector<Placeholder>& placeholders) {
  if (part == "[]") {
    if (!branch.own_item) branch.own_item = std::make_unique<Branch>();
    branch.item = branch.own_item.get();
    return *branch.own_item;
  }
  if (part.starts_with('<')) {
    if (!branch.any_name) branch.any_name = std::make_unique<Branch>();
    if (!branch.placeholder.empty() && branch.placeholder != part)
      throw std::logic_error(fmt::format("{} and {} stand at one place", branch.placeholder, part));
    branch.placeholder = part;
    branch.allowed = names_for(part, placeholders);
    return *branch.any_name;
  }
  for (auto& [name, child] : branch.literals)
    if (name == part) return *child;
  return *branch.literals.emplace_back(part, std::make_unique<Branch>()).second;
}

Branch& grow(Branch& root, const std::string& pattern, const std::vector<Placeholder>& placeholders) {
  Branch* branch = &root;
  for (const auto& part : split_pattern(pattern)) branch = &descend(*branch, part, placeholders);
  return *branch;
}

std::string without_item(const std::string& pattern) {
  if (!pattern.ends_with("[]")) throw std::logic_error(pattern + " is no list's item");
  return pattern.substr(0, pattern.size() - 2);
}

}  // namespace

Key quantity(std::string pattern, std::string si_unit) {
  Key key = make(std::move(pattern), ValueType::quantity);
  key.unit = std::move(si_unit);
  return key;
}
Key number(std::string pattern) {
  return quantity(std::move(pattern), "1");
}
Key integer(std::string pattern) {
  return make(std::move(pattern), ValueType::integer);
}
Key boolean(std::string pattern) {
  return make(std::move(pattern), ValueType::boolean);
}
Key text(std::string pattern) {
  return make(std::move(pattern), ValueType::text);
}
Key word(std::string pattern, std::vector<std::string> words) {
  Key key = make(std::move(pattern), ValueType::word);
  key.words = std::move(words);
  return key;
}
Key table(std::string pattern) {
  return make(std::move(pattern), ValueType::table);
}
Key list(std::string pattern) {
  return make(std::move(pattern), ValueType::list);
}
Key any(std::string pattern) {
  return make(std::move(pattern), ValueType::any);
}

Key same_items(std::string pattern, std::string as_pattern) {
  Key key = make(std::move(pattern), ValueType::same);
  key.unit = std::move(as_pattern);
  return key;
}

const Branch* Branch::literal(std::string_view name) const {
  for (const auto& [known, child] : literals)
    if (known == name) return child.get();
  return nullptr;
}

const Branch* Branch::child(std::string_view name) const {
  if (const Branch* known = literal(name)) return known;
  const bool fits = allowed.empty() || std::find(allowed.begin(), allowed.end(), name) != allowed.end();
  return fits ? any_name.get() : nullptr;
}

std::vector<std::string> Branch::names() const {
  std::vector<std::string> result;
  for (const auto& [name, child] : literals) result.push_back(name);
  result.insert(result.end(), allowed.begin(), allowed.end());
  return result;
}

Registry::Registry(std::vector<Key> keys, std::vector<Placeholder> placeholders)
    : keys_(std::move(keys)), placeholders_(std::move(placeholders)), root_(std::make_unique<Branch>()) {
  for (const auto& key : keys_) {
    if (key.text.empty()) throw std::logic_error(key.pattern + " has no documentation");
    const bool same = key.type == ValueType::same;
    Branch* branch = &grow(*root_, same ? without_item(key.pattern) : key.pattern, placeholders_);
    if (same) {
      branch->item = &grow(*root_, key.unit, placeholders_);
      continue;
    }
    if (branch->key != nullptr) throw std::logic_error(key.pattern + " is declared twice");
    branch->key = &key;
  }
}

Registry::~Registry() = default;
Registry::Registry(Registry&&) noexcept = default;

const std::vector<Key>& Registry::keys() const {
  return keys_;
}
const Branch& Registry::root() const {
  return *root_;
}

std::vector<const Key*> Registry::chain(std::string_view path) const {
  std::vector<const Key*> keys;
  const Branch* branch = root_.get();
  for (const auto& segment : split_path(path)) {
    branch = segment.key.empty() ? branch->item : branch->child(segment.key);
    if (branch == nullptr) return {};
    if (branch->key != nullptr) keys.push_back(branch->key);
  }
  return keys;
}

const Key* Registry::find(std::string_view path) const {
  const Branch* branch = root_.get();
  for (const auto& segment : split_path(path)) {
    branch = segment.key.empty() ? branch->item : branch->child(segment.key);
    if (branch == nullptr) return nullptr;
  }
  return branch->key;
}

Node default_value(const Key& key) {
  const std::string& value = key.fallback.value();
  const char* end = value.data() + value.size();
  if (key.type == ValueType::integer) {
    std::int64_t integer = 0;
    if (std::from_chars(value.data(), end, integer).ptr == end) return Node(integer);
  } else if (key.type == ValueType::boolean) {
    if (value == "true" || value == "false") return Node(value == "true");
  } else if (key.type == ValueType::quantity && key.unit == "1") {
    double number = 0.0;
    if (std::from_chars(value.data(), end, number).ptr == end) return Node(number);
    return Node(value);
  } else if (key.type == ValueType::quantity || key.type == ValueType::text || key.type == ValueType::word) {
    return Node(value);
  }
  throw std::logic_error(fmt::format("{}: \"{}\" is no default", key.pattern, value));
}

std::string as_written(const Key& key, const std::string& value) {
  const bool number = key.type == ValueType::quantity && key.unit == "1" &&
                      value.find_first_not_of("+-.0123456789eE") == std::string::npos;
  const bool bare = number || key.type == ValueType::integer || key.type == ValueType::boolean ||
                    key.type == ValueType::list || key.type == ValueType::table || key.type == ValueType::any;
  return bare ? value : fmt::format("\"{}\"", value);
}

std::string allowed_text(const Key& key) {
  if (!key.words.empty()) return fmt::format("one of \"{}\"", fmt::join(key.words, "\", \""));
  if (key.min && key.max) return fmt::format("allowed {}{} to {}", key.above_min ? "above " : "", *key.min, *key.max);
  if (key.min) return fmt::format("allowed {} {}", key.above_min ? "above" : "from", *key.min);
  if (key.max) return fmt::format("allowed up to {}", *key.max);
  return {};
}

std::string hint_for(const Key& key, const std::string& path) {
  std::string hint;
  if (!key.sample.empty()) hint = "write for example " + as_written(key, key.sample);
  const std::string allowed = allowed_text(key);
  if (!allowed.empty()) hint += (hint.empty() ? "" : "; ") + allowed;
  return hint + (hint.empty() ? "" : "; ") + fmt::format("see `silith explain {}`", path);
}

std::string expectation(const Key& key) {
  switch (key.type) {
    case ValueType::quantity:
      return dimension_name(key.unit);
    case ValueType::integer:
      return "an integer";
    case ValueType::boolean:
      return "true or false";
    case ValueType::text:
      return "a text";
    case ValueType::word:
      return allowed_text(key);
    case ValueType::table:
      return "a table";
    case ValueType::list:
      return "an array";
    case ValueType::any:
    case ValueType::same:
      return "a value";
  }
  return {};
}

const Node& bare_value(const Node& node) {
  const Node* value = node.find("value");
  return value != nullptr ? *value : node;
}

void sort_by_place(std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> files;
  for (const auto& diagnostic : diagnostics)
    if (std::find(files.begin(), files.end(), diagnostic.where.file) == files.end())
      files.push_back(diagnostic.where.file);
  const auto rank = [&](const Diagnostic& diagnostic) {
    const auto file = std::find(files.begin(), files.end(), diagnostic.where.file) - files.begin();
    return std::tuple(file, diagnostic.where.line, diagnostic.where.column);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return rank(a) < rank(b); });
}

}  // namespace silith
