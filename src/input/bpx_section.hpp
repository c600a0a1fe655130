#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "input/document.hpp"

// Inside of bpx.cpp.
namespace silith {

/// A parameter of a BPX file: a number, a formula or a table of one variable. In formulas the variable has its name in
/// silith, "x" (stoichiometry) or "c" (mol/m^3); powers are written with ^.
struct BpxFunction {
  enum class Form { number, formula, table } form = Form::number;
  double value = 0.0;
  std::string formula;
  std::vector<double> at, values;  ///< of a table, `at` increasing
};

/// What is found while one file is read.
struct BpxFindings {
  std::string file;
  std::vector<Diagnostic> problems;
  std::vector<Diagnostic> warnings;

  void problem(const std::string& path, const std::string& message, const std::string& hint = {});
  void warning(const std::string& path, const std::string& message, const std::string& hint = {});
};

/// One object of a BPX file. Getters note what is missing or wrong under its JSON path and return a stand-in that lets
/// reading go on.
class BpxSection {
public:
  /// @param node the object, nullptr if it is missing (which whoever asked for it has noted)
  BpxSection(const Node* node, std::string path, BpxFindings& findings);

  bool given() const { return node_ != nullptr; }
  bool has(const std::string& name) const { return node_ && node_->find(name); }
  std::string path(const std::string& name) const { return path_.empty() ? name : path_ + "." + name; }

  BpxSection section(const std::string& name);           ///< noted if it is missing
  BpxSection optional_section(const std::string& name);  ///< noted if it is no object
  std::vector<std::string> names() const;                ///< of everything in it, in the order of the file

  enum class Sign { any, positive, not_negative };
  double number(const std::string& name, Sign sign = Sign::positive);
  std::optional<double> optional_number(const std::string& name, Sign sign = Sign::any);
  /// A number between 0 and 1, ends included.
  double fraction(const std::string& name);
  int count(const std::string& name);  ///< a whole number from 1 to a million
  std::string text(const std::string& name);
  std::optional<BpxFunction> function(const std::string& name, char variable);
  std::optional<BpxFunction> optional_function(const std::string& name, char variable);

  void problem(const std::string& name, const std::string& message, const std::string& hint = {}) const;
  void warning(const std::string& name, const std::string& message, const std::string& hint = {}) const;
  void use(const std::string& name) { used_.insert(name); }
  /// Names of what nobody has asked for.
  std::vector<std::string> unused() const;

private:
  const Node* find(const std::string& name);

  const Node* node_;
  std::string path_;
  BpxFindings* findings_;
  std::set<std::string> used_;
};

}  // namespace silith
