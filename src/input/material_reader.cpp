#include "input/material_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "input/law_reader.hpp"
#include "input/registry.hpp"

namespace silith {

void MaterialReading::refuse_unknown(const Node& table, const std::string& path,
                                     const std::vector<std::string>& known) {
  for (const auto& entry : table.entries()) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string near = nearest_name(entry.key, known);
    Diagnostic found = diagnostic_at(entry.value, path.empty() ? entry.key : path + "." + entry.key,
                                     fmt::format("\"{}\" is not known here", entry.key));
    found.hint =
        near.empty() ? fmt::format("known are {}", fmt::join(known, ", ")) : fmt::format("did you mean \"{}\"?", near);
    if (entry.line > 0) found.where.line = entry.line, found.where.column = entry.column;
    if (entry.line > 0 && entry.value.file() &&
        static_cast<std::size_t>(entry.line) <= entry.value.file()->lines.size())
      found.source_line = entry.value.file()->lines[static_cast<std::size_t>(entry.line) - 1];
    problems.push_back(found);
  }
}

std::optional<std::string> MaterialReading::text(const Node& table, const std::string& path, const std::string& key) {
  const Node* node = table.find(key);
  if (!node) return std::nullopt;
  if (node->is_text()) return node->text();
  problem(*node, path.empty() ? key : path + "." + key, node->kind_name() + ", a text is expected",
          fmt::format("write for example {} = \"...\"", key));
  return std::nullopt;
}

Source MaterialReading::source(const Node& table, const std::string& path) {
  Source result;
  result.note = text(table, path, "note").value_or("");
  const char* choices = "write source = \"KEY\" of an entry in references.bib, \"estimated\" or \"calibrated\"";
  if (!table.find("source")) {
    problem(table, path + ".source", "the source of the value is missing", choices);
    return result;
  }
  result.key = text(table, path, "source").value_or("estimated");
  if (result.is_estimated() || result.is_calibrated() || references.find(result.key)) return result;
  std::vector<std::string> keys = {"estimated", "calibrated"};
  for (const auto& [key, reference] : references.entries()) keys.push_back(key);
  const std::string near = nearest_name(result.key, keys);
  problem(*table.find("source"), path + ".source", fmt::format("there is no \"{}\" in references.bib", result.key),
          near.empty() ? choices : fmt::format("did you mean \"{}\"?", near));
  return result;
}

std::optional<Range> MaterialReading::range(const Node& node, const std::string& path) {
  const bool is_pair =
      node.is_array() && node.items().size() == 2 && node.items()[0].is_number() && node.items()[1].is_number();
  if (is_pair) {
    const Range range{node.items()[0].number(), node.items()[1].number()};
    if (std::isfinite(range.min) && std::isfinite(range.max) && range.min < range.max) return range;
  }
  problem(node, path, "a range is two numbers, the smaller one first", "write for example [0.0, 1.0]");
  return std::nullopt;
}

std::optional<std::vector<double>> MaterialReading::numbers(const Node& table, const std::string& path,
                                                            const std::string& key) {
  const Node* node = table.find(key);
  const std::string full = path + "." + key;
  const std::string example = fmt::format("write for example {} = [0.1, 2.5e-3]", key);
  if (!node) {
    problem(table, full, fmt::format("\"{}\" is missing", key), example);
    return std::nullopt;
  }
  if (!node->is_array() || node->items().empty()) {
    problem(*node, full, "an array of numbers is expected", example);
    return std::nullopt;
  }
  std::vector<double> values;
  for (const Node& item : node->items()) {
    const bool is_finite = item.is_number() && std::isfinite(item.number());
    if (is_finite) {
      values.push_back(item.number());
      continue;
    }
    problem(item, fmt::format("{}[{}]", full, values.size()),
            item.is_number() ? "not a finite number" : item.kind_name() + ", a number is expected", example);
    return std::nullopt;
  }
  return values;
}

namespace {

constexpr MaterialClass classes[] = {MaterialClass::intercalation, MaterialClass::alloy,
                                     MaterialClass::solid_electrolyte, MaterialClass::liquid_electrolyte,
                                     MaterialClass::metal};

class MaterialReader {
public:
  MaterialReader(const Node& root, const Bibliography& references) : root_(root), reading_{references, {}} {}

