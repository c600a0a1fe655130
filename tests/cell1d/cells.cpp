#include "cells.hpp"

namespace silith::testing {
namespace {

const Source source{"estimated", "for tests"};

Population network_population(const std::string& name, const std::string& ocp, double sites, double initial_x) {
  Population network{.name = name, .ocp = {.lithiation = formula_law(ocp, "V")}};
  network.storage = Storage::network;
  network.site_density = sites;
  network.initial_x = initial_x;
  network.x_range = {1e-4, 4.5};
  return network;
}

Population silicon(double initial_x, int shells) {
  Population out = particles("silicon", silicon_ocp, 2.5e4, 5e-7, 0.3, initial_x);
  out.ocp.delithiation = formula_law(silicon_ocp_delithiation, "V");
  out.ocp.decay = 20.0;
  out.diffusivity = formula_law("1e-16*(0.2+x)", "m^2/s");
  out.kinetics->exchange_current_density = formula_law("0.2+0.1*x", "A/m^2");
  out.kinetics->film_resistance = 0.01;
  out.x_range = {1e-4, 4.5};
  out.shells = shells;
  return out;
}

Population cobalt(const std::string& name, double radius, double fraction, int shells) {
  Population out = particles(name, cobalt_ocp, fraction * 5e4, radius, fraction, 0.95);
  out.diffusivity = formula_law("5e-15*(1.2-x)", "m^2/s");
  out.kinetics->exchange_current_density = formula_law("2*(x*(1.02-x))^0.5", "A/m^2");
  out.x_range = {0.3, 1.01};
  out.shells = shells;
  return out;
}

Layer composite_cathode(const StackMesh& mesh) {
  Layer cathode = electrolyte("cathode", 8e-5, mesh.cells, 0.08);
  cathode.populations = {cobalt("fine", 2e-6, 0.2, mesh.shells), cobalt("coarse", 5e-6, 0.25, mesh.shells)};
  cathode.populations[1].kinetics->anodic_transfer = 0.4;
  cathode.electronic = Conduction{formula_law("0.02+0.1*(1-x)", "S/m"), {0, 1}};
  return cathode;
}

Cell stack(const std::string& name, std::vector<Layer> layers, std::size_t first_separator,
           std::size_t last_separator) {
  Cell cell;
  cell.name = name;
  cell.area = 7.854e-5;
  cell.temperature = 318.15;
  cell.nominal_capacity = 28.0 * 36.0 * cell.area;
  cell.active_mass = 0.2;
  cell.layers = std::move(layers);
  cell.interfaces.resize(cell.layers.size() - 1);
  cell.first_separator = first_separator;
  cell.last_separator = last_separator;
  return cell;
}

}  // namespace

Law constant_law(double value, const std::string& unit) {
  return Law::constant(value, unit, source);
}

Law formula_law(const std::string& text, const std::string& unit) {
  return Law::expression(text, {.unit = unit, .source = source});
}

Layer electrolyte(const std::string& name, double thickness, int cells, double kappa) {
  Layer layer;
  layer.name = name;
  layer.thickness = thickness;
  layer.mesh.cells = cells;
  layer.ionic = Conduction{constant_law(kappa, "S/m"), {}};
  return layer;
}

Layer network_layer(const std::string& name, double thickness, int cells, const std::string& ocp, double sites,
                    const std::string& sigma, const std::string& kappa, double initial_x) {
  Layer layer;
  layer.name = name;
  layer.thickness = thickness;
  layer.mesh.cells = cells;
  layer.populations = {network_population("network", ocp, sites, initial_x)};
  layer.electronic = Conduction{formula_law(sigma, "S/m"), {0}};
  layer.ionic = Conduction{formula_law(kappa, "S/m"), {0}};
  return layer;
}

Layer metal(const std::string& name) {
  Layer layer;
  layer.name = name;
  layer.thickness = 5e-5;
  return layer;
}

Population particles(const std::string& name, const std::string& ocp, double sites, double radius, double fraction,
                     double initial_x) {
  Population out{.name = name, .ocp = {.lithiation = formula_law(ocp, "V")}};
  out.radius = radius;
  out.volume_fraction = fraction;
  out.site_density = sites;
  out.specific_area = 3.0 * fraction / radius;
  out.initial_x = initial_x;
  out.diffusivity = constant_law(1e-15, "m^2/s");
  out.kinetics = Kinetics{.exchange_current_density = constant_law(1.0, "A/m^2")};
  return out;
}

Interface reaction(double j0, double film_resistance) {
  Interface interface;
  interface.reaction = Kinetics{.exchange_current_density = constant_law(j0, "A/m^2")};
  interface.reaction->film_resistance = film_resistance;
  return interface;
}

Cell double_layer_cell(const StackMesh& mesh) {
  Layer composite =
      network_layer("composite", 4.75e-5, mesh.cells, silicon_ocp, 1.5e4, "50*(1+x)", "0.02+0.005*x", 3.0);
  composite.populations.push_back(silicon(1.0, mesh.shells));
  composite.populations[0].ocp.delithiation = formula_law(silicon_ocp_delithiation, "V");
  composite.populations[0].ocp.decay = 10.0;
  Layer alloy = network_layer("alloy", 5.75e-5, mesh.cells, silicon_ocp, 2.5e4, "100*(1+x)", "0.02+0.01*x", 3.5);
  Cell cell = stack("double layer",
                    {composite, alloy, electrolyte("sulfide", 2e-4, mesh.cells, 0.3),
                     electrolyte("halide", 3e-4, mesh.cells, 0.2), composite_cathode(mesh)},
                    2, 3);
  cell.interfaces[1] = reaction(20.0, 5e-4);
  cell.interfaces[1].contact_fraction = 0.7;
  cell.interfaces[1].reaction->exchange_current_density = formula_law("10+3*x", "A/m^2");
  cell.interfaces[2].ionic_resistance = 2e-4;
  cell.interfaces[3].ionic_resistance = 1e-4;
  cell.series_resistance = 1e-4;
  return cell;
}

Cell symmetric_cell(const StackMesh& mesh) {
  const auto side = [&](const std::string& name) {
    return network_layer(name, 5e-5, mesh.cells, silicon_ocp, 2.5e4, "100*(1+x)", "0.02+0.01*x", 3.0);
  };
  Cell cell = stack("symmetric", {side("left"), electrolyte("separator", 4e-4, mesh.cells, 0.3), side("right")}, 1, 1);
  cell.interfaces = {reaction(20.0, 5e-4), reaction(30.0)};
  cell.interfaces[1].reaction->exchange_current_density = formula_law("10+3*x", "A/m^2");
  cell.series_resistance = 1e-4;
  return cell;
}

Cell metal_cell(const StackMesh& mesh) {
  Cell cell = stack("metal",
                    {metal("lithium"), electrolyte("separator", 3e-4, mesh.cells, 0.3), composite_cathode(mesh)}, 1, 1);
  cell.interfaces[0] = reaction(15.0, 2e-4);
  return cell;
}

Cell reversed_metal_cell(const StackMesh& mesh) {
  Cell cell = stack("reversed",
                    {composite_cathode(mesh), electrolyte("separator", 3e-4, mesh.cells, 0.3), metal("lithium")}, 1, 1);
  cell.interfaces[1] = reaction(15.0, 2e-4);
  cell.series_resistance = 2e-4;
  return cell;
}

Cell salt_half_cell(const StackMesh& mesh) {
  Cell cell = metal_cell(mesh);
  cell.layers[2].ionic = cell.layers[1].ionic = Conduction{
      Law::expression("0.2+1e-3*c-4e-7*c^2", {.unit = "S/m", .source = source, .c_range = Range{1.0, 2600.0}}), {}};
  for (const std::size_t l : {std::size_t{1}, std::size_t{2}}) {
    cell.layers[l].salt = Salt{.porosity = l == 1 ? 0.8 : 0.4,
                               .diffusivity = formula_law("2e-10*exp(-3e-4*c)", "m^2/s"),
                               .transference_number = formula_law("0.3+5e-5*c", "1"),
                               .thermodynamic_factor = formula_law("1+4e-4*c", "1"),
                               .initial_concentration = 1000.0};
  }
  cell.interfaces[0].reaction->exchange_current_density = formula_law("0.3*c^0.5", "A/m^2");
  return cell;
}

void add_capacitances(Cell& cell) {
  const auto add = [](Kinetics& kinetics, double size) {
    kinetics.double_layer_capacitance = 0.2 * size;
    kinetics.bridged_resistance = 0.7 * kinetics.film_resistance;
    if (kinetics.film_resistance > 0.0) kinetics.film_capacitance = 0.01 * size;
  };
  double size = 1.0;
  for (auto& layer : cell.layers) {
    const bool network = !layer.populations.empty() && layer.populations[0].storage == Storage::network;
    for (auto& population : layer.populations) {
      if (population.kinetics && !network) add(*population.kinetics, size *= 1.3);
    }
  }
  for (auto& interface : cell.interfaces) {
    if (interface.reaction) add(*interface.reaction, size *= 1.3);
  }
}

}  // namespace silith::testing
