#include "analysis/eis_uncertainty.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/diagnostic.hpp"
#include "numerics/dense.hpp"

namespace silith {
namespace {

using State = FittedParameter::State;
constexpr double doubtful_error = 0.5;  // sigma/p above which a parameter is called not determined
constexpr double at_bound = 1e-9;       // distance from a bound within which an unknown lies on it, rounding of ln exp
constexpr double doubtful_correlation = 0.95;  // |corr| above which only a combination is determined

/// Covariance of the unknowns that no bound holds (Eq. Z21).
class Covariance {
public:
  Covariance(EisProblem& problem, const std::vector<double>& x, double variance)
      : n_(problem.parameter_count()), c_(n_ * n_, 0.0) {
    std::vector<double> r(problem.residual_count()), jacobian(r.size() * n_);
    problem.evaluate(x, r, jacobian);
    for (std::size_t i = 0; i < n_; ++i) {
      if (x[i] > problem.lower()[i] + at_bound && x[i] < problem.upper()[i] - at_bound) inner_.push_back(i);
    }
    invert(jacobian, r.size(), variance);
  }
  double operator()(std::size_t i, std::size_t k) const { return c_[i * n_ + k]; }
  double correlation(std::size_t i, std::size_t k) const {
    const double scale = std::sqrt(c_[i * n_ + i] * c_[k * n_ + k]);
    return scale > 0.0 ? std::clamp(c_[i * n_ + k] / scale, -1.0, 1.0) : 0.0;
  }

private:
  /// By eigenvalues of the scaled matrix: directions without influence get a large variance instead of a failure.
  void invert(const std::vector<double>& jacobian, std::size_t rows, double variance) {
    const std::size_t m = inner_.size();
    std::vector<double> a(m * m, 0.0), scale(m);
    for (std::size_t r = 0; r < rows; ++r) {
      const double* row = jacobian.data() + r * n_;
      for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t k = 0; k < m; ++k) a[i * m + k] += row[inner_[i]] * row[inner_[k]];
      }
    }
    for (std::size_t i = 0; i < m; ++i) scale[i] = std::sqrt(std::max(a[i * m + i], 1e-30));
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t k = 0; k < m; ++k) a[i * m + k] /= scale[i] * scale[k];
    }
    const auto eigen = symmetric_eigen(a, m);
    for (std::size_t d = 0; d < m; ++d) {
      const double weight = variance / std::max(eigen.values[d], 1e-14);
      const double* v = eigen.vectors.data() + d * m;
      for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t k = 0; k < m; ++k) {
          c_[inner_[i] * n_ + inner_[k]] += weight * v[i] * v[k] / (scale[i] * scale[k]);
        }
      }
    }
  }

  std::size_t n_;
  std::vector<double> c_;
  std::vector<std::size_t> inner_;
};

FittedParameter parameter_at(const EisFit& fit, std::size_t i, const EisProblem& problem, const std::vector<double>& x,
                             const Covariance& covariance) {
  FittedParameter result;
  result.name = fit.circuit.parameters()[i].name;
  result.unit = fit.circuit.parameters()[i].unit;
  result.value = fit.minima.front().values[i];
  const std::size_t unknown = problem.unknown_of(i), leader = problem.leader_of(i);
  if (leader != i) {
    result.state = State::tied;
    result.tied_to = fit.circuit.parameters()[leader].name;
  }
  if (unknown == EisProblem::fixed) {
    if (leader == i) result.state = State::fixed;
    return result;
  }
  result.sigma = std::sqrt(covariance(unknown, unknown)) * (problem.is_logarithmic(unknown) ? result.value : 1.0);
  if (leader != i) return result;
  if (x[unknown] <= problem.lower()[unknown] + at_bound) {
    result.state = State::at_lower_bound;
  } else if (x[unknown] >= problem.upper()[unknown] - at_bound) {
    result.state = State::at_upper_bound;
  }
  return result;
}

/// Finds what two strongly correlated unknowns determine together (Eq. Z23).
class PairCombination {
public:
  PairCombination(const EisFit& fit, const EisProblem& problem, const Covariance& covariance, std::size_t a,
                  std::size_t b)
      : covariance_(covariance),
        a_(a),
        b_(b),
        p_(fit.parameters[problem.parameter_of(a)]),
        q_(fit.parameters[problem.parameter_of(b)]),
        log_a_(problem.is_logarithmic(a)),
        log_b_(problem.is_logarithmic(b)) {}

