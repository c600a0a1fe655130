#pragma once
#include <deal.II/distributed/tria.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/grid/grid_generator.h>

#include <functional>
#include <span>

#include "field/mechanics.hpp"

// Bodies, meshes and stoichiometries of the tests of mechanics.
namespace silith::field::testing {

/// x = 0 to 1 with constant or linear laws.
struct SolidLaws {
  double young = 43e9, young_full = 43e9;
  double poisson = 0.22, poisson_full = 0.22;
  double volume = 1.0;  ///< V at x = 1
  double yield = 0.0, yield_full = 0.0;
  double rate = 0.0, exponent = 1.0;
};

inline Body solid_body(const SolidLaws& laws) {
  const Source test{"estimated", "test"};
  const auto line = [&](double from, double to, const char* unit) {
    return Law::polynomial(LawVariable::x, {from, to - from}, {.unit = unit, .source = test});
  };
  Body body;
  body.name = "solid";
  body.takes_lithium = true;
  body.x_full = 1.0;
  body.youngs_modulus = line(laws.young, laws.young_full, "Pa");
  body.poisson_ratio = line(laws.poisson, laws.poisson_full, "1");
  body.volume_ratio = line(1.0, laws.volume, "1");
  if (laws.yield > 0.0) body.yield_stress = line(laws.yield, laws.yield_full, "Pa");
  body.plastic_rate = laws.rate;
  body.plastic_exponent = laws.exponent;
  return body;
}

inline Solid solid(const SolidLaws& laws) {
  return Solid({solid_body(laws)}, 298.15);
}

/// x as a function of place in the reference state.
template <int dim>
CellScalars<dim> stoichiometry(const dealii::Mapping<dim>& mapping,
                               std::function<double(const dealii::Point<dim>&)> x) {
  return [&mapping, x](const Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<double> out) {
    for (unsigned q = 0; q < points.size(); ++q) out[q] = x(mapping.transform_unit_to_real_cell(cell, points.point(q)));
  };
}

template <int dim>
CellScalars<dim> uniform(double value) {
  return [value](const Cell<dim>&, const dealii::Quadrature<dim>&, std::span<double> out) {
    std::fill(out.begin(), out.end(), value);
  };
}

/// A distributed mesh with its mapping.
template <int dim>
struct TestMesh {
  explicit TestMesh(Frame frame_, unsigned mapping_degree = 1, MPI_Comm communicator = MPI_COMM_WORLD)
      : triangulation(communicator), mapping(mapping_degree), frame(frame_) {}
  FieldMesh<dim> mesh() const { return {triangulation, mapping, frame}; }

  dealii::parallel::distributed::Triangulation<dim> triangulation;
  dealii::MappingQ<dim> mapping;
  Frame frame;
};

inline Frame natural_frame(int dim) {
  return dim == 3 ? Frame::full_3d : Frame::plane_strain;
}

/// Calls f(cell, points with stress) on every locally owned cell.
template <int dim, class Function>
void for_each_stress(const Mechanics<dim>& mechanics, const Function& f) {
  std::vector<StressPoint> points(mechanics.quadrature().size());
  for (const auto& cell : mechanics.mesh().triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    mechanics.stress(cell, points);
    f(cell, std::span<const StressPoint>(points));
  }
}

/// Largest component of stress of all ranks, Pa.
template <int dim>
double largest_stress(const Mechanics<dim>& mechanics) {
  double result = 0.0;
  for_each_stress(mechanics, [&](const auto&, auto points) {
    for (const auto& point : points) result = std::max(result, point.cauchy.norm());
  });
  return dealii::Utilities::MPI::max(result, MPI_COMM_WORLD);
}

}  // namespace silith::field::testing
