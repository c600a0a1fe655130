#include "field/equilibrium.hpp"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_values.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <int dim>
dealii::FEFaceValues<dim> face_values(const DisplacementSpace<dim>& space) {
  return {space.mesh().mapping, space.dofs().get_fe(), dealii::QGauss<dim - 1>(3),
          dealii::update_values | dealii::update_quadrature_points | dealii::update_normal_vectors |
              dealii::update_JxW_values};
}

}  // namespace

template <int dim>
Equilibrium<dim>::Equilibrium(DisplacementSpace<dim>& space, NewtonOptions options)
    : space_(space), options_(std::move(options)) {
  for (const auto& support : space.supports())
    has_supports_ |= support.kind == Support::Kind::spring || support.kind == Support::Kind::unilateral;
  reset();
}

template <int dim>
void Equilibrium<dim>::reset() {
  tangent_is_set_ = false;
  solver_ = LinearSolver();  // lets go of the matrix first
  matrix_.clear();
}

/// Only once a tangent is wanted: not every solver of the equation wants one.
template <int dim>
void Equilibrium<dim>::shape_matrix() {
  if (matrix_.m() > 0) return;
  space_.shape(matrix_);
  LinearOptions linear = options_.linear;
  linear.higher_order = true;
  linear.components = dim;
  if (linear.method != LinearMethod::direct) linear.near_null_space = space_.rigid_modes();
  solver_ = LinearSolver(linear);
}

template <int dim>
void Equilibrium<dim>::assemble_loads() {
  loads_ = space_.owned_vector();
  const auto& loads = space_.loads();
  if (!loads.body_force && loads.traction.empty()) return;
  const auto& fe = space_.dofs().get_fe();
  dealii::FEValues<dim> values(space_.mesh().mapping, fe, dealii::QGauss<dim>(4),
                               dealii::update_values | dealii::update_quadrature_points | dealii::update_JxW_values);
  auto faces = face_values(space_);
  dealii::Vector<double> local(fe.n_dofs_per_cell());
  std::vector<dealii::types::global_dof_index> indices(fe.n_dofs_per_cell());
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    local = 0.0;
    if (loads.body_force) {
      values.reinit(cell);
      for (const unsigned q : values.quadrature_point_indices()) {
        const auto& at = values.quadrature_point(q);
        const auto force = loads.body_force(at) * (values.JxW(q) * space_.mesh().measure(at));
        for (unsigned i = 0; i < local.size(); ++i)
          local(i) += force[fe.system_to_component_index(i).first] * values.shape_value(i, q);
      }
    }
    add_face_loads(local, cell, faces);
    cell->get_dof_indices(indices);
    space_.homogeneous().distribute_local_to_global(local, indices, loads_);
  }
  loads_.compress(dealii::VectorOperation::add);
}

template <int dim>
void Equilibrium<dim>::add_face_loads(dealii::Vector<double>& local,
                                      const typename dealii::DoFHandler<dim>::active_cell_iterator& cell,
                                      dealii::FEFaceValues<dim>& values) const {
  for (const auto& face : cell->face_iterators()) {
    if (!face->at_boundary()) continue;
    const auto traction = space_.loads().traction.find(face->boundary_id());
    if (traction == space_.loads().traction.end()) continue;
    values.reinit(cell, face);
    for (const unsigned q : values.quadrature_point_indices()) {
      const auto& at = values.quadrature_point(q);
      const auto force = traction->second(at) * (values.JxW(q) * space_.mesh().measure(at));
      for (unsigned i = 0; i < local.size(); ++i)
        local(i) += force[values.get_fe().system_to_component_index(i).first] * values.shape_value(i, q);
    }
  }
}

template <int dim>
void Equilibrium<dim>::add_supports(const typename dealii::DoFHandler<dim>::active_cell_iterator& cell,
                                    const std::vector<double>& unknowns, dealii::FEFaceValues<dim>& values,
                                    dealii::Vector<double>& forces, dealii::FullMatrix<double>* tangent) const {
  const auto& fe = values.get_fe();
  const auto way = [&](unsigned i, unsigned q) {
    return values.shape_value(i, q) * values.normal_vector(q)[fe.system_to_component_index(i).first];
  };
  for (const auto& face : cell->face_iterators()) {
    if (!face->at_boundary()) continue;
    for (const auto& support : space_.supports()) {
      const bool pushes = support.kind == Support::Kind::unilateral;
      if (support.boundary != face->boundary_id() || !(pushes || support.kind == Support::Kind::spring)) continue;
      values.reinit(cell, face);
      for (const unsigned q : values.quadrature_point_indices()) {
        double normal = -support.gap;
        for (unsigned i = 0; i < fe.n_dofs_per_cell(); ++i) normal += unknowns[i] * way(i, q);
        if (pushes && normal <= 0.0) continue;
        const double weight = support.stiffness * values.JxW(q) * space_.mesh().measure(values.quadrature_point(q));
        for (unsigned i = 0; i < fe.n_dofs_per_cell(); ++i) {
          forces(i) += weight * normal * way(i, q);
          if (tangent == nullptr) continue;
          for (unsigned j = 0; j < fe.n_dofs_per_cell(); ++j) (*tangent)(i, j) += weight * way(i, q) * way(j, q);
        }
      }
    }
  }
}

