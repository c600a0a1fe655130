#include <deal.II/base/mpi.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/grid/grid_generator.h>
#include <fmt/core.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <vector>

#include "field/small_strain.hpp"
#include "field/stress_results.hpp"

// Elastic stress of a lithiating silicon particle with prescribed fronts: touched at one pole (a sphere about the pole
// grows through the particle) and coated (a concentric front shrinks to the centre). Prints the peaks over both runs
// for every set of moduli and every stress measure, and what calibrating the first at 30 GPa predicts for the second.
// Usage: particle_model [refinements, 4: cells of 7.8 nm at the surface]
namespace silith::field {
namespace {

constexpr double radius = 250e-9, width = 12.5e-9, volume = 3.8137;  // m, m, Li15Si4

struct Moduli {
  const char* name;
  double young, young_full, poisson, poisson_full;
};

struct Largest {
  double von_mises = 0.0, principal = 0.0, tension = 0.0, compression = 0.0;
  void add(const LocatedPeaks<2>& peaks) {
    von_mises = std::max(von_mises, peaks.von_mises.value);
    principal = std::max(principal, peaks.principal.value);
    tension = std::max(tension, peaks.tension.value);
    compression = std::max(compression, -peaks.compression.value);
  }
};

Solid silicon(const Moduli& moduli) {
  const Source given{"estimated", "set of a study"};
  const auto line = [&](double from, double to, const char* unit) {
    return Law::polynomial(LawVariable::x, {from, to - from}, {.unit = unit, .source = given});
  };
  Body body;
  body.name = "silicon";
  body.takes_lithium = true;
  body.x_full = 1.0;
  body.youngs_modulus = line(moduli.young, moduli.young_full, "Pa");
  body.poisson_ratio = line(moduli.poisson, moduli.poisson_full, "1");
  body.volume_ratio = line(1.0, volume, "1");
  return Solid({body}, 298.15);
}

/// Reacted share at a signed distance behind the front.
double reacted(double behind) {
  return 1.0 / (1.0 + std::exp(-behind / (width / 5.889)));
}

using Place = std::function<double(const dealii::Point<2>&)>;

Largest run(const FieldMesh<2>& mesh, const Moduli& moduli, const std::vector<Place>& fronts) {
  SmallStrain<2> model(mesh, silicon(moduli), {});
  Largest result;
  for (const Place& x : fronts) {
    model.solve([&](const Cell<2>& cell, const dealii::Quadrature<2>& points, std::span<double> out) {
      for (unsigned q = 0; q < points.size(); ++q)
        out[q] = x(mesh.mapping.transform_unit_to_real_cell(cell, points.point(q)));
    });
    result.add(located_peaks(model));
  }
  return result;
}

void compare(const FieldMesh<2>& mesh, const Moduli& moduli) {
  std::vector<Place> contact, coated;
  for (const double part : {0.15, 0.4, 0.7, 1.0, 1.3, 1.6, 1.8})
    contact.push_back(
        [=](const auto& at) { return reacted(part * radius - at.distance(dealii::Point<2>(0.0, radius))); });
  for (const double part : {0.93, 0.8, 0.65, 0.5, 0.35, 0.2})
    coated.push_back([=](const auto& at) { return reacted(at.norm() - part * radius); });
  const Largest touched = run(mesh, moduli, contact), whole = run(mesh, moduli, coated);
  const auto row = [&](const char* measure, double first, double second) {
    fmt::print("| {} | {} | {:.1f} | {:.1f} | {:.3f} | {:.1f} |\n", moduli.name, measure, first / 1e9, second / 1e9,
               30e9 / first, 30.0 * second / first);
  };
  row("von Mises", touched.von_mises, whole.von_mises);
  row("largest principal", touched.principal, whole.principal);
  row("hydrostatic tension", touched.tension, whole.tension);
  row("hydrostatic compression", touched.compression, whole.compression);
}

void study(int refinements) {
  dealii::parallel::distributed::Triangulation<2> triangulation(MPI_COMM_WORLD);
  dealii::GridGenerator::half_hyper_ball(triangulation, dealii::Point<2>(), radius);
  triangulation.refine_global(static_cast<unsigned>(refinements));
  const dealii::MappingQ<2> mapping(2);
  const FieldMesh<2> mesh{triangulation, mapping, Frame::axisymmetric};
  fmt::print(
      "| moduli | measure | contact GPa | coated GPa | factor to 30 GPa | coated then GPa "
      "|\n|---|---|---|---|---|---|\n");
  compare(mesh, {"E 40 GPa, nu 0.25", 40e9, 40e9, 0.25, 0.25});
  compare(mesh, {"E 90 to 40 GPa, nu 0.25", 90e9, 40e9, 0.25, 0.25});
  compare(mesh, {"E 160 to 40 GPa, nu 0.22", 160e9, 40e9, 0.22, 0.22});
}

}  // namespace
}  // namespace silith::field

int main(int argc, char** argv) {
  const dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  silith::field::study(argc > 1 ? std::atoi(argv[1]) : 4);
  return 0;
}
