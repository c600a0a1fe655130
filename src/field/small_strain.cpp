#include "field/small_strain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/diagnostic.hpp"

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
  scratch_ = std::make_shared<Scratch>(this->mesh(), this->space_.dofs().get_fe(), this->quadrature_);
}

template <int dim>
CellEquation<dim> SmallStrain<dim>::equation() const {
  return [this, scratch = scratch_](const DofCell& cell, const std::vector<double>& unknowns,
                                    dealii::Vector<double>& forces, dealii::FullMatrix<double>* tangent) {
    cell_forces(cell, unknowns, *scratch, forces, tangent);
  };
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
  if (without_matrix()) return solve_without_matrix();
  return this->equilibrium_.solve(this->displacement_, equation(), NewtonSteps::damped,
                                  linear_ && !this->solid_.moduli_change());
}

template <int dim>
bool SmallStrain<dim>::without_matrix() const {
  for (const auto& support : this->setup_.supports)
    if (support.kind == Support::Kind::spring || support.kind == Support::Kind::unilateral) return false;
  return dim == 3 && this->setup_.newton.linear.method == LinearMethod::matrix_free;
}

template <int dim>
void SmallStrain<dim>::prepare_solver() {
  if constexpr (dim == 3) {
    if (!solver_ || solver_of_ != this->space_.changes()) solver_ = std::make_unique<ElasticSolver>(this->space_);
    solver_of_ = this->space_.changes();
    solver_->set_elasticity([this](const Cell<3>& cell, std::span<ElasticPoint> out) {
      const auto x = this->stoichiometry(cell);
      for (std::size_t q = 0; q < out.size(); ++q) {
        const SolidPoint solid = this->solid_.at(cell->material_id(), x[q]);
        out[q] = {solid.moduli.lame(), solid.moduli.shear(), eigenstrain(solid.volume_ratio, this->setup_.measure)};
      }
    });
  }
}

/// @param[in,out] residual loads, becomes loads minus internal forces
template <int dim>
double SmallStrain<dim>::unbalanced(Vector& residual) const {
  residual.add(-1.0, solver_->forces(this->displacement_));
  return residual.l2_norm();
}

/// One linear solve, and another where single precision of the cycle or constraints left something.
template <int dim>
NewtonReport SmallStrain<dim>::solve_without_matrix() {
  constexpr int max_solves = 3;
  prepare_solver();
  const NewtonOptions& options = this->equilibrium_.options();
  const Vector before(this->displacement_), loads(this->equilibrium_.loads());
  Vector owned = this->space_.owned_vector(), change = this->space_.owned_vector();
  owned = this->displacement_;
  this->space_.constraints().distribute(owned);
  this->displacement_ = owned;
  Vector residual(loads);
  NewtonReport report;
  report.residuals.push_back(unbalanced(residual));
  const double scale = std::max({report.residuals.front(), loads.l2_norm(), solver_->swelling_force()});
  const double small = std::max(options.relative_tolerance * scale, options.smallest_force);
  try {
    while (report.residuals.back() > small) {
      if (report.iterations() >= max_solves)
        throw NumericsError(
            fmt::format("forces are not in balance: {:.3g} of {:.3g} N left", report.residuals.back(), scale),
            std::numeric_limits<double>::quiet_NaN());
      report.linear_iterations += solver_->solve(change, residual, 0.5 * small);
      this->space_.homogeneous().distribute(change);
      owned += change;
      this->displacement_ = owned;
      residual = loads;
      report.residuals.push_back(unbalanced(residual));
    }
  } catch (const NumericsError&) {
    this->displacement_ = before;
    throw;
  }
  return report;
}

template <int dim>
void SmallStrain<dim>::stress(const Cell<dim>& cell, std::span<StressPoint> out) const {
  Scratch& scratch = *scratch_;
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
