#include "field/finite_strain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

using Gradient = dealii::Tensor<2, 3>;

/// First derivative of the energy: dev tau on gradients, the pressure on the change of projected volume.
StrainVector force_vector(const dealii::SymmetricTensor<2, 3>& tau) {
  StrainVector result{};
  const double pressure = dealii::trace(tau) / 3.0;
  for (unsigned i = 0; i < 3; ++i) {
    for (unsigned j = 0; j < 3; ++j) result[3 * i + j] = tau[i][j];
    result[4 * i] -= pressure;
  }
  result[9] = pressure;
  return result;
}

/// The strain of F_bar by gradient and projected volume: g + (theta - tr g)/3 I.
StrainMatrix pulled_back(const std::array<std::array<double, 9>, 9>& moduli) {
  std::array<StrainVector, 9> right{};  // moduli times that map
  for (unsigned k = 0; k < 9; ++k) {
    const double trace = (moduli[k][0] + moduli[k][4] + moduli[k][8]) / 3.0;
    for (unsigned l = 0; l < 9; ++l) right[k][l] = moduli[k][l] - (l % 4 == 0 ? trace : 0.0);
    right[k][9] = trace;
  }
  StrainMatrix result{};
  for (unsigned l = 0; l < n_strains; ++l) {
    const double trace = (right[0][l] + right[4][l] + right[8][l]) / 3.0;
    for (unsigned k = 0; k < 9; ++k) result[k][l] = right[k][l] - (k % 4 == 0 ? trace : 0.0);
    result[9][l] = trace;
  }
  return result;
}

/// Flow makes the tangent slightly unsymmetric (Eq. F53).
MechanicsSetup for_flow(MechanicsSetup setup, const Solid& solid) {
  for (std::size_t body = 0; body < solid.size(); ++body)
    if (solid.body(body).yield_stress) setup.newton.linear.symmetric = false;
  return setup;
}

/// Slope of the mean Kirchhoff stress by ln Theta.
double pressure_slope(const PointAnswer& answer) {
  double sum = 0.0;
  for (unsigned i = 0; i < 9; i += 4)
    for (unsigned j = 0; j < 9; j += 4) sum += answer.moduli[i][j];
  return (sum + 2.0 * dealii::trace(answer.kirchhoff)) / 9.0;
}

/// Second derivative of the energy (Eq. F53, F55). @param predicted the pressure, Eq. F56
/// @param smoothed J times the projection of predicted/Theta
StrainMatrix stiffness_matrix(const PointAnswer& answer, double predicted, double smoothed) {
  StrainMatrix result = pulled_back(answer.moduli);
  const auto& tau = answer.kirchhoff;
  const double trace = dealii::trace(tau), pressure = trace / 3.0;
  for (unsigned i = 0; i < 3; ++i)
    for (unsigned j = 0; j < 3; ++j) {
      for (unsigned k = 0; k < 3; ++k) result[3 * i + j][3 * i + k] += tau[j][k];
      result[3 * i + j][3 * j + i] += pressure - smoothed;
      result[4 * i][4 * j] += smoothed;
    }
  result[9][9] -= predicted;
  // 2 (a_j tau:g_i + a_i tau:g_j + a_i a_j tr tau) with a = (theta - tr g)/3.
  StrainVector a{}, stress{};
  a[0] = a[4] = a[8] = -1.0 / 3.0;
  a[9] = 1.0 / 3.0;
  for (unsigned i = 0; i < 3; ++i)
    for (unsigned j = 0; j < 3; ++j) stress[3 * i + j] = tau[i][j];
  for (unsigned k = 0; k < n_strains; ++k)
    for (unsigned l = 0; l < n_strains; ++l)
      result[k][l] += 2.0 * (stress[k] * a[l] + a[k] * stress[l] + a[k] * a[l] * trace);
  return result;
}

}  // namespace

template <int dim>
FiniteStrain<dim>::Scratch::Scratch(const FieldMesh<dim>& mesh, const dealii::FiniteElement<dim>& fe,
                                    const dealii::Quadrature<dim>& quadrature)
    : values(mesh.mapping, fe, quadrature,
             dealii::update_values | dealii::update_gradients | dealii::update_quadrature_points |
                 dealii::update_JxW_values),
      shapes(quadrature.size(), ShapeVectors<dim>(fe, mesh.frame)),
      gradients(quadrature.size()),
      weights(quadrature.size()),
      jacobians(quadrature.size()),
      projected(quadrature.size()),
      answers(quadrature.size()),
      solids(quadrature.size()) {}

