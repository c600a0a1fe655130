#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "continuum/field_case.hpp"
#include "input/view.hpp"

namespace silith {

/// Whether a case is one in two or three dimensions: it has [geometry], itself or by a base.
/// @throws InputError as read_with_bases
bool is_field_case(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});

/// Reads a case in two or three dimensions with its bases; `overrides` are "key=value" as for --set.
/// @throws InputError with every problem found, in the order of the files
FieldCase read_field_case(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});

/// The same from a checked tree being read. @throws InputError with every problem noted in the view
FieldCase read_field_case(const View& root);

}  // namespace silith