  std::optional<IdentifiedCombination> best() const {
    if (!log_a_ && !log_b_) return std::nullopt;
    if (!log_b_) return with_exponent(p_, q_, a_, b_);
    if (!log_a_) return with_exponent(q_, p_, b_, a_);
    std::vector<IdentifiedCombination> simple;
    if (p_.unit == q_.unit) simple.push_back(sum());
    const std::string p = p_.name, q = q_.name;
    simple.push_back(power(1.0, 1.0, p + " * " + q));
    simple.push_back(power(1.0, -1.0, p + " / " + q));
    simple.push_back(power(1.0, 0.5, p + " * sqrt(" + q + ")"));
    simple.push_back(power(1.0, -0.5, p + " / sqrt(" + q + ")"));
    simple.push_back(power(0.5, 1.0, q + " * sqrt(" + p + ")"));
    simple.push_back(power(-0.5, 1.0, q + " / sqrt(" + p + ")"));
    const auto best_simple = *std::min_element(
        simple.begin(), simple.end(), [](const auto& x, const auto& y) { return x.relative_error < y.relative_error; });
    const auto general = best_power();
    return best_simple.relative_error <= 2.0 * general.relative_error ? best_simple : general;
  }

private:
  IdentifiedCombination made(std::string text, double value, double variance) const {
    return {std::move(text), {p_.name, q_.name}, value, std::sqrt(std::max(variance, 0.0))};
  }
  double caa() const { return covariance_(a_, a_); }
  double cbb() const { return covariance_(b_, b_); }
  double cab() const { return covariance_(a_, b_); }

  IdentifiedCombination sum() const {
    const double p = p_.value, q = q_.value, total = p + q;
    return made(fmt::format("{} + {}", p_.name, q_.name), total,
                (p * p * caa() + q * q * cbb() + 2.0 * p * q * cab()) / (total * total));
  }
  IdentifiedCombination power(double a, double b, std::string text) const {
    return made(std::move(text), std::pow(p_.value, a) * std::pow(q_.value, b),
                a * a * caa() + b * b * cbb() + 2.0 * a * b * cab());
  }
  /// p^a q^b of the smallest variance, the larger exponent 1.
  IdentifiedCombination best_power() const {
    const auto eigen = symmetric_eigen({caa(), cab(), cab(), cbb()}, 2);
    double a = eigen.vectors[0], b = eigen.vectors[1];
    const double largest = std::abs(a) > std::abs(b) ? a : b;
    a /= largest;
    b /= largest;
    return power(a, b, fmt::format("{} * {}", text(p_.name, a), text(q_.name, b)));
  }
  static std::string text(const std::string& name, double exponent) {
    return exponent == 1.0 ? name : fmt::format("{}^{:.2f}", name, exponent);
  }
  /// A coefficient and an exponent: ln Q + n ln(omega_0) of the smallest variance.
  IdentifiedCombination with_exponent(const FittedParameter& Q, const FittedParameter& n, std::size_t iq,
                                      std::size_t in) const {
    const double b = -covariance_(iq, in) / covariance_(in, in);
    const double variance = covariance_(iq, iq) + b * covariance_(iq, in);
    const std::string omega = fmt::format("{:.4g} rad/s", std::exp(b));
    return made(fmt::format("{} * ({})^{}", Q.name, omega, n.name), Q.value * std::exp(b * n.value), variance);
  }

  const Covariance& covariance_;
  std::size_t a_, b_;
  const FittedParameter &p_, &q_;
  bool log_a_, log_b_;
};

/// Groups of unknowns linked by strong correlations; of the pairs in each, the best determined combinations that do not
/// follow from one another.
class CorrelatedGroups {
public:
  CorrelatedGroups(EisFit& fit, const EisProblem& problem, const Covariance& covariance)
      : fit_(fit), problem_(problem), covariance_(covariance), group_(fit.free_count) {
    for (std::size_t i = 0; i < group_.size(); ++i) group_[i] = i;
  }

  void report() {
    auto pairs = strong_pairs();
    std::stable_sort(pairs.begin(), pairs.end(), [](const auto& x, const auto& y) {
      return x.combination.relative_error < y.combination.relative_error;
    });
    std::vector<Pair> chosen;
    for (const auto& pair : pairs) {
      if (group_[pair.a] == group_[pair.b]) continue;  // follows from those chosen before
      const std::size_t from = group_[pair.b], to = group_[pair.a];
      std::replace(group_.begin(), group_.end(), from, to);
      chosen.push_back(pair);
    }
    for (std::size_t g = 0; g < group_.size(); ++g) report_group(g, chosen);
  }

private:
  struct Pair {
    std::size_t a, b;
    IdentifiedCombination combination;
  };

  const std::string& name(std::size_t unknown) const { return fit_.parameters[problem_.parameter_of(unknown)].name; }

  std::vector<Pair> strong_pairs() const {
    std::vector<Pair> pairs;
    for (std::size_t a = 0; a < fit_.free_count; ++a) {
      for (std::size_t b = a + 1; b < fit_.free_count; ++b) {
        if (std::abs(covariance_.correlation(a, b)) <= doubtful_correlation) continue;
        if (const auto found = PairCombination(fit_, problem_, covariance_, a, b).best())
          pairs.push_back({a, b, *found});
      }
    }
    return pairs;
  }

  void report_group(std::size_t g, const std::vector<Pair>& chosen) {
    std::vector<std::string> names, determined;
    for (std::size_t i = 0; i < group_.size(); ++i) {
      if (group_[i] == g) names.push_back(name(i));
    }
    if (names.size() < 2) return;
    for (const auto& pair : chosen) {
      if (group_[pair.a] != g) continue;
      const auto& found = pair.combination;
      fit_.combinations.push_back(found);
      determined.push_back(
          fmt::format("{} = {:.4g} within {:.2g} %", found.text, found.value, 100.0 * found.relative_error));
    }
    fit_.findings.push_back({"correlated", "warning",
                             fmt::format("{} can change together with hardly a trace in the curve (correlations above "
                                         "{}); determined: {}",
                                         fmt::join(names, ", "), doubtful_correlation, fmt::join(determined, "; ")),
                             "report the combinations, or fix one of the parameters from another measurement"});
  }

