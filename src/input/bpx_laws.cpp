#include "input/bpx_laws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "numerics/expression.hpp"

namespace silith {
namespace {

using Form = BpxFunction::Form;

Law law_of(const BpxFunction& function, LawVariable variable) {
  const LawAttributes attributes{.unit = "1", .source = {"calibrated", ""}};
  if (function.form == Form::number) return Law::constant(function.value, attributes);
  if (function.form == Form::formula) return Law::expression(function.formula, attributes);
  return Law::table(variable, function.at, function.values, attributes);
}

double value_at(const Law& law, LawVariable variable, double v, double T) {
  LawPoint point{.T = T};
  (variable == LawVariable::x ? point.x : point.c) = v;
  return law(point).value;
}

/// The part of a range around `start` in which the law is finite and, if asked for, positive.
struct Scan {
  const Law& law;
  LawVariable variable;
  bool positive;
  double T;

  bool holds(double v) const {
    const double value = value_at(law, variable, v, T);
    return std::isfinite(value) && (!positive || value > 0.0);
  }
  double last_good(double start, double end) const {
    constexpr int steps = 1000;
    double good = start;
    for (int i = 1; i <= steps; ++i) {
      const double v = i == steps ? end : start + (end - start) * i / steps;
      if (!holds(v)) break;
      good = v;
    }
    return good;
  }
};

void narrow_to_table(Range& range, const BpxFunction& function) {
  if (function.form != Form::table) return;
  range.min = std::max(range.min, function.at.front());
  range.max = std::min(range.max, function.at.back());
}

/// Points beyond the ends, along the end slopes or level, so that `need` is covered.
bool extend(BpxFunction& function, Range need, bool along_slope) {
  if (function.form != Form::table) return false;
  auto &at = function.at, &values = function.values;
  const std::size_t n = at.size();
  const double first_slope = along_slope ? (values[1] - values[0]) / (at[1] - at[0]) : 0.0;
  const double last_slope = along_slope ? (values[n - 1] - values[n - 2]) / (at[n - 1] - at[n - 2]) : 0.0;
  const bool below = need.min<at.front(), above = need.max> at.back();
  if (above) {
    values.push_back(values.back() + last_slope * (need.max - at.back()));
    at.push_back(need.max);
  }
  if (below) {
    values.insert(values.begin(), values.front() + first_slope * (need.min - at.front()));
    at.insert(at.begin(), need.min);
  }
  return below || above;
}

/// A table as a formula, straight from point to point.
std::string formula_of(const BpxFunction& function) {
  if (function.form == Form::number) return fmt::format("{}", function.value);
  if (function.form == Form::formula) return function.formula;
  const auto &at = function.at, &values = function.values;
  double slope = (values[1] - values[0]) / (at[1] - at[0]);
  std::string text = fmt::format("{} + ({:.12g})*(x - {})", values[0], slope, at[0]);
  for (std::size_t k = 1; k + 1 < at.size(); ++k) {
    const double next = (values[k + 1] - values[k]) / (at[k + 1] - at[k]);
    text += fmt::format(" + ({:.12g})*max(x - {}, 0)", next - slope, at[k]);
    slope = next;
  }
  return text;
}

/// U + (T - T_ref) dU/dT: a formula in T, or, where U is a table, the table at the cell's temperature.
class EntropicPotential {
public:
  EntropicPotential(const BpxParticles& particles, const BpxCell& cell, BpxFindings& findings)
      : particles_(particles), cell_(cell), findings_(findings) {}

  BpxFunction operator()(const BpxFunction& U) const {
    if (!particles_.entropic_change) return U;
    const BpxFunction& slope = *particles_.entropic_change;
    if (U.form == Form::table) return table_at_temperature(U, slope);
    BpxFunction sum{.form = Form::formula};
    sum.formula = fmt::format("{} + (T - {})*({})", formula_of(U), cell_.reference_temperature, formula_of(slope));
    try {
      static_cast<void>(Expression(sum.formula));
    } catch (const ExpressionError&) {
      say("the entropic coefficient is too long for a formula and is left out");
      return U;
    }
    return sum;
  }

private:
  void say(const std::string& text) const {
    findings_.warning(particles_.path + "Entropic change coefficient [V.K-1]", text);
  }

  BpxFunction table_at_temperature(BpxFunction U, const BpxFunction& slope) const {
    say(fmt::format("the potential is a table; it is written for {} K and does not change with temperature",
                    cell_.temperature));
    const Law law = law_of(slope, LawVariable::x);
    const double rise = cell_.temperature - cell_.reference_temperature;
    for (std::size_t k = 0; k < U.at.size(); ++k)
      U.values[k] += rise * value_at(law, LawVariable::x, U.at[k], cell_.temperature);
    return U;
  }

  const BpxParticles& particles_;
  const BpxCell& cell_;
  BpxFindings& findings_;
};

class ParticleLaws {
public:
  ParticleLaws(const BpxParticles& particles, const BpxCell& cell, BpxFindings& findings)
      : particles_(particles), cell_(cell), findings_(findings) {}

