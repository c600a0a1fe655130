#include "input/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <system_error>

#include "base/installation.hpp"
#include "base/units.hpp"
#include "input/branch.hpp"

namespace silith {

/// What all views of one reading share.
struct View::Reading {
  const Registry& registry;
  const Node& root;
  std::set<std::string> asked;                        // patterns
  std::set<std::string> touched;                      // concrete paths
  std::vector<std::pair<std::string, Node>> changes;  // defaults used, file names found: what resolved() adds
  std::vector<Diagnostic> problems, warnings;

  const Key& key(const std::string& path) {
    const auto keys = registry.chain(path);
    const Key* key = registry.find(path);
    if (key == nullptr) throw std::logic_error(fmt::format("the registry has no key {}", path));
    for (const Key* outer : keys) asked.insert(outer->pattern);
    return *key;
  }

  const Node* given(const std::string& path) const { return root.find_path(path); }

  /// The deepest table or value on the way to `path` that is given.
  const Node& nearest(std::string path) const {
    for (;;) {
      if (const Node* node = given(path)) return *node;
      const std::size_t cut = path.find_last_of(".[");
      path = cut == std::string::npos ? std::string() : path.substr(0, cut);
    }
  }

  Diagnostic diagnostic(const std::string& path, std::string message, std::string hint) const {
    const Node& place = nearest(path);
    Diagnostic result = diagnostic_at(place, path, std::move(message), std::move(hint));
    if (&place == &root) result.where.line = result.where.column = 0, result.source_line.clear();
    return result;
  }

  void change(const std::string& path, Node value) {
    for (const auto& [known, ignored] : changes)
      if (known == path) return;
    changes.emplace_back(path, std::move(value));
  }

  /// Given or default; nullopt if neither.
  std::optional<Node> value(const std::string& path, ValueType type, bool is_text) {
    const Key& known = key(path);
    const bool fits = known.type == type || (is_text && known.type == ValueType::word);
    if (!fits) throw std::logic_error(fmt::format("{} is asked for as another type than declared", known.pattern));
    touched.insert(path);
    if (const Node* node = given(path)) return bare_value(*node);
    if (!known.fallback) return std::nullopt;
    Node value = default_value(known);
    change(path, value);
    return value;
  }

