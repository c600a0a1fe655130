#include "material/material.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/diagnostic.hpp"

namespace silith {

const Law& Material::law(const std::string& property) const {
  const auto found = properties.find(property);
  if (found != properties.end()) return found->second;
  const PropertyKind* kind = find_property_kind(property);
  const std::string meaning = kind ? fmt::format(" ({}, {})", kind->meaning, kind->unit) : "";
  throw InputError(fmt::format("the material \"{}\" has no property \"{}\"{}", name, property, meaning),
                   fmt::format("add a table [{}] to the material's file", property));
}

double Material::constant(const std::string& property, double T) const {
  const Law& found = law(property);
  if (found.depends_on_x() || found.depends_on_c())
    throw InputError(fmt::format("the property \"{}\" of the material \"{}\" varies with {}, one number is needed",
                                 property, name, found.depends_on_x() ? "stoichiometry" : "concentration"),
                     "give it as a constant, with or without an activation energy");
  return found({.T = T}).value;
}

const std::vector<PropertyKind>& property_kinds() {
  using enum Sign;
  static const std::vector<PropertyKind> kinds = {
      {"density", "kg/m^3", "rho", "mass density, fully dense, at the composition as supplied", positive},
      {"molar_mass", "kg/mol", "M",
       "mass per host site at the composition as supplied; per formula unit without a host", positive},
      {"lithium_per_host", "1", "x_0", "lithium per host site as supplied", not_negative},
      {"site_concentration", "mol/m^3", "c_s", "host sites per reference volume; lithium is c_s x", positive},
      {"ocp", "V", "U", "open-circuit potential against Li/Li+, the only branch", any},
      {"ocp_lithiation", "V", "U_lith", "open-circuit potential on lithiation (x rising)", any},
      {"ocp_delithiation", "V", "U_delith", "open-circuit potential on delithiation (x falling)", any},
      {"hysteresis_decay", "1", "gamma", "rate at which the hysteresis state follows x, per unit of x (Eq. M6)",
       positive},
      {"diffusivity", "m^2/s", "D", "chemical diffusivity of lithium in the solid", positive},
      {"exchange_current_density", "A/m^2", "j_0", "exchange current density at the surface", not_negative},
      {"charge_transfer_coefficient", "1", "alpha_a", "anodic transfer coefficient; the cathodic one is 1 - alpha_a",
       positive},
      {"electronic_conductivity", "S/m", "sigma", "electronic conductivity of the dense solid", positive},
      {"ionic_conductivity", "S/m", "kappa", "ionic conductivity of the dense solid or of the liquid", positive},
      {"salt_diffusivity", "m^2/s", "D_e", "diffusivity of the salt in a liquid electrolyte", positive},
      {"transference_number", "1", "t_+", "cation transference number against the solvent", any},
      {"thermodynamic_factor", "1", "TDF", "1 + d ln f / d ln c of the salt", positive},
      {"partial_molar_volume", "m^3/mol", "Omega", "volume added per lithium; negative if the host shrinks", any},
      {"young_modulus", "Pa", "E", "Young's modulus of the dense solid", positive},
      {"poisson_ratio", "1", "nu", "Poisson's ratio", any},
      {"conductivity", "S/m", "sigma", "conductivity for lithium where one potential drives it", positive},
      {"volume_ratio", "1", "J_s", "volume over that at the composition at the start, free of stress", positive},
      {"toughness", "J/m^2", "Gamma", "fracture energy", positive},
      {"yield_stress", "Pa", "sigma_y", "flow stress in uniaxial loading (Cauchy)", positive},
  };
  return kinds;
}

const PropertyKind* find_property_kind(const std::string& name) {
  for (const auto& kind : property_kinds())
    if (kind.name == name) return &kind;
  return nullptr;
}

std::string to_string(MaterialClass material_class) {
  switch (material_class) {
    case MaterialClass::intercalation:
      return "intercalation";
    case MaterialClass::alloy:
      return "alloy";
    case MaterialClass::solid_electrolyte:
      return "solid-electrolyte";
    case MaterialClass::liquid_electrolyte:
      return "liquid-electrolyte";
    case MaterialClass::metal:
      return "metal";
  }
  throw std::logic_error("to_string: unknown class of material");
}

}  // namespace silith