  BpxParticleLaws laws() {
    const EntropicPotential potential(particles_, cell_, findings_);
    const bool two = particles_.hysteretic();
    out_.diffusivity = *particles_.diffusivity;
    out_.ocp = potential(two ? *particles_.ocp_lithiation : *particles_.ocp);
    if (two) out_.ocp_delithiation = potential(*particles_.ocp_delithiation);
    // Kinetics end at x = 0 and 1, where the exchange current vanishes.
    out_.x = {std::min(1e-4, std::max(1e-6, 0.5 * particles_.least_x)),
              std::max(1.0 - 1e-4, std::min(1.0 - 1e-6, 0.5 * (1.0 + particles_.most_x)))};
    out_.initial_x = std::clamp(particles_.initial_x, out_.x.min + 1e-5, out_.x.max - 1e-5);
    include(out_.ocp, "OCP [V]", false);
    if (two) include(out_.ocp_delithiation, "OCP (delithiation) [V]", false);
    include(out_.diffusivity, "Diffusivity [m2.s-1]", true);
    narrow_to_table(out_.x, out_.ocp);
    if (two) narrow_to_table(out_.x, out_.ocp_delithiation);
    narrow_to_table(out_.x, out_.diffusivity);
    keep_inside();
    return out_;
  }

private:
  void include(BpxFunction& function, const std::string& name, bool positive) {
    constexpr double reach = 0.01;
    const Range need{std::max(out_.x.min, particles_.least_x - reach), std::min(out_.x.max, particles_.most_x + reach)};
    if (extend(function, need, !positive))
      findings_.warning(
          particles_.path + name,
          fmt::format("the table is extended, {}, to {:g} <= x <= {:g}: a full cycle needs it",
                      positive ? "level" : "along its end slopes", function.at.front(), function.at.back()));
    if (function.form == Form::table) return check_points(function, name, positive);
    const Law law = law_of(function, LawVariable::x);
    const Scan scan{law, LawVariable::x, positive, cell_.temperature};
    if (!scan.holds(out_.initial_x)) {
      findings_.problem(particles_.path + name,
                        fmt::format("gives {:g} at x = {:g}, where the cell starts",
                                    value_at(law, LawVariable::x, out_.initial_x, cell_.temperature), out_.initial_x),
                        positive ? "a positive number is expected" : "a finite number is expected");
      return;
    }
    out_.x = {scan.last_good(out_.initial_x, out_.x.min), scan.last_good(out_.initial_x, out_.x.max)};
  }

  void check_points(const BpxFunction& function, const std::string& name, bool positive) {
    const auto bad = std::find_if(function.values.begin(), function.values.end(), [](double v) { return v <= 0.0; });
    if (positive && bad != function.values.end())
      findings_.problem(particles_.path + name + ".y", fmt::format("{:g} is not positive", *bad));
  }

  /// A population starts inside its range, not at its end.
  void keep_inside() {
    const double margin = 1e-4 * (out_.x.max - out_.x.min);
    if (!(margin > 0.0)) {
      findings_.problem(particles_.path + "OCP [V]", "potential and diffusivity have no common range of x");
      return;
    }
    const double inside = std::clamp(particles_.initial_x, out_.x.min + margin, out_.x.max - margin);
    if (std::abs(inside - particles_.initial_x) > 1e-12 && findings_.problems.empty())
      findings_.warning(particles_.path + (inside > particles_.initial_x ? "Minimum" : "Maximum") + " stoichiometry",
                        fmt::format("the cell starts at x = {:g} instead of {:g}: the laws hold from {:g} to {:g}",
                                    inside, particles_.initial_x, out_.x.min, out_.x.max));
    out_.initial_x = inside;
  }

  const BpxParticles& particles_;
  const BpxCell& cell_;
  BpxFindings& findings_;
  BpxParticleLaws out_;
};

}  // namespace

BpxParticleLaws particle_laws(const BpxParticles& particles, const BpxCell& cell, BpxFindings& findings) {
  return ParticleLaws(particles, cell, findings).laws();
}

Range salt_range(const BpxFunction& function, double concentration, const std::string& name, BpxFindings& findings) {
  const std::string path = "Parameterisation.Electrolyte." + name;
  const Law law = law_of(function, LawVariable::c);
  Range range{1e-3 * concentration, 4.0 * concentration};
  narrow_to_table(range, function);
  const Scan scan{law, LawVariable::c, true, 298.15};
  if (concentration <= range.min || concentration >= range.max) {
    findings.problem(path,
                     fmt::format("the table does not cover the initial concentration, {:g} mol/m^3", concentration));
    return range;
  }
  if (!scan.holds(concentration)) {
    findings.problem(path,
                     fmt::format("gives {:g} at the initial concentration, {:g} mol/m^3",
                                 value_at(law, LawVariable::c, concentration, 298.15), concentration),
                     "a positive number is expected; x is the concentration in mol/m^3");
    return range;
  }
  return {scan.last_good(concentration, range.min), scan.last_good(concentration, range.max)};
}

}  // namespace silith
