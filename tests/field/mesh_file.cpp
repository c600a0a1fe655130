#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/diagnostic.hpp"
#include "field/domain.hpp"

namespace silith::field {
namespace {

/// Two squares next to each other, version 4.1: silicon on the left, electrolyte on the right.
const std::string two_squares = R"($MeshFormat
4.1 0 8
$EndMeshFormat
$PhysicalNames
4
1 1 "left side"
1 2 "outside"
2 3 "silicon"
2 4 "electrolyte"
$EndPhysicalNames
$Entities
0 3 2 0
1 0 0 0 0 1 0 1 1 2 1 2
2 0 0 0 2 1 0 1 2 2 1 2
3 1 0 0 1 1 0 0 2 1 2
1 0 0 0 1 1 0 1 3 4 1 2 3 4
2 1 0 0 2 1 0 1 4 4 1 2 3 4
$EndEntities
$Nodes
1 6 1 6
2 1 0 6
1
2
3
4
5
6
0 0 0
1 0 0
2 0 0
0 1 0
1 1 0
2 1 0
$EndNodes
$Elements
4 8 1 8
1 1 1 1
1 1 4
1 2 1 5
2 1 2
3 2 3
4 3 6
5 6 5
6 5 4
2 1 3 1
7 1 2 5 4
2 2 3 1
8 2 3 6 5
$EndElements
)";

class MeshFile : public testing::Test {
protected:
  MeshFile() : file_(std::filesystem::temp_directory_path() / ("silith-mesh-" + std::to_string(getpid()) + ".msh")) {}
  ~MeshFile() override { std::filesystem::remove(file_); }

  MeshFileGeometry write(const std::string& text) const {
    std::ofstream(file_) << text;
    return {file_, 1e-6};
  }
  static std::string with(const std::string& from, const std::string& to) {
    std::string text = two_squares;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }
  /// Line and message of the first finding.
  std::string finding(const std::string& text, Frame frame = Frame::plane_strain) const {
    try {
      const Domain<2> domain(write(text), {frame, 0.0, {}}, MPI_COMM_SELF);
    } catch (const InputError& error) {
      const auto& first = error.diagnostics().at(0);
      EXPECT_EQ(first.where.file, file_.string());
      return std::to_string(first.where.line) + ": " + first.message;
    }
    return "accepted";
  }

  std::filesystem::path file_;
};

void expect_two_squares(const Domain<2>& domain) {
  EXPECT_EQ(domain.bodies(), (std::vector<std::string>{"silicon", "electrolyte"}));
  EXPECT_TRUE(domain.has_boundary("left side"));
  std::vector<double> area(2, 0.0);
  double left = 0.0, outside = 0.0;
  for (const auto& cell : domain.triangulation().active_cell_iterators()) {
    area[cell->material_id()] += cell->measure();
    EXPECT_EQ(cell->material_id(), cell->center()[0] < 1e-6 ? domain.body("silicon") : domain.body("electrolyte"));
    for (const unsigned f : cell->face_indices())
      if (cell->at_boundary(f))
        (cell->face(f)->boundary_id() == domain.boundary("left side") ? left : outside) += cell->face(f)->measure();
  }
  for (const double one : area) EXPECT_NEAR(one, 1e-12, 1e-24);
  EXPECT_NEAR(left, 1e-6, 1e-18);
  EXPECT_NEAR(outside, 5e-6, 1e-18);
}

TEST_F(MeshFile, BodiesAndBoundariesAreItsPhysicalNames) {
  expect_two_squares(Domain<2>(write(two_squares), {Frame::plane_strain, 0.0, {}}, MPI_COMM_SELF));
  expect_two_squares(Domain<2>(write(R"($MeshFormat
2.2 0 8
$EndMeshFormat
$PhysicalNames
4
1 1 "left side"
1 2 "outside"
2 3 "silicon"
2 4 "electrolyte"
$EndPhysicalNames
$Nodes
6
1 0 0 0
2 1 0 0
3 2 0 0
4 0 1 0
5 1 1 0
6 2 1 0
$EndNodes
$Elements
8
1 1 2 1 1 1 4
2 1 2 2 2 1 2
3 1 2 2 2 2 3
4 1 2 2 2 3 6
5 1 2 2 2 6 5
6 1 2 2 2 5 4
7 3 2 3 1 1 2 5 4
8 3 2 4 2 2 3 6 5
$EndElements
)"),
                               {Frame::plane_strain, 0.0, {}}, MPI_COMM_SELF));
}

TEST_F(MeshFile, SaysWhereItIsDamagedAndWhatIsMissing) {
  EXPECT_EQ(finding(""), "0: the file ends where $MeshFormat is expected");
  EXPECT_EQ(finding("solid cube\n"), "1: \"solid cube\" stands where \"$MeshFormat\" is expected");
  EXPECT_EQ(finding(with("4.1 0 8", "4.1 1 8")), "2: the mesh is binary");
  EXPECT_EQ(finding(with("4.1 0 8", "3 0 8")), "2: version 3 of the format is not read");
  EXPECT_EQ(finding(two_squares.substr(0, 330)), "28: the file ends where the place of a node is expected");
  EXPECT_EQ(finding(with("\n2 0 0\n", "\n2 zero 0\n")),
            "30: \"zero\" is not a number; the place of a node is expected");
  EXPECT_EQ(finding(with("7 1 2 5 4", "7 1 2 9 4")), "46: there is no node 9");
  EXPECT_EQ(finding(with("2 3 \"silicon\"", "2 9 \"silicon\"")), "46: the physical group 3 of dimension 2 has no name");
  EXPECT_EQ(finding(with("1 0 0 0 1 1 0 1 3 4", "1 0 0 0 1 1 0 0 4")), "46: an element is in no physical group");
  EXPECT_EQ(finding(with("1 0 0 0 1 1 0 1 3 4", "1 0 0 0 1 1 0 2 3 4 4")),
            "45: regions overlap: the elements of entity 1 are in the groups \"silicon\" and \"electrolyte\"");
  EXPECT_EQ(finding(with("8 2 3 6 5", "8 1 2 5 4")),
            "48: regions overlap: a cell is in \"silicon\" and in \"electrolyte\"");
  EXPECT_EQ(finding(with("3 2 3\n", "3 1 5\n")), "41: a face of \"outside\" is not a face of a cell");
  EXPECT_EQ(finding(with("3 2 3\n", "3 1 2\n")), "41: boundaries overlap: a face is in \"outside\" and in \"outside\"");
  EXPECT_EQ(finding(with("1 2 1 5\n2 1 2\n", "1 2 1 4\n")),
            "45: an outer face of a cell, at (0, 0), is in no named boundary");
  EXPECT_EQ(finding(with("2 1 3 1\n7 1 2 5 4", "2 1 2 1\n7 1 2 5")), "46: the mesh has triangles or tetrahedra");
  EXPECT_EQ(finding(with("\n0 0 0\n", "\n-1 0 0\n"), Frame::axisymmetric),
            "46: a cell reaches to r = -1: the mesh lies on both sides of the axis");
  std::filesystem::remove(file_);
  EXPECT_THROW(Domain<2>(MeshFileGeometry{file_, 1.0}, {Frame::plane_strain, 0.0, {}}, MPI_COMM_SELF), InputError);
}

}  // namespace
}  // namespace silith::field
