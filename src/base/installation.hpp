#pragma once
#include <filesystem>
#include <string>

namespace silith {

/// Version of silith, "0.1.0".
const std::string& version();

/// The directory that holds data/, cells/ and examples/: $SILITH_HOME if set; else share/silith beside the running
/// program's bin/; else the source tree it was built from; else share/silith below the prefix it was configured for.
/// @throws InputError if there is none, naming the places tried
std::filesystem::path home_directory();

}  // namespace silith
