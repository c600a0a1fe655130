#pragma once
#include <deal.II/base/quadrature_lib.h>
#include <deal.II/base/symmetric_tensor.h>
#include <deal.II/distributed/solution_transfer.h>
#include <deal.II/fe/fe_system.h>

#include <memory>
#include <span>
#include <vector>

#include "field/algebra.hpp"
#include "field/scalar_field.hpp"

namespace silith::field {

/// What a point remembers of its flow.
struct FlowHistory {
  dealii::SymmetricTensor<2, 3> inverse_cp = dealii::unit_symmetric_tensor<3>();  ///< Cp^-1
  double plastic_strain = 0.0;                                                    ///< accumulated equivalent
  double stoichiometry = 0.0;                                                     ///< x of this state
};

/// The histories of all quadrature points, which follow the mesh: between meshes and in checkpoints they are
/// discontinuous polynomials through the points, of plastic logarithmic strains (Eq. F54).
template <int dim>
class FlowStore {
public:
  FlowStore(const dealii::Triangulation<dim>& triangulation, unsigned points_per_line);

  std::span<FlowHistory> at(const Cell<dim>& cell);
  std::span<const FlowHistory> at(const Cell<dim>& cell) const;

  /// All histories of this rank, to come back to.
  const std::vector<FlowHistory>& all() const { return histories_; }
  void restore(std::vector<FlowHistory> histories) { histories_ = std::move(histories); }

  void prepare_refinement();
  void finish_refinement();
  void prepare_checkpoint();
  void resume_checkpoint();

private:
  using Transfer = dealii::parallel::distributed::SolutionTransfer<dim, Vector>;
  static constexpr unsigned n_numbers = 8;

  Vector write();
  void read(const Vector& values);
  Vector owned_vector() const;

  unsigned points_per_cell_;
  dealii::FESystem<dim> fe_;
  dealii::DoFHandler<dim> dofs_;
  std::vector<FlowHistory> histories_;  ///< [active cell][point]
  Vector values_;                       ///< has to live while a transfer is prepared
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace silith::field
