#pragma once
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "field/domain.hpp"
#include "field/interface_law.hpp"

namespace silith::field {

/// What holds between two bodies that touch.
struct PairLaw {
  std::optional<InterfaceLaw> law;  ///< none: perfect where in contact
  ContactPattern pattern{1.0, 0.0, 1, {}};
  dealii::types::material_id first = 0;  ///< the side from which currents and jumps count
  bool joined() const { return !law && pattern.full(); }
};

/// The bodies of a domain that touch, and what was said about their faces.
template <int dim>
class BodyPairs {
public:
  using Pair = std::pair<dealii::types::material_id, dealii::types::material_id>;  ///< the smaller first

  /// @param conducts by material id
  /// @param periods m, along the layers, for partial contact; empty where layers have no period
  /// @throws InputError if an interface is listed twice or names bodies that do not touch, if partial contact is asked
  /// for without periods, or if a law is given between bodies that are joined by perfect contacts anyhow
  BodyPairs(const Domain<dim>& domain, const std::vector<BodyInterface>& interfaces, std::vector<bool> conducts,
            double temperature, const std::vector<double>& periods);

  const PairLaw& law(dealii::types::material_id one, dealii::types::material_id other) const;
  const std::map<Pair, PairLaw>& all() const { return laws_; }
  /// Number of the group of bodies in perfect contact, by material id; -1: does not conduct.
  const std::vector<int>& groups() const { return groups_; }

private:
  void find_touching(const Domain<dim>& domain);
  void read(const Domain<dim>& domain, const BodyInterface& interface, double temperature,
            const std::vector<double>& periods);
  void group_bodies(const std::vector<bool>& conducts);
  void check_groups(const Domain<dim>& domain) const;

  std::map<Pair, PairLaw> laws_;
  std::vector<int> groups_;
};

}  // namespace silith::field
