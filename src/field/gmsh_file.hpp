#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace silith::field {

/// What is read of a Gmsh file: straight lines, quadrilaterals and hexahedra in named groups.
struct GmshFile {
  struct Element {
    int dimension = 0;
    unsigned group = 0;           ///< index into `groups`
    std::vector<unsigned> nodes;  ///< indices into `nodes`, in the file's order
    int line = 0;                 ///< of the file
  };
  struct Group {
    int dimension = 0, tag = 0;
    std::string name;  ///< empty: the file gives none
  };
  std::vector<std::array<double, 3>> nodes;  ///< in units of the file
  std::vector<Element> elements;
  std::vector<Group> groups;
};

/// Reads an ASCII file of version 4.1 or 2.2.
/// @throws InputError with file and line: no file, another format, damaged, elements of other kinds, an element in two
/// groups of its dimension or in none
GmshFile read_gmsh(const std::filesystem::path& file);

}  // namespace silith::field
