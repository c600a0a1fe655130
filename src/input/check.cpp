#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "base/units.hpp"
#include "input/branch.hpp"
#include "input/registry.hpp"

// Holding a tree against the registry.
namespace silith {
namespace {

using Branch = Registry::Branch;

std::string written(const Node& node) {
  if (node.is_text()) return fmt::format("\"{}\"", node.text());
  if (node.kind() == Node::Kind::integer) return fmt::format("{}", node.integer());
  if (node.is_number()) return fmt::format("{}", node.number());
  if (node.kind() == Node::Kind::boolean) return node.boolean() ? "true" : "false";
  return node.kind_name();
}

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

/// What may stand for a placeholder, so that paths stay readable.
bool is_name(const std::string& key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

class Checker {
public:
  explicit Checker(const Registry& registry) : registry_(registry) {}

  void table(const Node& node, const Branch& branch, const std::string& path) {
    for (const auto& entry : node.entries()) {
      const Branch* child = branch.child(entry.key);
      if (child != nullptr && child == branch.any_name.get() && !is_name(entry.key)) {
        report(entry.value, path, fmt::format("\"{}\" is no name for {}", entry.key, branch.placeholder),
               "names consist of letters, digits, _ and -");
        continue;
      }
      if (is_stray(entry.value, branch, child))
        unknown(entry, branch, path);
      else if (const std::string meant = misspelt_section(node, entry, branch, child); !meant.empty())
        report(entry.value, joined(path, entry.key), fmt::format("unknown section \"{}\"", entry.key),
               fmt::format("did you mean \"{}\"?", meant));
      else
        value(entry.value, *child, joined(path, entry.key));
    }
    missing(node, branch, path);
    contradictions(node, branch, path);
  }

  std::vector<Diagnostic> take() {
    sort_by_place(found_);
    return std::move(found_);
  }

private:
  /// Neither a key nor, where any name may stand, a section.
  static bool is_stray(const Node& value, const Branch& branch, const Branch* child) {
    if (child == nullptr) return true;
    const bool free_name = child == branch.any_name.get() && child->key != nullptr;
    if (free_name && child->key->type == ValueType::table) return !value.is_table();
    return child->key == nullptr && !value.is_table() && !child->item;
  }

  /// A section of any name that is incomplete and nearly has the name of a neighbour, of which it was to be a part.
  static std::string misspelt_section(const Node& parent, const Node::Entry& entry, const Branch& branch,
                                      const Branch* child) {
    if (child != branch.any_name.get() || !entry.value.is_table()) return {};
    const bool complete = std::all_of(child->literals.begin(), child->literals.end(), [&](const auto& literal) {
      const Key* key = literal.second->key;
      return key == nullptr || !key->is_required || entry.value.find(literal.first) != nullptr;
    });
    if (complete) return {};
    std::vector<std::string> names = branch.names();
    for (const auto& other : parent.entries())
      if (other.key != entry.key) names.push_back(other.key);
    return nearest_name(entry.key, names);
  }

  void value(const Node& node, const Branch& branch, const std::string& path) {
    const bool quantity_with_source =
        branch.key != nullptr && branch.key->type == ValueType::quantity && !branch.literal("value");
    if (node.is_table() && quantity_with_source) return provenance(node, *branch.key, path);
    if (node.is_table() && branch.has_children()) return table(node, branch, path);
    if (node.is_array() && branch.item) return items(node, *branch.item, path);
    if (branch.key != nullptr) return leaf(node, *branch.key, path);
    report(node, path, fmt::format("{} can't stand here", written(node)));
  }

  void items(const Node& node, const Branch& branch, const std::string& path) {
    for (std::size_t i = 0; i < node.items().size(); ++i)
      value(node.items()[i], branch, fmt::format("{}[{}]", path, i));
  }

  void leaf(const Node& node, const Key& key, const std::string& path) {
    switch (key.type) {
      case ValueType::any:
      case ValueType::same:
        return;
      case ValueType::quantity:
        return quantity(node, key, path);
      case ValueType::integer:
        return integer(node, key, path);
      case ValueType::word:
        return word(node, key, path);
      case ValueType::boolean:
        if (node.kind() == Node::Kind::boolean) return;
        break;
      case ValueType::text:
        if (node.is_text()) return;
        break;
      case ValueType::table:
        if (node.is_table()) return;
        break;
      case ValueType::list:
        if (node.is_array()) return;
        break;
    }
    wrong_type(node, key, path);
  }

  void quantity(const Node& node, const Key& key, const std::string& path) {
    std::string problem;
    std::optional<double> value;
    if (node.is_text()) {
      value = try_to_si(node.text(), key.unit, problem);
      if (!value) return report(node, path, problem, hint_for(key, path));
    } else if (node.is_number()) {
      value = node.number();
      if (key.unit != "1")
        return report(node, path, fmt::format("{} has no unit, {} is expected", written(node), expectation(key)),
                      hint_for(key, path));
    } else {
      return wrong_type(node, key, path);
    }
    const bool low =
        key.min && (key.above_min ? *value <= to_si(*key.min, key.unit) : *value < to_si(*key.min, key.unit));
    if (low || (key.max && *value > to_si(*key.max, key.unit))) out_of_range(node, key, path);
  }

  void integer(const Node& node, const Key& key, const std::string& path) {
    if (node.kind() != Node::Kind::integer) return wrong_type(node, key, path);
    const auto value = static_cast<double>(node.integer());
    const double least = key.min ? to_si(*key.min, "1") : -2147483647.0;
    const double most = key.max ? to_si(*key.max, "1") : 2147483647.0;
    if (value < least || value > most || (key.above_min && value <= least)) out_of_range(node, key, path);
  }

  void word(const Node& node, const Key& key, const std::string& path) {
    if (!node.is_text()) return wrong_type(node, key, path);
    if (std::find(key.words.begin(), key.words.end(), node.text()) != key.words.end()) return;
    const std::string near = nearest_name(node.text(), key.words);
    const std::string guess = near.empty() ? "" : fmt::format("did you mean \"{}\"? ", near);
    report(node, path, fmt::format("{} is not known here", written(node)), guess + hint_for(key, path));
  }

  /// { value = "2.5 um", source = "calibrated", bounds = ["1 um", "5 um"], note = "why" }
  void provenance(const Node& node, const Key& key, const std::string& path) {
    static const std::vector<std::string> names{"value", "source", "bounds", "note"};
    for (const auto& entry : node.entries()) {
      const Node& part = entry.value;
      if (entry.key == "value") {
        leaf(part, key, path);
      } else if (entry.key == "bounds") {
        bounds(part, key, path);
      } else if (entry.key == "source" || entry.key == "note") {
        if (!part.is_text())
          report(part, joined(path, entry.key), fmt::format("a text is expected, this is {}", part.kind_name()));
      } else {
        unknown(entry, names, path);
      }
    }
    if (node.find("value") == nullptr)
      report(node, path, fmt::format("the value is missing in this table, {} is expected", expectation(key)),
             fmt::format("write for example {{ value = {}, source = \"estimated\" }}",
                         as_written(key, key.sample.empty() ? "..." : key.sample)));
  }

  void bounds(const Node& node, const Key& key, const std::string& path) {
    if (!node.is_array() || node.items().size() != 2)
      return report(node, joined(path, "bounds"), "two values are expected: the least and the most");
    for (const auto& bound : node.items()) leaf(bound, key, joined(path, "bounds"));
  }

  void unknown(const Node::Entry& entry, const Branch& branch, const std::string& path) {
    unknown(entry, branch.names(), path);
  }

  void unknown(const Node::Entry& entry, const std::vector<std::string>& names, const std::string& path) {
    const std::string near = nearest_name(entry.key, names);
    std::string hint;
    if (!near.empty())
      hint = fmt::format("did you mean \"{}\"?", near);
    else if (const Key* elsewhere = same_name(entry.key))
      hint = fmt::format("did you mean {}?", elsewhere->pattern);
    else if (!names.empty())
      hint = fmt::format("known here: {}", fmt::join(names, ", "));
    Diagnostic diagnostic =
        diagnostic_at(entry.value, joined(path, entry.key), fmt::format("unknown key \"{}\"", entry.key), hint);
    if (entry.line > 0) {
      Node key_place = Node::table();
      key_place.set_place(entry.value.file(), entry.line, entry.column);
      diagnostic.where = key_place.location();
      diagnostic.source_line = key_place.source_line();
    }
    found_.push_back(std::move(diagnostic));
  }

  /// A key of this very name that lives in another table.
  const Key* same_name(const std::string& name) const {
    for (const auto& key : registry_.keys())
      if (key.pattern == name || key.pattern.ends_with("." + name)) return &key;
    return nullptr;
  }

  void missing(const Node& node, const Branch& branch, const std::string& path) {
    for (const auto& [name, child] : branch.literals) {
      if (child->key == nullptr || !child->key->is_required || node.find(name) != nullptr) continue;
      const std::string full = joined(path, name);
      Diagnostic diagnostic = diagnostic_at(
          node, full, fmt::format("is missing, {} is expected", expectation(*child->key)), hint_for(*child->key, full));
      if (path.empty()) diagnostic.where.line = diagnostic.where.column = 0;
      if (path.empty()) diagnostic.source_line.clear();
      found_.push_back(std::move(diagnostic));
    }
  }

  void contradictions(const Node& node, const Branch& branch, const std::string& path) {
    std::vector<std::string> seen;
    for (const auto& entry : node.entries()) {
      for (const auto& other : seen) {
        if (!contradict(branch, entry.key, other)) continue;
        const Location place = node.find(other)->location();
        const bool same_file = place.file == entry.value.location().file;
        const std::string line =
            same_file ? fmt::format("line {}", place.line) : fmt::format("{}:{}", place.file, place.line);
        const std::string where = place.line > 0 ? fmt::format(" ({})", line) : std::string();
        report(entry.value, joined(path, entry.key), fmt::format("contradicts \"{}\"{}", other, where),
               "give one of the two");
      }
      seen.push_back(entry.key);
    }
  }

  void wrong_type(const Node& node, const Key& key, const std::string& path) {
    const std::string expected = key.type == ValueType::word ? "a word" : expectation(key);
    const std::string what = node.is_table() || node.is_array() ? node.kind_name() : written(node);
    report(node, path, fmt::format("{} is expected, this is {}", expected, what), hint_for(key, path));
  }

  void out_of_range(const Node& node, const Key& key, const std::string& path) {
    report(node, path, fmt::format("{} is out of range", written(node)), hint_for(key, path));
  }

  void report(const Node& node, const std::string& path, std::string message, std::string hint = {}) {
    found_.push_back(diagnostic_at(node, path, std::move(message), std::move(hint)));
  }

  const Registry& registry_;
  std::vector<Diagnostic> found_;
};

}  // namespace

std::vector<Diagnostic> Registry::check(const Node& root) const {
  Checker checker(*this);
  checker.table(root, *root_, {});
  return checker.take();
}

}  // namespace silith
