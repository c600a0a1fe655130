#include "field/small_strain.hpp"

namespace silith::field {
namespace {

dealii::SymmetricTensor<2, 3> elastic_stress(const SolidPoint& solid, EigenstrainMeasure measure,
                                             const dealii::Tensor<2, 3>& gradient) {
  const auto unit = dealii::unit_symmetric_tensor<3>();
  const auto strain = dealii::symmetrize(gradient) - eigenstrain(solid.volume_ratio, measure) * unit;
  return solid.moduli.lame() * dealii::trace(strain) * unit + 2.0 * solid.moduli.shear() * strain;
}

StrainVector as_vector(const dealii::SymmetricTensor<2, 3>& stress) {
  StrainVector result{};
  for (unsigned i = 0; i < 3; ++i)
    for (unsigned j = 0; j < 3; ++j) result[3 * i + j] = stress[i][j];
  return result;
}

/// lambda I (x) I + 2 mu sym, acting on displacement gradients.
StrainMatrix stiffness(const ElasticModuli& moduli) {
  StrainMatrix result{};
  for (unsigned i = 0; i < 3; ++i)
    for (unsigned j = 0; j < 3; ++j) {
      result[4 * i][4 * j] += moduli.lame();
      result[3 * i + j][3 * i + j] += moduli.shear();
      result[3 * i + j][3 * j + i] += moduli.shear();
    }
  return result;
}

}  // namespace

template <int dim>
struct SmallStrain<dim>::Scratch {
  Scratch(const FieldMesh<dim>& mesh, const dealii::FiniteElement<dim>& fe, const dealii::Quadrature<dim>& quadrature)
      : values(mesh.mapping, fe, quadrature,
               dealii::update_values | dealii::update_gradients | dealii::update_quadrature_points |
                   dealii::update_JxW_values),
        shapes(fe, mesh.frame) {}
  dealii::FEValues<dim> values;
  ShapeVectors<dim> shapes;
};

template <int dim>
SmallStrain<dim>::SmallStrain(const FieldMesh<dim>& mesh, Solid solid, MechanicsSetup setup, SolidLoads<dim> loads)
    : Mechanics<dim>(mesh, std::move(solid), std::move(setup), std::move(loads)) {
  for (const auto& support : this->setup_.supports) linear_ &= support.kind != Support::Kind::unilateral;
}

template <int dim>
CellEquation<dim> SmallStrain<dim>::equation() const {
  const auto scratch = std::make_shared<Scratch>(this->mesh(), this->space_.dofs().get_fe(), this->quadrature_);
  return
      [this, scratch](const DofCell& cell, const std::vector<double>& unknowns, dealii::Vector<double>& forces,
                      dealii::FullMatrix<double>* tangent) { cell_forces(cell, unknowns, *scratch, forces, tangent); };
}

template <int dim>
void SmallStrain<dim>::cell_forces(const DofCell& cell, const std::vector<double>& unknowns, Scratch& scratch,
                                   dealii::Vector<double>& forces, dealii::FullMatrix<double>* tangent) const {
  scratch.values.reinit(cell);
  const auto x = this->stoichiometry(cell);
  for (const unsigned q : scratch.values.quadrature_point_indices()) {
    const SolidPoint solid = this->solid_.at(cell->material_id(), x[q]);
    const double weight = scratch.values.JxW(q) * this->mesh().measure(scratch.values.quadrature_point(q));
    scratch.shapes.reinit(scratch.values, q);
    const auto stress = elastic_stress(solid, this->setup_.measure, scratch.shapes.gradient(unknowns));
    scratch.shapes.add_forces(as_vector(stress), weight, forces);
    if (tangent != nullptr) scratch.shapes.add_stiffness(stiffness(solid.moduli), weight, *tangent);
  }
}

template <int dim>
NewtonReport SmallStrain<dim>::solve(const CellScalars<dim>& x, double /*dt*/) {
  this->x_ = x;
  return this->equilibrium_.solve(this->displacement_, equation(), NewtonSteps::damped,
                                  linear_ && !this->solid_.moduli_change());
}

template <int dim>
void SmallStrain<dim>::stress(const Cell<dim>& cell, std::span<StressPoint> out) const {
  Scratch scratch(this->mesh(), this->space_.dofs().get_fe(), this->quadrature_);
  const auto at = this->dof_cell(cell);
  scratch.values.reinit(at);
  const auto unknowns = this->unknowns(at);
  const auto x = this->stoichiometry(cell);
  for (const unsigned q : scratch.values.quadrature_point_indices()) {
    scratch.shapes.reinit(scratch.values, q);
    const auto gradient = scratch.shapes.gradient(unknowns);
    out[q].solid = this->solid_.at(cell->material_id(), x[q]);
    out[q].cauchy = elastic_stress(out[q].solid, this->setup_.measure, gradient);
    out[q].deformation = dealii::unit_symmetric_tensor<3>();
    out[q].volume = 1.0 + dealii::trace(gradient);
    out[q].plastic_strain = 0.0;
  }
}

template class SmallStrain<2>;
template class SmallStrain<3>;

}  // namespace silith::field
