#include "study/calibrated_cell.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "input/document.hpp"
#include "study/fill.hpp"

namespace silith {
namespace {

std::string with_unit(double value, const std::string& unit) {
  return unit == "1" ? fmt::format("{:.5g}", value) : fmt::format("{:.5g} {}", value, unit);
}

Node node_of(double value, const std::string& unit) {
  return unit == "1" ? Node(value) : Node(with_unit(value, unit));
}

Node bounds_of(const StudyParameter& parameter) {
  Node bounds = Node::array();
  for (const double bound : {parameter.lower, parameter.upper})
    bounds.items().push_back(node_of(bound, parameter.unit));
  return bounds;
}

std::string error_of(const StudyParameter& parameter, const Identifiability& known, std::size_t i) {
  if (known.standard_errors.empty()) return "";
  if (known.at_bound[i]) return ", held by its bound";
  const double error = known.standard_errors[i];
  if (!(error < undetermined)) return ", not determined by these data alone";
  if (!parameter.logarithmic)
    return ", standard error " + fmt::format("{:.2g}", error * (parameter.upper - parameter.lower));
  return fmt::format(", standard error a factor of {:.2f}",
                     std::exp(error * std::log(parameter.upper / parameter.lower)));
}

/// The node at a path; tables on the way are made where they lack.
Node& reach(Node& tree, const std::string& path) {
  Node* node = &tree;
  for (const PathSegment& segment : split_path(path)) {
    if (segment.key.empty()) {
      node = &node->items().at(segment.index);
      continue;
    }
    Node* child = node->find(segment.key);
    node = child != nullptr ? child : &node->set(segment.key, Node::table());
  }
  return *node;
}

/// What goes beside a value found.
struct Provenance {
  Node bounds;
  std::string note;

  void add_to(Node& table) const {
    table.set("source", Node("calibrated"));
    table.set("bounds", bounds);
    table.set("note", Node(note));
  }
};

/// A value that is a part of a law keeps its place there, the law gets the provenance. Any other becomes
/// { value = ..., source = ... }.
void put(Node& tree, const std::string& key, const std::string& value, const Provenance& provenance) {
  const std::size_t dot = key.rfind('.');
  if (key.substr(dot + 1) == "expression") {
    Node& law = reach(tree, key.substr(0, dot));
    law.set("expression", Node(value));
    provenance.add_to(law);
    return;
  }
  const Measure measure = parse_measure(value);
  Node table = Node::table();
  table.set("value", node_of(measure.value, measure.unit));
  provenance.add_to(table);
  reach(tree, key) = std::move(table);
}

/// Five digits are enough, and make the formulas readable.
double rounded(double value) {
  return std::stod(fmt::format("{:.5g}", value));
}

void put_parameter(Node& tree, const Study& study, const Calibration& calibration, std::size_t i) {
  const StudyParameter& parameter = study.parameters[i];
  std::string note = parameter.name + " by " + study.file.filename().string();
  note += error_of(parameter, calibration.known, i);
  if (!parameter.note.empty()) note += "; " + parameter.note;
  for (const Assignment& assignment : parameter.set) {
    const std::string filled = fill_parameter(assignment, rounded(calibration.parameters[i]), parameter.unit);
    const std::size_t equals = filled.find('=');
    const std::string key = filled.substr(0, equals);
    if (key.starts_with("cell.")) put(tree, key, filled.substr(equals + 1), {bounds_of(parameter), note});
  }
}

}  // namespace

std::string calibrated_cell(const Study& study, const Calibration& calibration) {
  Node tree = read_with_bases(study.cell_file);
  for (std::size_t i = 0; i < study.parameters.size(); ++i) put_parameter(tree, study, calibration, i);
  return fmt::format("# {}: {} with the parameters of {}, written by `silith calibrate`.\n", study.title,
                     study.cell_file.filename().string(), study.file.filename().string()) +
         to_toml(tree);
}

}  // namespace silith
