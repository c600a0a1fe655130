#include "field/nodal_unknowns.hpp"

#include <algorithm>
#include <stdexcept>

namespace silith::field {
namespace {

using Index = dealii::types::global_dof_index;

/// The shape of the base element at each node, nodes along x first.
std::vector<unsigned> shapes_along_x(const dealii::FiniteElement<3>& base) {
  const auto& points = base.get_unit_support_points();
  std::vector<unsigned> order(points.size());
  for (unsigned i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](unsigned a, unsigned b) {
    for (const unsigned d : {2U, 1U, 0U})
      if (std::abs(points[a][d] - points[b][d]) > 1e-6) return points[a][d] < points[b][d];
    return false;
  });
  return order;
}

}  // namespace

NodalUnknowns::NodalUnknowns(const DisplacementSpace<3>& space, const Constraints& constraints)
    : nodes_per_cell_(space.dofs().get_fe().base_element(0).n_dofs_per_cell()) {
  const auto first = cell_unknowns(space);
  partition(space, constraints, first);
  nodes_.reserve(first.size());
  for (const Index unknown : first) nodes_.push_back(partitioner_->global_to_local(unknown));
  find_held(constraints);
}

/// First unknowns of the nodes of every owned cell, by their global numbers.
std::vector<Index> NodalUnknowns::cell_unknowns(const DisplacementSpace<3>& space) const {
  const auto& fe = space.dofs().get_fe();
  const auto order = shapes_along_x(fe.base_element(0));
  std::vector<Index> indices(fe.n_dofs_per_cell()), first;
  for (const auto& cell : space.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    cell->get_dof_indices(indices);
    for (const unsigned shape : order) {
      first.push_back(indices[fe.component_to_system_index(0, shape)]);
      for (const unsigned c : {1U, 2U})
        if (indices[fe.component_to_system_index(c, shape)] != first.back() + c)
          throw std::logic_error("NodalUnknowns: the components of a node are not numbered in a row");
    }
  }
  return first;
}

void NodalUnknowns::partition(const DisplacementSpace<3>& space, const Constraints& constraints,
                              const std::vector<Index>& first) {
  const auto& owned = space.dofs().locally_owned_dofs();
  std::vector<Index> reached;
  const auto reach = [&](Index unknown) {
    if (!owned.is_element(unknown)) reached.push_back(unknown);
  };
  const auto reach_with_masters = [&](Index unknown) {
    reach(unknown);
    if (const auto* entries = constraints.get_constraint_entries(unknown))
      for (const auto& entry : *entries) reach(entry.first);
  };
  for (const Index unknown : first)
    for (const unsigned c : {0U, 1U, 2U}) reach_with_masters(unknown + c);
  std::sort(reached.begin(), reached.end());
  reached.erase(std::unique(reached.begin(), reached.end()), reached.end());
  dealii::IndexSet ghosts(owned.size());
  ghosts.add_indices(reached.begin(), reached.end());
  partitioner_ = std::make_shared<dealii::Utilities::MPI::Partitioner>(owned, ghosts,
                                                                       space.mesh().triangulation.get_communicator());
}

void NodalUnknowns::find_held(const Constraints& constraints) {
  const unsigned n = partitioner_->locally_owned_size() + partitioner_->n_ghost_indices();
  std::vector<bool> reached(n, false);
  for (const std::uint32_t node : nodes_)
    for (const unsigned c : {0U, 1U, 2U}) reached[node + c] = true;
  for (unsigned local = 0; local < n; ++local) {
    const Index unknown = partitioner_->local_to_global(local);
    if (!constraints.is_constrained(unknown)) continue;
    if (partitioner_->in_local_range(unknown)) owned_held_.push_back(local);
    if (!reached[local]) continue;
    for (const auto& [master, weight] : *constraints.get_constraint_entries(unknown))
      entries_.emplace_back(partitioner_->global_to_local(master), weight);
    held_.push_back({local, static_cast<std::uint32_t>(entries_.size())});
  }
}

template <class Visit>
void NodalUnknowns::for_each_entry(const Visit& visit) const {
  std::uint32_t entry = 0;
  for (const Held& held : held_)
    for (; entry < held.end; ++entry) visit(held.unknown, entries_[entry].first, entries_[entry].second);
}

template <class Number>
void NodalUnknowns::fill_held(Number* values) const {
  for (const Held& held : held_) values[held.unknown] = Number(0);
  for_each_entry([&](std::uint32_t unknown, std::uint32_t master, double weight) {
    values[unknown] += static_cast<Number>(weight) * values[master];
  });
}

template <class Number>
void NodalUnknowns::collect_held(Number* forces) const {
  for_each_entry([&](std::uint32_t unknown, std::uint32_t master, double weight) {
    forces[master] += static_cast<Number>(weight) * forces[unknown];
  });
  for (const Held& held : held_) forces[held.unknown] = Number(0);
}

template <class Number>
void NodalUnknowns::collect_held_diagonal(Number* diagonal) const {
  for_each_entry([&](std::uint32_t unknown, std::uint32_t master, double weight) {
    diagonal[master] += static_cast<Number>(weight * weight) * diagonal[unknown];
  });
  for (const Held& held : held_) diagonal[held.unknown] = Number(0);
}

std::size_t NodalUnknowns::memory() const {
  return nodes_.size() * sizeof(nodes_[0]) + held_.size() * sizeof(Held) + entries_.size() * sizeof(entries_[0]) +
         owned_held_.size() * sizeof(owned_held_[0]) + partitioner_->memory_consumption();
}

template void NodalUnknowns::fill_held(double*) const;
template void NodalUnknowns::fill_held(float*) const;
template void NodalUnknowns::collect_held(double*) const;
template void NodalUnknowns::collect_held(float*) const;
template void NodalUnknowns::collect_held_diagonal(double*) const;

}  // namespace silith::field
