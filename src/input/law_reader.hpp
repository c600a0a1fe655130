#pragma once
#include <optional>
#include <vector>

#include "input/bibliography.hpp"
#include "input/document.hpp"
#include "material/material.hpp"

// Inside of material_reader.cpp and law_reader.cpp.
namespace silith {

/// What the readers of one material share: where problems are noted, and which sources are known.
struct MaterialReading {
  const Bibliography& references;
  std::vector<Diagnostic> problems;

  void problem(const Node& at, const std::string& key, const std::string& message, const std::string& hint = {}) {
    problems.push_back(diagnostic_at(at, key, message, hint));
  }
  /// Notes every key of a table that is not among the known ones.
  void refuse_unknown(const Node& table, const std::string& path, const std::vector<std::string>& known);
  /// `source` and `note` of a table; the source is required.
  Source source(const Node& table, const std::string& path);
  /// Text of a key; nullopt, and a problem noted, if it is not a text.
  std::optional<std::string> text(const Node& table, const std::string& path, const std::string& key);
  /// [min, max] with min < max.
  std::optional<Range> range(const Node& node, const std::string& path);
  /// Finite numbers, at least one.
  std::optional<std::vector<double>> numbers(const Node& table, const std::string& path, const std::string& key);
};

/// The law of one property; nullopt if something is wrong, which is then noted.
std::optional<Law> read_law(const Node& table, const PropertyKind& kind, MaterialReading& reading);

}  // namespace silith
