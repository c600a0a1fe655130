#include "field/scalar_field.hpp"

#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI;

/// A box of 1.5 x 2 (x 0.5), periodic across, the upper half a body of its own, refined unevenly.
template <int dim>
struct Box {
  dealii::parallel::distributed::Triangulation<dim> triangulation{MPI_COMM_WORLD};
  dealii::MappingQ<dim> mapping{1};
  FieldMesh<dim> mesh{triangulation, mapping};

  explicit Box(Frame frame = dim == 3 ? Frame::full_3d : Frame::plane_strain, bool periodic = true) {
    mesh.frame = frame;
    make(periodic);
    triangulation.refine_global(1);
    for (const auto& cell : triangulation.active_cell_iterators())
      if (cell->is_locally_owned() && cell->center()[0] < 0.5) cell->set_refine_flag();
    triangulation.execute_coarsening_and_refinement();
  }

  void make(bool periodic) {
    const std::vector<unsigned> parts = dim == 2 ? std::vector<unsigned>{3, 4} : std::vector<unsigned>{3, 4, 1};
    const auto far = dim == 2 ? dealii::Point<dim>(1.5, 2.0) : far_corner();
    dealii::GridGenerator::subdivided_hyper_rectangle(triangulation, parts, dealii::Point<dim>(), far, true);
    for (const auto& cell : triangulation.active_cell_iterators())
      cell->set_material_id(cell->center()[1] > 1.0 ? 7 : 3);
    if (!periodic) return;
    std::vector<dealii::GridTools::PeriodicFacePair<typename dealii::Triangulation<dim>::cell_iterator>> pairs;
    dealii::GridTools::collect_periodic_faces(triangulation, 0, 1, 0, pairs);
    triangulation.add_periodicity(pairs);
  }

  static dealii::Point<dim> far_corner() {
    dealii::Point<dim> far;
    far[0] = 1.5;
    far[1] = 2.0;
    if constexpr (dim == 3) far[2] = 0.5;
    return far;
  }
};

template <int dim>
void check_values_and_integrals() {
  Box<dim> box;
  ScalarField<dim> field(box.mesh, 1);
  field.interpolate([](const auto& at) { return 2.0 + 3.0 * at[1]; });
  const double depth = dim == 3 ? 0.5 : 1.0;
  EXPECT_NEAR(field.integral({3}), depth * 1.5 * 3.5, 1e-12);
  EXPECT_NEAR(field.integral({7}), depth * 1.5 * 6.5, 1e-12);
  EXPECT_NEAR(field.integral(), depth * 15.0, 1e-12);
  EXPECT_NEAR(field.integral({3}, [](double value) { return value * value; }), depth * 1.5 * 13.0, 1e-12);
  EXPECT_DOUBLE_EQ(field.smallest(), 2.0);
  EXPECT_DOUBLE_EQ(field.largest(), 8.0);
}

TEST(ScalarField, IntegratesOverBodiesTwoRanks) {
  check_values_and_integrals<2>();
  check_values_and_integrals<3>();
}

TEST(ScalarField, MeasureOfAxisymmetricFrameTwoRanks) {
  Box<2> box(Frame::axisymmetric, false);
  ScalarField<2> field(box.mesh, 2);
  field.interpolate([](const auto& at) { return at[0]; });
  EXPECT_NEAR(field.integral(), 2.0 * pi * std::pow(1.5, 3) / 3.0 * 2.0, 1e-12);
}

