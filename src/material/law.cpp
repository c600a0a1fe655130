#include "material/law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <variant>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"
#include "material/polynomial.hpp"
#include "numerics/expression.hpp"
#include "numerics/monotone_table.hpp"

namespace silith {
namespace {

/// Value and derivative with respect to the one variable of a shape.
struct Slope {
  double value, derivative;
};

struct Constant {
  double value;
};

struct Polynomial {
  LawVariable variable;
  std::vector<double> coefficients;
  Slope operator()(double at) const {
    const auto [value, derivative] = polynomial::evaluate(coefficients, at);
    return {value, derivative};
  }
};

struct Rational {
  LawVariable variable;
  std::vector<double> numerator, denominator;
  Slope operator()(double at) const {
    const auto p = polynomial::evaluate(numerator, at);
    const auto q = polynomial::evaluate(denominator, at);
    const double value = p.value / q.value;
    return {value, (p.derivative - value * q.derivative) / q.value};
  }
};

struct Table {
  LawVariable variable;
  MonotoneTable table;
  Slope operator()(double at) const {
    const auto [value, derivative] = table(at);
    return {value, derivative};
  }
};

using Shape = std::variant<Constant, Polynomial, Rational, Table, Expression>;

struct Rows {
  std::span<const double> x, c;
  double T;
  std::span<double> value, d_dx, d_dc;
};

void fill(std::span<double> to, double value) {
  std::fill(to.begin(), to.end(), value);
}

void evaluate_shape(const Constant& shape, const Rows& rows) {
  fill(rows.value, shape.value);
  fill(rows.d_dx, 0.0);
  fill(rows.d_dc, 0.0);
}

void evaluate_shape(const Expression& shape, const Rows& rows) {
  shape.evaluate(rows.x, rows.c, rows.T, rows.value, rows.d_dx, rows.d_dc);
}

/// Shapes of one variable.
template <class Univariate>
void evaluate_shape(const Univariate& shape, const Rows& rows) {
  const std::span<const double> at = shape.variable == LawVariable::x   ? rows.x
                                     : shape.variable == LawVariable::c ? rows.c
                                                                        : std::span<const double>(&rows.T, 1);
  const std::span<double> slope = shape.variable == LawVariable::x   ? rows.d_dx
                                  : shape.variable == LawVariable::c ? rows.d_dc
                                                                     : std::span<double>();
  if (shape.variable != LawVariable::x) fill(rows.d_dx, 0.0);
  if (shape.variable != LawVariable::c) fill(rows.d_dc, 0.0);
  if (at.size() == 1) {
    const Slope result = shape(at[0]);
    fill(rows.value, result.value);
    return fill(slope, result.derivative);
  }
  if (at.size() != rows.value.size()) throw std::logic_error("Law::evaluate: sizes of the spans do not fit");
  for (std::size_t i = 0; i < at.size(); ++i) {
    const Slope result = shape(at[i]);
    rows.value[i] = result.value;
    if (!slope.empty()) slope[i] = result.derivative;
  }
}

LawValue at_point(const Constant& shape, const LawPoint&) {
  return {.value = shape.value};
}

LawValue at_point(const Expression& shape, const LawPoint& at) {
  const Dual<3> result = shape(at.x, at.c, at.T);
  return {result.value, result.derivative[0], result.derivative[1], result.derivative[2]};
}

template <class Univariate>
LawValue at_point(const Univariate& shape, const LawPoint& at) {
  switch (shape.variable) {
    case LawVariable::x: {
      const Slope result = shape(at.x);
      return {.value = result.value, .d_dx = result.derivative};
    }
    case LawVariable::c: {
      const Slope result = shape(at.c);
      return {.value = result.value, .d_dc = result.derivative};
    }
    default: {
      const Slope result = shape(at.T);
      return {.value = result.value, .d_dT = result.derivative};
    }
  }
}

/// Which variable a shape reads.
struct Depends {
  LawVariable variable;
  bool operator()(const Constant&) const { return false; }
  bool operator()(const Expression& shape) const {
    if (variable == LawVariable::x) return shape.depends_on_x();
    return variable == LawVariable::c ? shape.depends_on_c() : shape.depends_on_T();
  }
  bool operator()(const auto& shape) const { return shape.variable == variable; }
};

std::string name(LawVariable variable) {
  return variable == LawVariable::x ? "x" : variable == LawVariable::c ? "c" : "T";
}

struct Describe {
  std::string operator()(const Constant&) const { return "constant"; }
  std::string operator()(const Polynomial& shape) const { return "polynomial in " + name(shape.variable); }
  std::string operator()(const Rational& shape) const { return "rational in " + name(shape.variable); }
  std::string operator()(const Table& shape) const {
    return fmt::format("table of {} points in {}", shape.table.x().size(), name(shape.variable));
  }
  std::string operator()(const Expression& shape) const {
    std::string variables;
    for (const LawVariable v : {LawVariable::x, LawVariable::c, LawVariable::T})
      if (Depends{v}(shape)) variables += (variables.empty() ? " in " : ", ") + name(v);
    return "expression" + variables;
  }
};

/// The range of a variable, as a member: `attributes.*range_of(variable)`.
std::optional<Range> LawAttributes::*range_of(LawVariable variable) {
  if (variable == LawVariable::x) return &LawAttributes::x_range;
  return variable == LawVariable::c ? &LawAttributes::c_range : &LawAttributes::T_range;
}

void refuse_poles(LawVariable variable, const std::vector<double>& denominator, const LawAttributes& attributes) {
  if (std::all_of(denominator.begin(), denominator.end(), [](double a) { return a == 0.0; }))
    throw InputError("the denominator is zero everywhere");
  const auto& range = attributes.*range_of(variable);
  if (!range) return;
  const auto poles = polynomial::roots(denominator, range->min, range->max);
  if (poles.empty()) return;
  throw InputError(fmt::format("the denominator vanishes at {} = {:.6g}, inside the range [{:.6g}, {:.6g}]",
                               name(variable), poles.front(), range->min, range->max),
                   "narrow the range to one side of the pole, or correct the coefficients");
}

void check(const Arrhenius& arrhenius) {
  if (!(arrhenius.T_ref > 0.0)) throw InputError("the reference temperature has to be above 0 K");
}

}  // namespace

struct Law::Implementation {
  Shape shape;
  LawAttributes attributes;
  double scale = 1.0;

