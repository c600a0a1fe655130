#include "analysis/eis_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/eis_problem.hpp"
#include "analysis/eis_start.hpp"
#include "analysis/eis_uncertainty.hpp"

namespace silith {
namespace {

constexpr double undecided = 10.0;  ///< difference of AICc up to which the data decide against no minimum (Eq. Z22)

/// The end of one start.
struct Attempt {
  LeastSquaresResult result;
  int starts = 1;
};

/// Starts run with few iterations, those that promise most are followed to the end.
class MinimumSearch {
public:
  MinimumSearch(EisProblem& problem, const EisStarts& starts, const EisFitOptions& options)
      : problem_(problem), starts_(starts), options_(options) {}

  std::vector<EisMinimum> minima() {
    std::vector<Attempt> rough = distinct(first_runs(), 1e-3, 0.03);
    if (rough.size() > followed) rough.resize(followed);
    LeastSquaresOptions thorough;
    thorough.max_iterations = 300;
    for (auto& attempt : rough) attempt.result = minimise(attempt.result.parameters, thorough);
    const auto best =
        problem_.to_parameters(std::min_element(rough.begin(), rough.end(), lower_cost)->result.parameters);
    // Where the arcs ended in another order than they stand, the other way round may fit better still: the two differ
    // by little, and starts from afar do not see it.
    if (const auto ordered = starts_.in_order(best); ordered != best)
      rough.push_back({minimise(problem_.to_unknowns(ordered), thorough), 0});
    converged_ = std::min_element(rough.begin(), rough.end(), lower_cost)->result.converged;
    std::vector<EisMinimum> found;
    for (const auto& attempt : distinct(rough, options_.same_minimum, 0.0)) {
      found.push_back({problem_.to_parameters(attempt.result.parameters), 2.0 * attempt.result.cost, attempt.starts});
    }
    put_ordered_first(found);
    return found;
  }
  bool converged() const { return converged_; }

private:
  static constexpr std::size_t followed = 5;
  static bool lower_cost(const Attempt& a, const Attempt& b) { return a.result.cost < b.result.cost; }

  /// Of minima between which the data do not decide (Eq. Z22) the one whose arcs stand from fast to slow: names of arcs
  /// then do not change from spectrum to spectrum.
  void put_ordered_first(std::vector<EisMinimum>& found) const {
    const double n = double(problem_.residual_count()), best = std::max(found.front().chi_squared, 1e-30);
    const auto ordered = std::find_if(found.begin(), found.end(), [&](const EisMinimum& minimum) {
      return disorder(minimum.values) == 0 && n * std::log(minimum.chi_squared / best) <= undecided;
    });
    if (ordered != found.end()) std::rotate(found.begin(), ordered, ordered + 1);
  }

  LeastSquaresResult minimise(std::span<const double> start, const LeastSquaresOptions& settings) {
    return solver_.minimise(problem_, start, problem_.lower(), problem_.upper(), settings);
  }

  std::vector<Attempt> first_runs() {
    LeastSquaresOptions short_run;
    short_run.max_iterations = 15;
    short_run.cost_tolerance = 1e-3;
    std::vector<Attempt> attempts;
    for (int i = 0; i < std::max(options_.starts, 1); ++i) {
      auto p = starts_.values(i);
      if (i == 0) {
        for (const auto& [name, value] : options_.start) p[circuit_place(name)] = value;
      }
      attempts.push_back({minimise(problem_.to_unknowns(p), short_run)});
    }
    return attempts;
  }
  std::size_t circuit_place(const std::string& name) const { return starts_.circuit().find(name); }

  /// Best first; attempts of the same cost are one: with `apart` > 0 only if their unknowns agree to that as well, else
  /// the one whose arcs stand from fast to slow is kept, since equal arcs may change places.
  std::vector<Attempt> distinct(std::vector<Attempt> attempts, double same_cost, double apart) const {
    std::stable_sort(attempts.begin(), attempts.end(), lower_cost);
    std::vector<Attempt> kept;
    for (const auto& attempt : attempts) {
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const Attempt& other) {
        return attempt.result.cost <= other.result.cost * (1.0 + same_cost) + 1e-28 &&
               (apart == 0.0 || distance(attempt, other) < apart);
      });
      if (same == kept.end()) {
        kept.push_back(attempt);
        continue;
      }
      const int together = same->starts + attempt.starts;
      if (apart == 0.0 && disorder(parameters_of(attempt)) < disorder(parameters_of(*same))) *same = attempt;
      same->starts = together;
    }
    return kept;
  }

