#include "input/phase_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/units.hpp"
#include "cell/populations.hpp"
#include "input/law_reader.hpp"

namespace silith {
namespace {

PhaseRole role_named(const std::string& name) {
  using enum PhaseRole;
  for (const PhaseRole role : {active, network, electrolyte, conductor, inert, metal})
    if (to_string(role) == name) return role;
  return inert;  // a missing role has been noted by the registry's check
}

Storage shape_named(const std::string& name) {
  if (name == "cylinder") return Storage::cylinder;
  if (name == "plate") return Storage::plate;
  return Storage::sphere;
}

Material load_material(const View& phase, const std::string& phase_name, PhaseRole role, MaterialCache& materials) {
  Material material;
  material.name = phase_name;
  if (role == PhaseRole::inert && !phase.has("material")) return material;
  const std::string name = phase.text("material");
  if (name.empty()) return material;
  try {
    return materials.load(name, std::filesystem::path(phase.location("material").file).parent_path());
  } catch (const InputError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      if (!diagnostic.where.file.empty()) throw;  // a mistake inside the material's file stands there
      phase.problem("material", diagnostic.message, diagnostic.hint);
    }
  }
  return material;
}

/// A copy of the table without `bounds`; a value alone becomes a table.
Node as_law(const Node& given) {
  Node law = Node::table();
  if (!given.is_table()) {
    law.set("value", given);
    law.set("source", Node("estimated"));
    law.set("note", Node("given in the case without a source"));
  } else {
    for (const Node::Entry& entry : given.entries())
      if (entry.key != "bounds") law.set(entry.key, entry.value);
  }
  if (given.location().line > 0) law.set_place(given.file(), given.location().line, given.location().column);
  return law;
}

void check_bounds(const View& table, const std::string& property, const Node& given, const PropertyKind& kind) {
  const Node* bounds = given.find("bounds");
  if (!bounds) return;
  bool fits = bounds->is_array() && bounds->items().size() == 2;
  std::string problem;
  for (std::size_t i = 0; fits && i < 2; ++i) {
    const Node& bound = bounds->items()[i];
    fits = bound.is_text() ? try_to_si(bound.text(), kind.unit, problem).has_value()
                           : bound.is_number() && kind.unit == "1";
  }
  if (!fits)
    table.problem(property + ".bounds", "two values are expected, the least and the most",
                  fmt::format("write them with a unit of {}", dimension_name(kind.unit)));
}

/// One branch of the open-circuit potential replaces two, and the other way round.
void put_property(Material& material, const std::string& name, const Law& law) {
  if (name == "ocp") {
    material.properties.erase("ocp_lithiation");
    material.properties.erase("ocp_delithiation");
  }
  if (name == "ocp_lithiation" || name == "ocp_delithiation") material.properties.erase("ocp");
  material.properties.insert_or_assign(name, law);
}

ParticleClass only_class(const View& phase) {
  return {.name = "",
          .fraction = 1.0,
          .radius = phase.optional_quantity("particle_radius"),
          .film_resistance = phase.quantity("film_resistance"),
          .contact_resistance = phase.quantity("contact_resistance"),
          .double_layer_capacitance = phase.quantity("double_layer_capacitance"),
          .film_capacitance = phase.quantity("film_capacitance"),
          .active_area_fraction = phase.number("active_area_fraction")};
}

/// @param phase whose capacitances hold for the classes without their own
ParticleClass one_class(const View& particles, const View& phase) {
  const auto or_of = [&](const View& whole, const char* key) {
    const auto own = particles.optional_quantity(key);
    return own ? *own : whole.quantity(key);
  };
  return {.name = particles.text("name"),
          .fraction = particles.number("fraction"),
          .radius = particles.quantity("radius"),
          .film_resistance = particles.quantity("film_resistance"),
          .contact_resistance = particles.quantity("contact_resistance"),
          .double_layer_capacitance = or_of(phase, "double_layer_capacitance"),
          .film_capacitance = or_of(phase, "film_capacitance"),
          .active_area_fraction = particles.number("active_area_fraction")};
}

void read_particles(const View& phase, PhaseRecipe& recipe) {
  recipe.shape = shape_named(phase.word("shape"));
  recipe.shells = phase.integer("shells");
  const std::vector<View> classes = phase.items("classes");
  recipe.classes.clear();
  for (const View& particles : classes) recipe.classes.push_back(one_class(particles, phase));
  if (classes.empty()) recipe.classes.push_back(only_class(phase));
}

void read_initial_state(const View& phase, PhaseRecipe& recipe) {
  if (const auto x = phase.optional_quantity("initial_stoichiometry"))
    recipe.initial = {InitialState::Kind::stoichiometry, *x};
  else if (phase.word("initial_state") == "equilibrated")
    recipe.initial.kind = InitialState::Kind::equilibrated;
  if (recipe.material.has("ocp_lithiation")) recipe.initial_hysteresis = phase.optional_quantity("initial_hysteresis");
}

}  // namespace

const Material& MaterialCache::load(const std::string& name, const std::filesystem::path& beside) {
  const std::filesystem::path file = library_.find(name, beside);
  const auto known = materials_.find(file);
  if (known != materials_.end()) return known->second;
  return materials_.emplace(file, library_.load(name, beside)).first->second;
}

const Bibliography& MaterialCache::references(const std::filesystem::path& file) {
  const auto known = references_.find(file.parent_path());
  if (known != references_.end()) return known->second;
  return references_.emplace(file.parent_path(), library_.references(file)).first->second;
}

std::optional<Law> read_own_law(const View& table, const std::string& property, MaterialCache& materials) {
  const Node* given = table.node(property);
  if (!given) return std::nullopt;
  const PropertyKind& kind = *find_property_kind(property);
  const Bibliography& references = materials.references(table.location(property).file);
  MaterialReading reading{references, {}};
  const std::optional<Law> law = read_law(as_law(*given), kind, reading);
  for (const Diagnostic& problem : reading.problems) table.problem(problem.key, problem.message, problem.hint);
  check_bounds(table, property, *given, kind);
  return reading.problems.empty() ? law : std::nullopt;
}

PhaseRecipe read_phase(const View& phase, const std::string& name, MaterialCache& materials) {
  PhaseRecipe recipe;
  recipe.name = name;
  recipe.role = role_named(phase.word("role"));
  recipe.material = load_material(phase, name, recipe.role, materials);
  for (const std::string& property : phase.names(""))
    if (const auto law = read_own_law(phase, property, materials)) put_property(recipe.material, property, *law);
  recipe.mass_fraction = phase.optional_quantity("mass_fraction");
  recipe.volume_fraction = phase.optional_quantity("volume_fraction");
  if (recipe.role == PhaseRole::active)
    read_particles(phase, recipe);
  else if (recipe.role == PhaseRole::electrolyte)
    recipe.classes.front().radius = phase.optional_quantity("particle_radius");
  if (stores_lithium(recipe.role)) read_initial_state(phase, recipe);
  if (recipe.material.material_class == MaterialClass::liquid_electrolyte)
    recipe.salt_concentration = phase.quantity("salt_concentration");
  return recipe;
}

}  // namespace silith
