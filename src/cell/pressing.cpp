#include "cell/pressing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "cell/refuse.hpp"

namespace silith {
namespace {

constexpr double sum_tolerance = 1e-4;

bool is_solid(const PhaseAmount& phase) {
  return !phase.liquid;
}

using Fraction = std::optional<double> PhaseAmount::*;

std::string list_fractions(const std::vector<PhaseAmount>& phases, Fraction fraction) {
  std::string text;
  for (const PhaseAmount& phase : phases)
    if (is_solid(phase) && phase.*fraction)
      text += fmt::format("{}{} {:g}", text.empty() ? "" : ", ", phase.name, *(phase.*fraction));
  return text;
}

/// The solids' fractions with the rest filled in, checked against the sum they must have.
std::vector<double> complete(const PressingRecipe& recipe, Fraction fraction, const std::string& what, double total) {
  std::vector<double> result(recipe.phases.size(), 0.0);
  std::optional<std::size_t> rest;
  double sum = 0.0;
  for (std::size_t i = 0; i < recipe.phases.size(); ++i) {
    const PhaseAmount& phase = recipe.phases[i];
    if (phase.liquid) continue;
    if (phase.*fraction) {
      sum += result[i] = *(phase.*fraction);
    } else if (rest) {
      refuse(recipe.key + ".phases." + phase.name,
             fmt::format("neither \"{}\" nor \"{}\" has a {}", recipe.phases[*rest].name, phase.name, what),
             "at most one solid may leave its fraction out: it gets the rest");
    } else {
      rest = i;
    }
  }
  if (rest) result[*rest] = total - sum;
  const bool fits = rest ? result[*rest] > -sum_tolerance : std::abs(sum - total) <= sum_tolerance;
  if (!fits)
    refuse(recipe.key + ".phases",
           fmt::format("the {} sum to {:g} ({}), {:g} is expected",
                       what == "mass_fraction" ? "mass fractions" : "volume fractions", sum,
                       list_fractions(recipe.phases, fraction), total),
           "change one, or leave one out: it gets the rest");
  if (rest) result[*rest] = std::max(result[*rest], 0.0);
  return result;
}

bool any_solid(const PressingRecipe& recipe, Fraction fraction) {
  return std::any_of(recipe.phases.begin(), recipe.phases.end(),
                     [&](const PhaseAmount& phase) { return is_solid(phase) && phase.*fraction; });
}

const PhaseAmount* liquid_of(const PressingRecipe& recipe) {
  const auto found = std::find_if(recipe.phases.begin(), recipe.phases.end(), [](const auto& p) { return p.liquid; });
  return found == recipe.phases.end() ? nullptr : &*found;
}

/// Mass of solids per area as the recipe states it, by `mass` or by `loading`; nullopt if neither is given.
std::optional<double> stated_areal_mass(const PressingRecipe& recipe, const std::vector<double>& mass_fraction) {
  if (recipe.areal_mass && recipe.loading)
    refuse(recipe.key + ".loading", "contradicts `mass`: both give the mass of the layer",
           "keep one: `mass` of all solids on the die, or `loading` of the active material per area");
  if (recipe.areal_mass) return recipe.areal_mass;
  if (!recipe.loading) return std::nullopt;
  double loaded = 0.0;
  for (std::size_t i = 0; i < recipe.phases.size(); ++i)
    if (recipe.phases[i].loaded) loaded += mass_fraction[i];
  if (loaded <= 0.0)
    refuse(recipe.key + ".loading", "counts the active material, and this layer has none",
           "give the `mass` of the layer instead");
  return *recipe.loading / loaded;
}

GeometryFrom choose_geometry(const PressingRecipe& recipe) {
  const bool mass = recipe.areal_mass || recipe.loading;
  const bool thickness = recipe.thickness.has_value();
  if (recipe.geometry_from) {
    const GeometryFrom chosen = *recipe.geometry_from;
    if (!mass && chosen != GeometryFrom::thickness)
      refuse(recipe.key + ".geometry_from", fmt::format("is \"{}\", and no mass is given", to_string(chosen)),
             "give `mass` or `loading`");
    if (!thickness && chosen != GeometryFrom::mass)
      refuse(recipe.key + ".geometry_from", fmt::format("is \"{}\", and no thickness is given", to_string(chosen)),
             "give `thickness`");
    return chosen;
  }
  if (mass && thickness)
    refuse(
        recipe.key + ".thickness", "mass and thickness are both given, and it is not said which counts",
        "write geometry_from = \"mass\" or \"thickness\" (the other is kept for the audit), or \"mass-and-thickness\" "
        "for the relative density to follow from both");
  if (!mass && !thickness)
    refuse(recipe.key, "neither mass nor thickness is given", "give `mass`, `loading` or `thickness`");
  return mass ? GeometryFrom::mass : GeometryFrom::thickness;
}

void check_densities(const PressingRecipe& recipe) {
  for (const PhaseAmount& phase : recipe.phases)
    if (is_solid(phase) && phase.density <= 0.0)
      refuse(recipe.key + ".phases." + phase.name,
             fmt::format("the density of \"{}\" is not known, and masses are given", phase.material),
             "add density = { value = \"2.3 g/cm^3\", source = \"estimated\" } to the phase");
}

/// Mass fractions of the solids (Eq. L2), from volume fractions.
std::vector<double> mass_fractions(const PressingRecipe& recipe, const std::vector<double>& volume) {
  std::vector<double> mass(volume.size(), 0.0);
  for (std::size_t i = 0; i < volume.size(); ++i)
    if (is_solid(recipe.phases[i])) mass[i] = volume[i] * recipe.phases[i].density;
  const double sum = std::accumulate(mass.begin(), mass.end(), 0.0);
  if (sum > 0.0)
    for (double& value : mass) value /= sum;
  return mass;
}

/// Density of the solids without pores (Eq. L1); 0 if one is not known.
double theoretical_density(const PressingRecipe& recipe, const std::vector<double>& mass_fraction) {
  for (const PhaseAmount& phase : recipe.phases)
    if (is_solid(phase) && phase.density <= 0.0) return 0.0;
  double specific_volume = 0.0;
  for (std::size_t i = 0; i < mass_fraction.size(); ++i)
    if (mass_fraction[i] > 0.0) specific_volume += mass_fraction[i] / recipe.phases[i].density;
  return specific_volume > 0.0 ? 1.0 / specific_volume : 0.0;
}

/// The recipe with the liquid's share, if stated, turned into the relative density it implies.
PressingRecipe with_liquid_share(PressingRecipe recipe) {
  const PhaseAmount* liquid = liquid_of(recipe);
  if (!liquid) return recipe;
  const std::string key = recipe.key + ".phases." + liquid->name;
  if (liquid->mass_fraction)
    refuse(key + ".mass_fraction", "is given for a liquid, which fills the pores",
           "leave it out, or give its volume_fraction; mass fractions are those of the solids");
  if (!liquid->volume_fraction) return recipe;
  const double relative_density = 1.0 - *liquid->volume_fraction;
  if (recipe.relative_density && std::abs(*recipe.relative_density - relative_density) > sum_tolerance)
    refuse(key + ".volume_fraction",
           fmt::format("is {:g}, and relative_density = {:g} leaves {:g} of the layer for the pores",
                       *liquid->volume_fraction, *recipe.relative_density, 1.0 - *recipe.relative_density),
           "give one of the two");
  recipe.relative_density = relative_density;
  return recipe;
}

/// The solids' share that volume fractions must add up to; nullopt: whatever they add up to, a liquid fills the rest.
std::optional<double> solids_target(const PressingRecipe& recipe) {
  if (recipe.relative_density) return recipe.relative_density;
  if (liquid_of(recipe)) return std::nullopt;
  return 1.0;
}

std::vector<double> solid_volume_fractions(const PressingRecipe& recipe) {
  double given = 0.0;
  for (const PhaseAmount& phase : recipe.phases)
    if (is_solid(phase)) given += phase.volume_fraction.value_or(0.0);
  return complete(recipe, &PhaseAmount::volume_fraction, "volume_fraction", solids_target(recipe).value_or(given));
}

struct Solids {
  std::vector<double> mass_fraction;
  std::optional<double> relative_density;
};

/// How the solids share the layer, and how dense it is if that is already known.
Solids solids_of(const PressingRecipe& recipe) {
  const bool by_volume = any_solid(recipe, &PhaseAmount::volume_fraction);
  if (by_volume && any_solid(recipe, &PhaseAmount::mass_fraction))
    refuse(recipe.key + ".phases", "some phases are given by mass_fraction, others by volume_fraction",
           "give all solids of a layer one way");
  if (std::all_of(recipe.phases.begin(), recipe.phases.end(), [](const auto& phase) { return phase.liquid; }))
    return {std::vector<double>(recipe.phases.size(), 0.0), 0.0};
  if (!by_volume) {
    check_densities(recipe);
    return {complete(recipe, &PhaseAmount::mass_fraction, "mass_fraction", 1.0), recipe.relative_density};
  }
  const std::vector<double> volume = solid_volume_fractions(recipe);
  return {mass_fractions(recipe, volume), std::accumulate(volume.begin(), volume.end(), 0.0)};
}

double relative_density_from_both(const PressingRecipe& recipe, const Solids& solids, double areal_mass, double dense) {
  if (solids.relative_density)
    refuse(
        recipe.key + ".geometry_from",
        fmt::format("is \"mass-and-thickness\", which makes the relative density a result, and it is already {:g} by "
                    "relative_density or the volume fractions",
                    *solids.relative_density),
        "leave relative_density out and give mass fractions, or let mass or thickness alone count");
  const double relative_density = areal_mass / (*recipe.thickness * dense);
  if (relative_density > 1.0 + 1e-9)
    refuse(recipe.key + ".thickness",
           fmt::format("mass and thickness together give {:.3g} times the density of the solids without pores",
                       relative_density),
           fmt::format("the mass fits {:.4g} um at least, or {:.3g} times the area; or let one count: geometry_from = "
                       "\"mass\" or \"thickness\"",
                       areal_mass / dense * 1e6, relative_density));
  return relative_density;
}

double needed_relative_density(const PressingRecipe& recipe, const Solids& solids) {
  if (!solids.relative_density)
    refuse(recipe.key + ".relative_density", "is missing: mass and thickness are tied by it",
           "write for example relative_density = 0.85 (1 is a layer without pores)");
  return *solids.relative_density;
}

struct Geometry {
  double thickness, relative_density;
};

Geometry geometry_of(const PressingRecipe& recipe, const Solids& solids, double dense, GeometryFrom from,
                     std::optional<double> stated_mass) {
  if (from != GeometryFrom::thickness) check_densities(recipe);
  switch (from) {
    case GeometryFrom::mass: {
      const double relative_density = needed_relative_density(recipe, solids);
      return {*stated_mass / (relative_density * dense), relative_density};
    }
    case GeometryFrom::thickness:
      return {*recipe.thickness, needed_relative_density(recipe, solids)};
    case GeometryFrom::mass_and_thickness:
      return {*recipe.thickness, relative_density_from_both(recipe, solids, *stated_mass, dense)};
  }
  throw std::logic_error("GeometryFrom out of its enumeration");
}

Composition::Phase pressed_phase(const PhaseAmount& amount, double volume_fraction, double thickness) {
  Composition::Phase phase;
  phase.name = amount.name;
  phase.material = amount.material;
  phase.volume_fraction = volume_fraction;
  phase.density = amount.density;
  phase.mass = volume_fraction * thickness * amount.density;
  phase.sites = volume_fraction * thickness * amount.site_concentration;
  phase.lithium = phase.sites * amount.lithium_per_host;
  return phase;
}

std::vector<double> volume_fractions(const PressingRecipe& recipe, const Solids& solids, const Geometry& geometry,
                                     double dense) {
  if (any_solid(recipe, &PhaseAmount::volume_fraction)) return solid_volume_fractions(recipe);
  std::vector<double> volume(recipe.phases.size(), 0.0);
  for (std::size_t i = 0; i < volume.size(); ++i)
    if (is_solid(recipe.phases[i]))
      volume[i] = geometry.relative_density * solids.mass_fraction[i] * dense / recipe.phases[i].density;
  return volume;
}

}  // namespace

std::string to_string(GeometryFrom geometry) {
  switch (geometry) {
    case GeometryFrom::mass:
      return "mass";
    case GeometryFrom::thickness:
      return "thickness";
    case GeometryFrom::mass_and_thickness:
      return "mass-and-thickness";
  }
  throw std::logic_error("GeometryFrom out of its enumeration");
}

PressedLayer press(const PressingRecipe& stated) {
  const PressingRecipe recipe = with_liquid_share(stated);
  const Solids solids = solids_of(recipe);
  const double dense = theoretical_density(recipe, solids.mass_fraction);
  const GeometryFrom from = choose_geometry(recipe);
  const std::optional<double> stated_mass = stated_areal_mass(recipe, solids.mass_fraction);
  const Geometry geometry = geometry_of(recipe, solids, dense, from, stated_mass);
  const std::vector<double> volume = volume_fractions(recipe, solids, geometry, dense);

  PressedLayer layer{.thickness = geometry.thickness, .composition = {}};
  Composition& composition = layer.composition;
  composition.porosity = 1.0 - geometry.relative_density;
  for (std::size_t i = 0; i < recipe.phases.size(); ++i) {
    const double share = recipe.phases[i].liquid ? composition.porosity : volume[i];
    composition.phases.push_back(pressed_phase(recipe.phases[i], share, geometry.thickness));
    composition.mass += composition.phases.back().mass;
  }
  for (Composition::Phase& phase : composition.phases)
    phase.mass_fraction = composition.mass > 0.0 ? phase.mass / composition.mass : 0.0;
  composition.density = composition.mass / geometry.thickness;
  composition.theoretical_density = dense;
  composition.geometry_from = to_string(from);
  if (from == GeometryFrom::mass) composition.stated_thickness = recipe.thickness;
  if (from == GeometryFrom::thickness) composition.stated_mass = stated_mass;
  composition.pressing_pressure = recipe.pressing_pressure;
  return layer;
}

std::optional<double> stated_relative_density(const Layer& layer) {
  const Composition& composition = layer.composition;
  if (composition.theoretical_density <= 0.0) return std::nullopt;
  double solid_mass = composition.theoretical_density * layer.thickness * (1.0 - composition.porosity);
  double thickness = layer.thickness;
  if (composition.stated_mass) {
    solid_mass = *composition.stated_mass;
  } else if (composition.stated_thickness) {
    thickness = *composition.stated_thickness;
  } else {
    return std::nullopt;
  }
  return solid_mass / (thickness * composition.theoretical_density);
}

}  // namespace silith
