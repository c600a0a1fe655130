#include "study/search.hpp"

#include <ceres/ceres.h>
#include <glog/logging.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace silith {
namespace {

std::unique_ptr<ceres::LossFunction> loss_of(const SearchOptions& options) {
  using enum SearchOptions::Loss;
  if (options.loss == huber) return std::make_unique<ceres::HuberLoss>(options.loss_scale);
  if (options.loss == cauchy) return std::make_unique<ceres::CauchyLoss>(options.loss_scale);
  return nullptr;
}

/// All residuals at the place Ceres is about to look at, computed at once; remembers the best place.
class Evaluations : public ceres::EvaluationCallback {
public:
  Evaluations(const Residuals& residuals, std::size_t count, const Vector& start, const SearchOptions& options)
      : residuals_(residuals), count_(count), options_(options), loss_(loss_of(options)), place_(start) {
    best_.cost = std::numeric_limits<double>::infinity();
  }

  double* place() { return place_.data(); }

  void PrepareForEvaluation(bool with_derivatives, bool new_place) final {
    if (new_place || values_.empty()) {
      values_ = residuals_({place_}).front();
      derivatives_.clear();
      keep();
    }
    if (with_derivatives && derivatives_.empty() && !values_.empty())
      derivatives_ = one_sided_derivatives(residuals_, place_, values_, 0.5 * options_.step);
  }

  const Vector& values() const { return values_; }
  const std::vector<Vector>& slopes() const { return derivatives_; }
  std::size_t count() const { return count_; }
  SearchResult& best() { return best_; }

private:
  void keep() {
    if (values_.empty()) return;
    double cost = 0.0;
    for (const double residual : values_) {
      double rho[3] = {residual * residual, 1.0, 0.0};
      if (loss_) loss_->Evaluate(residual * residual, rho);
      cost += 0.5 * rho[0];
    }
    if (cost >= best_.cost) return;
    best_.cost = cost;
    best_.place = place_;
    best_.residuals = values_;
  }

  const Residuals& residuals_;
  std::size_t count_;
  const SearchOptions& options_;
  std::unique_ptr<ceres::LossFunction> loss_;
  Vector place_, values_;
  std::vector<Vector> derivatives_;
  SearchResult best_;
};

/// One residual, so that the loss applies to it alone.
class OneResidual : public ceres::CostFunction {
public:
  OneResidual(const Evaluations& evaluations, std::size_t index, std::size_t parameters)
      : evaluations_(evaluations), index_(index) {
    set_num_residuals(1);
    mutable_parameter_block_sizes()->push_back(static_cast<int>(parameters));
  }

  bool Evaluate(double const* const*, double* residual, double** jacobian) const final {
    if (evaluations_.values().empty()) return false;
    residual[0] = evaluations_.values()[index_];
    if (jacobian == nullptr || jacobian[0] == nullptr) return true;
    if (evaluations_.slopes().empty()) return false;
    std::copy(evaluations_.slopes()[index_].begin(), evaluations_.slopes()[index_].end(), jacobian[0]);
    return true;
  }

private:
  const Evaluations& evaluations_;
  std::size_t index_;
};

class Watch : public ceres::IterationCallback {
public:
  explicit Watch(const SearchOptions& options) : options_(options) {}
  ceres::CallbackReturnType operator()(const ceres::IterationSummary& summary) final {
    const bool go_on = !options_.watch || options_.watch(summary.iteration, summary.cost);
    return go_on ? ceres::SOLVER_CONTINUE : ceres::SOLVER_TERMINATE_SUCCESSFULLY;
  }

private:
  const SearchOptions& options_;
};

ceres::Solver::Options solver_options(const SearchOptions& options) {
  ceres::Solver::Options solver;
  solver.linear_solver_type = ceres::DENSE_QR;
  solver.max_num_iterations = options.max_iterations;
  solver.function_tolerance = options.tolerance;
  solver.parameter_tolerance = 1e-6;
  solver.gradient_tolerance = 1e-9;
  solver.num_threads = 1;
  solver.logging_type = ceres::SILENT;
  solver.max_num_consecutive_invalid_steps = 10;
  return solver;
}

}  // namespace

SearchResult search_least_squares(const Residuals& residuals, std::size_t residual_count, const Vector& start,
                                  const SearchOptions& options) {
  Evaluations evaluations(residuals, residual_count, start, options);
  ceres::Problem::Options ownership;
  ownership.evaluation_callback = &evaluations;
  ceres::Problem problem(ownership);
  double* place = evaluations.place();
  problem.AddParameterBlock(place, static_cast<int>(start.size()));
  for (int i = 0; i < static_cast<int>(start.size()); ++i) {
    problem.SetParameterLowerBound(place, i, 0.0);
    problem.SetParameterUpperBound(place, i, 1.0);
  }
  for (std::size_t r = 0; r < residual_count; ++r) {
    problem.AddResidualBlock(new OneResidual(evaluations, r, start.size()), loss_of(options).release(), place);
  }
  Watch watch(options);
  ceres::Solver::Options solver = solver_options(options);
  solver.callbacks.push_back(&watch);
  ceres::Solver::Summary summary;
  FLAGS_minloglevel = google::GLOG_FATAL;  // how a search ended is in its result
  ceres::Solve(solver, &problem, &summary);
  SearchResult best = evaluations.best();
  best.iterations = static_cast<int>(summary.iterations.size()) - 1;
  best.converged = summary.termination_type == ceres::CONVERGENCE;
  best.ending = summary.message;
  return best;
}

}  // namespace silith
