#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "field/displacement_space.hpp"

namespace silith::field {

struct NewtonOptions {
  double relative_tolerance = 1e-9;  ///< residual over the largest of first residual and forces of single cells
  double smallest_force = 0.0;       ///< N, residuals below are round-off; 0: from moduli and size of the body
  int max_iterations = 25;
  LinearOptions linear;  ///< the near-null space is filled in
};

/// How a solve went.
struct NewtonReport {
  std::vector<double> residuals;  ///< N, before each iteration and at the end
  int iterations() const { return static_cast<int>(residuals.size()) - 1; }
  int linear_iterations = 0;
};

/// How far Newton's method goes each time. Full steps reach nearly incompressible and thin bodies in a few iterations
/// by states of much larger residual, and are given up when corrections grow.
enum class NewtonSteps {
  full,   ///< all the way, but for impossible displacements
  damped  ///< until the residual falls, or what the same tangent would correct next (Eq. F49)
};

/// Internal forces of a cell and, where wanted, their derivatives.
/// @param unknowns displacements of the cell;  @param[out] forces, tangent overwritten by the sum; sized and zero on
/// entry
/// @throws NumericsError if the displacement is one that the solid can't have
template <int dim>
using CellEquation = std::function<void(const typename dealii::DoFHandler<dim>::active_cell_iterator& cell,
                                        const std::vector<double>& unknowns, dealii::Vector<double>& forces,
                                        dealii::FullMatrix<double>* tangent)>;

/// Newton's method with line search for the equilibrium of internal forces, loads and supports (Eq. F48).
template <int dim>
class Equilibrium {
public:
  Equilibrium(DisplacementSpace<dim>& space, NewtonOptions options);

  /// @param[in,out] displacement ghosted, a first guess
  /// @param keep_tangent whether the tangent of an earlier solve still holds (a linear law with the same moduli)
  /// @throws NumericsError if Newton's method does not converge; displacement is then as it was
  NewtonReport solve(Vector& displacement, const CellEquation<dim>& equation, NewtonSteps steps = NewtonSteps::damped,
                     bool keep_tangent = false);

  /// The mesh has changed.
  void reset();

  const NewtonOptions& options() const { return options_; }
  /// Body forces and tractions, N, without held unknowns.
  const Vector& loads();

  /// Share of the last correction that was taken.
  double step_factor() const { return step_factor_; }

  /// Residual (loads minus internal forces, without held unknowns), for tests of the tangent.
  Vector residual(const Vector& displacement, const CellEquation<dim>& equation);
  const Matrix& assembled_tangent(const Vector& displacement, const CellEquation<dim>& equation);

private:
  struct Forces {
    Vector residual;
    double norm = 0.0;
    double cell_norm = 0.0;  ///< root of the sum of squares of the forces of single cells
  };

  void assemble_loads();
  void add_face_loads(dealii::Vector<double>& local, const typename dealii::DoFHandler<dim>::active_cell_iterator& cell,
                      dealii::FEFaceValues<dim>& values) const;
  void add_supports(const typename dealii::DoFHandler<dim>::active_cell_iterator& cell,
                    const std::vector<double>& unknowns, dealii::FEFaceValues<dim>& values,
                    dealii::Vector<double>& forces, dealii::FullMatrix<double>* tangent) const;
  std::optional<Forces> evaluate(const Vector& displacement, const CellEquation<dim>& equation, Matrix* tangent,
                                 const Vector* jump = nullptr);
  bool leads_nearer(const Forces& forces, const Vector& change, double norm, double factor, double& next);
  Forces line_search(Vector& displacement, const Vector& change, double norm, const CellEquation<dim>& equation,
                     NewtonSteps steps);
  void iterate(Vector& displacement, const CellEquation<dim>& equation, NewtonSteps steps, bool keep_tangent,
               NewtonReport& report);
  int correct(Vector& change, const Vector& displacement, const Vector& jump, const Forces& forces,
              const CellEquation<dim>& equation, bool keep_tangent);
  Vector jump_to_prescribed(Vector& displacement, NewtonSteps steps);
  void shape_matrix();

  DisplacementSpace<dim>& space_;
  NewtonOptions options_;
  bool has_supports_ = false;
  bool tangent_is_set_ = false;
  double step_factor_ = 1.0;
  Matrix matrix_;
  Vector loads_;
  LinearSolver solver_;
};

}  // namespace silith::field
