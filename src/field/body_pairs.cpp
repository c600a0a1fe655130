#include "field/body_pairs.hpp"

#include <deal.II/base/mpi.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

std::string name(const BodyInterface& interface) {
  return fmt::format("interface between \"{}\" and \"{}\"", interface.first, interface.second);
}

template <class Id>
std::pair<Id, Id> ordered(Id one, Id other) {
  return {std::min(one, other), std::max(one, other)};
}

}  // namespace

template <int dim>
BodyPairs<dim>::BodyPairs(const Domain<dim>& domain, const std::vector<BodyInterface>& interfaces,
                          std::vector<bool> conducts, double temperature, const std::vector<double>& periods) {
  find_touching(domain);
  std::set<Pair> seen;
  for (const auto& interface : interfaces) {
    if (!seen.insert(ordered(domain.body(interface.first), domain.body(interface.second))).second)
      throw InputError(name(interface) + ": is described twice");
    read(domain, interface, temperature, periods);
  }
  group_bodies(conducts);
  check_groups(domain);
}

template <int dim>
void BodyPairs<dim>::find_touching(const Domain<dim>& domain) {
  const auto n = domain.bodies().size();
  std::vector<unsigned> touching(n * n, 0);
  for (const auto& cell : domain.triangulation().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    for (const unsigned f : cell->face_indices())
      if (!cell->at_boundary(f)) touching[cell->material_id() * n + cell->neighbor(f)->material_id()] = 1;
  }
  dealii::Utilities::MPI::max(touching, domain.triangulation().get_communicator(), touching);
  for (unsigned i = 0; i < n; ++i)
    for (unsigned j = i + 1; j < n; ++j)
      if (touching[i * n + j] + touching[j * n + i] > 0) laws_[{i, j}].first = i;
}

template <int dim>
void BodyPairs<dim>::read(const Domain<dim>& domain, const BodyInterface& interface, double temperature,
                          const std::vector<double>& periods) {
  const auto first = domain.body(interface.first), second = domain.body(interface.second);
  const auto found = laws_.find(ordered(first, second));
  if (found == laws_.end()) throw InputError(name(interface) + ": these bodies do not touch");
  found->second.first = first;
  if (interface.kind != BodyInterface::Kind::perfect) found->second.law.emplace(interface, temperature);
  if (interface.contact_fraction == 1.0) return;
  if (periods.empty())
    throw InputError(name(interface) + ": partial contact is only known for the layers of a strip",
                     "leave out the contacted fraction");
  if (periods.size() != dim - 1) throw std::logic_error("BodyPairs: one period per coordinate along the layers");
  if (domain.frame() == Frame::axisymmetric && interface.patch_size > 0.0)
    throw InputError(name(interface) + ": around an axis the contacted part is one disk, it has no patch size");
  found->second.pattern =
      domain.frame() == Frame::axisymmetric
          ? ContactPattern::disk(interface.contact_fraction, periods[0])
          : ContactPattern(interface.contact_fraction, interface.patch_size, interface.seed, periods);
}

template <int dim>
void BodyPairs<dim>::group_bodies(const std::vector<bool>& conducts) {
  for (unsigned body = 0; body < conducts.size(); ++body)
    groups_.push_back(conducts[body] ? static_cast<int>(body) : -1);
  for (const auto& [pair, law] : laws_) {
    const int kept = groups_[pair.first], merged = groups_[pair.second];
    if (law.joined() && kept >= 0 && merged >= 0) std::replace(groups_.begin(), groups_.end(), merged, kept);
  }
  std::set<int> numbers(groups_.begin(), groups_.end());
  numbers.erase(-1);
  for (int& group : groups_)
    if (group >= 0) group = static_cast<int>(std::distance(numbers.begin(), numbers.find(group)));
}

template <int dim>
void BodyPairs<dim>::check_groups(const Domain<dim>& domain) const {
  for (const auto& [pair, law] : laws_) {
    if (law.joined() || groups_[pair.first] < 0 || groups_[pair.first] != groups_[pair.second]) continue;
    throw InputError(
        fmt::format("interface between \"{}\" and \"{}\": its law has no effect, as the potential of both is one "
                    "through perfect contacts with other bodies",
                    domain.bodies()[pair.first], domain.bodies()[pair.second]),
        "give the other interfaces of these bodies a law, too");
  }
}

template <int dim>
const PairLaw& BodyPairs<dim>::law(dealii::types::material_id one, dealii::types::material_id other) const {
  return laws_.at(ordered(one, other));
}

template class BodyPairs<2>;
template class BodyPairs<3>;

}  // namespace silith::field