/// Nothing if a displacement is impossible somewhere on any rank.
/// @param jump ghosted, a change of displacement whose forces the tangent adds to the residual
template <int dim>
std::optional<typename Equilibrium<dim>::Forces> Equilibrium<dim>::evaluate(const Vector& displacement,
                                                                            const CellEquation<dim>& equation,
                                                                            Matrix* tangent, const Vector* jump) {
  const unsigned n = space_.dofs().get_fe().n_dofs_per_cell();
  Forces result{loads_, 0.0, 0.0};
  if (tangent != nullptr) *tangent = 0.0;
  auto faces = face_values(space_);
  dealii::Vector<double> forces(n);
  dealii::FullMatrix<double> stiffness(n, n);
  std::vector<double> unknowns(n);
  std::vector<dealii::types::global_dof_index> indices(n);
  int impossible = 0;
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    cell->get_dof_indices(indices);
    displacement.extract_subvector_to(indices.begin(), indices.end(), unknowns.begin());
    forces = 0.0;
    if (tangent != nullptr) stiffness = 0.0;
    try {
      equation(cell, unknowns, forces, tangent != nullptr ? &stiffness : nullptr);
    } catch (const NumericsError&) {
      impossible = 1;
      break;
    }
    if (has_supports_) add_supports(cell, unknowns, faces, forces, tangent != nullptr ? &stiffness : nullptr);
    result.cell_norm += forces.norm_sqr();
    if (jump != nullptr) {
      jump->extract_subvector_to(indices.begin(), indices.end(), unknowns.begin());
      stiffness.vmult_add(forces, dealii::Vector<double>(unknowns.begin(), unknowns.end()));
    }
    forces *= -1.0;
    if (tangent == nullptr)
      space_.homogeneous().distribute_local_to_global(forces, indices, result.residual);
    else
      space_.homogeneous().distribute_local_to_global(stiffness, forces, indices, *tangent, result.residual);
  }
  if (tangent != nullptr) tangent->compress(dealii::VectorOperation::add);
  result.residual.compress(dealii::VectorOperation::add);
  const auto communicator = space_.mesh().triangulation.get_communicator();
  if (dealii::Utilities::MPI::max(impossible, communicator) > 0) return std::nullopt;
  space_.homogeneous().set_zero(result.residual);
  result.norm = result.residual.l2_norm();
  result.cell_norm = std::sqrt(dealii::Utilities::MPI::sum(result.cell_norm, communicator));
  if (!std::isfinite(result.norm)) return std::nullopt;
  return result;
}

/// Takes the first step that leads nearer, shorter and shorter ones; if there is none, the one of least residual.
template <int dim>
typename Equilibrium<dim>::Forces Equilibrium<dim>::line_search(Vector& displacement, const Vector& change, double norm,
                                                                const CellEquation<dim>& equation, NewtonSteps steps) {
  const Vector start(displacement);
  Vector owned = space_.owned_vector(), best = space_.owned_vector();
  std::optional<Forces> chosen;
  double factor = 1.0;
  for (int trial = 0; trial < 10; ++trial) {
    owned = start;
    owned.add(factor, change);
    displacement = owned;
    auto forces = evaluate(displacement, equation, nullptr);
    double next = 0.5 * factor;
    const bool nearer = forces && (steps == NewtonSteps::full || leads_nearer(*forces, change, norm, factor, next));
    if (forces && (nearer || !chosen || forces->norm < chosen->norm)) {
      chosen = std::move(forces);
      best = owned;
      step_factor_ = factor;
      step_factor_ = factor;
    }
    if (nearer) break;
    factor = next;
  }
  if (!chosen) throw NumericsError("no step of Newton's method leads to a possible displacement", nan);
  displacement = best;
  return std::move(*chosen);
}

/// Either the residual falls, or what the same tangent would correct next does (Eq. F49).
/// @param[out] next a shorter step to try, if not
template <int dim>
bool Equilibrium<dim>::leads_nearer(const Forces& forces, const Vector& change, double norm, double factor,
                                    double& next) {
  if (forces.norm < (1.0 - 1e-3 * factor) * norm) return true;
  Vector correction = space_.owned_vector();
  solver_.solve(correction, forces.residual);
  space_.homogeneous().distribute(correction);
  const double size = change.l2_norm();
  if (correction.l2_norm() <= (1.0 - 0.25 * factor) * size) return true;
  correction.add(factor - 1.0, change);  // of second order in the step
  next = std::clamp(0.5 * factor * factor * size / correction.l2_norm(), 0.1 * factor, 0.5 * factor);
  return false;
}

