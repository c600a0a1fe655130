#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "base/constants.hpp"
#include "cells.hpp"
#include "runs.hpp"

// Storage alone: a metal without losses, a thin electrolyte and one cell of particles, so that current or potential act
// on the particles directly. Series solutions in tau = D t/R^2.
namespace silith::testing {
namespace {

constexpr double radius = 1e-6, D0 = 1e-14, sites = 2e4, thickness = 1e-5, fast = 1e6;
constexpr double mean_rate = 2e-3;                                   // 1/s, lithium leaving a site
constexpr double current = mean_rate * faraday * sites * thickness;  // A/m^2 that does it

Cell storage_cell(Storage shape, int shells, const std::string& diffusivity = {}) {
  Layer electrode = electrolyte("electrode", thickness, 1, 1e3);
  electrode.electronic = Conduction{constant_law(1e3, "S/m"), {}};
  Population population = particles("storage", "3.5 - 1*x", sites, radius, 0.5, 0.9);
  population.storage = shape;
  population.shells = shells;
  population.diffusivity = diffusivity.empty() ? constant_law(D0, "m^2/s") : formula_law(diffusivity, "m^2/s");
  population.kinetics->exchange_current_density = constant_law(fast, "A/m^2");
  electrode.populations = {population};
  Cell cell;
  cell.area = 1.0;
  cell.layers = {metal("lithium"), electrolyte("separator", 1e-6, 1, 1e3), electrode};
  cell.interfaces = {reaction(fast), {}};
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

/// x at the surface after constant flux.
double surface_after(const Cell& cell, double time, double tolerance = 1e-10) {
  const Record record = run(cell, {until_time(constant_current(current), time)}, with_tolerance(tolerance));
  return last_profile(record, "particle.electrode.storage").back();
}

double bisect(const std::function<double(double)>& f, double low, double high) {
  const bool rising = f(low) < 0.0;
  for (int k = 0; k < 200; ++k) {
    const double middle = 0.5 * (low + high);
    ((f(middle) < 0.0) == rising ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// k-th positive eigenvalue of the insulated body: tan l = l, J1(l) = 0, sin l = 0.
double eigenvalue(Storage shape, int k) {
  const double pi = std::numbers::pi;
  if (shape == Storage::plate) return k * pi;
  const auto f = [&](double l) {
    return shape == Storage::sphere ? std::sin(l) - l * std::cos(l) : std::cyl_bessel_j(1.0, l);
  };
  return bisect(f, k * pi, (k + 1) * pi);
}

/// Depletion of the surface over that of the mean per D t/R^2 = 1.
double surface_depletion(Storage shape, double tau) {
  const double d = shape == Storage::sphere ? 3.0 : shape == Storage::cylinder ? 2.0 : 1.0;
  double sum = d * tau + 1.0 / (d + 2.0);
  for (int k = 1; k <= 60; ++k) {
    const double l = eigenvalue(shape, k);
    sum -= 2.0 * std::exp(-l * l * tau) / (l * l);
  }
  return sum / d;
}

TEST(ParticleDiffusion, FollowsTheSeriesOfConstantFluxToSecondOrder) {
  for (const Storage shape : {Storage::sphere, Storage::cylinder, Storage::plate}) {
    for (const double time : {10.0, 60.0}) {
      const double exact =
          0.9 - mean_rate * radius * radius / D0 * surface_depletion(shape, time * D0 / (radius * radius));
      const double coarse = surface_after(storage_cell(shape, 21), time) - exact;
      const double fine = surface_after(storage_cell(shape, 41), time) - exact;
      EXPECT_LT(std::abs(fine), 1e-4);
      EXPECT_NEAR(std::log2(coarse / fine), 2.0, 0.1) << "shape " << static_cast<int>(shape) << ", " << time << " s";
    }
  }
}

/// The same with D(x), on cells (not nodes), each face with the exact mean of D between its cells, explicit in time.
double surface_by_explicit_cells(int n, double time, double D_at_zero, double slope) {
  const double h = radius / n, dt = 0.2 * h * h / (D_at_zero + slope);
  const auto steps = static_cast<int>(std::ceil(time / dt));
  const double step = time / steps;
  const auto kirchhoff = [&](double x) { return D_at_zero * x + 0.5 * slope * x * x; };
  std::vector<double> x(static_cast<std::size_t>(n), 0.9), flow(x.size() + 1, 0.0);
  for (int k = 0; k < steps; ++k) {
    for (std::size_t i = 1; i < x.size(); ++i) {
      const double r = h * static_cast<double>(i);
      flow[i] = r * r * (kirchhoff(x[i - 1]) - kirchhoff(x[i])) / h;
    }
    flow.back() = mean_rate * radius * radius * radius / 3.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double inner = h * static_cast<double>(i), outer = inner + h;
      x[i] += step * (flow[i] - flow[i + 1]) * 3.0 / (outer * outer * outer - inner * inner * inner);
    }
  }
  const double gradient = -mean_rate * radius / 3.0 / (D_at_zero + slope * x.back());
  const double last_slope = (x.back() - x[x.size() - 2]) / h;  // half a cell further in than `gradient` is out
  return x.back() + 0.5 * h * (0.75 * gradient + 0.25 * last_slope);
}

TEST(ParticleDiffusion, WithDOfXFollowsAnIndependentScheme) {
  const double time = 30.0;
  const double reference = surface_by_explicit_cells(200, time, 2e-15, 2e-14);
  const auto error = [&](int shells) {
    return surface_after(storage_cell(Storage::sphere, shells, "2e-15+2e-14*x"), time) - reference;
  };
  const double coarse = error(11), middle = error(21), fine = error(81);
  EXPECT_LT(std::abs(fine), 5e-5);
  EXPECT_NEAR(std::log2(coarse / middle), 2.0, 0.2);
}

TEST(PlanarCottrell, CurrentAndChargeFollowTheSeries) {
  // From x = 0.9 to 0.8 at the surface: U = 3.5 - x.
  const Cell cell = storage_cell(Storage::plate, 201);
  const double time = 60.0;
  const Record record = run(cell, {sampled(until_time(constant_voltage(2.7), time), 5.0)}, with_tolerance(1e-8));
  const double whole = faraday * sites * thickness * 0.1;  // C/m^2
  for (const double t : {5.0, 20.0, 60.0}) {
    const double tau = t * D0 / (radius * radius);
    double flow = 0.0, left = 0.0;
    for (int k = 0; k < 100; ++k) {
      const double l = (k + 0.5) * std::numbers::pi;
      flow += 2.0 * std::exp(-l * l * tau);
      left += 2.0 * std::exp(-l * l * tau) / (l * l);
    }
    const double exact_current = whole * D0 / (radius * radius) * flow;
    EXPECT_NEAR(at_time(record, "current", t), exact_current, 2e-4 * exact_current) << t;
    EXPECT_NEAR(at_time(record, "net_capacity", t), whole * (1.0 - left), 2e-4 * whole) << t;
  }
}

/// A mixed conductor with constant D = kappa sigma/(kappa + sigma) (-dU/dx)/(F sites), between collector and
/// electrolyte.
struct Slab {
  double sigma = 2.0, kappa = 1.0, slope = 0.1, length = 1e-4;
  double D() const { return kappa * sigma / (kappa + sigma) * slope / (faraday * sites); }
};

Cell slab_cell(const Slab& slab, int cells) {
  Cell cell;
  cell.area = 1.0;
  cell.layers = {network_layer("slab", slab.length, cells, "0.5-0.1*x", sites, "2", "1", 1.0),
                 electrolyte("separator", 1e-6, 1, 1e3), metal("lithium")};
  cell.interfaces = {reaction(fast), reaction(fast)};
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

/// Plate with unit flux in at r = 1: rise at r in units of flux length/D.
double plate_profile(double r, double tau) {
  double sum = tau + 0.5 * r * r - 1.0 / 6.0;
  for (int n = 1; n <= 60; ++n) {
    const double l = n * std::numbers::pi;
    sum -= 2.0 * (n % 2 == 0 ? 1.0 : -1.0) * std::exp(-l * l * tau) * std::cos(l * r) / (l * l);
  }
  return sum;
}

TEST(MixedConductor, DiffusesLikeTheSeriesToSecondOrder) {
  // The electric field moves the share kappa/(kappa + sigma) of the lithium: it enters at the collector's end.
  const Slab slab;
  const double I = 20.0, tau = 0.15, time = tau * slab.length * slab.length / slab.D();
  const double field = slab.kappa / (slab.kappa + slab.sigma);
  const double scale = I / (faraday * sites) * slab.length / slab.D();
  const auto error = [&](int cells) {
    const Record record = run(slab_cell(slab, cells), {until_time(constant_current(I), time)}, with_tolerance(1e-10));
    const auto x = last_profile(record, "stoichiometry.slab.network");
    double largest = 0.0;
    for (std::size_t p = 0; p < x.size(); ++p) {
      const double r = (static_cast<double>(p) + 0.5) / cells;
      const double exact = 1.0 + scale * ((1.0 - field) * plate_profile(r, tau) + field * plate_profile(1.0 - r, tau));
      largest = std::max(largest, std::abs(x[p] - exact));
    }
    return largest / scale;
  };
  const double coarse = error(20), fine = error(40);
  EXPECT_LT(fine, 2e-4);
  EXPECT_NEAR(std::log2(coarse / fine), 2.0, 0.1);
}

TEST(TimeIntegration, ErrorsFallWithTheTolerance) {
  const auto solve = [&](double tolerance) {
    const Record record =
        run(double_layer_cell(),
            {until_voltage(constant_current(5.0), 4.05, Limit::When::above), until_time(rest(), 600.0)},
            with_tolerance(tolerance));
    return std::pair{record.steps[0].duration, record.steps[1].end_voltage};
  };
  const auto reference = solve(1e-10);
  double before = 1.0;
  for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
    const auto [duration, voltage] = solve(tolerance);
    const double error = std::abs(duration - reference.first) / reference.first;
    EXPECT_LE(error, 50.0 * tolerance);
    EXPECT_LE(std::abs(voltage - reference.second), 50.0 * tolerance);
    EXPECT_LT(error, before);
    before = error;
  }
}

}  // namespace
}  // namespace silith::testing
