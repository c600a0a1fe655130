#include "input/bpx_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/nearest.hpp"
#include "numerics/expression.hpp"

namespace silith {
namespace {

const std::vector<std::string> functions = {"exp", "log", "sqrt", "tanh", "sinh", "cosh",
                                            "sin", "cos", "abs",  "min",  "max",  "log10"};

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// Where the number that starts at `i` ends: digits, a point, an exponent.
std::size_t end_of_number(const std::string& text, std::size_t i) {
  while (i < text.size() && (is_digit(text[i]) || text[i] == '.')) ++i;
  if (i >= text.size() || (text[i] != 'e' && text[i] != 'E')) return i;
  std::size_t exponent = i + 1;
  if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
  if (exponent >= text.size() || !is_digit(text[exponent])) return i;
  while (exponent < text.size() && is_digit(text[exponent])) ++exponent;
  return exponent;
}

std::string translated_word(const std::string& word, std::size_t at, char variable) {
  if (word == "x") return {variable};
  if (std::find(functions.begin(), functions.end(), word) != functions.end()) return word;
  throw ExpressionError(fmt::format("\"{}\" is not known in a BPX formula", word),
                        fmt::format("the variable is x; functions are {}", fmt::join(functions, ", ")),
                        static_cast<int>(at) + 1);
}

/// From Python's notation. @throws ExpressionError
std::string translated(const std::string& text, char variable) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_digit(text[i]) || text[i] == '.') {
      end = end_of_number(text, i);
      result += text.substr(i, end - i);
    } else if (is_letter(text[i])) {
      while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
      result += translated_word(text.substr(i, end - i), i, variable);
    } else if (text.compare(i, 2, "**") == 0) {
      result += '^';
      end = i + 2;
    } else if (text[i] == '^') {
      throw ExpressionError("\"^\" is no power in a BPX formula", "powers are written with **",
                            static_cast<int>(i) + 1);
    } else {
      result += text[i];
    }
    i = end;
  }
  return result;
}

bool sign_fits(double value, BpxSection::Sign sign) {
  if (sign == BpxSection::Sign::positive) return value > 0.0;
  return sign == BpxSection::Sign::any || value >= 0.0;
}

std::optional<std::vector<double>> numbers_of(const Node* node) {
  if (!node || !node->is_array()) return std::nullopt;
  std::vector<double> numbers;
  for (const Node& item : node->items()) {
    if (!item.is_number()) return std::nullopt;
    numbers.push_back(item.number());
  }
  return numbers;
}

}  // namespace

namespace {

Diagnostic finding(const std::string& file, const std::string& path, const std::string& message,
                   const std::string& hint, Severity severity) {
  Diagnostic found;
  found.where.file = file;
  found.key = path;
  found.message = message;
  found.hint = hint;
  found.severity = severity;
  return found;
}

}  // namespace

void BpxFindings::problem(const std::string& path, const std::string& message, const std::string& hint) {
  problems.push_back(finding(file, path, message, hint, Severity::error));
}

void BpxFindings::warning(const std::string& path, const std::string& message, const std::string& hint) {
  warnings.push_back(finding(file, path, message, hint, Severity::warning));
}

BpxSection::BpxSection(const Node* node, std::string path, BpxFindings& findings)
    : node_(node), path_(std::move(path)), findings_(&findings) {}

void BpxSection::problem(const std::string& name, const std::string& message, const std::string& hint) const {
  findings_->problem(path(name), message, hint);
}

void BpxSection::warning(const std::string& name, const std::string& message, const std::string& hint) const {
  findings_->warning(path(name), message, hint);
}

const Node* BpxSection::find(const std::string& name) {
  used_.insert(name);
  if (!node_) return nullptr;
  const Node* found = node_->find(name);
  if (found) return found;
  const std::string near = nearest_name(name, names());
  problem(name, "is missing", near.empty() ? std::string() : fmt::format("there is a \"{}\"; is it meant?", near));
  return nullptr;
}

BpxSection BpxSection::section(const std::string& name) {
  const Node* found = find(name);
  return found ? optional_section(name) : BpxSection(nullptr, path(name), *findings_);
}

