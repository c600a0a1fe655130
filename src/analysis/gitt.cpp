#include "analysis/gitt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "analysis/gitt_fit.hpp"
#include "base/diagnostic.hpp"
#include "numerics/dense.hpp"

namespace silith {
namespace {

constexpr double pi = std::numbers::pi;

double square(double x) {
  return x * x;
}

GittPulse rows_of(const TimeSeries& series, const CurrentPulse& found, const GittOptions& options) {
  const auto &t = series.at("time").values, &V = series.at("voltage").values;
  GittPulse pulse;
  pulse.current = found.current;
  pulse.start_time = found.start_time;
  pulse.duration = found.end_time - found.start_time;
  pulse.rest = t[found.rest_last] - found.end_time;
  pulse.voltage_before = found.voltage_before;
  pulse.voltage_after = found.voltage_after;
  pulse.before_rows = found.before_rows;
  pulse.before_time = found.before_time;
  for (std::size_t i = found.first; i <= found.rest_last; ++i) {
    const double at = t[i] - found.start_time;
    const double since_switch = i <= found.last ? at : t[i] - found.end_time;
    if (since_switch <= 0.0 || since_switch < options.from) continue;
    pulse.time.push_back(at);
    pulse.voltage.push_back(V[i]);
  }
  return pulse;
}

std::string percent(double share) {
  return share < 10.0 ? fmt::format("{:.0f} %", 100.0 * share) : "more than ten times the value";
}

DiffusionEstimate full_estimate(const GittPulse& pulse, const GittOptions& options) {
  DiffusionEstimate full;
  full.D = square(options.length) / pulse.tau;
  full.sigma = full.D * pulse.tau_sigma / pulse.tau;
  full.remark = fmt::format("pulse {:.2g} tau, rest {:.2g} tau, B = {:.3g}", pulse.duration / pulse.tau,
                            pulse.rest / pulse.tau, pulse.biot);
  if (!(pulse.tau_sigma < 0.5 * pulse.tau)) {
    full.remark += "; not determined: standard uncertainty " + percent(pulse.tau_sigma / pulse.tau);
  } else if (pulse.scale * pulse.current <= 0.0) {
    full.remark += "; not determined: the voltage runs against the current";
  } else if (pulse.rest < 0.2 * pulse.tau) {
    full.remark += "; not determined: the rest ends long before the body is even";
  } else if (pulse.misfit > not_one_body) {
    full.remark += fmt::format("; not valid: the voltage is not that of one body, residuals {:.0f} % of its change",
                               100.0 * pulse.misfit);
  } else {
    full.valid = true;
  }
  return full;
}

/// Coefficients of E over 1, s, s^2, ... with s = sqrt(t), rows weighted evenly in s.
std::vector<double> polynomial(const std::vector<double>& root, const std::vector<double>& voltage, std::size_t count,
                               double& slope_sigma) {
  const auto weight = row_weights(root);
  std::vector<double> a(root.size() * count), b(root.size()), x(count), normal(count * count, 0.0);
  for (std::size_t i = 0; i < root.size(); ++i) {
    for (std::size_t k = 0; k < count; ++k) a[i * count + k] = std::sqrt(weight[i]) * std::pow(root[i], double(k));
    for (std::size_t p = 0; p < count; ++p)
      for (std::size_t q = 0; q < count; ++q) normal[p * count + q] += a[i * count + p] * a[i * count + q];
    b[i] = std::sqrt(weight[i]) * voltage[i];
  }
  const double norm = solve_least_squares(a, count, b, x);
  slope_sigma = 0.0;
  if (root.size() > count && cholesky_factorise(normal, count)) {
    std::vector<double> column(count, 0.0);
    column[1] = 1.0;
    cholesky_solve(normal, count, column);
    slope_sigma = norm * std::sqrt(column[1] / static_cast<double>(root.size() - count));
  }
  return x;
}

DiffusionEstimate short_estimate(GittPulse& pulse, const GittOptions& options) {
  DiffusionEstimate found;
  const bool plane = options.geometry == Geometry::plane;
  const double end = std::min(pulse.duration, (plane ? 0.25 : 0.01) * pulse.tau);
  const std::size_t terms = plane ? 2 : 3;
  std::vector<double> root, voltage;
  for (std::size_t i = 0; i < pulse.time.size() && pulse.time[i] <= end; ++i) {
    root.push_back(std::sqrt(pulse.time[i]));
    voltage.push_back(pulse.voltage[i]);
  }
  pulse.root_slope = std::numeric_limits<double>::quiet_NaN();
  if (root.size() < terms + 3) {
    found.remark = fmt::format("only {} rows before {:.3g} s", root.size(), end);
    return found;
  }
  double slope_sigma = 0.0, ignored = 0.0;
  const auto line = polynomial(root, voltage, terms, slope_sigma);
  const auto bent = polynomial(root, voltage, terms + 1, ignored);
  const double span = root.back() - root.front();
  const double bend = std::abs(bent.back()) * std::pow(span, double(terms)) / 4.0;  // off the straight, at most
  const double change = std::abs(line[1]) * span;
  pulse.root_slope = line[1];
  const double moved = pulse.voltage_after - pulse.voltage_before, dU_dt = moved / pulse.duration;
  found.D = 4.0 / (pi * (plane ? 1.0 : 9.0)) * square(options.length * dU_dt / line[1]);  // Eq. T12
  const double moved_sigma = pulse.scatter * std::sqrt(2.0 / static_cast<double>(pulse.before_rows)) / std::abs(moved);
  found.sigma = 2.0 * found.D * std::hypot(slope_sigma / line[1], moved_sigma);
  found.remark = fmt::format("{} rows, t {:.3g} to {:.3g} s", root.size(), square(root.front()), square(root.back()));
  if (bend > 0.05 * change) {
    found.remark += fmt::format("; not valid: E is not straight over sqrt(t), off by {:.0f} % of its change",
                                100.0 * bend / change);
  } else if (!(found.sigma < 0.5 * found.D)) {
    found.remark += "; not valid: standard uncertainty " + percent(found.sigma / found.D);
  } else if (pulse.rest < (plane ? 0.5 : 0.25) * pulse.tau) {
    found.remark +=
        fmt::format("; not valid: the rest, {:.2g} tau, does not reach equilibrium", pulse.rest / pulse.tau);
  } else {
    found.valid = true;
  }
  return found;
}

DiffusionEstimate long_estimate(GittPulse& pulse, const GittOptions& options) {
  DiffusionEstimate found;
  const double start = pulse.duration + 0.2 * pulse.tau;
  std::vector<double> time, voltage;
  for (std::size_t i = 0; i < pulse.time.size(); ++i) {
    if (pulse.time[i] < start) continue;
    time.push_back(pulse.time[i] - start);
    voltage.push_back(pulse.voltage[i] - pulse.voltage_after);
  }
  const double rate = slowest_at_rest(options.geometry);
  if (time.size() < 6 || time.back() * rate < pulse.tau) {
    found.remark = fmt::format("the rest, {:.2g} tau, ends before the last decay is seen", pulse.rest / pulse.tau);
    return found;
  }
  const auto columns = [&](double decay_time, std::vector<double>& a) {
    for (std::size_t i = 0; i < time.size(); ++i) {
      a[2 * i] = 1.0;
      a[2 * i + 1] = std::exp(-time[i] / decay_time);
    }
  };
  const auto fit = fit_scaled(voltage, row_weights(time), 2, 1e-3 * time.back(), 10.0 * time.back(), columns,
                              1e-3 * std::abs(voltage.front()));
  pulse.decay = 1.0 / fit.scale;
  found.D = square(options.length) * pulse.decay / rate;  // Eq. T13
  found.sigma = found.D * fit.scale_sigma / fit.scale;
  found.remark = fmt::format("t {:.3g} to {:.3g} s", start, start + time.back());
  if (!fit.inside || !(found.sigma < 0.5 * found.D)) {
    found.remark += "; not valid: standard uncertainty " + percent(found.sigma / found.D);
  } else if (std::abs(fit.coefficients[1]) < 10.0 * fit.scatter) {
    found.remark += "; not valid: the decay does not stand above the scatter";
  } else if (!pulse.full.valid) {
    found.remark += "; not valid: pulse and rest together do not determine D";
  } else {
    found.valid = true;
  }
  return found;
}

void add_findings(Gitt& gitt) {
  const auto count = [&](auto condition) { return std::count_if(gitt.pulses.begin(), gitt.pulses.end(), condition); };
  const auto undetermined = count([](const GittPulse& pulse) { return !pulse.full.valid; });
  if (undetermined > 0) {
    gitt.findings.push_back({"not-determined", "warning",
                             fmt::format("{} of {} pulses do not determine D", undetermined, gitt.pulses.size()),
                             "the remark of each pulse says why"});
  }
  const auto jumps = count([](const GittPulse& pulse) { return std::abs(pulse.biot) < 0.3; });
  if (jumps > 0) {
    gitt.findings.push_back(
        {"jump-dominates", "note",
         fmt::format("in {} of {} pulses the voltage that answers at once is more than three times that of diffusion",
                     jumps, gitt.pulses.size()),
         "resistances in series do not disturb GITT, but noise and drift of theirs do"});
  }
}

}  // namespace

Gitt analyse_gitt(const Record& record, const GittOptions& options) {
  check_length(options.length);
  Gitt gitt{options, {}, {}};
  for (const auto& found : current_pulses(record.series)) {
    GittPulse pulse = rows_of(record.series, found, options);
    if (pulse.time.size() < 10) continue;
    fit_gitt(pulse, options.geometry);
    pulse.full = full_estimate(pulse, options);
    pulse.short_time = short_estimate(pulse, options);
    pulse.long_time = long_estimate(pulse, options);
    gitt.pulses.push_back(std::move(pulse));
  }
  if (gitt.pulses.empty()) {
    throw InputError("the record has no pulses of constant current between rests",
                     "GITT needs rest, pulse, rest, with at least 8 rows in each");
  }
  add_findings(gitt);
  return gitt;
}

}  // namespace silith
