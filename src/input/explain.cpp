#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/units.hpp"
#include "input/branch.hpp"
#include "input/registry.hpp"

// The registry for people: `silith explain` and the reference page.
namespace silith {
namespace {

using Branch = Registry::Branch;

std::string type_text(const Key& key) {
  switch (key.type) {
    case ValueType::quantity:
      return key.unit == "1"
                 ? "number"
                 : fmt::format("{}, in {}", dimension_name(key.unit).substr(dimension_name(key.unit).find(' ') + 1),
                               key.unit);
    case ValueType::integer:
      return "integer";
    case ValueType::boolean:
      return "true or false";
    case ValueType::text:
      return "text";
    case ValueType::word:
      return "word";
    case ValueType::table:
      return "section";
    case ValueType::list:
      return "list";
    case ValueType::any:
    case ValueType::same:
      return "value";
  }
  return {};
}

std::string presence_text(const Key& key) {
  if (key.fallback) return "default " + as_written(key, *key.fallback);
  return key.is_required ? "required" : "optional";
}

std::string one_line(const Key& key) {
  if (key.type == ValueType::same) return "as " + key.unit;
  std::string line = type_text(key);
  const std::string allowed = allowed_text(key);
  if (!allowed.empty()) line += "; " + allowed;
  return line + "; " + presence_text(key);
}

std::string explain_key(const Key& key, const std::string& path) {
  std::string result = fmt::format("{}\n  {}\n  {}\n", path, key.text, one_line(key));
  if (path != key.pattern) result += fmt::format("  declared as {}\n", key.pattern);
  if (!key.excludes.empty()) result += fmt::format("  contradicts {}\n", fmt::join(key.excludes, ", "));
  const std::string name = path.substr(path.find_last_of('.') + 1);
  if (key.sample.empty()) return result;
  result += fmt::format("  example: {} = {}\n", name, as_written(key, key.sample));
  if (key.type == ValueType::quantity)
    result += fmt::format("  or with its origin: {} = {{ value = {}, source = \"estimated\", note = \"why\" }}\n", name,
                          as_written(key, key.sample));
  return result;
}

void list_keys(const Branch& branch, const std::string& path, std::string& text) {
  const auto visit = [&](const std::string& child_path, const Branch& child) {
    if (child.key != nullptr && child.key->type != ValueType::table)
      text += fmt::format("  {:<52} {}\n", child_path, child.key->text);
    list_keys(child, child_path, text);
  };
  const std::string prefix = path.empty() ? path : path + ".";
  for (const auto& [name, child] : branch.literals) visit(prefix + name, *child);
  if (branch.any_name) visit(prefix + branch.placeholder, *branch.any_name);
  if (branch.own_item) visit(path + "[]", *branch.own_item);
}

/// Almost a key that stands here, so hardly the free name of a layer.
bool is_misspelt(const Branch& branch, const std::string& part) {
  return part != branch.placeholder && branch.literal(part) == nullptr && !nearest_name(part, branch.names()).empty();
}

/// Follows a concrete path or a pattern; nullptr if it leads nowhere.
const Branch* follow(const Branch& root, const std::string& path) {
  const Branch* branch = &root;
  std::string part;
  for (std::size_t at = 0; at <= path.size() && branch != nullptr; ++at) {
    const char c = at < path.size() ? path[at] : '.';
    if (c != '.' && c != '[') {
      part += c;
      continue;
    }
    if (is_misspelt(*branch, part) && at >= path.size()) return nullptr;
    if (!part.empty()) branch = part == branch->placeholder ? branch->any_name.get() : branch->child(part);
    part.clear();
    if (c != '[' || branch == nullptr) continue;
    branch = branch->item;
    at = std::min(path.find(']', at), path.size());
  }
  return branch;
}

/// The path with its first misspelt part mended; empty if none is.
std::string mended(const Branch& root, const std::string& path) {
  const Branch* branch = &root;
  std::size_t begin = 0;
  while (branch != nullptr && begin <= path.size()) {
    const std::size_t end = std::min(path.find_first_of(".[", begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    if (is_misspelt(*branch, part) && (branch->any_name == nullptr || end == path.size()))
      return path.substr(0, begin) + nearest_name(part, branch->names()) + path.substr(end);
    branch = branch->child(part);
    for (begin = end; branch != nullptr && begin < path.size() && path[begin] == '[';) {
      branch = branch->item;
      begin = std::min(path.find(']', begin), path.size() - 1) + 1;
    }
    ++begin;
  }
  return {};
}

std::string escaped(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

/// The outermost table of a pattern: the chapters of the reference page.
std::string chapter(const Key& key) {
  return key.pattern.substr(0, key.pattern.find_first_of(".["));
}

}  // namespace

std::string Registry::explain(const std::string& path) const {
  const Branch* branch = follow(*root_, path);
  if (branch == nullptr) {
    std::vector<std::string> patterns;
    for (const auto& key : keys_) patterns.push_back(key.pattern);
    const std::string repaired = mended(*root_, path);
    const std::string near = repaired.empty() ? nearest_name(path, patterns) : repaired;
    throw InputError(fmt::format("there is no key \"{}\"", path),
                     near.empty() ? "`silith explain` without a key lists all" : fmt::format("did you mean {}?", near));
  }
  std::string result;
  if (branch->key != nullptr) result = explain_key(*branch->key, path);
  std::string below;
  list_keys(*branch, path, below);
  if (below.empty()) return result;
  return result + (path.empty() ? "keys:\n" : fmt::format("keys in {}:\n", path)) + below;
}

std::string Registry::markdown(const std::string& title) const {
  std::string page = fmt::format(
      "# {}\n\nWritten from the registry of keys; a test holds it against the program. `silith explain KEY` shows the "
      "same of one key.\n",
      title);
  std::string open;
  for (const auto& key : keys_) {
    if (chapter(key) != open) {
      open = chapter(key);
      page += fmt::format("\n## {}\n\n| key | value | meaning | example |\n|---|---|---|---|\n", open);
    }
    const std::string sample = key.sample.empty() ? "" : fmt::format("`{}`", as_written(key, key.sample));
    page += fmt::format("| `{}` | {} | {} | {} |\n", escaped(key.pattern), escaped(one_line(key)), escaped(key.text),
                        escaped(sample));
  }
  return page;
}

}  // namespace silith
