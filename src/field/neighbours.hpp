#pragma once
#include <set>
#include <utility>
#include <vector>

#include "field/domain.hpp"

// Which bodies of a domain touch what.
namespace silith::field {

/// Pairs of bodies that share a face, the lower id first, in the order of the list of bodies; on all ranks the same.
template <int dim>
std::vector<std::pair<unsigned, unsigned>> touching(const Domain<dim>& domain);

/// Bodies with a face at a boundary; on all ranks the same.
template <int dim>
std::set<unsigned> bodies_at(const Domain<dim>& domain, dealii::types::boundary_id boundary);

/// Whether every way from one boundary to another leads through one of some bodies.
template <int dim>
bool must_cross(const Domain<dim>& domain, dealii::types::boundary_id from, dealii::types::boundary_id to,
                const std::set<unsigned>& crossed);

}  // namespace silith::field
