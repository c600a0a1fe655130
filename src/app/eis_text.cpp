#include <fmt/format.h>

#include <cmath>

#include "app/eis_output.hpp"
#include "record/text_table.hpp"

namespace silith::app {
namespace {

constexpr auto left = TextTable::Align::left;

std::string uncertainty(const FittedParameter& parameter) {
  return parameter.sigma > 0.0 && parameter.relative_error() < 10.0 ? fmt::format("{:.2g}", parameter.sigma) : "";
}

std::string percent(const FittedParameter& parameter) {
  if (parameter.sigma <= 0.0) return "";
  return parameter.relative_error() < 10.0 ? fmt::format("{:.3g}", 100.0 * parameter.relative_error()) : "> 1000";
}

std::string findings(const std::vector<Finding>& all) {
  std::string text;
  for (const auto& finding : all)
    text += fmt::format("{}: {}\n  {}\n", finding.severity, finding.message, finding.advice);
  return text;
}

std::string fit_text(const EisFit& fit) {
  TextTable table({{"parameter", left}, {"value"}, {"+-"}, {"%"}, {"unit", left}, {"", left}});
  for (const auto& parameter : fit.parameters) {
    table.add({parameter.name, fmt::format("{:.5g}", parameter.value), uncertainty(parameter), percent(parameter),
               parameter.unit, state_text(parameter)});
  }
  std::string text =
      fmt::format("circuit {}, weights {}\n\n{}\n", fit.circuit.text(), name_of(fit.weighting), table.text());
  text += fmt::format(
      "chi^2 {:.4g}, reduced {:.4g}{}, {} points, {} free parameters\n", fit.chi_squared, fit.reduced_chi_squared,
      fit.weighting == Weighting::unit ? fmt::format(" ({:.3g} ohm)", std::sqrt(fit.reduced_chi_squared))
                                       : fmt::format(" ({:.2g} % of |Z|)", 100.0 * std::sqrt(fit.reduced_chi_squared)),
      fit.frequency.size(), fit.free_count);
  return text + findings(fit.findings);
}

std::string comparison_text(const std::vector<EisFit>& fits) {
  TextTable table({{"circuit", left}, {"free"}, {"reduced chi^2"}, {"AICc - best"}, {"probability"}});
  const auto weights = akaike_weights(fits);
  for (std::size_t i = 0; i < fits.size(); ++i) {
    table.add({fits[i].circuit.text(), std::to_string(fits[i].free_count),
               fmt::format("{:.4g}", fits[i].reduced_chi_squared),
               fmt::format("{:.1f}", fits[i].aicc - fits.front().aicc), fmt::format("{:.2g}", weights[i])});
  }
  return table.text();
}

std::string kramers_kronig_text(const KramersKronig& test) {
  return fmt::format(
      "Kramers-Kronig test: {}; residuals {:.2g} % rms, {:.2g} % at most (at {:.3g} Hz); {} elements, mu {:.2f}\n{}",
      name_of(test.verdict), 100.0 * test.rms, 100.0 * test.largest, test.largest_at, test.elements, test.mu,
      findings(test.findings));
}

std::string relaxation_text(const RelaxationTimes& times) {
  TextTable table({{"tau / s"}, {"f / Hz"}, {"R / ohm"}});
  for (const auto& peak : times.peaks) {
    table.add({fmt::format("{:.3g}", peak.tau), fmt::format("{:.3g}", peak.frequency),
               fmt::format("{:.4g}", peak.resistance)});
  }
  std::string text =
      fmt::format("Relaxation times: series resistance {:.4g} ohm, polarisation {:.4g} ohm, lambda {:.2g}\n",
                  times.series_resistance, times.polarisation_resistance, times.lambda);
  if (times.tail_coefficient > 0.0) {
    text +=
        fmt::format("tail: 1/(Q (j omega)^n), Q {:.4g} S s^n, n {:.3f}\n", times.tail_coefficient, times.tail_exponent);
  }
  if (!times.peaks.empty()) text += "\n" + table.text();
  return text + findings(times.findings);
}

}  // namespace

std::string state_text(const FittedParameter& parameter) {
  switch (parameter.state) {
    case FittedParameter::State::free:
      return parameter.relative_error() > 0.5 ? "not determined" : "";
    case FittedParameter::State::fixed:
      return "fixed";
    case FittedParameter::State::tied:
      return "= " + parameter.tied_to;
    case FittedParameter::State::at_lower_bound:
      return "at its lower bound";
    case FittedParameter::State::at_upper_bound:
      return "at its upper bound";
  }
  return {};
}

std::string eis_text(const std::vector<EisAnalysis>& analyses) {
  std::string text;
  for (const auto& analysis : analyses) {
    const auto& f = analysis.spectrum.frequency;
    text += fmt::format("{}spectrum {}: {} points, {:.4g} to {:.4g} Hz\n", text.empty() ? "" : "\n", analysis.number,
                        f.size(), f.front(), f.back());
    if (analysis.kramers_kronig) text += "\n" + kramers_kronig_text(*analysis.kramers_kronig);
    if (analysis.fits.size() > 1) text += "\n" + comparison_text(analysis.fits);
    if (!analysis.fits.empty()) text += "\n" + fit_text(analysis.fits.front());
    if (analysis.relaxation) text += "\n" + relaxation_text(*analysis.relaxation);
  }
  return text;
}

}  // namespace silith::app