BpxSection BpxSection::optional_section(const std::string& name) {
  used_.insert(name);
  const Node* found = node_ ? node_->find(name) : nullptr;
  if (found && !found->is_table()) {
    problem(name, fmt::format("is {}, an object is expected", found->kind_name()));
    found = nullptr;
  }
  return {found, path(name), *findings_};
}

std::vector<std::string> BpxSection::names() const {
  std::vector<std::string> names;
  if (node_)
    for (const Node::Entry& entry : node_->entries()) names.push_back(entry.key);
  return names;
}

double BpxSection::number(const std::string& name, Sign sign) {
  const Node* found = find(name);
  return found ? optional_number(name, sign).value_or(1.0) : 1.0;
}

std::optional<double> BpxSection::optional_number(const std::string& name, Sign sign) {
  used_.insert(name);
  const Node* found = node_ ? node_->find(name) : nullptr;
  if (!found) return std::nullopt;
  if (!found->is_number()) {
    problem(name, fmt::format("is {}, a number is expected", found->kind_name()));
    return std::nullopt;
  }
  if (!sign_fits(found->number(), sign)) {
    problem(name, fmt::format("is {:g}, {} is expected", found->number(),
                              sign == Sign::positive ? "a positive number" : "no negative number"));
    return std::nullopt;
  }
  return found->number();
}

double BpxSection::fraction(const std::string& name) {
  const std::size_t before = findings_->problems.size();
  const double value = number(name, Sign::any);
  if (findings_->problems.size() > before || (value >= 0.0 && value <= 1.0)) return value;
  problem(name, fmt::format("is {:g}, a number from 0 to 1 is expected", value));
  return 1.0;
}

int BpxSection::count(const std::string& name) {
  const double value = number(name);
  if (value == std::floor(value) && value <= 1e6) return static_cast<int>(value);
  problem(name, fmt::format("is {:g}, a whole number is expected", value));
  return 1;
}

std::string BpxSection::text(const std::string& name) {
  used_.insert(name);
  const Node* found = node_ ? node_->find(name) : nullptr;
  return found && found->is_text() ? found->text() : std::string();
}

std::optional<BpxFunction> BpxSection::function(const std::string& name, char variable) {
  return find(name) ? optional_function(name, variable) : std::nullopt;
}

std::optional<BpxFunction> BpxSection::optional_function(const std::string& name, char variable) {
  used_.insert(name);
  const Node* found = node_ ? node_->find(name) : nullptr;
  if (!found) return std::nullopt;
  BpxFunction function;
  if (found->is_number()) {
    function.value = found->number();
    return function;
  }
  if (found->is_text()) {
    function.form = BpxFunction::Form::formula;
    try {
      function.formula = translated(found->text(), variable);
      static_cast<void>(Expression(function.formula));
    } catch (const ExpressionError& error) {
      problem(name, fmt::format("the formula cannot be read at character {}: {}", error.column(), error.message()),
              error.hint());
      return std::nullopt;
    }
    return function;
  }
  const auto at = numbers_of(found->find("x")), values = numbers_of(found->find("y"));
  if (!at || !values || at->size() != values->size() || at->size() < 2) {
    problem(name, "a number, a formula or a table is expected",
            "a table is {\"x\": [...], \"y\": [...]} with as many numbers in both, at least two");
    return std::nullopt;
  }
  function.form = BpxFunction::Form::table;
  function.at = *at, function.values = *values;
  if (function.at.front() > function.at.back()) {
    std::reverse(function.at.begin(), function.at.end());
    std::reverse(function.values.begin(), function.values.end());
  }
  const auto fall = std::adjacent_find(function.at.begin(), function.at.end(), std::greater_equal<>());
  if (fall != function.at.end()) {
    problem(name + ".x", fmt::format("{:g} is followed by {:g}: the points go to and fro", *fall, *(fall + 1)),
            "x rises, or falls, from point to point");
    return std::nullopt;
  }
  return function;
}

std::vector<std::string> BpxSection::unused() const {
  std::vector<std::string> left;
  for (const std::string& name : names())
    if (!used_.contains(name)) left.push_back(name);
  return left;
}

}  // namespace silith
