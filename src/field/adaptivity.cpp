#include "field/adaptivity.hpp"

#include <deal.II/base/quadrature_lib.h>

#include <algorithm>

namespace silith::field {
namespace {

template <int dim>
bool any_flag(const dealii::parallel::distributed::Triangulation<dim>& triangulation) {
  bool any = false;
  for (const auto& cell : triangulation.active_cell_iterators())
    any = any || (cell->is_locally_owned() && (cell->refine_flag_set() || cell->coarsen_flag_set()));
  return dealii::Utilities::MPI::max(any ? 1 : 0, triangulation.get_communicator()) > 0;
}

/// The value above which indicators make up the given part of their sum: bisection, the same on every rank.
double threshold_of_share(const std::vector<double>& values, double share, MPI_Comm communicator) {
  double sum = 0.0, high = 0.0;
  for (const double value : values) {
    sum += value;
    high = std::max(high, value);
  }
  sum = dealii::Utilities::MPI::sum(sum, communicator);
  high = dealii::Utilities::MPI::max(high, communicator);
  double low = 0.0;
  for (int round = 0; round < 60; ++round) {
    const double middle = round < 40 && low == 0.0 ? high / 8.0 : 0.5 * (low + high);
    double above = 0.0;
    for (const double value : values)
      if (value > middle) above += value;
    (dealii::Utilities::MPI::sum(above, communicator) >= share * sum ? low : high) = middle;
  }
  return low;
}

}  // namespace

template <int dim>
Marking<dim>::Marking(Triangulation& triangulation, const RefinementLimits& limits)
    : triangulation_(triangulation), limits_(limits), wishes_(triangulation.n_active_cells(), Wish::none) {}

template <int dim>
void Marking<dim>::by_share(const dealii::Vector<float>& indicator, double split_share, double join_share) {
  std::vector<double> values;
  for (const auto& cell : triangulation_.active_cell_iterators())
    if (cell->is_locally_owned()) values.push_back(indicator(cell->active_cell_index()));
  const auto communicator = triangulation_.get_communicator();
  by_threshold(indicator, threshold_of_share(values, split_share, communicator),
               threshold_of_share(values, 1.0 - join_share, communicator));
}

template <int dim>
void Marking<dim>::by_threshold(const dealii::Vector<float>& indicator, double split_above, double join_below) {
  for (const auto& cell : triangulation_.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    const double value = indicator(cell->active_cell_index());
    want(cell->active_cell_index(), value > split_above ? Wish::split : value < join_below ? Wish::join : Wish::keep);
  }
}

template <int dim>
void Marking<dim>::by_band(const CellScalars<dim>& field, double low, double high) {
  const dealii::QTrapezoid<dim> corners;
  std::vector<double> values(corners.size());
  for (const auto& cell : triangulation_.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    field(cell, corners, values);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    want(cell->active_cell_index(), *most > low && *least < high ? Wish::split : Wish::join);
  }
}

template <int dim>
bool Marking<dim>::set_flags() {
  const bool room = static_cast<double>(triangulation_.n_global_active_cells()) < limits_.max_cells;
  for (const auto& cell : triangulation_.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    cell->clear_refine_flag();
    cell->clear_coarsen_flag();
    const Wish wish = wishes_[cell->active_cell_index()];
    const bool too_fine = cell->level() > limits_.finest;
    if (wish == Wish::split && room && cell->level() < limits_.finest) cell->set_refine_flag();
    if ((wish == Wish::join || too_fine) && cell->level() > limits_.coarsest) cell->set_coarsen_flag();
  }
  return any_flag(triangulation_);
}

template <int dim>
bool change_mesh(dealii::parallel::distributed::Triangulation<dim>& triangulation,
                 const std::vector<MeshFollower>& followers) {
  triangulation.prepare_coarsening_and_refinement();
  if (!any_flag(triangulation)) return false;
  for (const auto& follower : followers) follower.prepare();
  triangulation.execute_coarsening_and_refinement();
  for (const auto& follower : followers) follower.finish();
  return true;
}

template class Marking<2>;
template class Marking<3>;
template bool change_mesh(dealii::parallel::distributed::Triangulation<2>&, const std::vector<MeshFollower>&);
template bool change_mesh(dealii::parallel::distributed::Triangulation<3>&, const std::vector<MeshFollower>&);

}  // namespace silith::field
