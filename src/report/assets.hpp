#pragma once
#include <string_view>

namespace silith {

/// Text of a file of src/report/assets or of the vendored chart library, embedded by the build
/// (cmake/SilithAssets.cmake).
/// @throws std::logic_error for a name that was not embedded
std::string_view report_asset(std::string_view name);

}  // namespace silith
