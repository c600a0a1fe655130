#include "cell/effective_medium.hpp"
#include "cell/layer_kinds.hpp"
#include "input/keys.hpp"
#include "material/material.hpp"

// Keys of [cell]: the cell, its layers, their phases, the paths of electrons and ions, the contacts between layers.
namespace silith {
namespace {

const std::string layer = "cell.<layer>.";
const std::string phase = "cell.<layer>.phases.<phase>.";
const std::string contact = "cell.<layer>.interface.";

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const LayerKind& kind : layer_kinds()) names.push_back(kind.name);
  return names;
}

std::string kinds_text() {
  std::string text = "What the layer is:";
  for (const LayerKind& kind : layer_kinds()) text += " " + kind.name + " (" + kind.meaning + ");";
  text.back() = '.';
  return text;
}

std::vector<std::string> medium_names() {
  std::vector<std::string> names;
  for (const EffectiveMediumLaw& law : effective_medium_laws()) names.push_back(law.name);
  return names;
}

std::string media_text() {
  std::string text = "What the mixture leaves of the phase's conductivity, f its volume fraction:";
  for (const EffectiveMediumLaw& law : effective_medium_laws()) text += " " + law.name + " " + law.formula + ";";
  text.back() = '.';
  return text;
}

std::vector<Key> whole_cell() {
  return {
      table("cell").doc("The cell: its layers from the anode's collector to the cathode's, and what holds for all."),
      text("cell.name").otherwise("cell").example("double layer").doc("Name for tables and titles."),
      list("cell.stack")
          .required()
          .example("[\"anode\", \"separator\", \"cathode\"]")
          .doc("Layers from the anode's collector to the cathode's; each has its table [cell.NAME]."),
      text("cell.stack[]").example("cathode").doc("Name of a layer."),
      quantity("cell.die_diameter", "m")
          .range("0.1 mm", "1 m")
          .contradicts({"area"})
          .example("10 mm")
          .doc("Diameter of a round die; gives the area on which masses are spread."),
      quantity("cell.area", "m^2").range("1e-4 cm^2", "100 m^2").example("0.785 cm^2").doc("Area of the layers."),
      quantity("cell.temperature", "K")
          .range("200 K", "500 K")
          .required()
          .example("45 degC")
          .doc("Temperature of the whole cell."),
      quantity("cell.series_resistance", "ohm m^2")
          .range("0 ohm m^2", "10 ohm m^2")
          .otherwise("0 ohm cm^2")
          .example("5 ohm cm^2")
          .doc("Leads, collectors and contacts outside the layers, times area."),
      quantity("cell.nominal_capacity", "C")
          .above("0 A h")
          .contradicts({"nominal_specific_capacity"})
          .example("2.2 mA h")
          .doc("Capacity that C-rates refer to."),
      quantity("cell.nominal_specific_capacity", "C/kg")
          .above("0 mA h/g")
          .example("140 mA h/g")
          .doc("The same per mass of cathode active material: follows the loading."),
  };
}

std::vector<Key> layers() {
  return {
      table("cell.<layer>").doc("A layer of the stack."),
      word(layer + "kind", kind_names()).required().example("separator").doc(kinds_text()),
      quantity(layer + "mass", "kg")
          .above("0 mg")
          .contradicts({"loading"})
          .example("10 mg")
          .doc("Mass of the layer's solids on the die."),
      quantity(layer + "loading", "kg/m^2")
          .above("0 mg/cm^2")
          .example("20 mg/cm^2")
          .doc("Mass of lithium-storing material (active and network) per area; instead of mass."),
      quantity(layer + "thickness", "m").range("10 nm", "10 mm").example("50 um").doc("Thickness as pressed."),
      number(layer + "relative_density")
          .above("0")
          .at_most("1")
          .example("0.9")
          .doc("Density over that of the solids without pores: 1 - porosity (Eq. L3)."),
      word(layer + "geometry_from", {"mass", "thickness", "mass-and-thickness"})
          .example("mass")
          .doc("Which counts where mass and thickness are both given; the other is kept for the audit. With both, the "
               "relative density follows."),
      quantity(layer + "pressing_pressure", "Pa")
          .range("0 MPa", "5 GPa")
          .example("600 MPa")
          .doc("Pressure it was pressed at; recorded, no model uses it."),
      word(layer + "equilibrate", {"layer", "electrode"})
          .otherwise("layer")
          .doc("Over what populations that start equilibrated share their lithium."),
      integer(layer + "mesh.cells")
          .range("1", "2000")
          .otherwise("20")
          .example("20")
          .doc("Finite volumes through the layer."),
      number(layer + "mesh.grading")
          .range("1e-4", "1e4")
          .otherwise("1")
          .example("0.1")
          .doc("Width of the last volume over that of the first, geometric in between; below 1 it is fine towards the "
               "cathode."),
  };
}

