#include <cmath>
#include <nlohmann/json.hpp>

#include "app/eis_output.hpp"

namespace silith::app {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json findings_json(const std::vector<Finding>& findings) {
  Json all = Json::array();
  for (const auto& finding : findings) {
    all.push_back({{"code", finding.code},
                   {"severity", finding.severity},
                   {"message", finding.message},
                   {"advice", finding.advice}});
  }
  return all;
}

const char* state_name(FittedParameter::State state) {
  switch (state) {
    case FittedParameter::State::free:
      return "free";
    case FittedParameter::State::fixed:
      return "fixed";
    case FittedParameter::State::tied:
      return "tied";
    case FittedParameter::State::at_lower_bound:
      return "at lower bound";
    case FittedParameter::State::at_upper_bound:
      return "at upper bound";
  }
  return "";
}

Json parameters_json(const EisFit& fit) {
  Json parameters = Json::object();
  for (const auto& parameter : fit.parameters) {
    const bool uncertain = parameter.sigma > 0.0;
    parameters[parameter.name] = {{"value", number(parameter.value)},
                                  {"sigma", uncertain ? number(parameter.sigma) : Json(nullptr)},
                                  {"unit", parameter.unit},
                                  {"state", state_name(parameter.state)}};
    if (!parameter.tied_to.empty()) parameters[parameter.name]["tied_to"] = parameter.tied_to;
  }
  return parameters;
}

Json correlation_json(const EisFit& fit) {
  Json rows = Json::array();
  const std::size_t n = fit.parameters.size();
  for (std::size_t i = 0; i < n; ++i) {
    rows.push_back(std::vector<double>(fit.correlation.begin() + std::ptrdiff_t(i * n),
                                       fit.correlation.begin() + std::ptrdiff_t((i + 1) * n)));
  }
  return rows;
}

Json fit_json(const EisFit& fit, double probability) {
  Json combinations = Json::array(), minima = Json::array();
  for (const auto& found : fit.combinations) {
    combinations.push_back({{"combination", found.text},
                            {"parameters", found.parameters},
                            {"value", number(found.value)},
                            {"relative_error", number(found.relative_error)}});
  }
  for (const auto& minimum : fit.minima) {
    minima.push_back(
        {{"chi_squared", number(minimum.chi_squared)}, {"starts", minimum.starts}, {"values", minimum.values}});
  }
  return {{"circuit", fit.circuit.text()},
          {"weighting", name_of(fit.weighting)},
          {"converged", fit.converged},
          {"points", fit.frequency.size()},
          {"free_parameters", fit.free_count},
          {"chi_squared", number(fit.chi_squared)},
          {"reduced_chi_squared", number(fit.reduced_chi_squared)},
          {"aicc", number(fit.aicc)},
          {"probability", number(probability)},
          {"parameters", parameters_json(fit)},
          {"correlation", correlation_json(fit)},
          {"combinations", combinations},
          {"minima", minima},
          {"findings", findings_json(fit.findings)}};
}

Json kramers_kronig_json(const KramersKronig& test) {
  return {{"verdict", name_of(test.verdict)},
          {"elements", test.elements},
          {"mu", test.mu},
          {"with_capacitance", test.with_capacitance},
          {"rms", number(test.rms)},
          {"largest", number(test.largest)},
          {"largest_at", test.largest_at},
          {"correlation", number(test.correlation)},
          {"findings", findings_json(test.findings)}};
}

Json relaxation_json(const RelaxationTimes& times) {
  Json peaks = Json::array();
  for (const auto& peak : times.peaks) {
    peaks.push_back(
        {{"tau", peak.tau}, {"frequency", peak.frequency}, {"resistance", peak.resistance}, {"height", peak.height}});
  }
  Json json{{"lambda", times.lambda},
            {"series_resistance", times.series_resistance},
            {"polarisation_resistance", times.polarisation_resistance},
            {"inductance", times.inductance},
            {"degrees_of_freedom", times.degrees_of_freedom},
            {"rms", times.rms},
            {"peaks", peaks},
            {"findings", findings_json(times.findings)}};
  if (times.tail_coefficient > 0.0) json["tail"] = {{"Q", times.tail_coefficient}, {"n", times.tail_exponent}};
  return json;
}

}  // namespace

std::string eis_json(const Record& source, const std::vector<EisAnalysis>& analyses) {
  Json json{{"format", "silith.eis/1"}, {"title", source.title}, {"metadata", source.metadata}};
  json["spectra"] = Json::array();
  for (const auto& analysis : analyses) {
    Json one{{"spectrum", analysis.number},
             {"points", analysis.spectrum.size()},
             {"highest_frequency", analysis.spectrum.frequency.front()},
             {"lowest_frequency", analysis.spectrum.frequency.back()}};
    if (analysis.kramers_kronig) one["kramers_kronig"] = kramers_kronig_json(*analysis.kramers_kronig);
    if (!analysis.fits.empty()) {
      const auto weights = akaike_weights(analysis.fits);
      one["fits"] = Json::array();
      for (std::size_t i = 0; i < weights.size(); ++i) one["fits"].push_back(fit_json(analysis.fits[i], weights[i]));
    }
    if (analysis.relaxation) one["relaxation_times"] = relaxation_json(*analysis.relaxation);
    json["spectra"].push_back(one);
  }
  json["findings"] = findings_json(source.findings);
  return json.dump(2) + "\n";
}

}  // namespace silith::app
