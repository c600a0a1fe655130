// Third-party headers stay in the .cpp files of the rooms that own them.
#include <gtest/gtest.h>

#include <regex>

#include "tree.hpp"

namespace silith::house {
namespace {

struct Library {
  std::string name;
  std::regex header;
  std::set<std::string> rooms;
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> table{
      {"SUNDIALS",
       std::regex("^(idas?|cvodes?|kinsol|arkode|sundials|nvector|sunlinsol|sunmatrix|sunnonlinsol)/"),
       {"numerics"}},
      {"SuiteSparse", std::regex("^(suitesparse/)?(klu|amd|btf|colamd|umfpack)\\.h"), {"numerics"}},
      {"Ceres and Eigen", std::regex("^(ceres|Eigen|glog|gflags)/"), {"study"}},
      {"HDF5", std::regex("^(hdf5|hdf5_hl|H5\\w*)\\.h"), {"record"}},
      {"toml++", std::regex("^toml\\+\\+/|^toml\\.hpp"), {"input"}},
      {"nlohmann/json", std::regex("^nlohmann/"), {"input", "record", "report", "study", "app"}},
      {"CLI11", std::regex("^CLI/"), {"app"}},
      {"UDUNITS-2", std::regex("^(udunits2/)?udunits2\\.h"), {"base"}},
      {"deal.II and its solvers", std::regex("^(deal\\.II|petsc\\w*|Epetra\\w*|Teuchos\\w*|mpi)\\b"), {"field"}},
  };
  return table;
}

TEST(ThirdParty, HeadersStayInTheirRooms) {
  for (const auto& file : files("src", {".hpp", ".cpp"})) {
    const std::string room = (++file.begin())->string();
    for (const Line& line : lines(file)) {
      const std::string target = include_of(line.text).target;
      for (const Library& library : libraries()) {
        if (target.empty() || !std::regex_search(target, library.header)) continue;
        EXPECT_TRUE(library.rooms.contains(room)) << place(line) << "\n" << library.name << " stays out of " << room;
        EXPECT_TRUE(room == "field" || file.extension() == ".cpp") << place(line) << "\nmove it into a .cpp file";
      }
    }
  }
}

}  // namespace
}  // namespace silith::house
