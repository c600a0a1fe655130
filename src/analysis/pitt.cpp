#include "analysis/pitt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "analysis/pitt_fit.hpp"
#include "base/diagnostic.hpp"

namespace silith {
namespace {

constexpr double pi = std::numbers::pi;

/// Rows of one step from `from` on, time counted from when the voltage was set.
PittStep rows_of(const TimeSeries& series, const HeldVoltage& before, const HeldVoltage& held,
                 const PittOptions& options) {
  const auto &t = series.at("time").values, &I = series.at("current").values;
  PittStep step;
  step.from_voltage = before.voltage;
  step.to_voltage = held.voltage;
  step.start_time = held.start_time;
  step.before = I[before.last];
  double previous_time = 0.0, previous = 0.0;
  for (std::size_t i = held.first; i <= held.last; ++i) {
    const double at = t[i] - held.start_time;
    if (!step.time.empty() || i > held.first) step.passed += 0.5 * (I[i] + previous) * (at - previous_time);
    previous_time = at;
    previous = I[i];
    if (at <= 0.0 || at < options.from || (!step.time.empty() && at <= step.time.back())) continue;
    step.time.push_back(at);
    step.current.push_back(I[i]);
  }
  return step;
}

/// What a staircase and no rest or hold is made of: a small change, and a current that fades.
bool is_titration(const PittStep& step, const PittOptions& options) {
  const double change = std::abs(step.to_voltage - step.from_voltage);
  if (change < 1e-4 || change > options.largest_step || step.time.size() < 8) return false;
  const auto size = [&](std::size_t i) { return std::abs(step.current[i] - step.before); };
  return size(0) > 1.05 * size(step.time.size() - 1);
}

double square(double x) {
  return x * x;
}

DiffusionEstimate full_estimate(const PittStep& step, const PittOptions& options, double correlation) {
  DiffusionEstimate full;
  full.D = square(options.length) / step.tau;
  full.sigma = full.D * step.tau_sigma / step.tau;
  const double relative = step.tau_sigma / step.tau;
  full.remark = fmt::format("t/tau {:.2g} to {:.2g}, B = {:.3g}", step.covered_from, step.covered_to, step.biot);
  if (!(relative < 0.5)) {
    full.remark +=
        fmt::format("; not determined: standard uncertainty {}",
                    relative < 10.0 ? fmt::format("{:.0f} %", 100.0 * relative) : "more than ten times the value");
  } else if (step.covered_to < 0.25) {
    full.remark += "; not determined: the step was left long before the body was through";
  } else if (step.misfit > not_one_body) {
    full.remark +=
        fmt::format("; not valid: the current is not that of one body, residuals {:.0f} % of it", 100.0 * step.misfit);
  } else if (step.biot < 0.3) {
    full.remark += "; not determined: the surface or a resistance, not diffusion, limits the current";
  } else {
    full.valid = true;
  }
  if (std::abs(correlation) > 0.98) full.remark += fmt::format("; correlation of D and B {:.3f}", correlation);
  return full;
}

/// The part of the current the step itself causes (Eq. T8).
double own_current(const PittStep& step, double slowest, std::size_t i) {
  const double fading = std::exp(-slowest * step.time[i] / step.tau);
  return step.current[i] - step.background * (1.0 - fading) - step.before * fading;
}

DiffusionEstimate short_estimate(const PittStep& step, const PittOptions& options, double slowest) {
  DiffusionEstimate found;
  const bool plane = options.geometry == Geometry::plane;
  const double least_biot = plane ? 25.0 : 200.0;
  const double low = 50.0 / square(step.biot), high = 0.18;
  std::vector<double> x, y, weight;
  for (std::size_t i = 0; i < step.time.size(); ++i) {
    const double T = step.time[i] / step.tau;
    if (T < std::min(low, 0.5 * high) || T > high) continue;
    x.push_back(1.0 / std::sqrt(step.time[i]));
    y.push_back(own_current(step, slowest, i));
    weight.push_back(step.time[i]);  // over 1/sqrt(t) the early rows would decide alone
  }
  if (x.size() < 4) {
    found.remark = fmt::format("no rows before t = {:.3g} s (0.18 tau)", high * step.tau);
    return found;
  }
  const FittedLine line = plane ? fit_line_through_zero(x, y, weight) : fit_line(x, y, weight);
  // Eq. T6: slope = n Q sqrt(D/pi)/L with n = 1 for the plane, 3 for the sphere.
  found.D = pi * square(line.slope * options.length / (step.charge * (plane ? 1.0 : 3.0)));
  found.sigma = 2.0 * found.D * std::hypot(line.slope_sigma / line.slope, step.charge_sigma / step.charge);
  found.remark =
      fmt::format("{} rows, t {:.3g} to {:.3g} s", x.size(), 1.0 / square(x.front()), 1.0 / square(x.back()));
  if (!(step.biot > least_biot)) {
    found.remark += fmt::format("; not valid: with B = {:.3g} the current never falls as 1/sqrt(t)", step.biot);
  } else if (x.front() < std::sqrt(1.5) * x.back()) {
    found.remark += "; not valid: too short a stretch falls as 1/sqrt(t)";
  } else if (!step.full.valid) {
    found.remark += "; not valid: the charge until equilibrium is not determined";
  } else {
    found.valid = true;
  }
  return found;
}

/// Standard deviation of the residuals from a time on, A.
double scatter_from(const PittStep& step, double time) {
  const auto weights = row_weights(step.time);
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < step.time.size(); ++i) {
    if (step.time[i] < time) continue;
    sum += weights[i];
    squares += weights[i] * square(step.fitted[i] - step.current[i]);
  }
  return sum > 0.0 ? std::sqrt(squares / sum) : 0.0;
}

DiffusionEstimate long_estimate(PittStep& step, const PittOptions& options) {
  DiffusionEstimate found;
  const bool plane = options.geometry == Geometry::plane;
  const double sign = step.to_voltage > step.from_voltage ? 1.0 : -1.0;
  const double start = (plane ? 0.4 : 0.25) * step.tau;  // the second decay is gone to 0.1 %
  const double scatter = scatter_from(step, start);
  std::vector<double> x, y, weight;
  for (std::size_t i = 0; i < step.time.size(); ++i) {
    if (step.time[i] < start) continue;
    const double above = sign * (step.current[i] - step.background);
    if (above < 10.0 * scatter || above <= 0.0) break;
    x.push_back(step.time[i]);
    y.push_back(std::log(above));
    weight.push_back(above * above);  // scatter of a logarithm
  }
  if (x.size() < 5 || y.front() - y.back() < 0.5) {
    found.remark = step.covered_to < 0.6 ? "the step ends before its last decay is seen"
                                         : "too little of the last decay stands above the background";
    return found;
  }
  const FittedLine line = fit_line(x, y, weight);
  step.decay = -line.slope;
  step.decay_from = x.front();
  found.D = square(options.length) * step.decay / square(pi) * (plane ? 4.0 : 1.0);  // Eq. T7
  found.sigma = found.D * std::abs(line.slope_sigma / line.slope);
  found.remark = fmt::format("t {:.3g} to {:.3g} s", x.front(), x.back());
  if (!(step.biot > 100.0)) {
    found.remark +=
        fmt::format("; not valid: with B = {:.3g} it comes out {:.0f} % {}", step.biot,
                    100.0 * std::abs(found.D / step.full.D - 1.0), found.D < step.full.D ? "too small" : "too large");
  } else if (!step.full.valid) {
    found.remark += "; not valid: the background is not determined";
  } else {
    found.valid = true;
  }
  return found;
}

/// What the current does say where it does not give D.
std::string determined_instead(const PittStep& step, const PittOptions& options) {
  if (step.full.valid) return {};
  if (step.biot < 0.3) {
    return fmt::format(
        "D B/L = {:.3g} m/s, the rate of the surface; as a resistance and a capacity in series L^2/(D B) = {:.3g} s",
        options.length * step.biot / step.tau, step.tau / step.biot);
  }
  if (step.covered_to < 0.25) return fmt::format("Q sqrt(D)/L = {:.4g} C/s^0.5", step.charge / std::sqrt(step.tau));
  return {};
}

/// Against the fading part of the current.
double misfit_of(const PittStep& step) {
  std::vector<double> residual(step.time.size()), fading(step.time.size());
  for (std::size_t i = 0; i < step.time.size(); ++i) {
    residual[i] = step.fitted[i] - step.current[i];
    fading[i] = step.current[i] - step.before;
  }
  return patterned_misfit(step.time, residual, fading);
}

void evaluate(PittStep& step, const PittOptions& options) {
  const double correlation = fit_pitt(step, options.geometry);
  step.misfit = misfit_of(step);
  const double slowest = StepResponse(options.geometry, step.biot).slowest();
  step.covered_from = step.time.front() / step.tau;
  step.covered_to = step.time.back() / step.tau;
  step.regime = step.biot > 100.0 ? PittStep::Regime::diffusion
                : step.biot < 0.3 ? PittStep::Regime::surface
                                  : PittStep::Regime::mixed;
  step.full = full_estimate(step, options, correlation);
  step.short_time = short_estimate(step, options, slowest);
  step.long_time = long_estimate(step, options);
  step.determined = determined_instead(step, options);
}

void add_findings(Pitt& pitt) {
  const auto count = [&](auto condition) { return std::count_if(pitt.steps.begin(), pitt.steps.end(), condition); };
  const auto undetermined = count([](const PittStep& step) { return !step.full.valid; });
  const auto surface = count([](const PittStep& step) { return step.regime == PittStep::Regime::surface; });
  const auto cut = count([](const PittStep& step) { return step.covered_to < 1.0; });
  if (undetermined > 0) {
    pitt.findings.push_back({"not-determined", "warning",
                             fmt::format("{} of {} steps do not determine D", undetermined, pitt.steps.size()),
                             "the remark of each step says why, and what it determines instead"});
  }
  if (surface > 0) {
    pitt.findings.push_back(
        {"surface-limited", "warning",
         fmt::format("in {} of {} steps B is below 0.3: resistances limit the current, not diffusion", surface,
                     pitt.steps.size()),
         "D L^-2 does not show in this current; a thinner separator or a three-electrode cell raises B"});
  }
  if (cut > 0) {
    pitt.findings.push_back(
        {"step-too-short", "note",
         fmt::format("{} of {} steps end before t = L^2/D: their charge until equilibrium is extrapolated", cut,
                     pitt.steps.size()),
         "longer steps need no extrapolation"});
  }
}

}  // namespace

std::string name_of(PittStep::Regime regime) {
  switch (regime) {
    case PittStep::Regime::diffusion:
      return "diffusion";
    case PittStep::Regime::mixed:
      return "mixed";
    case PittStep::Regime::surface:
      return "surface";
  }
  return {};
}

Pitt analyse_pitt(const Record& record, const PittOptions& options) {
  check_length(options.length);
  Pitt pitt{options, {}, {}};
  const auto held = held_voltages(record.series);
  for (std::size_t k = 1; k < held.size(); ++k) {
    if (!held[k].follows) continue;
    PittStep step = rows_of(record.series, held[k - 1], held[k], options);
    if (!is_titration(step, options)) continue;
    evaluate(step, options);
    pitt.steps.push_back(std::move(step));
  }
  if (pitt.steps.empty()) {
    throw InputError("the record has no small steps of voltage with a current that fades",
                     fmt::format("PITT needs voltages held one after the other, less than {} mV apart, 8 rows each",
                                 1e3 * options.largest_step));
  }
  add_findings(pitt);
  return pitt;
}

}  // namespace silith