template <int dim>
NewtonReport Equilibrium<dim>::solve(Vector& displacement, const CellEquation<dim>& equation, NewtonSteps steps,
                                     bool keep_tangent) {
  const Vector before(displacement);
  NewtonReport report;
  try {
    iterate(displacement, equation, steps, keep_tangent, report);
  } catch (const NumericsError&) {
    displacement = before;
    throw;
  }
  return report;
}

template <int dim>
void Equilibrium<dim>::iterate(Vector& displacement, const CellEquation<dim>& equation, NewtonSteps steps,
                               bool keep_tangent, NewtonReport& report) {
  constexpr double growth = 30.0;  // of corrections that lead nowhere
  const int most = steps == NewtonSteps::full ? std::min(options_.max_iterations, 12) : options_.max_iterations;
  assemble_loads();
  Vector jump = jump_to_prescribed(displacement, steps), change = space_.owned_vector();
  auto forces = evaluate(displacement, equation, nullptr);
  if (!forces) throw NumericsError("the displacement to start from is impossible", nan);
  double scale = std::max(forces->norm, forces->cell_norm), left = jump.linfty_norm();
  double least = std::numeric_limits<double>::max();
  report.residuals.push_back(forces->norm);
  while (left > 0.0 || forces->norm > std::max(options_.relative_tolerance * scale, options_.smallest_force)) {
    report.linear_iterations += correct(change, displacement, jump, *forces, equation, keep_tangent);
    const double size = change.linfty_norm();
    if (report.iterations() >= most || (steps == NewtonSteps::full && !(size <= growth * least)))
      throw NumericsError(fmt::format("forces are not in balance after {} iterations: {:.3g} of {:.3g} N left",
                                      report.iterations(), forces->norm, scale),
                          nan);
    least = std::min(least, size);
    forces = line_search(displacement, change, forces->norm, equation, steps);
    left *= 1.0 - step_factor_;
    jump *= 1.0 - step_factor_;
    scale = std::max(scale, forces->cell_norm);
    report.residuals.push_back(forces->norm);
  }
}

/// What prescribed displacements have to change by, zero elsewhere. Full steps go there along the tangent, which
/// strains the whole body; else the displacement takes the values at once.
template <int dim>
Vector Equilibrium<dim>::jump_to_prescribed(Vector& displacement, NewtonSteps steps) {
  Vector owned = space_.owned_vector(), jump = space_.owned_vector();
  owned = displacement;
  space_.constraints().distribute(owned);
  jump = displacement;
  jump.sadd(-1.0, 1.0, owned);
  const bool round_off = jump.linfty_norm() <= 1e-14 * owned.linfty_norm();
  if (steps == NewtonSteps::damped || round_off) {
    displacement = owned;
    jump = 0.0;
  }
  return jump;
}

/// @param[out] change Newton's correction, with the jump.  @returns linear iterations
template <int dim>
int Equilibrium<dim>::correct(Vector& change, const Vector& displacement, const Vector& jump, const Forces& forces,
                              const CellEquation<dim>& equation, bool keep_tangent) {
  Vector right(forces.residual);
  if (!keep_tangent || !tangent_is_set_) {
    Vector ghosted = space_.ghosted_vector();
    ghosted = jump;
    shape_matrix();
    right = evaluate(displacement, equation, &matrix_, &ghosted)->residual;
    solver_.set_matrix(matrix_);
    tangent_is_set_ = true;
  }
  change = 0.0;
  const int iterations = solver_.solve(change, right);
  space_.homogeneous().distribute(change);
  change += jump;
  return iterations;
}

template <int dim>
const Vector& Equilibrium<dim>::loads() {
  assemble_loads();
  return loads_;
}

template <int dim>
Vector Equilibrium<dim>::residual(const Vector& displacement, const CellEquation<dim>& equation) {
  assemble_loads();
  auto forces = evaluate(displacement, equation, nullptr);
  if (!forces) throw NumericsError("the displacement is impossible", nan);
  return forces->residual;
}

template <int dim>
const Matrix& Equilibrium<dim>::assembled_tangent(const Vector& displacement, const CellEquation<dim>& equation) {
  assemble_loads();
  shape_matrix();
  evaluate(displacement, equation, &matrix_);
  return matrix_;
}

template class Equilibrium<2>;
template class Equilibrium<3>;

}  // namespace silith::field