  static double distance(const Attempt& a, const Attempt& b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < a.result.parameters.size(); ++i) {
      largest = std::max(largest, std::abs(a.result.parameters[i] - b.result.parameters[i]));
    }
    return largest;
  }

  std::vector<double> parameters_of(const Attempt& attempt) const {
    return problem_.to_parameters(attempt.result.parameters);
  }

  /// Pairs of arcs of which the slower one stands first.
  int disorder(const std::vector<double>& parameters) const {
    const auto tau = starts_.time_constants(parameters);
    int pairs = 0;
    for (std::size_t i = 0; i < tau.size(); ++i) {
      for (std::size_t k = i + 1; k < tau.size(); ++k) pairs += tau[i] > tau[k];
    }
    return pairs;
  }

  EisProblem& problem_;
  const EisStarts& starts_;
  const EisFitOptions& options_;
  LeastSquares solver_;
  bool converged_ = false;
};

/// AICc for normal residuals of unknown size (Eq. Z22).
double corrected_akaike(double chi_squared, double residuals, double unknowns) {
  const double k = unknowns + 1.0;
  const double correction = residuals > k + 1.0 ? 2.0 * k * (k + 1.0) / (residuals - k - 1.0) : INFINITY;
  return residuals * std::log(std::max(chi_squared, 1e-30) / residuals) + 2.0 * k + correction;
}

/// Whether a minimum says the same about everything the data determine: it then lies in the same flat valley.
bool same_valley(const EisFit& fit, const EisMinimum& a, const EisMinimum& b) {
  if (b.chi_squared > 1.05 * a.chi_squared) return false;
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    const double error = fit.parameters[i].relative_error();
    if (error > 0.5) continue;
    if (std::abs(std::log(b.values[i] / a.values[i])) > std::max(0.05, 3.0 * error)) return false;
  }
  return true;
}

void merge_valleys(EisFit& fit) {
  std::vector<EisMinimum> kept;
  for (const auto& minimum : fit.minima) {
    const auto same =
        std::find_if(kept.begin(), kept.end(), [&](const auto& k) { return same_valley(fit, k, minimum); });
    if (same == kept.end()) {
      kept.push_back(minimum);
    } else {
      same->starts += minimum.starts;
    }
  }
  fit.minima = std::move(kept);
}

void add_other_minima(EisFit& fit) {
  const double n = 2.0 * double(fit.frequency.size());
  for (std::size_t m = 1; m < fit.minima.size(); ++m) {
    const auto& other = fit.minima[m];
    if (n * std::log(other.chi_squared / std::max(fit.chi_squared, 1e-30)) > undecided) continue;
    std::string values;
    for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
      values += fmt::format("{}{} {:.4g}", i ? ", " : "", fit.parameters[i].name, other.values[i]);
    }
    fit.findings.push_back(
        {"other-minimum", "warning",
         fmt::format("another set of parameters fits nearly as well (chi^2 {:.4g} times that of this one): {}",
                     other.chi_squared / fit.chi_squared, values),
         "decide from knowledge about the cell, or fix a parameter known from elsewhere"});
  }
}

}  // namespace

EisFit fit_circuit(const Spectrum& spectrum, const Circuit& circuit, const EisFitOptions& options) {
  const Spectrum checked = select(spectrum, {});
  for (const auto& [name, value] : options.start) circuit.find(name);
  EisProblem problem(checked, circuit, options);
  const EisStarts starts(circuit, checked);
  MinimumSearch search(problem, starts, options);
  EisFit fit{circuit};
  fit.weighting = options.weighting;
  fit.frequency = checked.frequency;
  fit.minima = search.minima();
  fit.converged = search.converged();
  fit.chi_squared = fit.minima.front().chi_squared;
  fit.free_count = problem.parameter_count();
  const double residuals = double(problem.residual_count()), unknowns = double(fit.free_count);
  fit.reduced_chi_squared = fit.chi_squared / (residuals - unknowns);
  fit.aicc = corrected_akaike(fit.chi_squared, residuals, unknowns);
  add_uncertainties(fit, problem);
  fit.fitted = problem.impedance(fit.minima.front().values);
  merge_valleys(fit);
  add_other_minima(fit);
  if (!fit.converged) {
    fit.findings.push_back({"not-converged", "warning", "the best fit was still moving when the iterations ended",
                            "the circuit probably has more parameters than the data determine"});
  }
  return fit;
}

std::vector<EisFit> compare_circuits(const Spectrum& spectrum, const std::vector<Circuit>& circuits,
                                     const EisFitOptions& options) {
  std::vector<EisFit> fits;
  for (const auto& circuit : circuits) fits.push_back(fit_circuit(spectrum, circuit, options));
  std::stable_sort(fits.begin(), fits.end(), [](const EisFit& a, const EisFit& b) { return a.aicc < b.aicc; });
  return fits;
}

std::vector<double> akaike_weights(const std::vector<EisFit>& fits) {
  std::vector<double> weights;
  double lowest = INFINITY, sum = 0.0;
  for (const auto& fit : fits) lowest = std::min(lowest, fit.aicc);
  for (const auto& fit : fits) weights.push_back(std::exp(0.5 * (lowest - fit.aicc)));
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace silith