TEST(ScalarField, IsPeriodicAndContinuousTwoRanks) {
  Box<2> box;
  ScalarField<2> field(box.mesh, 1);
  field.interpolate([](const auto& at) { return at[0] + std::sin(at[1]); });  // not periodic: the constraint acts
  // Middle of the left face and of the right face of a cell.
  std::vector<dealii::Point<2>> ends = {{0.0, 0.5}, {1.0, 0.5}};
  const dealii::Quadrature<2> points(ends, {0.5, 0.5});
  ScalarEvaluator<2> at_ends(field.view(), box.mapping, points);
  std::vector<double> left(130, 0.0), right(130, 0.0);  // by height in 1/64, zero where no cell's middle lies
  const auto key = [](double y) { return static_cast<std::size_t>(std::lround(y * 64.0)); };
  for (const auto& cell : box.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    at_ends.reinit(cell);
    if (cell->center()[0] < 0.1) left[key(cell->center()[1])] = at_ends.values()[0];
    if (cell->center()[0] > 1.2) right[key(cell->center()[1])] = at_ends.values()[1];
  }
  dealii::Utilities::MPI::sum(left, MPI_COMM_WORLD, left);
  dealii::Utilities::MPI::sum(right, MPI_COMM_WORLD, right);
  // Cells on the left are half as large: two of their middles lie inside one on the right.
  int compared = 0;
  for (std::size_t y = 4; y + 4 < right.size(); ++y) {
    if (right[y] == 0.0) continue;
    EXPECT_NEAR(0.5 * (left[y - 4] + left[y + 4]), right[y], 1e-12) << y;
    ++compared;
  }
  EXPECT_EQ(compared, 8);
}

TEST(ScalarEvaluator, GivesValuesAndGradientsOrTheConstant) {
  Box<2> box(Frame::plane_strain, false);
  ScalarField<2> field(box.mesh, 2);
  field.interpolate([](const auto& at) { return at[0] * at[0] - at[1]; });
  const dealii::QGauss<2> points(2);
  ScalarEvaluator<2> inside(field.view(4.2, {7}), box.mapping, points);
  ScalarEvaluator<2> constant({nullptr, nullptr, 0.7, {}}, box.mapping, points);
  for (const auto& cell : box.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    inside.reinit(cell);
    constant.reinit(cell);
    EXPECT_EQ(constant.values()[3], 0.7);
    const auto at = box.mapping.transform_unit_to_real_cell(cell, points.point(1));
    EXPECT_NEAR(inside.values()[1], cell->material_id() == 7 ? at[0] * at[0] - at[1] : 4.2, 1e-12);
    EXPECT_NEAR(inside.gradients()[1][0], cell->material_id() == 7 ? 2.0 * at[0] : 0.0, 1e-11);
  }
}

TEST(ScalarField, FollowsRefinementAndCheckpointTwoRanks) {
  Box<2> box(Frame::plane_strain, false);
  ScalarField<2> field(box.mesh, 1);
  const auto plane = [](const auto& at) { return 1.0 + at[0] - 2.0 * at[1]; };
  field.interpolate(plane);
  for (const auto& cell : box.triangulation.active_cell_iterators())
    if (cell->is_locally_owned()) cell->center()[1] < 0.7 ? cell->set_refine_flag() : cell->set_coarsen_flag();
  box.triangulation.prepare_coarsening_and_refinement();
  field.prepare_refinement();
  box.triangulation.execute_coarsening_and_refinement();
  field.finish_refinement();
  ScalarField<2> expected(box.mesh, 1);
  expected.interpolate(plane);
  Vector difference(expected.owned_vector()), now(expected.owned_vector());
  difference = expected.values();
  now = field.values();
  difference -= now;
  EXPECT_LE(difference.linfty_norm(), 1e-13);

  const std::string file = (std::filesystem::temp_directory_path() / "silith_scalar_field").string();
  field.prepare_checkpoint();
  box.triangulation.save(file);
  dealii::parallel::distributed::Triangulation<2> fresh(MPI_COMM_WORLD);
  dealii::GridGenerator::subdivided_hyper_rectangle(fresh, {3, 4}, dealii::Point<2>(), dealii::Point<2>(1.5, 2.0),
                                                    true);
  fresh.load(file);
  const FieldMesh<2> mesh{fresh, box.mapping};
  ScalarField<2> resumed(mesh, 1);
  resumed.resume_checkpoint();
  EXPECT_NEAR(resumed.integral({}, [](double value) { return value * value; }),
              field.integral({}, [](double value) { return value * value; }), 1e-13);
}

}  // namespace
}  // namespace silith::field
