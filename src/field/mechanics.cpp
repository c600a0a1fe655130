#include "field/mechanics.hpp"

#include <algorithm>
#include <cmath>

#include "field/finite_strain.hpp"
#include "field/small_strain.hpp"

namespace silith::field {

namespace {

/// The force of strains at round-off over a section of the body, N.
template <int dim>
NewtonOptions with_smallest_force(NewtonOptions options, const DisplacementSpace<dim>& space, const Solid& solid) {
  if (options.smallest_force > 0.0) return options;
  double stiffest = 0.0;
  for (std::size_t body = 0; body < solid.size(); ++body)
    for (const double x : {solid.body(body).x_start, solid.body(body).x_full}) {
      const ElasticModuli moduli = solid.at(body, x).moduli;
      stiffest = std::max({stiffest, moduli.young, moduli.bulk()});
    }
  const double section = std::pow(space.extent(), space.mesh().frame == Frame::plane_strain ? 1 : 2);
  options.smallest_force = 1e-14 * stiffest * section;
  return options;
}

}  // namespace

template <int dim>
Mechanics<dim>::Mechanics(const FieldMesh<dim>& mesh, Solid solid, MechanicsSetup setup, SolidLoads<dim> loads)
    : space_(mesh, setup.supports, std::move(loads)),
      solid_(std::move(solid)),
      setup_(std::move(setup)),
      quadrature_(3),
      equilibrium_(space_, with_smallest_force(setup_.newton, space_, solid_)),
      displacement_(space_.ghosted_vector()),
      accepted_(space_.ghosted_vector()) {}

template <int dim>
void Mechanics<dim>::accept() {
  accepted_ = displacement_;
}

template <int dim>
void Mechanics<dim>::reject() {
  displacement_ = accepted_;
}

template <int dim>
std::vector<double> Mechanics<dim>::stoichiometry(const Cell<dim>& cell) const {
  std::vector<double> x(quadrature_.size());
  x_(cell, quadrature_, x);
  return x;
}

template <int dim>
typename Mechanics<dim>::DofCell Mechanics<dim>::dof_cell(const Cell<dim>& cell) const {
  return DofCell(&space_.mesh().triangulation, cell->level(), cell->index(), &space_.dofs());
}

template <int dim>
std::vector<double> Mechanics<dim>::unknowns(const DofCell& cell) const {
  std::vector<dealii::types::global_dof_index> indices(cell->get_fe().n_dofs_per_cell());
  std::vector<double> result(indices.size());
  cell->get_dof_indices(indices);
  displacement_.extract_subvector_to(indices.begin(), indices.end(), result.begin());
  return result;
}

template <int dim>
void Mechanics<dim>::prepare_refinement() {
  reject();
  transfer_ = std::make_unique<Transfer>(space_.dofs());
  transfer_->prepare_for_coarsening_and_refinement(accepted_);
}

template <int dim>
void Mechanics<dim>::finish_refinement() {
  space_.redistribute();
  Vector owned = space_.owned_vector();
  transfer_->interpolate(owned);
  transfer_.reset();
  space_.constraints().distribute(owned);
  displacement_ = space_.ghosted_vector();
  accepted_ = space_.ghosted_vector();
  displacement_ = owned;
  accepted_ = owned;
  equilibrium_.reset();
}

template <int dim>
void Mechanics<dim>::prepare_checkpoint() {
  transfer_ = std::make_unique<Transfer>(space_.dofs());
  transfer_->prepare_for_serialization(accepted_);
}

template <int dim>
void Mechanics<dim>::resume_checkpoint() {
  space_.redistribute();
  Vector owned = space_.owned_vector();
  Transfer transfer(space_.dofs());
  transfer.deserialize(owned);
  displacement_ = space_.ghosted_vector();
  accepted_ = space_.ghosted_vector();
  displacement_ = owned;
  accepted_ = owned;
  equilibrium_.reset();
}

template <int dim>
CellScalars<dim> cell_scalars(const ScalarView<dim>& view, const dealii::Mapping<dim>& mapping) {
  struct Reader {
    std::vector<dealii::Point<dim>> points;
    std::unique_ptr<ScalarEvaluator<dim>> evaluator;
  };
  const auto reader = std::make_shared<Reader>();
  return [view, &mapping, reader](const Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<double> out) {
    if (reader->evaluator == nullptr || reader->points != points.get_points()) {
      reader->points = points.get_points();
      reader->evaluator = std::make_unique<ScalarEvaluator<dim>>(view, mapping, points);
    }
    reader->evaluator->reinit(cell);
    std::copy(reader->evaluator->values().begin(), reader->evaluator->values().end(), out.begin());
  };
}

template <int dim>
std::unique_ptr<Mechanics<dim>> make_mechanics(MechanicsModel model, const FieldMesh<dim>& mesh, const Solid& solid,
                                               const MechanicsSetup& setup, const SolidLoads<dim>& loads) {
  switch (model) {
    case MechanicsModel::none:
      return nullptr;
    case MechanicsModel::elastic:
      return std::make_unique<SmallStrain<dim>>(mesh, solid, setup, loads);
    case MechanicsModel::finite_strain_plastic:
      return std::make_unique<FiniteStrain<dim>>(mesh, solid, setup, FiniteStrainOptions{}, loads);
  }
  return nullptr;
}

template class Mechanics<2>;
template class Mechanics<3>;
template CellScalars<2> cell_scalars(const ScalarView<2>&, const dealii::Mapping<2>&);
template CellScalars<3> cell_scalars(const ScalarView<3>&, const dealii::Mapping<3>&);
template std::unique_ptr<Mechanics<2>> make_mechanics(MechanicsModel, const FieldMesh<2>&, const Solid&,
                                                      const MechanicsSetup&, const SolidLoads<2>&);
template std::unique_ptr<Mechanics<3>> make_mechanics(MechanicsModel, const FieldMesh<3>&, const Solid&,
                                                      const MechanicsSetup&, const SolidLoads<3>&);

}  // namespace silith::field
