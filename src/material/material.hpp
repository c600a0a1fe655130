#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "material/law.hpp"

namespace silith {

enum class MaterialClass { intercalation, alloy, solid_electrolyte, liquid_electrolyte, metal };

/// A named set of property laws with sources. Immutable once built.
///
/// Stoichiometry x counts lithium per host site; a host site is one Si atom in Li_xSi, one CoO2 in Li_yCoO2.
/// Balances are per reference volume, that of the unlithiated host for alloys, of the fully lithiated one otherwise.
struct Material {
  std::string name;
  std::string formula;
  std::string description;
  MaterialClass material_class = MaterialClass::intercalation;
  std::optional<Range> stoichiometry;  ///< allowed x
  Source stoichiometry_source;
  std::map<std::string, Law> properties;  ///< by the registry's names: "ocp", "diffusivity", ...

  bool has(const std::string& property) const { return properties.contains(property); }
  /// @throws InputError naming the material and the property it lacks
  const Law& law(const std::string& property) const;
  /// Value of a law at a temperature that does not depend on x or c.
  double constant(const std::string& property, double T) const;
};

/// What the values of a property have to be; checked by the reader over the law's range.
enum class Sign { any, positive, not_negative };

/// Name, SI unit, meaning of every property a material may have: one line each in one table.
///
/// A material has either `ocp`, one branch, or `ocp_lithiation` and `ocp_delithiation` with `hysteresis_decay`.
struct PropertyKind {
  std::string name;
  std::string unit;
  std::string symbol;
  std::string meaning;
  Sign sign = Sign::any;
};
const std::vector<PropertyKind>& property_kinds();
/// nullptr if there is no such property.
const PropertyKind* find_property_kind(const std::string& name);

/// Name as in material files: "solid-electrolyte".
std::string to_string(MaterialClass material_class);

}  // namespace silith
