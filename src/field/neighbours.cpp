#include "field/neighbours.hpp"

#include <algorithm>
#include <cstdint>

namespace silith::field {
namespace {

/// Numbers below `count` that any rank has.
std::vector<unsigned> of_all_ranks(const std::set<unsigned>& here, unsigned count, MPI_Comm communicator) {
  std::vector<int> found(count, 0);
  for (const unsigned number : here) found[number] = 1;
  dealii::Utilities::MPI::max(found, communicator, found);
  std::vector<unsigned> numbers;
  for (unsigned number = 0; number < count; ++number)
    if (found[number] > 0) numbers.push_back(number);
  return numbers;
}

}  // namespace

template <int dim>
std::vector<std::pair<unsigned, unsigned>> touching(const Domain<dim>& domain) {
  const auto count = static_cast<unsigned>(domain.bodies().size());
  std::set<unsigned> here;
  for (const auto& cell : domain.triangulation().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (const unsigned face : cell->face_indices()) {
      if (cell->at_boundary(face)) continue;
      const auto neighbour = cell->neighbor(face);
      const auto beyond = neighbour->is_active() ? neighbour : neighbour->child(0);
      if (!beyond->is_active() || beyond->material_id() == cell->material_id()) continue;
      const unsigned one = cell->material_id(), other = beyond->material_id();
      here.insert(std::min(one, other) * count + std::max(one, other));
    }
  }
  std::vector<std::pair<unsigned, unsigned>> pairs;
  for (const unsigned pair : of_all_ranks(here, count * count, domain.triangulation().get_communicator()))
    pairs.emplace_back(pair / count, pair % count);
  return pairs;
}

template <int dim>
std::set<unsigned> bodies_at(const Domain<dim>& domain, dealii::types::boundary_id boundary) {
  std::set<unsigned> here;
  for (const auto& cell : domain.triangulation().active_cell_iterators())
    for (const unsigned face : cell->face_indices())
      if (cell->is_locally_owned() && cell->at_boundary(face) && cell->face(face)->boundary_id() == boundary)
        here.insert(cell->material_id());
  const auto all =
      of_all_ranks(here, static_cast<unsigned>(domain.bodies().size()), domain.triangulation().get_communicator());
  return {all.begin(), all.end()};
}

template <int dim>
bool must_cross(const Domain<dim>& domain, dealii::types::boundary_id from, dealii::types::boundary_id to,
                const std::set<unsigned>& crossed) {
  std::set<unsigned> reached;
  for (const unsigned body : bodies_at(domain, from))
    if (crossed.count(body) == 0) reached.insert(body);
  const auto pairs = touching(domain);
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [one, other] : pairs)
      for (const auto& [near, far] : {std::pair(one, other), std::pair(other, one)})
        if (reached.count(near) > 0 && crossed.count(far) == 0) grown = reached.insert(far).second || grown;
  }
  const auto ends = bodies_at(domain, to);
  return std::none_of(ends.begin(), ends.end(), [&](unsigned body) { return reached.count(body) > 0; });
}

template std::vector<std::pair<unsigned, unsigned>> touching(const Domain<2>&);
template std::vector<std::pair<unsigned, unsigned>> touching(const Domain<3>&);
template std::set<unsigned> bodies_at(const Domain<2>&, dealii::types::boundary_id);
template std::set<unsigned> bodies_at(const Domain<3>&, dealii::types::boundary_id);
template bool must_cross(const Domain<2>&, dealii::types::boundary_id, dealii::types::boundary_id,
                         const std::set<unsigned>&);
template bool must_cross(const Domain<3>&, dealii::types::boundary_id, dealii::types::boundary_id,
                         const std::set<unsigned>&);

}  // namespace silith::field
