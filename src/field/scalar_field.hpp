#pragma once
#include <deal.II/base/quadrature.h>
#include <deal.II/distributed/solution_transfer.h>
#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "field/algebra.hpp"
#include "field/field_mesh.hpp"

// Scalar fields: one owner, many readers.
namespace silith::field {

template <int dim>
using Cell = typename dealii::Triangulation<dim>::active_cell_iterator;

/// Vectors at the points of a quadrature of a cell (reference coordinates): a velocity, a current density.
/// @param[out] out [n points], overwritten
template <int dim>
using CellVectors = std::function<void(const Cell<dim>& cell, const dealii::Quadrature<dim>& points,
                                       std::span<dealii::Tensor<1, dim>> out)>;

/// Scalars at the points of a quadrature of a cell (reference coordinates): a driving energy.
/// @param[out] out [n points], overwritten
template <int dim>
using CellScalars =
    std::function<void(const Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<double> out)>;

/// Bodies by material id; empty: every body.
using Bodies = std::set<dealii::types::material_id>;

/// What readers of a scalar field see. Without unknowns, and outside its bodies, it is the constant.
template <int dim>
struct ScalarView {
  const dealii::DoFHandler<dim>* dofs = nullptr;
  const Vector* values = nullptr;  ///< with ghost entries
  double constant = 0.0;
  Bodies bodies;

  /// Whether the cell's values come from the unknowns.
  bool lives_in(dealii::types::material_id body) const {
    return dofs != nullptr && (bodies.empty() || bodies.count(body) > 0);
  }
};

/// Reads a view cell by cell at the points of one quadrature.
template <int dim>
class ScalarEvaluator {
public:
  ScalarEvaluator(const ScalarView<dim>& view, const dealii::Mapping<dim>& mapping,
                  const dealii::Quadrature<dim>& points);

  /// Moves to a locally owned or ghost cell of the view's triangulation; reads the view's values as they are now.
  void reinit(const Cell<dim>& cell);

  /// Values at the points. [n points]
  std::span<const double> values() const { return values_; }
  /// Gradients in space at the points, 1/m. [n points]
  std::span<const dealii::Tensor<1, dim>> gradients() const { return gradients_; }

private:
  ScalarView<dim> view_;
  std::unique_ptr<dealii::FEValues<dim>> shapes_;
  std::vector<double> values_;
  std::vector<dealii::Tensor<1, dim>> gradients_;
};

/// Makes unknowns equal on faces that the triangulation knows as periodic (add_periodicity).
template <int dim>
void make_periodic(const dealii::DoFHandler<dim>& dofs, Constraints& constraints);

/// A scalar field of continuous elements: unknowns, constraints (hanging nodes, periodic faces) and values, which
/// follow the mesh through refinement and checkpoints.
template <int dim>
class ScalarField {
public:
  /// Unknowns on every cell of the mesh, all zero.
  ScalarField(const FieldMesh<dim>& mesh, int degree);

  const FieldMesh<dim>& mesh() const { return mesh_; }
  const dealii::DoFHandler<dim>& dofs() const { return dofs_; }
  const Constraints& constraints() const { return constraints_; }
  const Vector& values() const { return values_; }  ///< with ghost entries
  ScalarView<dim> view(double outside = 0.0, const Bodies& bodies = {}) const {
    return {&dofs_, &values_, outside, bodies};
  }

  /// A zero vector of the locally owned unknowns.
  Vector owned_vector() const;
  /// Takes the values of a vector of the locally owned unknowns and makes constrained ones follow.
  void set_values(const Vector& owned);
  void set_values(double value);
  /// Takes the values of a function at the nodes.
  void interpolate(const std::function<double(const dealii::Point<dim>&)>& function);

  /// Integral of f(value) over bodies in the frame's measure: m^3, or m^2 (per depth) in plane strain, times f.
  double integral(const Bodies& bodies = {}, const std::function<double(double)>& f = {}) const;
  double smallest() const;  ///< over all unknowns of all ranks
  double largest() const;

  /// Refinement: the first after flags are set and prepare_coarsening_and_refinement, the second after execution.
  void prepare_refinement();
  void finish_refinement();
  /// Checkpoint: the first before Triangulation::save, the second after load, on any number of ranks.
  void prepare_checkpoint();
  void resume_checkpoint();

private:
  void distribute();

  const FieldMesh<dim>& mesh_;
  dealii::FE_Q<dim> fe_;
  dealii::DoFHandler<dim> dofs_;
  Constraints constraints_;
  Vector values_;
  std::unique_ptr<dealii::parallel::distributed::SolutionTransfer<dim, Vector>> transfer_;
};

}  // namespace silith::field
