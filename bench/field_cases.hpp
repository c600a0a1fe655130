#pragma once
#include <deal.II/distributed/tria.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>
#include <deal.II/grid/manifold.h>

#include <cmath>

#include "field/domain.hpp"
#include "field/small_strain.hpp"

// Bodies of the measurements.
namespace silith::bench {

/// y' = y + a sin(k x), z' = z + a sin(k y').
class Bend : public dealii::ChartManifold<3> {
public:
  std::unique_ptr<dealii::Manifold<3>> clone() const override { return std::make_unique<Bend>(); }
  dealii::Point<3> push_forward(const dealii::Point<3>& at) const override {
    const double y = at[1] + height * std::sin(wave * at[0]);
    return {at[0], y, at[2] + height * std::sin(wave * y)};
  }
  dealii::Point<3> pull_back(const dealii::Point<3>& at) const override {
    return {at[0], at[1] - height * std::sin(wave * at[0]), at[2] - height * std::sin(wave * at[1])};
  }

private:
  static constexpr double height = 0.1e-6, wave = 4e6;
};

/// A square of 1 um, or a cube bent so that no cell is a box; boundaries 0 to 2 dim - 1.
template <int dim>
struct Block {
  dealii::parallel::distributed::Triangulation<dim> triangulation{MPI_COMM_WORLD};
  dealii::MappingQ<dim> mapping{dim == 3 ? 2 : 1};
  field::FieldMesh<dim> mesh{triangulation, mapping, dim == 3 ? Frame::full_3d : Frame::plane_strain};

  explicit Block(unsigned cells) {
    dealii::Point<dim> corner;
    for (unsigned d = 0; d < dim; ++d) corner[d] = 1e-6;
    dealii::GridGenerator::subdivided_hyper_rectangle(triangulation, std::vector<unsigned>(dim, cells),
                                                      dealii::Point<dim>(), corner, true);
    for (const auto& cell : triangulation.active_cell_iterators()) cell->set_material_id(0);
    if constexpr (dim == 3) {
      const Bend bend;
      dealii::GridTools::transform([&](const auto& at) { return bend.push_forward(at); }, triangulation);
      triangulation.set_all_manifold_ids(0);
      triangulation.set_manifold(0, bend);
    }
  }
};

/// A front across the block, 0.1 um wide: its stiffness falls from 90 to 40 GPa, its volume grows to `volume`.
template <int dim>
field::CellScalars<dim> front_across(const dealii::Mapping<dim>& mapping) {
  return [&mapping](const field::Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<double> out) {
    for (unsigned q = 0; q < points.size(); ++q) {
      const auto at = mapping.transform_unit_to_real_cell(cell, points.point(q));
      out[q] = 0.5 + 0.5 * std::tanh((at[0] - 0.4e-6 + 0.1e-6 * std::sin(5e6 * at[1])) / 3e-8);
    }
  };
}

inline Solid swelling_solid(double volume) {
  const Source estimated{"estimated", "measurement"};
  const auto line = [&](double from, double to, const char* unit) {
    return Law::polynomial(LawVariable::x, {from, to - from}, {.unit = unit, .source = estimated});
  };
  Body body;
  body.name = "silicon";
  body.takes_lithium = true;
  body.x_full = 1.0;
  body.youngs_modulus = line(90e9, 40e9, "Pa");
  body.poisson_ratio = line(0.28, 0.24, "1");
  body.volume_ratio = line(1.0, volume, "1");
  return Solid({body}, 298.15);
}

/// A strip of two layers, 1 um each way, periodic, between electrodes `bottom` and `top`.
template <int dim>
field::Domain<dim> two_layers(unsigned cells) {
  StripGeometry strip;
  strip.width = 1e-6;
  strip.depth = dim == 3 ? 1e-6 : 0.0;
  strip.layers = {{"one", 0.5e-6}, {"other", 0.5e-6}};
  field::DomainOptions options;
  options.frame = dim == 3 ? Frame::full_3d : Frame::plane_strain;
  options.cell_size = 1e-6 / cells;
  options.bodies = {"one", "other"};
  return field::Domain<dim>(strip, options, MPI_COMM_WORLD);
}

}  // namespace silith::bench
