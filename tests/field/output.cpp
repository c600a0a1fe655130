// Files and pictures of fields, and the control of time steps.
#include <deal.II/base/mpi.h>
#include <deal.II/grid/grid_generator.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "field/field_files.hpp"
#include "field/plane_sampler.hpp"
#include "field/step_control.hpp"

namespace silith::field {
namespace {

/// gmock and deal.II both have an Assert.
testing::AssertionResult contains(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "no " << part << " in\n" << text;
}

/// A box of 2 x 1 (x 1) with a linear field and a vector.
template <int dim>
class Box {
public:
  Box() : triangulation_(MPI_COMM_WORLD), mapping_(1), mesh{triangulation_, mapping_} {
    dealii::Point<dim> end;
    for (unsigned d = 0; d < dim; ++d) end[d] = d == 0 ? 2.0 : 1.0;
    dealii::GridGenerator::hyper_rectangle(triangulation_, dealii::Point<dim>(), end);
    triangulation_.refine_global(dim == 2 ? 4 : 2);
  }

  static double value(const dealii::Point<dim>& at) {
    return 3.0 * at[0] - 2.0 * at[1] + (dim == 3 ? at[dim - 1] : 0.0);
  }

  CornerValues<dim> values() const {
    const CellScalars<dim> linear = [this](const Cell<dim>& cell, const dealii::Quadrature<dim>& points,
                                           std::span<double> out) {
      for (unsigned p = 0; p < points.size(); ++p)
        out[p] = value(mapping_.transform_unit_to_real_cell(cell, points.point(p)));
    };
    const CellVectors<dim> constant = [](const Cell<dim>&, const dealii::Quadrature<dim>&,
                                         std::span<dealii::Tensor<1, dim>> out) {
      for (auto& vector : out) vector[0] = 5.0;
    };
    return corner_values<dim>(mesh, {{"flow", "m/s", "Flow", constant, {}},
                                     {"height", "m", "Height", linear, {}},
                                     {"elsewhere", "1", "Of another body", linear, {7}}});
  }

private:
  dealii::parallel::distributed::Triangulation<dim> triangulation_;
  dealii::MappingQ<dim> mapping_;

public:
  FieldMesh<dim> mesh;
};

template <int dim>
void expect_linear_picture(double cut) {
  const Box<dim> box;
  const PicturePlane plane = picture_plane(box.mesh, cut, 40);
  ASSERT_EQ(plane.columns(), 40u);
  ASSERT_EQ(plane.rows(), 20u);
  std::vector<Picture> pictures;
  PlaneSampler(plane).take(box.values(), box.mesh, 3.0, pictures);
  ASSERT_EQ(pictures.size(), 2u) << "vectors have no picture";
  EXPECT_EQ(pictures[0].name, "height");
  EXPECT_EQ(pictures[0].unit, "m");
  for (std::size_t row = 0; row < 20; ++row) {
    for (std::size_t column = 0; column < 40; ++column) {
      dealii::Point<dim> at;
      at[0] = (static_cast<double>(column) + 0.5) / 20.0;
      at[1] = (static_cast<double>(row) + 0.5) / 20.0;
      if (dim == 3) at[dim - 1] = cut;
      EXPECT_NEAR(pictures[0].values[row * 40 + column], Box<dim>::value(at), 2e-6);
      EXPECT_TRUE(std::isnan(pictures[1].values[row * 40 + column]));
    }
  }
}

TEST(PlaneSampler, TakesALinearFieldExactlyTwoRanks) {
  expect_linear_picture<2>(0.0);
  expect_linear_picture<3>(0.3);
}

/// A directory that all ranks know.
std::filesystem::path shared_directory() {
  std::string name = (std::filesystem::temp_directory_path() / "silith_field_XXXXXX").string();
  if (dealii::Utilities::MPI::this_mpi_process(MPI_COMM_WORLD) == 0 && mkdtemp(name.data()) == nullptr)
    throw std::runtime_error("no directory " + name);
  MPI_Bcast(name.data(), static_cast<int>(name.size()), MPI_CHAR, 0, MPI_COMM_WORLD);
  return name;
}

TEST(FieldFiles, NameFieldsWithTheirUnitsTwoRanks) {
  const Box<2> box;
  const auto directory = shared_directory();
  FieldFiles files(directory);
  files.write(box.values(), box.mesh, 0.0);
  files.write(box.values(), box.mesh, 1.5);
  MPI_Barrier(MPI_COMM_WORLD);
  const std::string index = read_file(directory / "fields.pvd"), whole = read_file(directory / "fields/0001.pvtu");
  EXPECT_TRUE(contains(index, "timestep=\"1.5\""));
  EXPECT_TRUE(contains(index, "file=\"fields/0001.pvtu\""));
  EXPECT_TRUE(contains(whole, "Name=\"height [m]\""));
  EXPECT_TRUE(contains(whole, "Name=\"flow [m/s]\" NumberOfComponents=\"3\""));
  for (unsigned rank = 0; rank < dealii::Utilities::MPI::n_mpi_processes(MPI_COMM_WORLD); ++rank) {
    const std::string piece = "0001." + std::to_string(rank) + ".vtu";
    EXPECT_TRUE(contains(whole, "Source=\"" + piece + "\""));
    EXPECT_TRUE(contains(read_file(directory / "fields" / piece), "</VTKFile>"));
  }
  MPI_Barrier(MPI_COMM_WORLD);
  if (dealii::Utilities::MPI::this_mpi_process(MPI_COMM_WORLD) == 0) std::filesystem::remove_all(directory);
}

TEST(FieldFiles, AllRanksFailTogetherTwoRanks) {
  const Box<2> box;
  FieldFiles files("/dev/null");
  EXPECT_THROW(files.write(box.values(), box.mesh, 0.0), InputError);
}

TEST(StepControl, GrowsWithSmallErrorsAndCutsLargeOnes) {
  StepControl control({.first = 1.0, .largest = 3.0});
  EXPECT_DOUBLE_EQ(control.propose(100.0), 1.0);
  EXPECT_TRUE(control.judge(1.0, 0.25, 0.0));
  EXPECT_DOUBLE_EQ(control.next(), 1.6) << "0.8/sqrt(0.25)";
  EXPECT_TRUE(control.judge(1.6, 0.0, 1.0));
  EXPECT_DOUBLE_EQ(control.next(), 3.0) << "twice, and no more than the longest";
  EXPECT_FALSE(control.judge(3.0, 4.0, 2.6));
  EXPECT_DOUBLE_EQ(control.next(), 1.2) << "0.8/sqrt(4)";
  EXPECT_EQ(control.accepted(), 2);
  EXPECT_EQ(control.rejected(), 1);
}

TEST(StepControl, MeetsTheEndWithoutASliver) {
  const StepControl control({.first = 1.0});
  EXPECT_DOUBLE_EQ(control.propose(0.4), 0.4);
  EXPECT_DOUBLE_EQ(control.propose(1.1), 0.55);
}

TEST(StepControl, AShortLastStepDoesNotShortenTheNext) {
  StepControl control({.first = 1.0});
  EXPECT_TRUE(control.judge(0.1, 0.0, 0.0));
  EXPECT_DOUBLE_EQ(control.next(), 1.0);
}

TEST(StepControl, GivesUpWithTheReasonAndTheLastGoodTime) {
  StepControl control({.first = 1.0, .smallest_share = 0.01});
  control.failed(1.0, 12.0, "Newton's method did not converge");
  control.failed(0.25, 12.0, "Newton's method did not converge");
  control.failed(0.0625, 12.0, "Newton's method did not converge");
  try {
    control.failed(0.0156, 12.0, "Newton's method did not converge");
    FAIL();
  } catch (const NumericsError& error) {
    EXPECT_TRUE(contains(error.what(), "the run stopped at 12 s: steps have been cut to"));
    EXPECT_TRUE(contains(error.what(), "Newton's method did not converge"));
    EXPECT_DOUBLE_EQ(error.last_good_time(), 12.0);
  }
}

}  // namespace
}  // namespace silith::field
