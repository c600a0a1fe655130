#pragma once
#include <string>
#include <vector>

namespace silith {

/// The known name closest to a misspelt one, for "did you mean"; empty if none is near.
std::string nearest_name(const std::string& wrong, const std::vector<std::string>& known);

}  // namespace silith