template <int dim>
FiniteStrain<dim>::FiniteStrain(const FieldMesh<dim>& mesh, Solid solid, MechanicsSetup setup,
                                FiniteStrainOptions options, SolidLoads<dim> loads)
    : Mechanics<dim>(mesh, solid, for_flow(std::move(setup), solid), std::move(loads)),
      options_(options),
      history_(mesh.triangulation, 3),
      reader_(scratch()) {
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (auto& point : history_.at(cell)) point.stoichiometry = this->solid_.body(cell->material_id()).x_start;
  }
}

template <int dim>
std::shared_ptr<typename FiniteStrain<dim>::Scratch> FiniteStrain<dim>::scratch() const {
  return std::make_shared<Scratch>(this->mesh(), this->space_.dofs().get_fe(), this->quadrature_);
}

template <int dim>
CellEquation<dim> FiniteStrain<dim>::equation() const {
  return equation(std::vector<Pressures>(this->mesh().triangulation.n_active_cells()));
}

template <int dim>
CellEquation<dim> FiniteStrain<dim>::equation(std::vector<Pressures> pressures) const {
  const auto kept = std::make_shared<std::vector<Pressures>>(std::move(pressures));
  return [this, kept, work = scratch()](const DofCell& cell, const std::vector<double>& unknowns,
                                        dealii::Vector<double>& forces, dealii::FullMatrix<double>* tangent) {
    auto& of_cell = (*kept)[cell->active_cell_index()];
    if (tangent != nullptr) predict(cell, unknowns, *work, of_cell);
    cell_forces(cell, unknowns, *work, forces);
    if (tangent == nullptr) return;
    linearise(unknowns, *work, of_cell);
    cell_tangent(*work, of_cell.predicted, *tangent);
  };
}

/// Deformation gradients F_bar, volume ratios, and shape vectors in space.
template <int dim>
void FiniteStrain<dim>::kinematics(const DofCell& cell, const std::vector<double>& unknowns, Scratch& work) const {
  work.values.reinit(cell);
  for (const unsigned q : work.values.quadrature_point_indices()) {
    auto& shapes = work.shapes[q];
    shapes.reinit(work.values, q);
    work.weights[q] = work.values.JxW(q) * this->mesh().measure(work.values.quadrature_point(q));
    work.gradients[q] = shapes.gradient(unknowns) + Gradient(dealii::unit_symmetric_tensor<3>());
    work.jacobians[q] = dealii::determinant(work.gradients[q]);
    if (!(work.jacobians[q] > 0.0))
      throw NumericsError("the solid is turned inside out", std::numeric_limits<double>::quiet_NaN());
    shapes.push_forward(dealii::invert(work.gradients[q]));
  }
  work.projected = work.jacobians;
  if (options_.volume == FiniteStrainOptions::Volume::displacement) return;
  project_volume(work);
}

/// Theta in place of J, in gradients and in shape vectors (Eq. F55).
template <int dim>
void FiniteStrain<dim>::project_volume(Scratch& work) const {
  work.projection.reinit(work.values, work.weights);
  work.projection.project(work.jacobians, work.projected);
  for (unsigned q = 0; q < work.gradients.size(); ++q) {
    if (!(work.projected[q] > 0.0))
      throw NumericsError("a cell is turned inside out", std::numeric_limits<double>::quiet_NaN());
    work.gradients[q] *= std::cbrt(work.projected[q] / work.jacobians[q]);
  }
  std::vector<double> change(work.gradients.size()), smooth(work.gradients.size());
  for (unsigned i = 0; i < work.shapes.front().size(); ++i) {
    for (unsigned q = 0; q < change.size(); ++q) change[q] = work.jacobians[q] * work.shapes[q].divergence(i);
    work.projection.project(change, smooth);
    for (unsigned q = 0; q < change.size(); ++q) work.shapes[q].set_volume(i, smooth[q] / work.projected[q]);
  }
}

template <int dim>
void FiniteStrain<dim>::answers(const DofCell& cell, Scratch& work) const {
  const auto x = stoichiometry_of_part(cell);
  const auto before = history_.at(cell);
  for (unsigned q = 0; q < x.size(); ++q) {
    work.solids[q] = this->solid_.at(cell->material_id(), x[q]);
    work.answers[q] = point_answer(work.gradients[q], work.solids[q], before[q], options_.energy, dt_);
    work.answers[q].history.stoichiometry = x[q];
  }
}

template <int dim>
void FiniteStrain<dim>::cell_forces(const DofCell& cell, const std::vector<double>& unknowns, Scratch& work,
                                    dealii::Vector<double>& forces) const {
  kinematics(cell, unknowns, work);
  answers(cell, work);
  for (unsigned q = 0; q < work.shapes.size(); ++q)
    work.shapes[q].add_forces(force_vector(work.answers[q].kirchhoff), work.weights[q], forces);
}

