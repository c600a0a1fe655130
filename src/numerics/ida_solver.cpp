#include "numerics/ida_solver.hpp"

#include <fmt/format.h>
#include <idas/idas.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/diagnostic.hpp"
#include "numerics/fast_vector.hpp"

namespace silith {

IdaStatistics& IdaStatistics::operator+=(const IdaStatistics& other) {
  steps += other.steps;
  residuals += other.residuals;
  jacobians += other.jacobians;
  newton_iterations += other.newton_iterations;
  error_test_failures += other.error_test_failures;
  convergence_failures += other.convergence_failures;
  return *this;
}

struct IdaSolver::Implementation {
  DaeSystem& system;
  IdaOptions options;
  std::unique_ptr<LinearSolver> linear_solver;
  SUNContext context = nullptr;
  void* ida = nullptr;
  N_Vector y = nullptr, y_dot = nullptr, differential = nullptr, tested = nullptr, scratch = nullptr;
  SUNMatrix matrix = nullptr;
  SUNLinearSolver sun_solver = nullptr;
  double time = 0.0, previous_time = 0.0;
  bool started = false;
  bool stepping = false;  ///< not looking for consistent values, where a tight tolerance may be out of reach
  int steps_watched = 0;
  long watch_failures = 0;
  double watch_time = 0.0, start_time = 0.0;
  IdaStatistics before_restart;

  Implementation(DaeSystem& system_, IdaOptions options_, std::unique_ptr<LinearSolver> solver)
      : system(system_), options(std::move(options_)), linear_solver(std::move(solver)) {}