/// The path of electrons or of ions.
std::vector<Key> path(const std::string& name, const std::string& what, const std::string& by_default) {
  const std::string at = layer + name + ".";
  return {
      text(at + "phase").example("licoo2").doc("Phase that carries the " + what + "; " + by_default + " if not named."),
      word(at + "law", medium_names()).otherwise("bruggeman").doc(media_text()),
      number(at + "exponent")
          .range("0", "10")
          .example("1.5")
          .doc("Of bruggeman (1.5 if not given) and percolation (2)."),
      number(at + "threshold")
          .range("0", "0.99")
          .example("0.29")
          .doc("Of percolation: volume fraction below which the phase does not connect (0.29)."),
      number(at + "tortuosity").range("1", "1000").example("1.8").doc("Of tortuosity: the tortuosity factor."),
      word(at + "fraction", {"phase", "solids"})
          .otherwise("phase")
          .doc("Volume fraction f the law takes: the phase's own, or that of all solids (1 - porosity)."),
  };
}

std::vector<Key> contacts() {
  return {
      table("cell.<layer>.interface").doc("Contact of this layer with the next one in the stack."),
      quantity(contact + "ionic_resistance", "ohm m^2")
          .at_least("0 ohm cm^2")
          .example("1 ohm cm^2")
          .doc("Where ions pass without reaction: resistance times area (0 if not given)."),
      quantity(contact + "electronic_resistance", "ohm m^2")
          .at_least("0 ohm cm^2")
          .example("1 ohm cm^2")
          .doc("Where electrons pass: resistance times area (0 if not given)."),
      number(contact + "contact_fraction")
          .above("0")
          .at_most("1")
          .example("0.8")
          .doc("Share of the area in contact, where the interface reacts (1 if not given)."),
      quantity(contact + "film_resistance", "ohm m^2")
          .at_least("0 ohm cm^2")
          .example("5 ohm cm^2")
          .doc("Interphase in series with the reaction, times contacted area (0 if not given)."),
      quantity(contact + "double_layer_capacitance", "F/m^2")
          .range("0 F/m^2", "1e4 F/m^2")
          .example("0.1 F/m^2")
          .doc("Of the reacting interface, per contacted area (0 if not given: none)."),
      quantity(contact + "film_capacitance", "F/m^2")
          .range("0 F/m^2", "1e4 F/m^2")
          .example("0.01 F/m^2")
          .doc("Of the interphase, beside film_resistance, per contacted area (0 if not given: none)."),
      number(contact + "charge_transfer_coefficient")
          .range("0.01", "0.99")
          .example("0.5")
          .doc("Anodic; instead of the electrode material's."),
      any(contact + "exchange_current_density")
          .example("{ value = \"10 A/m^2\", source = \"estimated\" }")
          .doc("Of the planar reaction, a law; instead of the electrode material's exchange_current_density."),
  };
}

