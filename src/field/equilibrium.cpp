#include "field/equilibrium.hpp"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_values.h>
#include <fmt/format.h>

#include <algorithm>
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
  set_linear_solver();  // lets go of the matrix first
  space_.shape(matrix_);
}

template <int dim>
void Equilibrium<dim>::set_linear_solver() {
  LinearOptions linear = options_.linear;
  linear.higher_order = true;
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
template <int dim>
std::optional<typename Equilibrium<dim>::Forces> Equilibrium<dim>::evaluate(const Vector& displacement,
                                                                            const CellEquation<dim>& equation,
                                                                            Matrix* tangent) {
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

/// Halves the step until the residual falls; takes the best of the steps tried.
template <int dim>
typename Equilibrium<dim>::Forces Equilibrium<dim>::line_search(Vector& displacement, const Vector& change, double norm,
                                                                const CellEquation<dim>& equation) {
  const Vector start(displacement);
  Vector owned = space_.owned_vector(), best = space_.owned_vector();
  std::optional<Forces> chosen;
  double factor = 1.0;
  for (int trial = 0; trial < 8; ++trial, factor *= 0.5) {
    owned = start;
    owned.add(factor, change);
    displacement = owned;
    auto forces = evaluate(displacement, equation, nullptr);
    if (!forces || (chosen && forces->norm >= chosen->norm)) continue;
    const bool falls = forces->norm < (1.0 - 1e-3 * factor) * norm;
    chosen = std::move(forces);
    best = owned;
    if (falls) break;
  }
  if (!chosen) throw NumericsError("no step of Newton's method leads to a possible displacement", nan);
  displacement = best;
  return std::move(*chosen);
}

template <int dim>
NewtonReport Equilibrium<dim>::solve(Vector& displacement, const CellEquation<dim>& equation, bool keep_tangent) {
  const Vector before(displacement);
  NewtonReport report;
  try {
    assemble_loads();
    Vector owned = space_.owned_vector(), change = space_.owned_vector();
    owned = displacement;
    space_.constraints().distribute(owned);
    displacement = owned;
    auto forces = evaluate(displacement, equation, nullptr);
    if (!forces) throw NumericsError("the displacement to start from is impossible", nan);
    double scale = std::max(forces->norm, forces->cell_norm);
    report.residuals.push_back(forces->norm);
    while (forces->norm > std::max(options_.relative_tolerance * scale, options_.smallest_force)) {
      if (report.iterations() >= options_.max_iterations)
        throw NumericsError(fmt::format("forces are not in balance after {} iterations: {:.3g} of {:.3g} N left",
                                        report.iterations(), forces->norm, scale),
                            nan);
      if (!keep_tangent || !tangent_is_set_) {
        evaluate(displacement, equation, &matrix_);
        solver_.set_matrix(matrix_);
        tangent_is_set_ = true;
      }
      change = 0.0;
      report.linear_iterations += solver_.solve(change, forces->residual);
      space_.homogeneous().distribute(change);
      forces = line_search(displacement, change, forces->norm, equation);
      scale = std::max(scale, forces->cell_norm);
      report.residuals.push_back(forces->norm);
    }
  } catch (const NumericsError&) {
    displacement = before;
    throw;
  }
  return report;
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
  evaluate(displacement, equation, &matrix_);
  return matrix_;
}

template class Equilibrium<2>;
template class Equilibrium<3>;

}  // namespace silith::field
