#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "input/document.hpp"

// Inside of case.cpp and field_reader.cpp.
namespace silith {

/// A case with its bases and overrides, checked against the registry.
struct CheckedTree {
  Node root = Node::table();
  std::vector<std::string> order;  ///< names of the files, first base first
};

/// @throws InputError with everything the registry finds wrong
CheckedTree checked_tree(const std::filesystem::path& file, const std::vector<std::string>& overrides);

/// Drops warnings about keys of a base: what a case makes idle there is no mistake of its author.
void drop_warnings_of_bases(std::vector<Diagnostic>& warnings, const CheckedTree& tree);

}  // namespace silith
