#pragma once
#include <deal.II/lac/vector.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "field/algebra.hpp"
#include "field/domain.hpp"
#include "field/interface_law.hpp"
#include "field/scalar_field.hpp"

namespace silith::field {

struct ConductionOptions {
  int degree = 1;
  double temperature = 298.15;                   ///< K
  std::vector<std::optional<Law>> conductivity;  ///< S/m over x, by material id; none: carries no current
  std::vector<BodyInterface> interfaces;         ///< pairs that touch and are not listed are perfect contacts
  std::vector<double> periods;                   ///< m, along the layers; for partial contact
  double tolerance = 1e-10;                      ///< of Newton's iteration, residual current over current passed
  int max_iterations = 60;                       ///< of Newton's iteration
  LinearOptions linear;
};

/// What a case says about its conduction.
ConductionOptions conduction_options(const FieldCase& field_case);

/// What a load has done: currents are positive into the domain at the feed.
struct ConductionResult {
  double voltage = 0.0;         ///< V, of the feed against the ground; its mean for a uniform current
  double current = 0.0;         ///< A (A/m in plane strain), in at the feed
  double feed_area = 0.0;       ///< m^2 (m)
  double balance_error = 0.0;   ///< |in - out| / in
  int iterations = 0;           ///< of Newton
  int linear_iterations = 0;    ///< of the linear solver, zero for a direct one
  std::vector<double> history;  ///< A (A/m), residual before each iteration and after the last
};

/// One point of an interface, for integrals along it.
template <int dim>
struct InterfacePoint {
  dealii::Point<dim> at;
  double normal_current = 0.0;  ///< A/m^2, from the first body to the second
  double weight = 0.0;          ///< m^2 (m)
};

struct InterfaceStatistics {
  double area = 0.0;           ///< m^2 (m)
  double mean = 0.0;           ///< A/m^2
  double nonuniformity = 0.0;  ///< standard deviation / |mean|, 1
  double peak_ratio = 0.0;     ///< max / mean, 1
};

/// Statistics over the points of all ranks.
template <int dim>
InterfaceStatistics statistics(const std::vector<InterfacePoint<dim>>& points, MPI_Comm communicator);

/// Stationary conduction, div(sigma(x) grad phi) = 0 in every conducting body (Eq. F1), with laws at the faces between
/// bodies (Eq. F2 to F4). Bodies in perfect contact share one continuous potential; at other faces it jumps: every
/// group of joined bodies has its own unknowns.
template <int dim>
class Conduction {
public:
  /// @throws InputError if an interface names bodies that do not touch, or a law can't be used in this geometry
  Conduction(const Domain<dim>& domain, ConductionOptions options);
  ~Conduction();

  /// Current fed in everywhere, A/m^3; empty: none.
  void set_source(CellScalars<dim> source);

  /// Solves at the state x, starting from the last solution.
  /// @throws InputError if current can't get from the feed to the ground;  NumericsError if Newton fails
  ConductionResult solve(const CellScalars<dim>& x, const FieldDrive& drive);

  /// A/m^2, of the last solution at the state given to it. Valid while this object and what x refers to live.
  CellVectors<dim> current_density() const;
  /// V, of the last solution; 0 in bodies that carry no current.
  CellScalars<dim> potential() const;
  /// The current through the locally owned faces between two bodies.
  std::vector<InterfacePoint<dim>> interface_current(const std::string& first, const std::string& second) const;
  /// Estimate of the square of the energy error of every active cell, W (W/m), from the jumps of the normal current
  /// (Eq. F7).
  dealii::Vector<float> error_indicator() const;

  dealii::types::global_dof_index unknowns() const;

  /// Refinement: the first after flags are set and prepare_coarsening_and_refinement, the second after execution.
  void prepare_refinement();
  void finish_refinement();

private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace silith::field
