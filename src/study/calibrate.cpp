#include "study/calibrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "base/diagnostic.hpp"
#include "study/evaluator.hpp"

namespace silith {
namespace {

SearchOptions::Loss loss_of(Study::Loss loss) {
  if (loss == Study::Loss::huber) return SearchOptions::Loss::huber;
  return loss == Study::Loss::cauchy ? SearchOptions::Loss::cauchy : SearchOptions::Loss::none;
}

class Calibrator {
public:
  Calibrator(const Study& study, const CalibrateOptions& options)
      : study_(study), options_(options), evaluate_(study, options.workers, options.stop) {}

  Calibration go() {
    Calibration result;
    fitted_ = weighted({});
    const Evaluator::Values start = values_at(place_of_start());
    if (start.of_point.empty() && !evaluate_.stopped())
      throw NumericsError("the cases cannot be simulated with the parameters' start values: " + start.failure, 0.0);
    result.start_simulated = start.of_point;
    const SearchResult best = search(result.searches);
    if (best.place.empty()) {
      if (!evaluate_.stopped()) throw NumericsError("no search found a place that can be simulated", 0.0);
      result.interrupted = true;
      return result;
    }
    result.parameters = parameters_at(best.place);
    result.cost = best.cost;
    finish(best, result);
    result.interrupted = evaluate_.stopped();
    return result;
  }

private:
  void say(const std::string& line) const {
    if (options_.say) options_.say(line);
  }

  Vector parameters_at(const Vector& place) const {
    Vector parameters;
    for (std::size_t i = 0; i < place.size(); ++i) parameters.push_back(study_.parameters[i].at(place[i]));
    return parameters;
  }

  Vector place_of_start() const {
    Vector place;
    for (const StudyParameter& parameter : study_.parameters) place.push_back(parameter.place_of(parameter.start));
    return place;
  }

  /// Points that count in a fit.
  std::vector<bool> weighted(const std::vector<std::size_t>& left_out) const {
    std::vector<bool> fitted;
    for (const StudyPoint& point : study_.points) fitted.push_back(study_.targets[point.target].weight > 0.0);
    for (const std::size_t point : left_out) fitted[point] = false;
    return fitted;
  }

  Evaluator::Values values_at(const Vector& place) const { return evaluate_({parameters_at(place)}).front(); }

  /// Eq. S1: sqrt(w) (simulated - measured)/sigma of the points fitted.
  Vector residuals_of(const Vector& simulated) const {
    Vector residuals;
    for (std::size_t p = 0; p < study_.points.size() && !simulated.empty(); ++p) {
      const StudyPoint& point = study_.points[p];
      if (fitted_[p])
        residuals.push_back(std::sqrt(study_.targets[point.target].weight) * (simulated[p] - point.measured) /
                            point.sigma);
    }
    return residuals;
  }

  std::vector<Vector> residuals_at(const std::vector<Vector>& places) const {
    std::vector<Vector> parameters, residuals;
    for (const Vector& place : places) parameters.push_back(parameters_at(place));
    for (const Evaluator::Values& values : evaluate_(parameters, fitted_)) {
      if (!values.failure.empty()) say("a run failed: " + values.failure);
      residuals.push_back(residuals_of(values.of_point));
    }
    return residuals;
  }

  std::size_t residual_count() const {
    return static_cast<std::size_t>(std::count(fitted_.begin(), fitted_.end(), true));
  }

  /// The start values, then places drawn between the bounds; the same for the same seed everywhere.
  std::vector<Vector> starts() const {
    std::vector<Vector> places{place_of_start()};
    std::mt19937_64 random(study_.seed);
    const int count = options_.starts > 0 ? options_.starts : study_.starts;
    while (static_cast<int>(places.size()) < count) {
      Vector place;
      for (std::size_t i = 0; i < study_.parameters.size(); ++i)
        place.push_back(0.05 + 0.9 * static_cast<double>(random() >> 11) * 0x1p-53);
      places.push_back(place);
    }
    return places;
  }

  SearchResult search(std::vector<FitSearch>& searches) {
    SearchOptions options;
    options.loss = loss_of(study_.loss);
    options.loss_scale = study_.loss_scale;
    options.step = study_.step;
    options.max_iterations = study_.max_iterations;
    SearchResult best;
    const Residuals residuals = [this](const std::vector<Vector>& places) { return residuals_at(places); };
    for (const Vector& start : starts()) {
      if (evaluate_.stopped()) break;
      const std::string name = fmt::format("search {}", searches.size() + 1);
      options.watch = [&](int iteration, double cost) {
        say(fmt::format("{}, iteration {}: {:.4g} standard deviations", name, iteration, deviations(cost)));
        return !evaluate_.stopped();
      };
      const SearchResult found = search_least_squares(residuals, residual_count(), start, options);
      say(fmt::format("{} ended after {} iterations: {}", name, found.iterations, found.ending));
      searches.push_back({parameters_at(start), parameters_at(found.place), found.cost, found.iterations,
                          found.converged, found.ending});
      if (!found.place.empty() && (best.place.empty() || found.cost < best.cost)) best = found;
    }
    return best;
  }

  double deviations(double cost) const { return std::sqrt(2.0 * cost / static_cast<double>(residual_count())); }

  void finish(const SearchResult& best, Calibration& result) {
    // Not for the sake of a stop: what was found is to be shown with its numbers.
    Evaluator undisturbed(study_, options_.workers, nullptr);
    result.simulated = undisturbed({result.parameters}).front().of_point;
    const Residuals residuals = [this](const std::vector<Vector>& places) { return residuals_at(places); };
    if (const auto jacobian = derivatives(residuals, best.place, study_.step); !jacobian.empty())
      result.known = identifiability(jacobian, best.residuals, best.place);
    if (!options_.leave_out) return;
    for (const LeaveOut& left : study_.leave_out)
      if (!evaluate_.stopped()) result.left_out.push_back(without(left));
    fitted_ = weighted({});
  }

  LeaveOutFit without(const LeaveOut& left) {
    say(fmt::format("{}:", left.name));
    fitted_ = weighted(left.points);
    std::vector<FitSearch> searches;
    const SearchResult best = search(searches);
    LeaveOutFit fit{left.name, left.points, parameters_at(best.place), {}, deviations(best.cost)};
    if (!best.place.empty()) fit.simulated = values_at(best.place).of_point;
    return fit;
  }

  const Study& study_;
  const CalibrateOptions& options_;
  Evaluator evaluate_;
  std::vector<bool> fitted_;
};

}  // namespace

Calibration calibrate(const Study& study, const CalibrateOptions& options) {
  if (study.parameters.empty())
    throw InputError(fmt::format("{} has no parameters", study.file.string()),
                     "add a [[parameters]] table: name, key, start, bounds");
  return Calibrator(study, options).go();
}

double rms_of(const Study& study, const Vector& simulated, std::size_t target) {
  double squares = 0.0, count = 0.0;
  for (std::size_t p = 0; p < study.points.size() && !simulated.empty(); ++p) {
    if (study.points[p].target != target) continue;
    squares += (simulated[p] - study.points[p].measured) * (simulated[p] - study.points[p].measured);
    count += 1.0;
  }
  return count > 0.0 ? std::sqrt(squares / count) : std::nan("");
}

}  // namespace silith
