#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "base/constants.hpp"
#include "cells.hpp"
#include "runs.hpp"

// Silicon alone as a mixed conductor with a moving front.
namespace silith::testing {
namespace {

/// Distance from the electrolyte (right end) to where x passes a value, linear between centres.
double depth_where(const std::vector<double>& centre, const std::vector<double>& x, double value, double thickness) {
  for (std::size_t p = x.size() - 1; p > 0; --p) {
    if (x[p - 1] >= value) continue;
    const double share = (x[p] - value) / (x[p] - x[p - 1]);
    return thickness - (centre[p] + share * (centre[p - 1] - centre[p]));
  }
  return thickness;
}

// The Stefan problem. With sigma >> kappa the lithium balance is F N dx/dt = d/dxi (K d(-U)/dxi), K = kappa
// sigma/(kappa
// + sigma): x is the enthalpy and -U the temperature. A plateau of U from x = 0 to 1 is the latent heat, a slope above
// it the heat capacity of the lithiated phase: D = K slope/(F N). Held at x = 1 + St at the electrolyte, the front
// moves as 2 lambda sqrt(D t) with sqrt(pi) lambda exp(lambda^2) erf(lambda) = St.
constexpr double sites = 1e5, stefan_length = 1e-5, slope = 0.05, kappa = 1e-3;

Cell stefan_cell(int cells) {
  // A plateau that falls by 1e-5 V and ends within 0.01 of x = 1.
  const std::string U = "0.3 - 1e-5*x - 0.05*0.01*log(1+exp((x-1)/0.01))";
  Cell cell;
  cell.area = 1.0;
  cell.layers = {network_layer("silicon", stefan_length, cells, U, sites, "1e3", "1e-3", 1e-3),
                 electrolyte("separator", 1e-6, 1, 1e6), metal("lithium")};
  cell.layers[0].mesh.grading = 0.2;
  cell.interfaces = {reaction(1e6), reaction(1e6)};
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

TEST(Silicon, FrontOfTheStefanProblem) {
  const double D = kappa * slope / (faraday * sites);
  const std::pair<double, double> known[] = {{0.1, 0.220016}, {0.5, 0.464786}, {1.0, 0.620063}, {2.0, 0.800601}};
  for (const auto& [St, lambda] : known) {
    const double depth = 0.6 * stefan_length, time = std::pow(depth / (2.0 * lambda), 2) / D;
    const Record record =
        run(stefan_cell(200), {until_time(constant_voltage(-(0.3 - 1e-5 - slope * St)), time)}, with_tolerance(1e-6));
    const auto x = last_profile(record, "stoichiometry.silicon.network");
    const auto& centre = profile_of(record, "stoichiometry.silicon.network").x;
    const double found = depth_where(centre, x, 0.5, stefan_length);
    EXPECT_NEAR(found / depth, 1.0, 0.01) << "St = " << St;
  }
}

/// Silicon whose conductivities rise steeply with lithium, from 3e-5 S/cm as powder; graded towards the electrolyte.
Cell silicon_cell(int cells) {
  Cell cell;
  cell.area = 7.854e-5;
  cell.temperature = 318.15;
  const std::string U = "0.35*exp(-8*x) + 0.12 - 0.02*x + 0.1*(1/(1+exp((x-3.2)/0.15)))";
  cell.layers = {network_layer("silicon", 2.3e-5, cells, U, 8e4, "3e-3 + 5*x", "1e-7 + 1e-4*x", 0.02),
                 electrolyte("sulfide", 2e-4, 6, 0.3), metal("lithium")};
  cell.layers[0].mesh.grading = 0.02;
  cell.interfaces = {reaction(20.0), reaction(20.0)};
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

Record lithiate_silicon(int cells) {
  return run(silicon_cell(cells), {sampled(until_time(constant_current(2.5), 10000.0), 20.0)}, with_tolerance(1e-7));
}

double front(const Record& record) {
  const auto& profile = profile_of(record, "stoichiometry.silicon.network");
  return depth_where(profile.x, last_profile(record, profile.name), 0.5, 2.3e-5);
}

TEST(Silicon, HalvingTheMeshChangesVoltageAndFrontLittle) {
  const Record coarse = lithiate_silicon(100), fine = lithiate_silicon(200);
  double largest = 0.0;
  for (double t = 20.0; t <= 10000.0; t += 20.0) {
    largest = std::max(largest, std::abs(at_time(coarse, "voltage", t) - at_time(fine, "voltage", t)));
  }
  EXPECT_LE(largest, 1e-3);
  EXPECT_NEAR(front(coarse) / front(fine), 1.0, 0.01);
  EXPECT_GT(front(fine), 1.5e-6);
}

TEST(Silicon, VoltageHasNoStaircase) {
  // A front that fills cell after cell would make the slope swing with every cell: many turning points of dV/dt.
  const Record record = lithiate_silicon(100);
  const auto& V = record.series.at("voltage").values;
  int turns = 0;
  double before = 0.0;
  for (std::size_t k = 12; k + 2 < V.size(); ++k) {
    const double bend = V[k + 1] - 2.0 * V[k] + V[k - 1];
    if (std::abs(bend) < 2e-6) continue;
    if (bend * before < 0.0) ++turns;
    before = bend;
  }
  EXPECT_LE(turns, 4);
}

}  // namespace
}  // namespace silith::testing
