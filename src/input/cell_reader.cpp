#include "input/cell_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "cell/layer_kinds.hpp"
#include "input/phase_reader.hpp"

namespace silith {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Layers that the stack names and that have a table; notes those that lack the one or the other.
std::vector<std::string> layers_of(const View& cell) {
  const std::vector<std::string> stack = cell.texts("stack");
  const std::vector<std::string> tables = cell.names("");
  std::vector<std::string> layers;
  for (const std::string& name : stack) {
    if (contains(layers, name)) {
      cell.problem("stack", fmt::format("the layer \"{}\" stands twice", name), "a layer is one place in the stack");
    } else if (contains(tables, name)) {
      layers.push_back(name);
    } else {
      const std::string near = nearest_name(name, tables);
      cell.problem("stack", fmt::format("the stack names \"{}\", and there is no table [cell.{}]", name, name),
                   near.empty() ? fmt::format("add [cell.{}] with its kind and phases", name)
                                : fmt::format("did you mean \"{}\"?", near));
    }
  }
  for (const std::string& name : tables)
    if (!contains(stack, name))
      cell.problem(name, fmt::format("the layer \"{}\" is not in the stack", name),
                   "name it in cell.stack, or leave its table out");
  return layers;
}

double area_of(const View& cell) {
  if (const auto diameter = cell.optional_quantity("die_diameter"))
    return std::numbers::pi / 4.0 * *diameter * *diameter;
  if (const auto area = cell.optional_quantity("area")) return *area;
  cell.problem("area", "the area is missing", "write die_diameter = \"10 mm\" or area = \"0.785 cm^2\"");
  return 1.0;
}

GeometryFrom geometry_named(const std::string& name) {
  for (const GeometryFrom geometry : {GeometryFrom::mass, GeometryFrom::thickness, GeometryFrom::mass_and_thickness})
    if (to_string(geometry) == name) return geometry;
  throw std::logic_error("geometry_named: the registry lets a word through that is none");
}

bool takes(const std::string& law, const std::string& parameter) {
  for (const EffectiveMediumLaw& known : effective_medium_laws())
    if (known.name == law) return contains(known.parameters, parameter);
  return false;
}

TransportRecipe read_path(const View& path) {
  TransportRecipe recipe;
  recipe.phase = path.optional_text("phase");
  EffectiveMedium& medium = recipe.medium;
  medium.law = path.word("law");
  const bool percolation = medium.law == "percolation";
  if (takes(medium.law, "exponent"))
    medium.exponent = path.optional_quantity("exponent").value_or(percolation ? 2.0 : 1.5);
  if (takes(medium.law, "threshold")) medium.threshold = path.optional_quantity("threshold").value_or(0.29);
  if (takes(medium.law, "tortuosity")) medium.tortuosity = path.quantity("tortuosity");
  if (medium.law != "as-measured")
    medium.fraction = path.word("fraction") == "solids" ? FractionOf::solids : FractionOf::phase;
  return recipe;
}

InterfaceRecipe read_interface(const View& interface, MaterialCache& materials) {
  InterfaceRecipe recipe;
  recipe.ionic_resistance = interface.optional_quantity("ionic_resistance");
  recipe.electronic_resistance = interface.optional_quantity("electronic_resistance");
  recipe.contact_fraction = interface.optional_quantity("contact_fraction");
  recipe.film_resistance = interface.optional_quantity("film_resistance");
  recipe.double_layer_capacitance = interface.optional_quantity("double_layer_capacitance");
  recipe.film_capacitance = interface.optional_quantity("film_capacitance");
  recipe.anodic_transfer = interface.optional_quantity("charge_transfer_coefficient");
  recipe.exchange_current_density = read_own_law(interface, "exchange_current_density", materials);
  return recipe;
}

void read_geometry(const View& layer, LayerRecipe& recipe) {
  if (const auto geometry = layer.optional_text("geometry_from")) recipe.geometry_from = geometry_named(*geometry);
  recipe.mass = layer.optional_quantity("mass");
  recipe.loading = layer.optional_quantity("loading");
  recipe.thickness = layer.optional_quantity("thickness");
  recipe.relative_density = layer.optional_quantity("relative_density");
  recipe.pressing_pressure = layer.optional_quantity("pressing_pressure");
}

LayerRecipe read_layer(const View& layer, const std::string& name, MaterialCache& materials) {
  LayerRecipe recipe;
  recipe.name = name;
  recipe.kind = layer.word("kind");
  read_geometry(layer, recipe);
  recipe.mesh = {layer.integer("mesh.cells"), layer.number("mesh.grading")};
  for (const std::string& phase : layer.names("phases"))
    recipe.phases.push_back(read_phase(layer.at("phases." + phase), phase, materials));
  const LayerKind* kind = find_layer_kind(recipe.kind);
  if (kind && !kind->electronic.empty()) recipe.electronic = read_path(layer.at("electronic"));
  if (kind && !kind->ionic.empty()) recipe.ionic = read_path(layer.at("ionic"));
  const bool equilibrates = std::any_of(recipe.phases.begin(), recipe.phases.end(), [](const PhaseRecipe& phase) {
    return phase.initial.kind == InitialState::Kind::equilibrated;
  });
  if (equilibrates && layer.word("equilibrate") == "electrode") recipe.equilibrate = EquilibrationScope::electrode;
  recipe.interface = read_interface(layer.at("interface"), materials);
  return recipe;
}

}  // namespace

CellRecipe read_cell_recipe(const View& root, const MaterialLibrary& library) {
  const View cell = root.at("cell");
  MaterialCache materials(library);
  CellRecipe recipe;
  recipe.name = cell.text("name");
  recipe.area = area_of(cell);
  recipe.temperature = cell.quantity("temperature");
  recipe.series_resistance = cell.quantity("series_resistance");
  recipe.nominal_capacity = cell.optional_quantity("nominal_capacity");
  recipe.nominal_specific_capacity = cell.optional_quantity("nominal_specific_capacity");
  for (const std::string& name : layers_of(cell)) recipe.layers.push_back(read_layer(cell.at(name), name, materials));
  return recipe;
}

Cell read_cell(const View& root, const MaterialLibrary& library, Unconnected unconnected) {
  const CellRecipe recipe = read_cell_recipe(root, library);
  root.finish();
  try {
    return build_cell(recipe, unconnected);
  } catch (const InputError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics())
      root.problem(diagnostic.key, diagnostic.message, diagnostic.hint);
    root.finish();
    throw;
  }
}

}  // namespace silith