  std::span<double> view(N_Vector vector) const { return {N_VGetArrayPointer(vector), system.size()}; }
  N_Vector vector_of(std::span<const double> values) {
    N_Vector vector = make_fast_vector(values.size(), context);
    std::copy(values.begin(), values.end(), N_VGetArrayPointer(vector));
    return vector;
  }
  IdaStatistics since_restart() const;
  void set_up();
  void watch_progress();
};

namespace {

void check(int flag, const char* call) {
  if (flag < 0) throw std::logic_error(fmt::format("{} returned {}", call, flag));
}

int residual_callback(realtype t, N_Vector y, N_Vector y_dot, N_Vector out, void* user) {
  auto* system = &static_cast<IdaSolver::Implementation*>(user)->system;
  const std::size_t n = system->size();
  const auto result =
      system->residual(t, {N_VGetArrayPointer(y), n}, {N_VGetArrayPointer(y_dot), n}, {N_VGetArrayPointer(out), n});
  return result == Evaluation::ok ? 0 : 1;
}

int jacobian_callback(realtype t, realtype cj, N_Vector y, N_Vector y_dot, N_Vector, SUNMatrix, void* user, N_Vector,
                      N_Vector, N_Vector) {
  auto* system = &static_cast<IdaSolver::Implementation*>(user)->system;
  const std::size_t n = system->size();
  const auto result = system->assemble(t, cj, {N_VGetArrayPointer(y), n}, {N_VGetArrayPointer(y_dot), n});
  return result == Evaluation::ok ? 0 : 1;
}

int root_callback(realtype t, N_Vector y, N_Vector, realtype* out, void* user) {
  auto* system = &static_cast<IdaSolver::Implementation*>(user)->system;
  system->roots(t, {N_VGetArrayPointer(y), system->size()}, {out, system->n_roots()});
  return 0;
}

/// 1 / tolerance of every unknown; the square of a watched one counts as much as the mean of all the others.
int weight_callback(N_Vector y, N_Vector weight, void* user) {
  const auto& self = *static_cast<IdaSolver::Implementation*>(user);
  const auto values = self.view(y), weights = self.view(weight);
  const auto absolute = std::span<const double>(self.options.absolute_tolerance);
  for (std::size_t i = 0; i < weights.size(); ++i)
    weights[i] = 1.0 / (self.options.relative_tolerance * std::abs(values[i]) + absolute[i]);
  if (!self.stepping) return 0;
  const double count = std::sqrt(static_cast<double>(weights.size()));
  for (const auto& watched : self.options.watched) weights[watched.unknown] = count / watched.tolerance;
  return 0;
}

/// What the SUNDIALS shells hand to our linear solver.
struct LinearContent {
  DaeSystem* system;
  LinearSolver* solver;
};

SUNMatrix_ID custom_matrix(SUNMatrix) {
  return SUNMATRIX_CUSTOM;
}
int keep_matrix(SUNMatrix) {
  return 0;
}  // assemble() overwrites
SUNLinearSolver_Type direct_solver(SUNLinearSolver) {
  return SUNLINEARSOLVER_DIRECT;
}

int factorise_callback(SUNLinearSolver solver, SUNMatrix) {
  auto* content = static_cast<LinearContent*>(solver->content);
  return content->solver->factorise(content->system->jacobian()) ? 0 : 1;
}

int solve_callback(SUNLinearSolver solver, SUNMatrix, N_Vector x, N_Vector b, realtype) {
  auto* content = static_cast<LinearContent*>(solver->content);
  N_VScale(1.0, b, x);
  content->solver->solve({N_VGetArrayPointer(x), content->system->size()});
  return 0;
}

void ignore_message(int, const char*, const char*, char*, void*) {}  // the return flags say the same

}  // namespace

IdaSolver::IdaSolver(DaeSystem& system, IdaOptions options, std::unique_ptr<LinearSolver> linear_solver)
    : implementation_(std::make_unique<Implementation>(system, std::move(options), std::move(linear_solver))) {
  auto& self = *implementation_;
  check(SUNContext_Create(nullptr, &self.context), "SUNContext_Create");
  const std::vector<double> zero(system.size(), 0.0);
  self.y = self.vector_of(zero);
  self.y_dot = self.vector_of(zero);
  self.scratch = self.vector_of(zero);
  self.differential = self.vector_of(system.differential());
  self.tested = self.vector_of(system.differential());
  for (const auto& watched : self.options.watched) self.view(self.tested)[watched.unknown] = 1.0;

  self.matrix = SUNMatNewEmpty(self.context);
  self.matrix->ops->getid = custom_matrix;
  self.matrix->ops->zero = keep_matrix;
  self.sun_solver = SUNLinSolNewEmpty(self.context);
  self.sun_solver->content = new LinearContent{&system, self.linear_solver.get()};
  self.sun_solver->ops->gettype = direct_solver;
  self.sun_solver->ops->setup = factorise_callback;
  self.sun_solver->ops->solve = solve_callback;

  self.ida = IDACreate(self.context);
}

IdaSolver::~IdaSolver() {
  auto& self = *implementation_;
  IDAFree(&self.ida);
  delete static_cast<LinearContent*>(self.sun_solver->content);
  SUNLinSolFreeEmpty(self.sun_solver);
  SUNMatFreeEmpty(self.matrix);
  for (N_Vector vector : {self.y, self.y_dot, self.scratch, self.differential, self.tested}) N_VDestroy(vector);
  SUNContext_Free(&self.context);
}

void IdaSolver::Implementation::set_up() {
  check(IDAInit(ida, residual_callback, time, y, y_dot), "IDAInit");
  check(IDAWFtolerances(ida, weight_callback), "IDAWFtolerances");
  check(IDASetUserData(ida, this), "IDASetUserData");
  check(IDASetLinearSolver(ida, sun_solver, matrix), "IDASetLinearSolver");
  check(IDASetJacFn(ida, jacobian_callback), "IDASetJacFn");
  check(IDASetSuppressAlg(ida, SUNTRUE), "IDASetSuppressAlg");
  check(IDASetMaxOrd(ida, options.max_order), "IDASetMaxOrd");
  // Far from equilibrium exchange currents grow by a bounded factor an iteration: ten are too few.
  constexpr int consistency_iterations = 50;
  check(IDASetMaxNumItersIC(ida, consistency_iterations), "IDASetMaxNumItersIC");
  check(IDASetErrHandlerFn(ida, ignore_message, nullptr), "IDASetErrHandlerFn");
  // Where a potential ends steeply, the iteration with one Jacobian a step converges, but slowly: four are too few.
  constexpr int newton_iterations = 8;
  check(IDASetMaxNonlinIters(ida, newton_iterations), "IDASetMaxNonlinIters");
  // A step of the protocol may begin with consistent values, but derivatives of zero: the first time step is then far
  // too long and shrinks by a factor of four at a time.
  constexpr int error_test_failures = 30;
  check(IDASetMaxErrTestFails(ida, error_test_failures), "IDASetMaxErrTestFails");
  if (options.max_step > 0.0) check(IDASetMaxStep(ida, options.max_step), "IDASetMaxStep");
}

void IdaSolver::start(double t, std::span<const double> y, std::span<const double> y_dot) {
  auto& self = *implementation_;
  std::copy(y.begin(), y.end(), self.view(self.y).begin());
  std::copy(y_dot.begin(), y_dot.end(), self.view(self.y_dot).begin());
  self.time = self.previous_time = self.watch_time = self.start_time = t;
  self.steps_watched = 0;
  self.watch_failures = 0;
  if (self.started) {
    self.before_restart += self.since_restart();
    check(IDAReInit(self.ida, t, self.y, self.y_dot), "IDAReInit");
  } else {
    self.set_up();
    self.started = true;
  }
  check(IDASetInitStep(self.ida, self.options.first_step), "IDASetInitStep");
  check(IDARootInit(self.ida, static_cast<int>(self.system.n_roots()), root_callback), "IDARootInit");
  check(IDASetNoInactiveRootWarn(self.ida), "IDASetNoInactiveRootWarn");
}

bool IdaSolver::make_consistent(double toward) {
  auto& self = *implementation_;
  check(IDASetId(self.ida, self.differential), "IDASetId");
  self.stepping = false;
  if (IDACalcIC(self.ida, IDA_YA_YDP_INIT, toward) < 0) return false;
  check(IDAGetConsistentIC(self.ida, self.y, self.y_dot), "IDAGetConsistentIC");
  return true;
}

IdaSolver::Outcome IdaSolver::step(std::optional<double> stop) {
  auto& self = *implementation_;
  constexpr double far_away = 1e30;
  // Always set: a stop time of an earlier step stays in the integrator otherwise.
  check(IDASetStopTime(self.ida, stop.value_or(far_away)), "IDASetStopTime");
  if (!self.stepping) {
    check(IDASetId(self.ida, self.tested), "IDASetId");  // whose errors decide about a step
    self.stepping = true;
  }
  const double before = self.time;
  double reached = self.time;
  const int flag = IDASolve(self.ida, stop.value_or(far_away), &reached, self.y, self.y_dot, IDA_ONE_STEP);
  if (flag < 0) {
    throw NumericsError(fmt::format("the time integration stopped ({})", IDAGetReturnFlagName(flag)), self.time);
  }
  self.previous_time = before;
  self.time = reached;
  self.watch_progress();
  if (flag == IDA_ROOT_RETURN) return Outcome::root;
  return flag == IDA_TSTOP_RETURN ? Outcome::reached_stop : Outcome::stepped;
}

/// Where a state runs into the end of a law's range, steps of round-off's size go on for ever without reaching it.
void IdaSolver::Implementation::watch_progress() {
  constexpr int watched = 60, many_failures = 15;
  constexpr double little_progress = 1e-6;  // of the time since the start: as many steps again as no run can afford
  if (++steps_watched < watched) return;
  long failures = 0;
  check(IDAGetNumNonlinSolvConvFails(ida, &failures), "IDAGetNumNonlinSolvConvFails");
  if (failures - watch_failures >= many_failures && time - watch_time <= little_progress * (time - start_time)) {
    throw NumericsError(
        fmt::format("the time steps became too small ({} steps for {:.2g} s)", watched, time - watch_time), time);
  }
  steps_watched = 0;
  watch_time = time;
  watch_failures = failures;
}

void IdaSolver::interpolate(double t, std::span<double> y) const {
  auto& self = *implementation_;
  check(IDAGetDky(self.ida, t, 0, self.scratch), "IDAGetDky");
  const auto found = self.view(self.scratch);
  std::copy(found.begin(), found.end(), y.begin());
}

void IdaSolver::interpolate_derivative(double t, std::span<double> y_dot) const {
  auto& self = *implementation_;
  check(IDAGetDky(self.ida, t, 1, self.scratch), "IDAGetDky");
  const auto found = self.view(self.scratch);
  std::copy(found.begin(), found.end(), y_dot.begin());
}

double IdaSolver::time() const {
  return implementation_->time;
}
double IdaSolver::previous_time() const {
  return implementation_->previous_time;
}
std::span<const double> IdaSolver::y() const {
  return implementation_->view(implementation_->y);
}
std::span<const double> IdaSolver::y_dot() const {
  return implementation_->view(implementation_->y_dot);
}

std::vector<int> IdaSolver::root_directions() const {
  std::vector<int> directions(implementation_->system.n_roots(), 0);
  check(IDAGetRootInfo(implementation_->ida, directions.data()), "IDAGetRootInfo");
  return directions;
}

IdaStatistics IdaSolver::Implementation::since_restart() const {
  IdaStatistics now;
  if (!started) return now;
  IDAGetNumSteps(ida, &now.steps);
  IDAGetNumResEvals(ida, &now.residuals);
  IDAGetNumJacEvals(ida, &now.jacobians);
  IDAGetNumNonlinSolvIters(ida, &now.newton_iterations);
  IDAGetNumErrTestFails(ida, &now.error_test_failures);
  IDAGetNumStepSolveFails(ida, &now.convergence_failures);
  return now;
}

IdaStatistics IdaSolver::statistics() const {
  IdaStatistics total = implementation_->before_restart;
  return total += implementation_->since_restart();
}

}  // namespace silith
