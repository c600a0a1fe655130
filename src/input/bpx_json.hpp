#pragma once
#include <string>
#include <string_view>

#include "input/document.hpp"

// Inside of bpx.cpp.
namespace silith {

/// A JSON object as a tree of values; entries that are null are left out. Places in the file are not kept.
/// @param name shown in messages
/// @throws InputError with line and column of the mistake; for texts above 16 MiB or nested above 32 levels, and if the
/// text is anything but an object
Node parse_json(std::string_view text, const std::string& name);

}  // namespace silith