/// After cell_forces at the same unknowns.
template <int dim>
void FiniteStrain<dim>::cell_tangent(Scratch& work, const std::vector<double>& pressure,
                                     dealii::FullMatrix<double>& tangent) const {
  std::vector<double> over_volume(pressure), smoothed(pressure);
  for (unsigned q = 0; q < pressure.size(); ++q) over_volume[q] = smoothed[q] = pressure[q] / work.projected[q];
  if (options_.volume == FiniteStrainOptions::Volume::projected) work.projection.project(over_volume, smoothed);
  for (unsigned q = 0; q < smoothed.size(); ++q)
    work.shapes[q].add_stiffness(stiffness_matrix(work.answers[q], pressure[q], work.jacobians[q] * smoothed[q]),
                                 work.weights[q], tangent);
}

/// The pressure at new unknowns, linear from where it was linearised (Eq. F56). Leaves the scratch elsewhere.
template <int dim>
void FiniteStrain<dim>::predict(const DofCell& cell, const std::vector<double>& unknowns, Scratch& work,
                                Pressures& pressures) const {
  if (pressures.unknowns.empty()) return;
  kinematics(cell, pressures.unknowns, work);
  std::vector<double> change(unknowns);
  for (unsigned i = 0; i < change.size(); ++i) change[i] -= pressures.unknowns[i];
  const double share = this->equilibrium_.step_factor();
  for (unsigned q = 0; q < work.shapes.size(); ++q)
    pressures.predicted[q] += share * (pressures.actual[q] - pressures.predicted[q]) +
                              pressures.slope[q] * work.shapes[q].volume_change(change);
}

/// After cell_forces at these unknowns.
template <int dim>
void FiniteStrain<dim>::linearise(const std::vector<double>& unknowns, const Scratch& work,
                                  Pressures& pressures) const {
  pressures.actual.resize(work.answers.size());
  pressures.slope.resize(work.answers.size());
  for (unsigned q = 0; q < work.answers.size(); ++q) {
    pressures.actual[q] = dealii::trace(work.answers[q].kirchhoff) / 3.0;
    pressures.slope[q] = pressure_slope(work.answers[q]);
  }
  if (pressures.predicted.empty()) pressures.predicted = pressures.actual;
  pressures.unknowns = unknowns;
}

/// Pressures in the state that was kept last: the best guess before anything is linearised.
template <int dim>
std::vector<typename FiniteStrain<dim>::Pressures> FiniteStrain<dim>::accepted_pressures() const {
  std::vector<Pressures> result(this->mesh().triangulation.n_active_cells());
  for (const auto& cell : this->space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    kinematics(cell, this->unknowns(cell), *reader_);
    answers(cell, *reader_);
    auto& predicted = result[cell->active_cell_index()].predicted;
    for (const auto& answer : reader_->answers) predicted.push_back(dealii::trace(answer.kirchhoff) / 3.0);
  }
  return result;
}

/// x at the points, at the part of the way reached; of a state just read, the one it was kept with.
template <int dim>
std::vector<double> FiniteStrain<dim>::stoichiometry_of_part(const DofCell& cell) const {
  const auto kept = history_.at(cell);
  std::vector<double> x(kept.size());
  if (this->x_) x = this->stoichiometry(cell);
  const double part = this->x_ ? part_ : 0.0;
  if (part >= 1.0) return x;
  for (unsigned q = 0; q < x.size(); ++q) x[q] = kept[q].stoichiometry + part * (x[q] - kept[q].stoichiometry);
  return x;
}

/// Largest change of ln V at a point from the accepted x to the new one.
template <int dim>
double FiniteStrain<dim>::largest_swelling() const {
  double result = 0.0;
  for (const auto& cell : this->space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    const auto x = this->stoichiometry(cell);
    const auto kept = history_.at(cell);
    for (unsigned q = 0; q < x.size(); ++q)
      result = std::max(result,
                        std::abs(std::log(this->solid_.at(cell->material_id(), x[q]).volume_ratio /
                                          this->solid_.at(cell->material_id(), kept[q].stoichiometry).volume_ratio)));
  }
  return dealii::Utilities::MPI::max(result, this->mesh().triangulation.get_communicator());
}

