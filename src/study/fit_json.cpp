#include <cmath>
#include <nlohmann/json.hpp>

#include "study/fit_report.hpp"

namespace silith {
namespace {

using Json = nlohmann::ordered_json;

/// null for NaN and infinity, which JSON does not have.
Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json numbers(const Vector& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

Json parameters_json(const Study& study, const Calibration& calibration) {
  Json list = Json::array();
  for (std::size_t i = 0; i < study.parameters.size() && !calibration.parameters.empty(); ++i) {
    const StudyParameter& parameter = study.parameters[i];
    const Identifiability& known = calibration.known;
    Json item{{"name", parameter.name},
              {"set", parameter.set},
              {"value", calibration.parameters[i]},
              {"unit", parameter.unit},
              {"scale", parameter.logarithmic ? "log" : "linear"},
              {"bounds", {parameter.lower, parameter.upper}}};
    if (!known.standard_errors.empty()) {
      item["standard_error_of_range"] = number(known.standard_errors[i]);
      item["held_by_bound"] = static_cast<bool>(known.at_bound[i]);
      item["correlations"] = numbers(known.correlations[i]);
    }
    list.push_back(item);
  }
  return list;
}

Json points_json(const Study& study, const Calibration& calibration) {
  Json list = Json::array();
  for (std::size_t p = 0; p < study.points.size() && !calibration.simulated.empty(); ++p) {
    const StudyPoint& point = study.points[p];
    const StudyTarget& target = study.targets[point.target];
    list.push_back({{"target", target.name},
                    {"point", point.label},
                    {"unit", target.reading.unit},
                    {"measured", point.measured},
                    {"simulated", number(calibration.simulated[p])},
                    {"standard_deviation", point.sigma},
                    {"weight", target.weight}});
  }
  return list;
}

Json searches_json(const Calibration& calibration) {
  Json list = Json::array();
  for (const FitSearch& search : calibration.searches)
    list.push_back({{"start", search.start},
                    {"end", search.end},
                    {"sum_of_squares", number(2.0 * search.cost)},
                    {"iterations", search.iterations},
                    {"converged", search.converged},
                    {"ending", search.ending}});
  return list;
}

Json left_out_json(const Calibration& calibration) {
  Json list = Json::array();
  for (const LeaveOutFit& fit : calibration.left_out)
    list.push_back({{"name", fit.name},
                    {"points", fit.points},
                    {"parameters", fit.parameters},
                    {"simulated", numbers(fit.simulated)},
                    {"rms", number(fit.rms)}});
  return list;
}

Json directions_json(const Calibration& calibration) {
  Json list = Json::array();
  for (const auto& direction : calibration.known.directions)
    list.push_back({{"components", direction.components}, {"deviation_of_range", number(direction.deviation)}});
  return list;
}

}  // namespace

std::string fit_json(const Study& study, const Calibration& calibration) {
  const Json json{{"format", "silith.calibration/1"},
                  {"title", study.title},
                  {"study", study.file.filename().string()},
                  {"interrupted", calibration.interrupted},
                  {"sum_of_squares", 2.0 * calibration.cost},
                  {"error_scale", calibration.known.scale},
                  {"parameters", parameters_json(study, calibration)},
                  {"directions", directions_json(calibration)},
                  {"points", points_json(study, calibration)},
                  {"searches", searches_json(calibration)},
                  {"left_out", left_out_json(calibration)}};
  return json.dump(2) + "\n";
}

}  // namespace silith
