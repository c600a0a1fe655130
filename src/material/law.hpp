#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/source.hpp"

namespace silith {

/// The point at which a law is evaluated.
struct LawPoint {
  double x = 0.0;     ///< stoichiometry (x in Li_xSi, y in Li_yCoO2), 1
  double c = 0.0;     ///< salt concentration of a binary electrolyte, mol/m^3
  double T = 298.15;  ///< K
};

/// Value of a law and its exact derivatives.
struct LawValue {
  double value = 0.0;
  double d_dx = 0.0;
  double d_dc = 0.0;
  double d_dT = 0.0;
};

/// Closed interval in which a law may be evaluated.
struct Range {
  double min;
  double max;
  bool contains(double value) const { return value >= min && value <= max; }
};

enum class LawVariable { x, c, T };

/// Thermal activation, Eq. M1: factor exp(E_a/R (1/T_ref - 1/T)).
struct Arrhenius {
  double E_a = 0.0;       ///< J/mol
  double T_ref = 298.15;  ///< K, where the factor is 1
};

/// What every law carries besides its shape.
struct LawAttributes {
  std::string unit;  ///< SI unit of the value
  Source source;
  std::optional<Range> x_range, c_range, T_range;  ///< where the shape is valid; nullopt: everywhere
  std::optional<Arrhenius> arrhenius;
};

/// One material property as a function of stoichiometry, salt concentration and temperature. Immutable; copies share.
///
/// Every law is (shape)(x, c, T) times an optional Arrhenius factor exp(E_a/R (1/T_ref - 1/T)) (Eq. M1). Evaluation
/// does not look at the ranges: whoever owns the state keeps it inside. Beyond its ends a table goes on along its end
/// slopes.
class Law {
public:
  /// A constant law, SI unit as given.
  static Law constant(double value, std::string unit, Source source);
  static Law constant(double value, LawAttributes attributes);
  /// sum a_i v^i of one variable v (Eq. M3). @param coefficients ascending powers, at least one
  static Law polynomial(LawVariable variable, std::vector<double> coefficients, LawAttributes attributes);
  /// Quotient of two polynomials (Eq. M2), ascending powers.
  /// @throws InputError if the denominator has a root inside the variable's range, or vanishes altogether
  static Law rational(LawVariable variable, std::vector<double> numerator, std::vector<double> denominator,
                      LawAttributes attributes);
  /// Monotone interpolation of points (Eq. M4); without a range the points' own extent becomes the range.
  /// @throws InputError if the points are not a table (see MonotoneTable)
  static Law table(LawVariable variable, std::vector<double> at, std::vector<double> value, LawAttributes attributes);
  /// A formula in x, c and T (Eq. M5). @throws ExpressionError
  static Law expression(const std::string& formula, LawAttributes attributes);

  LawValue operator()(const LawPoint& at) const;

  /// Values and derivatives at many points of one temperature.
  /// @param x, c [n] (either may have size 1: the same for all points);  @param T K
  /// @param[out] value, d_dx, d_dc [n], overwritten; d_dx and d_dc may be empty if not wanted
  /// @throws std::logic_error on sizes that do not fit. Allocates nothing.
  void evaluate(std::span<const double> x, std::span<const double> c, double T, std::span<double> value,
                std::span<double> d_dx, std::span<double> d_dc) const;

  /// This law times a positive constant (effective-medium factors, unit changes).
  Law scaled(double factor) const;

  bool depends_on_x() const;
  bool depends_on_c() const;
  bool depends_on_T() const;             ///< by its shape or by an Arrhenius factor
  std::optional<Range> x_range() const;  ///< where the shape is valid; nullopt: everywhere
  std::optional<Range> c_range() const;
  std::optional<Range> T_range() const;
  std::optional<Arrhenius> arrhenius() const;
  const std::string& unit() const;  ///< SI unit of the value, "V", "m^2/s"
  const Source& source() const;
  std::string describe() const;  ///< one line for people: `rational in x, 0.44 <= x <= 1`

  struct Implementation;
  explicit Law(std::shared_ptr<const Implementation> implementation) : implementation_(std::move(implementation)) {}

private:
  std::shared_ptr<const Implementation> implementation_;
};

}  // namespace silith
