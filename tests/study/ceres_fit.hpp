#pragma once
#include <ceres/ceres.h>

#include <vector>

#include "analysis/eis_problem.hpp"
#include "analysis/eis_start.hpp"

namespace silith::test {

/// The residuals of a spectrum for Ceres, with the same exact derivatives.
class EisCost : public ceres::CostFunction {
public:
  explicit EisCost(EisProblem& problem) : problem_(problem), scratch_(problem.residual_count() * unknowns()) {
    set_num_residuals(static_cast<int>(problem.residual_count()));
    mutable_parameter_block_sizes()->push_back(static_cast<int>(unknowns()));
  }
  bool Evaluate(const double* const* x, double* r, double** jacobian) const override {
    const bool wanted = jacobian != nullptr && jacobian[0] != nullptr;
    problem_.evaluate({x[0], unknowns()}, {r, problem_.residual_count()},
                      {wanted ? jacobian[0] : scratch_.data(), scratch_.size()});
    return true;
  }

private:
  std::size_t unknowns() const { return problem_.parameter_count(); }
  EisProblem& problem_;
  mutable std::vector<double> scratch_;
};

/// Half the sum of squares where Ceres ends from a start; parameters are those of the circuit.
struct CeresFit {
  std::vector<double> parameters;
  double cost = 0.0;
};

inline CeresFit fit_with_ceres(EisProblem& problem, const std::vector<double>& start) {
  std::vector<double> x = problem.to_unknowns(start);
  ceres::Problem::Options ownership;
  ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  EisCost cost(problem);
  ceres::Problem fit(ownership);
  fit.AddResidualBlock(&cost, nullptr, x.data());
  for (std::size_t i = 0; i < x.size(); ++i) {
    fit.SetParameterLowerBound(x.data(), static_cast<int>(i), problem.lower()[i]);
    fit.SetParameterUpperBound(x.data(), static_cast<int>(i), problem.upper()[i]);
  }
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.logging_type = ceres::SILENT;
  options.max_num_iterations = 200;
  options.function_tolerance = 1e-12;
  options.parameter_tolerance = 1e-12;
  options.gradient_tolerance = 1e-14;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &fit, &summary);
  return {problem.to_parameters(x), summary.final_cost};
}

/// Best of the same starts that fit_circuit() tries.
inline CeresFit fit_circuit_with_ceres(const Spectrum& spectrum, const Circuit& circuit, const EisFitOptions& options) {
  EisProblem problem(spectrum, circuit, options);
  const EisStarts starts(circuit, spectrum);
  CeresFit best;
  for (int k = 0; k < options.starts; ++k) {
    CeresFit fit = fit_with_ceres(problem, starts.values(k));
    if (k == 0 || fit.cost < best.cost) best = std::move(fit);
  }
  return best;
}

}  // namespace silith::test
