#pragma once
#include "continuum/field_case.hpp"
#include "input/view.hpp"

// Inside of field_reader.cpp.
namespace silith {

/// The frame of [geometry]; notes it where the shape cannot be in it.
Frame read_frame(const View& geometry);

/// The shape of [geometry], with what is missing, too large or overlapping noted.
Geometry read_geometry(const View& geometry, Frame frame);

/// Notes a name that is none of the known ones: `"silicone" is no body; did you mean "silicon"?`.
/// @param what "body", "boundary"
void expect_name(const View& view, std::string_view path, const std::string& what, const std::string& name,
                 const std::vector<std::string>& known);

}  // namespace silith
