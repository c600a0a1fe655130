#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.hpp"
#include "input/material_reader.hpp"

namespace silith {
namespace {

constexpr double shown_temperatures[] = {298.15, 318.15};
constexpr int curve_points = 9;
constexpr std::size_t width = 110;

/// Broken at blanks; every line but the first starts with `indent` blanks, and so does the text's first.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (column > indent && column + 1 + word.size() > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    at = end + 1;
  }
  return out;
}

std::string field(const std::string& name, const std::string& text) {
  return text.empty() ? "" : fmt::format("  {:<8} {}\n", name, wrapped(text, 11));
}

std::string source_text(const Source& source, const Bibliography& references) {
  const Reference* reference = references.find(source.key);
  return reference ? source.key + ": " + reference->text() : source.key;
}

/// One row: a name and numbers below each other.
std::string row(const std::string& name, const std::vector<double>& numbers) {
  std::string line = fmt::format("  {:<12}", name);
  for (const double number : numbers) line += fmt::format("{:>11.4g}", number);
  return line + "\n";
}

std::vector<double> spread(const Range& range) {
  std::vector<double> at;
  for (int i = 0; i < curve_points; ++i) at.push_back(range.min + (range.max - range.min) * i / (curve_points - 1));
  return at;
}

std::string celsius(double T) {
  return fmt::format("{:.0f} degC", T - 273.15);
}

/// Values over x or c: a row a temperature; one row if temperature does not matter.
std::string curve(const Law& law, bool over_x, double other) {
  const auto range = over_x ? law.x_range() : law.c_range();
  const auto at = spread(range.value_or(Range{0.0, 1.0}));
  std::string out = row(over_x ? "x" : "c, mol/m^3", at);
  for (const double T : shown_temperatures) {
    std::vector<double> values;
    for (const double v : at) values.push_back(law(over_x ? LawPoint{v, other, T} : LawPoint{other, v, T}).value);
    out += row(law.depends_on_T() ? celsius(T) : law.unit(), values);
    if (!law.depends_on_T()) break;
  }
  return out;
}

std::string values_text(const Law& law) {
  if (law.depends_on_x()) {
    const double c = law.c_range() ? std::clamp(1000.0, law.c_range()->min, law.c_range()->max) : 1000.0;
    const std::string unit = law.depends_on_T() ? field("unit", law.unit()) : "";
    return unit + (law.depends_on_c() ? field("at", fmt::format("c = {:.4g} mol/m^3", c)) : "") + curve(law, true, c);
  }
  if (law.depends_on_c()) return (law.depends_on_T() ? field("unit", law.unit()) : "") + curve(law, false, 0.5);
  if (!law.depends_on_T()) return field("value", friendly(law({}).value, law.unit()));
  std::string both;
  for (const double T : shown_temperatures)
    both += fmt::format("{}{} at {}", both.empty() ? "" : ", ", friendly(law({.T = T}).value, law.unit()), celsius(T));
  return field("value", both);
}

std::string property_text(const PropertyKind& kind, const Law& law, const Bibliography& references) {
  return fmt::format("\n{}  ({}, {})\n", kind.name, kind.symbol, kind.meaning) + field("law", law.describe()) +
         values_text(law) + field("source", source_text(law.source(), references)) + field("note", law.source().note);
}

/// "5 sourced, 2 estimated, 1 calibrated"
std::string provenance(const Material& material) {
  int estimated = 0, calibrated = 0;
  for (const auto& [name, law] : material.properties) {
    estimated += law.source().is_estimated() ? 1 : 0;
    calibrated += law.source().is_calibrated() ? 1 : 0;
  }
  const auto sourced = static_cast<int>(material.properties.size()) - estimated - calibrated;
  std::string text = fmt::format("{} sourced, {} estimated", sourced, estimated);
  if (calibrated > 0) text += fmt::format(", {} calibrated", calibrated);
  return text;
}

}  // namespace

std::string material_list_text(const MaterialLibrary& library) {
  std::string out;
  for (const auto& name : library.names()) {
    const Material material = library.load(name);
    out += fmt::format("{:<22} {:<18} {:<18} {}\n", name, material.formula, to_string(material.material_class),
                       provenance(material));
  }
  return out + "`silith material show NAME` prints a material with its sources.\n";
}

std::string material_text(const Material& material, const Bibliography& references) {
  std::string out = fmt::format("{}: {}, {} ({})\n", material.name, material.formula,
                                to_string(material.material_class), provenance(material));
  if (!material.description.empty()) out += wrapped(material.description, 0) + "\n";
  if (material.stoichiometry) {
    out += fmt::format("\nstoichiometry  (x, lithium per host site)\n  range    {:.6g} <= x <= {:.6g}\n",
                       material.stoichiometry->min, material.stoichiometry->max);
    out += field("source", source_text(material.stoichiometry_source, references));
    out += field("note", material.stoichiometry_source.note);
  }
  for (const auto& kind : property_kinds())
    if (material.has(kind.name)) out += property_text(kind, material.law(kind.name), references);
  return out;
}

}  // namespace silith
