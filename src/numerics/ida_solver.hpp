#pragma once
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "numerics/dae_system.hpp"

namespace silith {

struct IdaOptions {
  double relative_tolerance = 1e-4;
  std::vector<double> absolute_tolerance;  ///< [size]
  /// Unknown, algebraic or not, whose error in a step stays below a tolerance of its own. Otherwise the errors of
  /// all differential unknowns count by their root mean square, in which one of a thousand goes down.
  struct Watched {
    std::size_t unknown;
    double tolerance;
  };
  std::vector<Watched> watched;
  double max_step = 0.0;    ///< s; 0: no limit
  double first_step = 0.0;  ///< s; 0: chosen by the integrator
  int max_order = 5;
};

struct IdaStatistics {
  long steps = 0, residuals = 0, jacobians = 0, newton_iterations = 0, error_test_failures = 0,
       convergence_failures = 0;  ///< steps rejected because Newton's iteration failed with a fresh Jacobian too
  IdaStatistics& operator+=(const IdaStatistics& other);
};

/// Variable-order BDF integration of a DaeSystem by SUNDIALS IDAS, with our own structured linear solver.
class IdaSolver {
public:
  enum class Outcome { stepped, reached_stop, root };

  IdaSolver(DaeSystem& system, IdaOptions options, std::unique_ptr<LinearSolver> linear_solver);
  ~IdaSolver();
  IdaSolver(const IdaSolver&) = delete;
  IdaSolver& operator=(const IdaSolver&) = delete;

  /// (Re)starts at order 1 from (t, y, y_dot).
  void start(double t, std::span<const double> y, std::span<const double> y_dot);

  /// Algebraic unknowns and derivatives consistent with the differential unknowns of start(); false if none were found.
  /// @param toward a later time, gives the direction and scale of the first step
  bool make_consistent(double toward);

  /// One internal step, not beyond `stop`. @throws NumericsError when the integrator gives up
  Outcome step(std::optional<double> stop);

  /// After step(): fails unless previous_time() <= t <= time(). @param[out] y [size]
  void interpolate(double t, std::span<double> y) const;
  void interpolate_derivative(double t, std::span<double> y_dot) const;

  double time() const;           ///< of the last accepted state, s
  double previous_time() const;  ///< before the last internal step, s
  std::span<const double> y() const;
  std::span<const double> y_dot() const;
  /// After Outcome::root: +1/-1 for the root functions that crossed zero, by direction, else 0.
  std::vector<int> root_directions() const;
  IdaStatistics statistics() const;

  struct Implementation;

private:
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace silith
