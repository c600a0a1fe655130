#include "field/elastic_solver.hpp"

#include <deal.II/lac/full_matrix.h>
#include <deal.II/lac/solver_cg.h>
#include <fmt/format.h>

#include <limits>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

void copy(const Vector& from, ElasticOperator<double>::VectorType& to) {
  for (unsigned i = 0; i < to.locally_owned_size(); ++i) to.local_element(i) = from.begin()[i];
}

}  // namespace

/// The multigrid cycle of the body left free to move, for the body that is held at pins: of its result a rigid motion
/// is taken that leaves the pins where they are, and transposed, forces on the pins are added that balance what it
/// gets.
class ElasticSolver::PinnedCycle {
public:
  explicit PinnedCycle(const ElasticSolver& solver) : solver_(solver), balanced_(solver.elastic_.vector()) {}

  void vmult(FineVector& out, const FineVector& in) const {
    if (solver_.free_motions_.empty()) return solver_.cycle_->vmult(out, in);
    const auto& pins = solver_.owned_pins_;
    balanced_ = in;
    std::vector<double> work;
    for (const FineVector& motion : solver_.free_motions_) work.push_back(motion * in);
    for (std::size_t i = 0; i < pins.size(); ++i)
      balanced_.local_element(pins[i]) -= work[solver_.owned_pin_motion_[i]];
    solver_.cycle_->vmult(out, balanced_);
    std::vector<double> moved(solver_.free_motions_.size(), 0.0);
    for (std::size_t i = 0; i < pins.size(); ++i) moved[solver_.owned_pin_motion_[i]] = out.local_element(pins[i]);
    dealii::Utilities::MPI::sum(moved, out.get_mpi_communicator(), moved);
    for (std::size_t k = 0; k < moved.size(); ++k) out.add(-moved[k], solver_.free_motions_[k]);
    for (const auto pin : pins) out.local_element(pin) = 0.0;
  }

private:
  const ElasticSolver& solver_;
  mutable FineVector balanced_;
};

ElasticSolver::ElasticSolver(const DisplacementSpace<3>& space)
    : space_(space),
      unknowns_(std::make_shared<NodalUnknowns>(space, space.homogeneous())),
      elastic_(unknowns_),
      weights_(set_geometry(elastic_, space.mesh())) {
  find_free_motions();
}

void ElasticSolver::find_free_motions() {
  const auto vectors = space_.free_motion_vectors();
  const auto n = static_cast<unsigned>(vectors.size());
  if (n == 0) return;
  dealii::FullMatrix<double> at_pins(n, n);
  for (unsigned j = 0; j < n; ++j)
    if (unknowns_->partitioner()->in_local_range(space_.pins()[j])) {
      owned_pins_.push_back(unknowns_->partitioner()->global_to_local(space_.pins()[j]));
      owned_pin_motion_.push_back(j);
      for (unsigned k = 0; k < n; ++k) at_pins(j, k) = vectors[k](space_.pins()[j]);
    }
  dealii::Utilities::MPI::sum(at_pins, space_.mesh().triangulation.get_communicator(), at_pins);
  at_pins.gauss_jordan();
  for (unsigned k = 0; k < n; ++k) {
    Vector combined = space_.owned_vector();
    for (unsigned m = 0; m < n; ++m) combined.add(at_pins(m, k), vectors[m]);
    free_motions_.push_back(elastic_.vector());
    copy(combined, free_motions_.back());
  }
}

void ElasticSolver::set_elasticity(const CellElasticity& elasticity) {
  constexpr unsigned n_points = CellBatches<double>::n_points;
  std::vector<ElasticPoint> points(n_points);
  shear_.assign(unknowns_->n_cells(), 0.0F);
  std::size_t index = 0;
  for (const auto& cell : space_.mesh().triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    elasticity(cell, points);
    for (unsigned q = 0; q < n_points; ++q) {
      elastic_.set_elasticity(index, q, points[q], weights_[index * n_points + q]);
      shear_[index] += static_cast<float>(points[q].shear / n_points);
    }
    ++index;
  }
  if (cycle_holds()) return;
  if (!cycle_) cycle_ = std::make_unique<ElasticMultigrid>(space_);
  cycle_->set_operator(elastic_);
  used_ = shear_;
}

bool ElasticSolver::cycle_holds() const {
  int moved = cycle_ ? 0 : 1;
  for (std::size_t i = 0; moved == 0 && i < shear_.size(); ++i)
    moved = std::abs(shear_[i] - used_[i]) > 0.1F * used_[i] ? 1 : 0;
  return dealii::Utilities::MPI::max(moved, space_.mesh().triangulation.get_communicator()) == 0;
}

Vector ElasticSolver::forces(const Vector& displacement) const {
  FineVector in = elastic_.vector(), out = elastic_.vector();
  for (unsigned i = 0; i < in.locally_owned_size(); ++i)
    in.local_element(i) = displacement(unknowns_->partitioner()->local_to_global(i));
  elastic_.forces(out, in);
  Vector result = space_.owned_vector();
  for (unsigned i = 0; i < out.locally_owned_size(); ++i) result.begin()[i] = out.local_element(i);
  for (const auto held : unknowns_->owned_held()) result.begin()[held] = 0.0;
  return result;
}

double ElasticSolver::swelling_force() const {
  FineVector none = elastic_.vector(), out = elastic_.vector();
  elastic_.forces(out, none);
  return out.l2_norm();
}

int ElasticSolver::solve(Vector& change, const Vector& residual, double tolerance) const {
  constexpr unsigned max_iterations = 100;
  FineVector x = elastic_.vector(), b = elastic_.vector();
  copy(residual, b);
  for (const auto held : unknowns_->owned_held()) b.local_element(held) = 0.0;
  dealii::SolverControl control(max_iterations, std::max(tolerance, 1e-300));
  dealii::SolverCG<FineVector> solver(control);
  try {
    solver.solve(elastic_, x, b, PinnedCycle(*this));
  } catch (const dealii::SolverControl::NoConvergence& error) {
    throw NumericsError(fmt::format("the displacements of {} unknowns are not found after {} iterations: {:.3g} of "
                                    "{:.3g} N left",
                                    elastic_.m(), error.last_step, error.last_residual, b.l2_norm()),
                        std::numeric_limits<double>::quiet_NaN());
  }
  for (unsigned i = 0; i < x.locally_owned_size(); ++i) change.begin()[i] = x.local_element(i);
  return static_cast<int>(control.last_step());
}

std::size_t ElasticSolver::memory() const {
  return unknowns_->memory() + elastic_.memory() + weights_.size() * sizeof(double) + 8 * shear_.size() +
         (cycle_ ? cycle_->memory() : 0);
}

}  // namespace silith::field
