#pragma once
#include <deal.II/base/quadrature_lib.h>

#include <cmath>

#include "field/adaptivity.hpp"
#include "field/conduction.hpp"

// Shared by the tests of conduction.
namespace silith::field {

inline const Source from_test{"estimated", "test"};

inline std::optional<Law> constant_conductivity(double sigma) {
  return Law::constant(sigma, "S/m", from_test);
}

template <int dim>
CellScalars<dim> no_lithium() {
  return [](const Cell<dim>&, const dealii::Quadrature<dim>&, std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
  };
}

/// A function of the place as a field.
template <int dim>
CellScalars<dim> field_of(const dealii::Mapping<dim>& mapping, std::function<double(const dealii::Point<dim>&)> f) {
  return [&mapping, f](const Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<double> out) {
    for (unsigned q = 0; q < points.size(); ++q) out[q] = f(mapping.transform_unit_to_real_cell(cell, points.point(q)));
  };
}

inline FieldDrive top_to_bottom() {
  FieldDrive drive;
  drive.feed = "top";
  drive.ground = "bottom";
  return drive;
}

/// Splits cells where the conduction says the error is, `rounds` times, solving in between.
template <int dim>
ConductionResult solve_adaptively(Domain<dim>& domain, Conduction<dim>& conduction, const CellScalars<dim>& x,
                                  const FieldDrive& drive, int rounds, double share = 0.7) {
  ConductionResult result = conduction.solve(x, drive);
  for (int round = 0; round < rounds; ++round) {
    Marking<dim> marking(domain.triangulation(), {0, 30, 1e5});
    marking.by_share(conduction.error_indicator(), share, 0.0);
    marking.set_flags();
    change_mesh<dim>(domain.triangulation(), {follower(conduction)});
    result = conduction.solve(x, drive);
  }
  return result;
}

}  // namespace silith::field