template <int dim>
NewtonReport FiniteStrain<dim>::solve(const CellScalars<dim>& x, double dt) {
  constexpr double largest_part = 0.3, smallest_part = largest_part / 256.0, growth = 1.3;
  reject();
  this->x_ = x;
  before_ = history_.all();
  const double swelling = largest_swelling();
  double done = 0.0;
  NewtonReport total;
  while (true) {
    const double left = 1.0 - done, parts = std::max(1.0, std::ceil(left * swelling / swelling_of_part_ - 1e-9));
    const bool last_resort = swelling == 0.0 || swelling_of_part_ < 2.0 * smallest_part;
    try {
      const auto report = solve_part(1.0 / parts, left / parts * dt, last_resort);
      total.residuals = report.residuals;
      total.linear_iterations += report.linear_iterations;
    } catch (const NumericsError&) {
      swelling_of_part_ = 0.5 * std::min(swelling_of_part_, left * swelling / parts);
      if (!last_resort) continue;
      swelling_of_part_ = largest_part;
      reject();
      throw;
    }
    swelling_of_part_ = std::min(largest_part, growth * swelling_of_part_);
    if (parts == 1.0) return total;
    done += left / parts;
    keep_history();
  }
}

/// First from where the displacement would go on to at the speed it had, then from where it is; damped steps, which
/// take long, only if nothing else is left to try.
/// @param part of the way that is left
template <int dim>
NewtonReport FiniteStrain<dim>::solve_part(double part, double dt, bool last_resort) {
  part_ = dt_ = 0.0;
  const auto pressures = accepted_pressures();
  part_ = part;
  dt_ = dt;
  const Vector before(this->displacement_);
  const auto attempt = [&](NewtonSteps steps) {
    const auto report = this->equilibrium_.solve(this->displacement_, equation(pressures), steps);
    keep_speed(before, dt);
    return report;
  };
  if (extrapolate(dt)) try {
      return attempt(NewtonSteps::full);
    } catch (const NumericsError&) {
      this->displacement_ = before;
    }
  try {
    return attempt(NewtonSteps::full);
  } catch (const NumericsError&) {
    if (!last_resort) throw;
  }
  return attempt(NewtonSteps::damped);
}

/// Moves the displacement on. @returns whether there was a speed to do so with
template <int dim>
bool FiniteStrain<dim>::extrapolate(double dt) {
  constexpr double longest = 4.0;  // of the last part
  if (!(speed_time_ > 0.0) || !(dt > 0.0) || dt > longest * speed_time_) return false;
  Vector owned = this->space_.owned_vector();
  owned = this->displacement_;
  owned.add(dt / speed_time_, speed_);
  this->displacement_ = owned;
  return true;
}

template <int dim>
void FiniteStrain<dim>::keep_speed(const Vector& before, double dt) {
  Vector owned = this->space_.owned_vector();
  speed_ = this->space_.owned_vector();
  speed_ = this->displacement_;
  owned = before;
  speed_ -= owned;
  speed_time_ = dt;
}

template <int dim>
void FiniteStrain<dim>::keep_history() {
  for (const auto& cell : this->space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    kinematics(cell, this->unknowns(cell), *reader_);
    answers(cell, *reader_);
    const auto kept = history_.at(cell);
    for (unsigned q = 0; q < kept.size(); ++q) kept[q] = reader_->answers[q].history;
  }
}

template <int dim>
void FiniteStrain<dim>::accept() {
  keep_history();
  before_.reset();
  dt_ = 0.0;  // a state that was kept is read again without flow
  Mechanics<dim>::accept();
}

template <int dim>
void FiniteStrain<dim>::reject() {
  if (before_) history_.restore(std::move(*before_));
  before_.reset();
  dt_ = 0.0;
  part_ = 1.0;
  Mechanics<dim>::reject();
}

template <int dim>
void FiniteStrain<dim>::stress(const Cell<dim>& cell, std::span<StressPoint> out) const {
  const auto at = this->dof_cell(cell);
  kinematics(at, this->unknowns(at), *reader_);
  answers(at, *reader_);
  for (unsigned q = 0; q < out.size(); ++q) {
    const auto& answer = reader_->answers[q];
    out[q].deformation = reader_->gradients[q];
    out[q].volume = reader_->projected[q];
    out[q].cauchy = answer.kirchhoff / out[q].volume;
    out[q].plastic_strain = answer.history.plastic_strain;
    out[q].solid = reader_->solids[q];
  }
}

template <int dim>
void FiniteStrain<dim>::prepare_refinement() {
  Mechanics<dim>::prepare_refinement();
  history_.prepare_refinement();
}

template <int dim>
void FiniteStrain<dim>::finish_refinement() {
  Mechanics<dim>::finish_refinement();
  speed_time_ = 0.0;
  history_.finish_refinement();
}

template <int dim>
void FiniteStrain<dim>::prepare_checkpoint() {
  Mechanics<dim>::prepare_checkpoint();
  history_.prepare_checkpoint();
}

template <int dim>
void FiniteStrain<dim>::resume_checkpoint() {
  Mechanics<dim>::resume_checkpoint();
  speed_time_ = 0.0;
  history_.resume_checkpoint();
}

template class FiniteStrain<2>;
template class FiniteStrain<3>;

}  // namespace silith::field