std::vector<Key> phases() {
  return {
      table("cell.<layer>.phases").doc("What the layer is mixed of."),
      table("cell.<layer>.phases.<phase>").doc("A phase; any property of its material may be given here instead."),
      text(phase + "material")
          .example("licoo2")
          .doc("Name of a material (`silith material list`) or path of a material file; an inert phase needs none."),
      word(phase + "role", {"active", "network", "electrolyte", "conductor", "inert", "metal"})
          .required()
          .example("active")
          .doc("What it does: active particles, the mixed-conducting network, electrolyte, electronic conductor, "
               "inert, or metal."),
      number(phase + "mass_fraction")
          .range("0", "1")
          .contradicts({"volume_fraction"})
          .example("0.6")
          .doc("Of the layer's solids; one phase may leave it out and gets the rest."),
      number(phase + "volume_fraction")
          .range("0", "1")
          .example("0.5")
          .doc("Of the layer, pores included; one solid may leave it out and gets the rest, a liquid fills the pores."),
      word(phase + "shape", {"sphere", "cylinder", "plate"}).otherwise("sphere").doc("Shape of active particles."),
      quantity(phase + "particle_radius", "m")
          .range("1 nm", "1 mm")
          .contradicts({"classes"})
          .example("2.5 um")
          .doc("Radius of active particles, half the thickness of plates; of an electrolyte powder, for the audit."),
      integer(phase + "shells").range("2", "500").otherwise("20").example("20").doc("Radial nodes of a particle."),
      number(phase + "active_area_fraction")
          .above("0")
          .at_most("1")
          .contradicts({"classes"})
          .otherwise("1")
          .example("0.5")
          .doc("Share of the particles' surface in electrochemical contact."),
      quantity(phase + "film_resistance", "ohm m^2")
          .range("0 ohm m^2", "1e4 ohm m^2")
          .contradicts({"classes"})
          .otherwise("0 ohm m^2")
          .example("0.01 ohm m^2")
          .doc("Film and contact in series with the reaction, times particle surface."),
      quantity(phase + "contact_resistance", "ohm m^2")
          .range("0 ohm cm^2", "1e8 ohm cm^2")
          .contradicts({"classes"})
          .otherwise("0 ohm cm^2")
          .example("800 ohm cm^2")
          .doc("Resistance that all particles have together, times area of the electrode: contact of patches at its "
               "faces, the same at any loading. Adds to film_resistance, shared evenly over the surface."),
      quantity(phase + "double_layer_capacitance", "F/m^2")
          .range("0 F/m^2", "1e4 F/m^2")
          .otherwise("0 F/m^2")
          .example("0.2 F/m^2")
          .doc("Of the particles' active surface against the electrolyte, in all classes; 0: none."),
      quantity(phase + "film_capacitance", "F/m^2")
          .range("0 F/m^2", "1e4 F/m^2")
          .otherwise("0 F/m^2")
          .example("0.01 F/m^2")
          .doc("Of the film, beside film_resistance, per active surface, in all classes; 0: none."),
      word(phase + "initial_state", {"as-mixed", "equilibrated"})
          .contradicts({"initial_stoichiometry"})
          .otherwise("as-mixed")
          .doc("Composition at the start: as supplied, or at one potential with the other equilibrated phases (see "
               "equilibrate)."),
      number(phase + "initial_stoichiometry")
          .range("0", "10")
          .example("0.98")
          .doc("Composition at the start, lithium per host site."),
      number(phase + "initial_hysteresis")
          .range("-1", "1")
          .example("-1")
          .doc("Hysteresis state at the start: -1 lithiation branch, 1 delithiation branch."),
      quantity(phase + "salt_concentration", "mol/m^3")
          .above("0 mol/L")
          .otherwise("1 mol/L")
          .example("1 mol/L")
          .doc("Salt in a liquid electrolyte at the start."),
      list(phase + "classes").doc("Particles of different radius or contact in one phase: a distribution."),
      table(phase + "classes[]").doc("Particles that are alike."),
      text(phase + "classes[].name").required().example("coarse").doc("Name of the class."),
      number(phase + "classes[].fraction")
          .above("0")
          .at_most("1")
          .required()
          .example("0.3")
          .doc("Share of the phase's mass; all classes sum to 1."),
      quantity(phase + "classes[].radius", "m")
          .range("1 nm", "1 mm")
          .required()
          .example("6 um")
          .doc("As particle_radius."),
      number(phase + "classes[].active_area_fraction")
          .above("0")
          .at_most("1")
          .otherwise("1")
          .example("0.5")
          .doc("As of the phase."),
      quantity(phase + "classes[].film_resistance", "ohm m^2")
          .range("0 ohm m^2", "1e4 ohm m^2")
          .otherwise("0 ohm m^2")
          .example("0.01 ohm m^2")
          .doc("As of the phase."),
      quantity(phase + "classes[].contact_resistance", "ohm m^2")
          .range("0 ohm cm^2", "1e8 ohm cm^2")
          .otherwise("0 ohm cm^2")
          .example("800 ohm cm^2")
          .doc("As of the phase; of the class's particles together."),
      quantity(phase + "classes[].double_layer_capacitance", "F/m^2")
          .range("0 F/m^2", "1e4 F/m^2")
          .example("0.2 F/m^2")
          .doc("Instead of the phase's."),
      quantity(phase + "classes[].film_capacitance", "F/m^2")
          .range("0 F/m^2", "1e4 F/m^2")
          .example("0.01 F/m^2")
          .doc("Instead of the phase's."),
      any(phase + "<property>")
          .example("{ value = \"1e-14 m^2/s\", source = \"calibrated\", bounds = [\"1e-15 m^2/s\", \"1e-13 m^2/s\"], "
                   "note = \"why\" }")
          .doc(
              "A property of the material, here instead of in its file: a law as in material files, or a value alone."),
  };
}

}  // namespace

std::vector<Key> cell_keys() {
  std::vector<Key> keys;
  for (const auto& part :
       {whole_cell(), layers(), path("electronic", "electrons", "the additive, network or active material"),
        path("ionic", "ions", "the electrolyte or network"), contacts(), phases()})
    keys.insert(keys.end(), part.begin(), part.end());
  return keys;
}

std::vector<Placeholder> cell_placeholders() {
  Placeholder property{"<property>", {}};
  for (const PropertyKind& kind : property_kinds()) property.names.push_back(kind.name);
  return {property};
}

}  // namespace silith
