#pragma once
#include <deal.II/grid/grid_tools.h>

#include "field/finite_strain.hpp"
#include "field/stress_results.hpp"
#include "solid_cases.hpp"

// A sphere of radius 1 that swells fourfold behind a front going inwards; the swollen shell flows at its yield stress.
namespace silith::field::testing {

struct MovingFront {
  double width = 0.04;  ///< of the front, over which x goes from 0 to 1
  double depth = 0.75;  ///< radius the front has come to
  double share = 1.0;   ///< of the width, gone in a step
  unsigned cells_in_width = 4;
};

struct MovingFrontResult {
  double core = 0.0;             ///< mean stress of the core over yield stress
  double largest_von_mises = 0;  ///< over yield stress
  double exact = 0.0;            ///< of a sharp front: -2 ln(b/a)
};

/// Places of the front: even steps, and shorter and shorter ones at the end, for the stress of a perfectly plastic
/// solid is that of the last bit of flow.
inline std::vector<double> front_places(const MovingFront& front) {
  const double start = 1.0 + 0.5 * front.width, last = front.width / 128.0;
  std::vector<double> places;
  for (double back = last; start - front.depth > back; back += std::min(back, front.share * front.width))
    places.insert(places.begin(), front.depth + back);
  places.push_back(front.depth);
  return places;
}

/// A wedge around the radius, one cell of a twentieth of the front's width across: in a wider one the shell, which the
/// front compresses along itself, wrinkles.
inline void make_wedge(TestMesh<2>& mesh, const MovingFront& front) {
  const double inner = 0.04, low = 0.4, angle = 0.05 * front.width, fine_from = front.depth - 2.0 * front.width;
  const auto fine = static_cast<unsigned>(std::ceil((1.0 - fine_from) / front.width * front.cells_in_width));
  std::vector<std::vector<double>> parts(2, std::vector<double>(8, (fine_from - inner) / 8.0));
  parts[0].insert(parts[0].end(), fine, (1.0 - fine_from) / fine);
  parts[1] = {angle};
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh.triangulation, parts, dealii::Point<2>(inner, low),
                                                    dealii::Point<2>(1.0, low + angle), true);
  dealii::GridTools::transform(
      [](const dealii::Point<2>& at) {
        return dealii::Point<2>(at[0] * std::cos(at[1]) * 1e-7, at[0] * std::sin(at[1]) * 1e-7);
      },
      mesh.triangulation);
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) cell->set_material_id(0);
}

inline MovingFrontResult solve(const MovingFront& front) {
  const double beta = 4.0, yield = 1.3e9, young = 1e3 * yield, a = front.depth;
  TestMesh<2> mesh(Frame::axisymmetric, 2);
  make_wedge(mesh, front);
  const SolidLaws laws{.young = young,
                       .young_full = young,
                       .poisson = 0.3,
                       .poisson_full = 0.3,
                       .volume = beta,
                       .yield = yield,
                       .yield_full = yield};
  const MechanicsSetup setup{.supports = {{.boundary = 0, .kind = Support::Kind::fixed},
                                          {.boundary = 2, .kind = Support::Kind::symmetry},
                                          {.boundary = 3, .kind = Support::Kind::symmetry}}};
  FiniteStrain<2> model(mesh.mesh(), solid(laws), setup);
  double before = 1.0 + 0.5 * front.width;
  for (const double place : front_places(front)) {
    const auto x = [&](const dealii::Point<2>& at) {
      const double s = std::clamp((at.norm() / 1e-7 - place) / front.width + 0.5, 0.0, 1.0);
      return s * s * (3.0 - 2.0 * s);
    };
    model.solve(stoichiometry<2>(mesh.mapping, x), before - place);  // at unit speed
    model.accept();
    before = place;
  }
  MovingFrontResult result{.exact = -2.0 * std::log(std::cbrt(a * a * a + beta * (1.0 - a * a * a)) / a)};
  double weight = 0.0;
  for_each_stress(model, [&](const auto& cell, auto points) {
    for (const auto& point : points) {
      result.largest_von_mises = std::max(result.largest_von_mises, von_mises(point.cauchy) / yield);
      if (std::abs(cell->center().norm() / 1e-7 - 0.5 * a) > 0.15 * a) continue;
      result.core += hydrostatic(point.cauchy) / yield;
      weight += 1.0;
    }
  });
  result.core /= weight;
  return result;
}

}  // namespace silith::field::testing
