#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "numerics/dual.hpp"

namespace silith {

/// A formula that cannot be read; `column` counts from 1 within the formula.
class ExpressionError : public InputError {
public:
  ExpressionError(const std::string& message, const std::string& hint, int column)
      : InputError(message, hint), message_(message), hint_(hint), column_(column) {}
  const std::string& message() const { return message_; }
  const std::string& hint() const { return hint_; }
  int column() const { return column_; }

private:
  std::string message_, hint_;
  int column_;
};

/// A formula in x, c and T, parsed once, evaluated over many points at a time with exact derivatives (Eq. M5).
///
/// Numbers, + - * / ^ (right associative, binds tighter than a minus sign before it), parentheses, the constant pi, and
/// exp log log10 sqrt tanh sinh cosh asinh sin cos abs min max pow. Immutable; copies share.
class Expression {
public:
  /// @throws ExpressionError if `text` is not a formula, is longer than 8192 characters, has more than 400 operations
  /// or is nested more than 100 deep
  explicit Expression(std::string_view text);

  bool depends_on_x() const;
  bool depends_on_c() const;
  bool depends_on_T() const;
  const std::string& text() const;

  /// Value and derivatives with respect to (x, c, T) at one point.
  Dual<3> operator()(double x, double c, double T) const;

  /// Values and derivatives with respect to x and c at n = value.size() points of one temperature.
  /// @param x, c [n] or [1], the same for all points
  /// @param[out] value, d_dx, d_dc [n], overwritten; d_dx and d_dc may be empty if not wanted; none may overlap x or c
  /// @throws std::logic_error on sizes that do not fit. Allocates nothing.
  void evaluate(std::span<const double> x, std::span<const double> c, double T, std::span<double> value,
                std::span<double> d_dx, std::span<double> d_dc) const;

private:
  struct Program;
  std::shared_ptr<const Program> program_;
};

}  // namespace silith
