#include "study/fill.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

#include "base/diagnostic.hpp"
#include "numerics/expression.hpp"

namespace silith {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The formula with x, which expressions know, in place of the word p.
std::string in_terms_of_x(const std::string& formula) {
  std::string text;
  for (std::size_t i = 0; i < formula.size(); ++i) {
    const bool alone = (i == 0 || !is_word(formula[i - 1])) && (i + 1 == formula.size() || !is_word(formula[i + 1]));
    const bool is_x = alone && formula[i] == 'x';
    if (is_x) throw InputError(fmt::format("{{{}}}: the value is called p", formula), "write for example {1 - p}");
    text += alone && formula[i] == 'p' ? 'x' : formula[i];
  }
  return text;
}

double evaluate(const std::string& formula, double value) {
  try {
    const double result = Expression(in_terms_of_x(formula))(value, 0.0, 298.15).value;
    if (std::isfinite(result)) return result;
  } catch (const ExpressionError& error) {
    throw InputError(fmt::format("{{{}}}: {}", formula, error.message()), error.hint());
  }
  throw InputError(fmt::format("{{{}}} is not finite at p = {:g}", formula, value), "narrow the bounds");
}

}  // namespace

std::string fill(const std::string& text, const std::function<std::string(const std::string&)>& place) {
  std::string filled;
  std::size_t at = 0;
  while (true) {
    const std::size_t open = text.find('{', at);
    const std::size_t stray = text.find('}', at);
    if (stray < open) throw InputError(fmt::format("\"{}\" closes a brace that is not open", text));
    if (open == std::string::npos) return filled + text.substr(at);
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) throw InputError(fmt::format("\"{}\" does not close its brace", text));
    filled += text.substr(at, open - at) + place(text.substr(open + 1, close - open - 1));
    at = close + 1;
  }
}

std::vector<std::string> places(const std::string& text) {
  std::vector<std::string> found;
  fill(text, [&](const std::string& place) {
    found.push_back(place);
    return std::string();
  });
  return found;
}

std::string fill_parameter(const std::string& assignment, double value, const std::string& unit) {
  const bool whole = unit != "1" && assignment.ends_with("={p}");
  return fill(assignment, [&](const std::string& place) {
    return fmt::format("{:.10g}{}{}", evaluate(place, value), whole ? " " : "", whole ? unit : "");
  });
}

}  // namespace silith
