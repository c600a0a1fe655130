#include "marquis.hpp"

#include <fmt/format.h>

#include <cmath>

namespace silith::testing {
namespace {

const Source source{"Marquis2019", ""};

Law constant(double value, const std::string& unit) {
  return Law::constant(value, unit, source);
}

Law formula(const std::string& text, const std::string& unit) {
  return Law::expression(text, {.unit = unit, .source = source});
}

Population particles(const std::string& name, double radius, double c_max, double D, double rate, const std::string& U,
                     double c_start, int shells) {
  Population population{.name = name, .ocp = {.lithiation = formula(U, "V")}};
  population.radius = radius;
  population.shells = shells;
  const bool anode = name == "graphite";
  population.volume_fraction = anode ? 0.6 : 0.5;
  population.site_density = population.volume_fraction * c_max;
  population.specific_area = 3.0 * population.volume_fraction / radius;
  population.initial_x = c_start / c_max;
  population.diffusivity = constant(D, "m^2/s");
  const std::string j0 = fmt::format("{:.17g} * c^0.5 * ({:.17g}*x)^0.5 * ({:.17g}*(1-x))^0.5", rate, c_max, c_max);
  population.kinetics = Kinetics{.exchange_current_density = formula(j0, "A/m^2")};
  return population;
}

Salt salt(double porosity) {
  return {.porosity = porosity,
          .diffusivity = formula("5.34e-10*exp(-0.65*c/1000)", "m^2/s").scaled(std::pow(porosity, 1.5)),
          .transference_number = constant(0.4, "1"),
          .thermodynamic_factor = constant(1.0, "1"),
          .initial_concentration = 1000.0};
}

Layer layer(const std::string& name, double thickness, int cells, double porosity, double sigma) {
  Layer out;
  out.name = name;
  out.thickness = thickness;
  out.mesh.cells = cells;
  const Law kappa = formula("0.0911+1.9101*(c/1000)-1.052*(c/1000)^2+0.1554*(c/1000)^3", "S/m");
  out.ionic = Conduction{kappa.scaled(std::pow(porosity, 1.5)), {}};
  out.salt = salt(porosity);
  if (sigma > 0.0) out.electronic = Conduction{constant(sigma * std::pow(1.0 - porosity, 1.5), "S/m"), {}};
  return out;
}

}  // namespace

Cell marquis_cell(const MarquisMesh& mesh) {
  Cell cell;
  cell.name = "Marquis 2019";
  cell.area = 0.137 * 0.207;
  cell.temperature = 298.15;
  cell.nominal_capacity = 0.680616 * 3600.0;
  cell.layers = {layer("anode", 1e-4, mesh.anode, 0.3, 100.0), layer("separator", 2.5e-5, mesh.separator, 1.0, 0.0),
                 layer("cathode", 1e-4, mesh.cathode, 0.3, 10.0)};
  cell.layers[0].populations.push_back(particles(
      "graphite", 1e-5, 24983.2619938437, 3.9e-14, 2e-5,
      "0.194+1.5*exp(-120*x)+0.0351*tanh((x-0.286)/0.083)-0.0045*tanh((x-0.849)/0.119)-0.035*tanh((x-0.9233)/"
      "0.05)-0.0147*tanh((x-0.5)/0.034)-0.102*tanh((x-0.194)/0.142)-0.022*tanh((x-0.9)/0.0164)-0.011*tanh((x-0."
      "124)/0.0226)+0.0155*tanh((x-0.105)/0.029)",
      19986.609595075, mesh.shells));
  cell.layers[2].populations.push_back(particles(
      "lco", 1e-5, 51217.9257309275, 1e-13, 6e-7,
      "2.16216+0.07645*tanh(30.834-54.4806*1.062*x)+2.1581*tanh(52.294-50.294*1.062*x)-0.14169*tanh(11.0923-19."
      "8543*1.062*x)+0.2051*tanh(1.4684-5.4888*1.062*x)+0.2531*tanh((0.56478-1.062*x)/0.1316)-0.02167*tanh((1."
      "062*x-0.525)/0.006)",
      30730.7554385565, mesh.shells));
  cell.interfaces.resize(2);
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

}  // namespace silith::testing