  void note_missing(const std::string& path) {
    const Key& known = key(path);
    problems.push_back(
        diagnostic(path, fmt::format("is missing, {} is expected", expectation(known)), hint_for(known, path)));
  }
};

namespace {

double in_si(const Node& node, const Key& key) {
  return node.is_text() ? to_si(node.text(), key.unit) : node.number();
}

}  // namespace

View::View(const Registry& registry, const Node& root)
    : reading_(std::make_shared<Reading>(Reading{registry, root, {}, {}, {}, {}, {}})) {}
View::View(std::shared_ptr<Reading> reading, std::string prefix)
    : reading_(std::move(reading)), prefix_(std::move(prefix)) {}

std::string View::full_path(std::string_view path) const {
  if (prefix_.empty() || path.empty()) return prefix_ + std::string(path);
  return prefix_ + (path.front() == '[' ? "" : ".") + std::string(path);
}

bool View::has(std::string_view path) const {
  const std::string full = full_path(path);
  reading_->key(full);
  const Node* node = reading_->given(full);
  if (node != nullptr && !node->is_table()) reading_->touched.insert(full);
  return node != nullptr;
}

std::optional<double> View::optional_quantity(std::string_view path) const {
  const std::string full = full_path(path);
  const auto value = reading_->value(full, ValueType::quantity, false);
  if (!value) return std::nullopt;
  return in_si(*value, *reading_->registry.find(full));
}

double View::quantity(std::string_view path) const {
  if (const auto value = optional_quantity(path)) return *value;
  reading_->note_missing(full_path(path));
  return std::numeric_limits<double>::quiet_NaN();
}

std::optional<int> View::optional_integer(std::string_view path) const {
  const auto value = reading_->value(full_path(path), ValueType::integer, false);
  if (!value) return std::nullopt;
  return static_cast<int>(value->integer());
}

int View::integer(std::string_view path) const {
  if (const auto value = optional_integer(path)) return *value;
  reading_->note_missing(full_path(path));
  return 0;
}

bool View::boolean(std::string_view path) const {
  if (const auto value = reading_->value(full_path(path), ValueType::boolean, false)) return value->boolean();
  reading_->note_missing(full_path(path));
  return false;
}

std::optional<std::string> View::optional_text(std::string_view path) const {
  const auto value = reading_->value(full_path(path), ValueType::text, true);
  if (!value) return std::nullopt;
  return value->text();
}

std::string View::text(std::string_view path) const {
  if (auto value = optional_text(path)) return *std::move(value);
  reading_->note_missing(full_path(path));
  return {};
}

std::vector<double> View::quantities(std::string_view path) const {
  const std::string full = full_path(path);
  const Key& key = reading_->key(full + "[0]");
  if (key.type != ValueType::quantity) throw std::logic_error(key.pattern + " is no quantity");
  reading_->touched.insert(full);
  std::vector<double> values;
  if (const Node* node = reading_->given(full))
    for (const auto& item : node->items()) values.push_back(in_si(bare_value(item), key));
  return values;
}

std::vector<std::string> View::texts(std::string_view path) const {
  const std::string full = full_path(path);
  const Key& key = reading_->key(full + "[0]");
  if (key.type != ValueType::text && key.type != ValueType::word) throw std::logic_error(key.pattern + " is no text");
  reading_->touched.insert(full);
  std::vector<std::string> values;
  if (const Node* node = reading_->given(full))
    for (const auto& item : node->items()) values.push_back(item.text());
  return values;
}

void View::rewrite(Node value) const {
  reading_->change(prefix_, std::move(value));
}

std::string View::file(std::string_view path) const {
  namespace fs = std::filesystem;
  const std::string name = text(path);
  if (name.empty()) return name;
  const fs::path beside = fs::path(location(path).file).parent_path();
  for (const fs::path& directory : {beside, fs::path(), home_directory()}) {
    std::error_code error;
    const fs::path candidate = directory / name;
    if (!fs::is_regular_file(candidate, error)) continue;
    const fs::path absolute = fs::weakly_canonical(candidate, error);
    reading_->change(full_path(path), Node(error ? candidate.string() : absolute.string()));
    return candidate.string();
  }
  problem(path, fmt::format("there is no file \"{}\"", name),
          "sought beside the file it is written in, in the working directory and in silith's home");
  return name;
}

std::vector<std::string> View::names(std::string_view path) const {
  const std::string full = full_path(path);
  const Registry::Branch* branch = &reading_->registry.root();
  for (const auto& segment : split_path(full)) {
    branch = segment.key.empty() ? branch->item : branch->child(segment.key);
    if (branch == nullptr) throw std::logic_error(fmt::format("the registry has no table {}", full));
  }
  std::vector<std::string> result;
  const Node* node = reading_->given(full);
  if (node == nullptr || !node->is_table()) return result;
  for (const auto& entry : node->entries())
    if (branch->literal(entry.key) == nullptr) result.push_back(entry.key);
  return result;
}

View View::at(std::string_view path) const {
  return View(reading_, full_path(path));
}

std::vector<View> View::items(std::string_view path) const {
  const std::string full = full_path(path);
  for (const Key* key : reading_->registry.chain(full + "[0]")) reading_->asked.insert(key->pattern);
  std::vector<View> views;
  const Node* node = reading_->given(full);
  if (node == nullptr || !node->is_array()) return views;
  for (std::size_t i = 0; i < node->items().size(); ++i)
    views.push_back(View(reading_, fmt::format("{}[{}]", full, i)));
  return views;
}

const Node* View::node(std::string_view path) const {
  const std::string full = full_path(path);
  if (const auto keys = reading_->registry.chain(full); !keys.empty())
    for (const Key* key : keys) reading_->asked.insert(key->pattern);
  const Node* node = reading_->given(full);
  const Key* key = reading_->registry.find(full);
  if (node != nullptr && (!node->is_table() || (key != nullptr && key->type == ValueType::any)))
    reading_->touched.insert(full);
  return node;
}

Source View::source(std::string_view path) const {
  Source source;
  const Node* node = reading_->given(full_path(path));
  if (node == nullptr) return source;
  if (const Node* key = node->find("source")) source.key = key->text();
  if (const Node* note = node->find("note")) source.note = note->text();
  return source;
}

Location View::location(std::string_view path) const {
  return reading_->nearest(full_path(path)).location();
}

void View::problem(std::string_view path, std::string message, std::string hint) const {
  reading_->problems.push_back(reading_->diagnostic(full_path(path), std::move(message), std::move(hint)));
}

void View::problem(Diagnostic finding) const {
  const Node& place = reading_->nearest(prefix_);
  if (finding.where.file.empty()) finding.where = place.location();
  if (finding.key.empty()) finding.key = prefix_;
  const bool same_line = finding.where.line == place.location().line && finding.where.file == place.location().file;
  if (finding.source_line.empty() && same_line) finding.source_line = place.source_line();
  reading_->problems.push_back(std::move(finding));
}

bool View::is_sound(std::string_view path) const {
  const std::string full = full_path(path);
  for (const auto& problem : reading_->problems)
    if (problem.key == full || (problem.key.starts_with(full) &&
                                std::string_view(".[").find(problem.key[full.size()]) != std::string_view::npos))
      return false;
  return true;
}

void View::warning(std::string_view path, std::string message, std::string hint) const {
  Diagnostic diagnostic = reading_->diagnostic(full_path(path), std::move(message), std::move(hint));
  diagnostic.severity = Severity::warning;
  reading_->warnings.push_back(std::move(diagnostic));
}

void View::finish() const {
  if (reading_->problems.empty()) return;
  // A key that is asked for twice is wrong twice.
  std::vector<Diagnostic> problems;
  std::set<std::string> said;
  for (const auto& problem : reading_->problems)
    if (said.insert(format(problem)).second) problems.push_back(problem);
  sort_by_place(problems);
  throw InputError(std::move(problems));
}

std::vector<Diagnostic> View::warnings() const {
  auto warnings = reading_->warnings;
  sort_by_place(warnings);
  return warnings;
}

const std::set<std::string>& View::asked() const {
  return reading_->asked;
}

std::vector<Diagnostic> View::without_effect() const {
  return untouched_values(reading_->root, reading_->touched);
}

Node View::resolved() const {
  return with_changes(reading_->root, reading_->changes);
}

}  // namespace silith
