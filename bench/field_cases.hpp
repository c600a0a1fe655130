#pragma once
#include <deal.II/base/mpi.h>
#include <deal.II/distributed/tria.h>
#include <deal.II/fe/mapping_q.h>
#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/manifold.h>

#include <cmath>

#include "field/field_mesh.hpp"

// Bodies of the measurements: cubes of 1 um, bent in three dimensions so that no cell is a box.
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

template <int dim>
struct Cube {
  dealii::parallel::distributed::Triangulation<dim> triangulation{MPI_COMM_WORLD};
  dealii::MappingQ<dim> mapping{dim == 3 ? 2 : 1};
  field::FieldMesh<dim> mesh{triangulation, mapping, dim == 3 ? Frame::full_3d : Frame::plane_strain};

  explicit Cube(unsigned cells, int refinements = 0) {
    dealii::Point<dim> corner;
    for (unsigned d = 0; d < dim; ++d) corner[d] = 1e-6;
    dealii::GridGenerator::subdivided_hyper_rectangle(triangulation, std::vector<unsigned>(dim, cells),
                                                      dealii::Point<dim>(), corner, true);
    if constexpr (dim == 3) {
      const Bend bend;
      dealii::GridTools::transform([&](const auto& at) { return bend.push_forward(at); }, triangulation);
      triangulation.set_all_manifold_ids(0);
      triangulation.set_manifold(0, bend);
    }
    triangulation.refine_global(static_cast<unsigned>(refinements));
  }
};

}  // namespace silith::bench
