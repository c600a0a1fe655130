#pragma once
#include "cell/recipe.hpp"

// Materials and recipes made in code, with numbers that are easy to check by hand.
namespace silith::testing_cell {

inline Law number(double value, const std::string& unit) {
  return Law::constant(value, unit, {"estimated", ""});
}

inline Law of_x(const std::string& formula, const std::string& unit, Range range) {
  LawAttributes attributes;
  attributes.unit = unit;
  attributes.source = {"estimated", ""};
  attributes.x_range = range;
  return Law::expression(formula, attributes);
}

inline Material silicon() {
  Material material;
  material.name = "silicon";
  material.material_class = MaterialClass::alloy;
  material.stoichiometry = Range{0.0, 4.2};
  material.properties.insert_or_assign("density", number(2330.0, "kg/m^3"));
  material.properties.insert_or_assign("molar_mass", number(28.0855e-3, "kg/mol"));
  material.properties.insert_or_assign("site_concentration", number(2330.0 / 28.0855e-3, "mol/m^3"));
  material.properties.insert_or_assign("lithium_per_host", number(0.0, "1"));
  material.properties.insert_or_assign("ocp_lithiation", of_x("0.5 - 0.1*x", "V", {0.0, 4.2}));
  material.properties.insert_or_assign("ocp_delithiation", of_x("0.7 - 0.1*x", "V", {0.0, 4.2}));
  material.properties.insert_or_assign("hysteresis_decay", number(10.0, "1"));
  material.properties.insert_or_assign("diffusivity", number(1e-16, "m^2/s"));
  material.properties.insert_or_assign("exchange_current_density", number(1.0, "A/m^2"));
  material.properties.insert_or_assign("electronic_conductivity", of_x("0.003 + x", "S/m", {0.0, 4.2}));
  material.properties.insert_or_assign("ionic_conductivity", number(0.02, "S/m"));
  return material;
}

inline Material li21si5() {
  Material material = silicon();
  material.name = "li21si5";
  material.properties.insert_or_assign("density", number(1160.0, "kg/m^3"));
  material.properties.insert_or_assign("molar_mass", number(28.0855e-3 + 4.2 * 6.94e-3, "kg/mol"));
  material.properties.insert_or_assign("lithium_per_host", number(4.2, "1"));
  material.properties.insert_or_assign("electronic_conductivity", number(1000.0, "S/m"));
  return material;
}

inline Material licoo2() {
  Material material;
  material.name = "licoo2";
  material.stoichiometry = Range{0.44, 1.0};
  material.properties.insert_or_assign("density", number(5050.0, "kg/m^3"));
  material.properties.insert_or_assign("site_concentration", number(51600.0, "mol/m^3"));
  material.properties.insert_or_assign("lithium_per_host", number(1.0, "1"));
  material.properties.insert_or_assign("ocp", of_x("5 - x", "V", {0.44, 1.0}));
  material.properties.insert_or_assign("diffusivity", number(1e-14, "m^2/s"));
  material.properties.insert_or_assign("exchange_current_density", number(2.0, "A/m^2"));
  material.properties.insert_or_assign("electronic_conductivity", of_x("1.1 - x", "S/m", {0.44, 1.0}));
  return material;
}

inline Material electrolyte(const std::string& name, double density) {
  Material material;
  material.name = name;
  material.material_class = MaterialClass::solid_electrolyte;
  material.properties.insert_or_assign("density", number(density, "kg/m^3"));
  material.properties.insert_or_assign("ionic_conductivity", number(0.2, "S/m"));
  return material;
}

inline Material liquid() {
  Material material = electrolyte("liquid", 1200.0);
  material.material_class = MaterialClass::liquid_electrolyte;
  material.properties.insert_or_assign("salt_diffusivity", number(1e-10, "m^2/s"));
  material.properties.insert_or_assign("transference_number", number(0.4, "1"));
  material.properties.insert_or_assign("thermodynamic_factor", number(1.0, "1"));
  return material;
}

inline PhaseRecipe phase(const Material& material, PhaseRole role, std::optional<double> mass_fraction = {}) {
  PhaseRecipe recipe;
  recipe.name = material.name;
  recipe.role = role;
  recipe.material = material;
  recipe.mass_fraction = mass_fraction;
  if (role == PhaseRole::active) recipe.classes.front().radius = 1e-6;
  return recipe;
}

inline LayerRecipe layer(const std::string& name, const std::string& kind, std::vector<PhaseRecipe> phases,
                         double mass) {
  LayerRecipe recipe;
  recipe.name = name;
  recipe.kind = kind;
  recipe.phases = std::move(phases);
  recipe.mass = mass;
  recipe.relative_density = 1.0;
  return recipe;
}

/// 10 + 10 mg double layer | Li6PS5Cl | Li3InCl6 | LiCoO2 composite on a 10 mm die.
inline CellRecipe double_layer() {
  CellRecipe cell;
  cell.name = "double layer";
  cell.area = 0.785398e-4;
  cell.temperature = 318.15;
  cell.layers = {layer("composite", "mixed-conductor",
                       {phase(silicon(), PhaseRole::active, 0.5), phase(li21si5(), PhaseRole::network, 0.5)}, 10e-6),
                 layer("li21si5", "mixed-conductor", {phase(li21si5(), PhaseRole::network)}, 10e-6),
                 layer("sulfide", "separator", {phase(electrolyte("li6ps5cl", 1860.0), PhaseRole::electrolyte)}, 30e-6),
                 layer("halide", "separator", {phase(electrolyte("li3incl6", 2600.0), PhaseRole::electrolyte)}, 50e-6),
                 layer("cathode", "composite-electrode",
                       {phase(licoo2(), PhaseRole::active, 0.6),
                        phase(electrolyte("li3incl6", 2600.0), PhaseRole::electrolyte, 0.4)},
                       1e-6)};
  cell.layers.back().mass.reset();
  cell.layers.back().loading = 0.2;
  return cell;
}

}  // namespace silith::testing_cell