  double factor(double T) const {
    if (!attributes.arrhenius) return scale;
    const Arrhenius& a = *attributes.arrhenius;
    return scale * std::exp(a.E_a / gas_constant * (1.0 / a.T_ref - 1.0 / T));
  }
  double relative_slope(double T) const {
    return attributes.arrhenius ? attributes.arrhenius->E_a / (gas_constant * T * T) : 0.0;
  }
  bool depends_on(LawVariable variable) const { return std::visit(Depends{variable}, shape); }
};

namespace {

Law made(Shape shape, LawAttributes attributes) {
  if (attributes.arrhenius) check(*attributes.arrhenius);
  return Law(std::make_shared<const Law::Implementation>(Law::Implementation{std::move(shape), std::move(attributes)}));
}

}  // namespace

Law Law::constant(double value, std::string unit, Source source) {
  return constant(value, LawAttributes{.unit = std::move(unit), .source = std::move(source)});
}

Law Law::constant(double value, LawAttributes attributes) {
  return made(Constant{value}, std::move(attributes));
}

Law Law::polynomial(LawVariable variable, std::vector<double> coefficients, LawAttributes attributes) {
  if (coefficients.empty()) throw InputError("a polynomial needs at least one coefficient");
  return made(Polynomial{variable, std::move(coefficients)}, std::move(attributes));
}

Law Law::rational(LawVariable variable, std::vector<double> numerator, std::vector<double> denominator,
                  LawAttributes attributes) {
  if (numerator.empty() || denominator.empty())
    throw InputError("a rational law needs at least one coefficient in the numerator and in the denominator");
  refuse_poles(variable, denominator, attributes);
  return made(Rational{variable, std::move(numerator), std::move(denominator)}, std::move(attributes));
}

Law Law::table(LawVariable variable, std::vector<double> at, std::vector<double> value, LawAttributes attributes) {
  MonotoneTable points(std::move(at), std::move(value));
  auto& range = attributes.*range_of(variable);
  if (!range) range = Range{points.x().front(), points.x().back()};
  return made(Table{variable, std::move(points)}, std::move(attributes));
}

Law Law::expression(const std::string& formula, LawAttributes attributes) {
  return made(Expression(formula), std::move(attributes));
}

LawValue Law::operator()(const LawPoint& at) const {
  LawValue result = std::visit([&](const auto& shape) { return at_point(shape, at); }, implementation_->shape);
  const double factor = implementation_->factor(at.T);
  result.d_dT = factor * (result.d_dT + result.value * implementation_->relative_slope(at.T));
  result.value *= factor;
  result.d_dx *= factor;
  result.d_dc *= factor;
  return result;
}

void Law::evaluate(std::span<const double> x, std::span<const double> c, double T, std::span<double> value,
                   std::span<double> d_dx, std::span<double> d_dc) const {
  const std::size_t n = value.size();
  const auto fits = [n](std::size_t size) { return size == n || size == 1; };
  if ((depends_on_x() && !fits(x.size())) || (depends_on_c() && !fits(c.size())) ||
      (!d_dx.empty() && d_dx.size() != n) || (!d_dc.empty() && d_dc.size() != n))
    throw std::logic_error("Law::evaluate: sizes of the spans do not fit");
  const Rows rows{x, c, T, value, d_dx, d_dc};
  std::visit([&](const auto& shape) { evaluate_shape(shape, rows); }, implementation_->shape);
  const double factor = implementation_->factor(T);
  if (factor == 1.0) return;
  for (const auto row : {value, d_dx, d_dc})
    for (double& entry : row) entry *= factor;
}

Law Law::scaled(double factor) const {
  auto copy = std::make_shared<Implementation>(*implementation_);
  copy->scale *= factor;
  return Law(std::move(copy));
}

bool Law::depends_on_x() const {
  return implementation_->depends_on(LawVariable::x);
}
bool Law::depends_on_c() const {
  return implementation_->depends_on(LawVariable::c);
}
bool Law::depends_on_T() const {
  return implementation_->depends_on(LawVariable::T) || implementation_->attributes.arrhenius.has_value();
}
std::optional<Range> Law::x_range() const {
  return implementation_->attributes.x_range;
}
std::optional<Range> Law::c_range() const {
  return implementation_->attributes.c_range;
}
std::optional<Range> Law::T_range() const {
  return implementation_->attributes.T_range;
}
std::optional<Arrhenius> Law::arrhenius() const {
  return implementation_->attributes.arrhenius;
}
const std::string& Law::unit() const {
  return implementation_->attributes.unit;
}
const Source& Law::source() const {
  return implementation_->attributes.source;
}

std::string Law::describe() const {
  std::string text = std::visit(Describe{}, implementation_->shape);
  const LawAttributes& a = implementation_->attributes;
  for (const LawVariable v : {LawVariable::x, LawVariable::c, LawVariable::T})
    if (const auto& range = a.*range_of(v))
      text += fmt::format(", {:.6g} <= {} <= {:.6g}", range->min, name(v), range->max);
  if (a.arrhenius)
    text += fmt::format(", Arrhenius {:.4g} kJ/mol about {:.5g} K", a.arrhenius->E_a / 1e3, a.arrhenius->T_ref);
  return text;
}

}  // namespace silith