  Material read() {
    std::vector<std::string> known = {"name", "formula", "class", "description", "stoichiometry"};
    for (const auto& kind : property_kinds()) known.push_back(kind.name);
    reading_.refuse_unknown(root_, "", known);
    material_.name = required_text("name", "licoo2");
    material_.formula = required_text("formula", "LiCoO2");
    material_.description = reading_.text(root_, "", "description").value_or("");
    read_class();
    read_stoichiometry();
    for (const auto& kind : property_kinds()) read_property(kind);
    check_branches();
    if (reading_.problems.empty()) return material_;
    std::stable_sort(reading_.problems.begin(), reading_.problems.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.where.line < b.where.line; });
    throw InputError(reading_.problems);
  }

private:
  std::string required_text(const std::string& key, const std::string& example) {
    if (!root_.find(key))
      reading_.problem(root_, key, fmt::format("\"{}\" is missing", key),
                       fmt::format("write for example {} = \"{}\"", key, example));
    return reading_.text(root_, "", key).value_or("");
  }

  void read_class() {
    const std::string name = required_text("class", "intercalation");
    std::vector<std::string> names;
    for (const MaterialClass one : classes) {
      names.push_back(to_string(one));
      if (names.back() == name) material_.material_class = one;
    }
    if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
    reading_.problem(*root_.find("class"), "class", fmt::format("\"{}\" is not a class of materials", name),
                     fmt::format("one of {}", fmt::join(names, ", ")));
  }

  void read_stoichiometry() {
    const Node* table = find_table("stoichiometry");
    if (!table) return;
    reading_.refuse_unknown(*table, "stoichiometry", {"range", "source", "note"});
    material_.stoichiometry_source = reading_.source(*table, "stoichiometry");
    if (const Node* range = table->find("range"))
      material_.stoichiometry = reading_.range(*range, "stoichiometry.range");
    else
      reading_.problem(*table, "stoichiometry.range", "the range is missing", "write for example range = [0.0, 1.0]");
  }

  /// nullptr if it isn't given or is no table, which is then noted.
  const Node* find_table(const std::string& name) {
    const Node* node = root_.find(name);
    if (!node || node->is_table()) return node;
    reading_.problem(*node, name, node->kind_name() + ", a table is expected",
                     fmt::format("write [{}] and below it value, source and what else the law needs", name));
    return nullptr;
  }

  void read_property(const PropertyKind& kind) {
    const Node* table = find_table(kind.name);
    if (!table) return;
    const auto law = read_law(*table, kind, reading_);
    if (!law) return;
    material_.properties.emplace(kind.name, *law);
    check_covers(*table, kind, *law);
  }

  /// A law of x has to hold wherever the material may go.
  void check_covers(const Node& table, const PropertyKind& kind, const Law& law) {
    const auto range = law.x_range();
    const auto& allowed = material_.stoichiometry;
    if (!allowed || !range || !law.depends_on_x()) return;
    if (range->min <= allowed->min && range->max >= allowed->max) return;
    reading_.problem(
        table, kind.name,
        fmt::format("the law holds for {:.6g} <= x <= {:.6g}, the material's stoichiometry goes from {:.6g} to {:.6g}",
                    range->min, range->max, allowed->min, allowed->max),
        "widen the law's range or narrow that of [stoichiometry]");
  }

  void check_branches() {
    const auto given = [this](const char* name) { return root_.find(name); };
    const Node* one = given("ocp");
    const Node* lithiation = given("ocp_lithiation");
    const Node* delithiation = given("ocp_delithiation");
    if (one && (lithiation || delithiation))
      reading_.problem(*one, "ocp", "one branch and two branches are both given",
                       "give either [ocp], or [ocp_lithiation] and [ocp_delithiation] with [hysteresis_decay]");
    const bool is_pair = lithiation && delithiation && given("hysteresis_decay");
    const Node* any = lithiation ? lithiation : delithiation ? delithiation : given("hysteresis_decay");
    if (any && !is_pair)
      reading_.problem(*any, "ocp_lithiation", "hysteresis needs both branches and its decay",
                       "give [ocp_lithiation], [ocp_delithiation] and [hysteresis_decay] together");
  }

  const Node& root_;
  MaterialReading reading_;
  Material material_;
};

}  // namespace

Material read_material(const Node& document, const Bibliography& references) {
  return MaterialReader(document, references).read();
}

}  // namespace silith
