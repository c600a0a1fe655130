#include "base/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace silith {
namespace {

std::string joined(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += (text.empty() ? "" : "\n") + format(diagnostic);
  return text;
}

std::string place(const Location& where) {
  if (where.file.empty()) return {};
  if (where.line == 0) return where.file + ": ";
  return fmt::format("{}:{}:{}: ", where.file, where.line, where.column);
}

Diagnostic without_place(const std::string& message, const std::string& hint) {
  Diagnostic diagnostic;
  diagnostic.message = message;
  diagnostic.hint = hint;
  return diagnostic;
}

}  // namespace

std::string format(const Diagnostic& diagnostic) {
  std::string text = place(diagnostic.where);
  if (diagnostic.severity == Severity::warning) text += "warning: ";
  if (!diagnostic.key.empty()) text += diagnostic.key + ": ";
  text += diagnostic.message;
  if (!diagnostic.source_line.empty() && diagnostic.where.line > 0) {
    const std::string number = fmt::format("{:>4} | ", diagnostic.where.line);
    text += "\n" + number + diagnostic.source_line;
    text += "\n     | " + std::string(static_cast<std::size_t>(std::max(0, diagnostic.where.column - 1)), ' ') + "^";
  }
  if (!diagnostic.hint.empty()) text += "\n  " + diagnostic.hint;
  return text;
}

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(joined(diagnostics)), diagnostics_(std::move(diagnostics)) {}

InputError::InputError(const std::string& message, const std::string& hint)
    : InputError(std::vector<Diagnostic>{without_place(message, hint)}) {}

}  // namespace silith