  EisFit& fit_;
  const EisProblem& problem_;
  const Covariance& covariance_;
  std::vector<std::size_t> group_;  ///< of each unknown
};

/// All resistances that trade against each other: their sum.
void add_sum_of_resistances(EisFit& fit, const EisProblem& problem, const Covariance& covariance) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < fit.free_count; ++k) {
    const auto& parameter = fit.parameters[problem.parameter_of(k)];
    const auto role = fit.circuit.parameters()[problem.parameter_of(k)].role;
    const bool doubtful = parameter.relative_error() > doubtful_error;
    bool correlated = false;
    for (std::size_t i = 0; i < fit.free_count; ++i) {
      const auto other = fit.circuit.parameters()[problem.parameter_of(i)].role;
      correlated |= i != k && other == ParameterRole::resistance && covariance.correlation(i, k) < -0.8;
    }
    if (role == ParameterRole::resistance && (doubtful || correlated)) names.push_back(parameter.name);
  }
  const auto known = [&](const IdentifiedCombination& combination) {
    return combination.text == fmt::format("{}", fmt::join(names, " + "));
  };
  if (names.size() < 2 || std::any_of(fit.combinations.begin(), fit.combinations.end(), known)) return;
  const auto [value, sigma] = fit.sum(names);
  double smallest = INFINITY;
  for (const auto& name : names) smallest = std::min(smallest, fit.at(name).relative_error());
  if (sigma / value > 0.5 * smallest) return;  // says no more than the resistances themselves
  fit.combinations.push_back({fmt::format("{}", fmt::join(names, " + ")), names, value, sigma / value});
  fit.findings.push_back({"sum-determined", "note",
                          fmt::format("the sum {} = {:.4g} ohm is determined within {:.2g} %, better than its parts",
                                      fit.combinations.back().text, value, 100.0 * sigma / value),
                          "report the sum"});
}

/// " ohm"; nothing for plain numbers.
std::string unit_text(const FittedParameter& parameter) {
  return parameter.unit == "1" ? "" : " " + parameter.unit;
}

void add_doubts(EisFit& fit) {
  for (const auto& parameter : fit.parameters) {
    if (parameter.state == State::at_lower_bound || parameter.state == State::at_upper_bound) {
      fit.findings.push_back(
          {"at-bound", "warning",
           fmt::format("{} = {:.4g}{} lies at its {} bound and has no uncertainty", parameter.name, parameter.value,
                       unit_text(parameter), parameter.state == State::at_lower_bound ? "lower" : "upper"),
           parameter.unit == "1" && parameter.value == 1.0
               ? "with n = 1 the element is a capacitor: write C instead of CPE"
               : "widen the bounds, or choose a circuit without it"});
    } else if (parameter.state == State::free && parameter.relative_error() > doubtful_error) {
      fit.findings.push_back(
          {"not-identified", "warning",
           fmt::format("{} = {:.4g}{} is not determined by the data: its standard uncertainty is {}", parameter.name,
                       parameter.value, unit_text(parameter),
                       parameter.relative_error() < 10.0 ? fmt::format("{:.3g} %", 100.0 * parameter.relative_error())
                                                         : "more than ten times the value"),
           "measure where this element shows, fix it, or choose a simpler circuit"});
    }
  }
}

}  // namespace

void add_uncertainties(EisFit& fit, EisProblem& problem) {
  const auto x = problem.to_unknowns(fit.minima.front().values);
  const Covariance covariance(problem, x, fit.reduced_chi_squared);
  const std::size_t n = fit.circuit.size();
  for (std::size_t i = 0; i < n; ++i) fit.parameters.push_back(parameter_at(fit, i, problem, x, covariance));
  fit.correlation.assign(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t a = problem.unknown_of(i), b = problem.unknown_of(k);
      if (a != EisProblem::fixed && b != EisProblem::fixed) fit.correlation[i * n + k] = covariance.correlation(a, b);
    }
  }
  add_doubts(fit);
  CorrelatedGroups(fit, problem, covariance).report();
  add_sum_of_resistances(fit, problem, covariance);
}

const FittedParameter& EisFit::at(const std::string& parameter) const {
  return parameters[circuit.find(parameter)];
}

double EisFit::correlation_of(const std::string& a, const std::string& b) const {
  return correlation[circuit.find(a) * circuit.size() + circuit.find(b)];
}

std::pair<double, double> EisFit::sum(const std::vector<std::string>& names) const {
  double value = 0.0, variance = 0.0;
  for (const auto& a : names) {
    value += at(a).value;
    for (const auto& b : names) variance += at(a).sigma * at(b).sigma * (correlation_of(a, b));
  }
  return {value, std::sqrt(std::max(variance, 0.0))};
}

}  // namespace silith
