#include "field/algebra.hpp"

#include <deal.II/lac/solver_cg.h>
#include <deal.II/lac/solver_gmres.h>
#include <deal.II/lac/trilinos_precondition.h>
#include <deal.II/lac/trilinos_solver.h>
#include <fmt/format.h>

#include <Teuchos_ParameterList.hpp>
#include <limits>
#include <variant>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

using Factorisation = dealii::TrilinosWrappers::SolverDirect;
using Multigrid = dealii::TrilinosWrappers::PreconditionAMG;

[[noreturn]] void fail(const std::string& what) {
  throw NumericsError(what, std::numeric_limits<double>::quiet_NaN());
}

/// The settings of ML; the modes are pointed to, not copied, and have to outlive the set-up.
Teuchos::ParameterList multigrid_parameters(const LinearOptions& options, std::vector<double>& modes) {
  Multigrid::AdditionalData data;
  data.elliptic = true;
  data.higher_order_elements = options.higher_order;
  data.smoother_sweeps = 2;
  data.aggregation_threshold = options.near_null_space.empty() ? 1e-4 : 1e-3;
  data.n_cycles = static_cast<unsigned>(options.cycles);
  Teuchos::ParameterList parameters;
  std::unique_ptr<Epetra_MultiVector> unused;
  dealii::TrilinosWrappers::SparseMatrix empty;
  data.set_parameters(parameters, unused, empty);
  parameters.set("PDE equations", options.components);
  for (const auto& mode : options.near_null_space) modes.insert(modes.end(), mode.begin(), mode.end());
  if (!modes.empty()) {
    parameters.set("null space: type", "pre-computed");
    parameters.set("null space: dimension", static_cast<int>(options.near_null_space.size()));
    parameters.set("null space: vectors", modes.data());
  }
  return parameters;
}

}  // namespace

struct LinearSolver::State {
  LinearOptions options;
  const Matrix* matrix = nullptr;
  dealii::SolverControl direct_control;
  Matrix factorised;  ///< outlives the factorisation
  std::unique_ptr<Factorisation> factorisation;
  std::unique_ptr<Multigrid> multigrid;
  std::vector<double> modes;

  void factorise() {
    // Amesos asks its matrix even when it is destroyed, and the caller's may be gone by then: it gets one of its own.
    factorisation.reset();
    factorised.copy_from(*matrix);
    factorisation =
        std::make_unique<Factorisation>(direct_control, Factorisation::AdditionalData(false, "Amesos_Mumps"));
    try {
      factorisation->initialize(factorised);
    } catch (const dealii::ExceptionBase&) {
      fail(fmt::format("the linear system of {} unknowns can't be factorised: it is singular", matrix->m()));
    }
  }

  void set_up_multigrid() {
    multigrid = std::make_unique<Multigrid>();
    modes.clear();
    const Teuchos::ParameterList parameters = multigrid_parameters(options, modes);
    multigrid->initialize(*matrix, parameters);
  }

  int iterate(Vector& x, const Vector& b) const {
    dealii::SolverControl control(options.max_iterations, std::max(options.relative_tolerance * b.l2_norm(), 1e-300));
    try {
      if (options.symmetric)
        dealii::SolverCG<Vector>(control).solve(*matrix, x, b, *multigrid);
      else  // the preconditioner on the right: what is measured is the residual itself
        dealii::SolverGMRES<Vector>(control, dealii::SolverGMRES<Vector>::AdditionalData(60, true))
            .solve(*matrix, x, b, *multigrid);
    } catch (const dealii::SolverControl::NoConvergence& error) {
      fail(fmt::format("the linear system of {} unknowns is not solved after {} iterations, residual {:.3g} of {:.3g}",
                       matrix->m(), error.last_step, error.last_residual, b.l2_norm()));
    }
    return static_cast<int>(control.last_step());
  }
};

LinearSolver::LinearSolver(LinearOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}
LinearSolver::~LinearSolver() = default;
LinearSolver::LinearSolver(LinearSolver&&) noexcept = default;
LinearSolver& LinearSolver::operator=(LinearSolver&&) noexcept = default;

void LinearSolver::set_matrix(const Matrix& matrix) {
  state_->matrix = &matrix;
  if (state_->options.method == LinearMethod::direct)
    state_->factorise();
  else
    state_->set_up_multigrid();
}

int LinearSolver::solve(Vector& x, const Vector& b) {
  if (state_->matrix == nullptr) throw std::logic_error("LinearSolver: no matrix set");
  if (state_->options.method != LinearMethod::direct) return state_->iterate(x, b);
  state_->factorisation->solve(x, b);
  return 0;
}

void LinearSolver::cycle(Vector& x, const Vector& b) const {
  if (!state_->multigrid) throw std::logic_error("LinearSolver: a cycle needs multigrid and a matrix");
  state_->multigrid->vmult(x, b);
}

}  // namespace silith::field
