#pragma once
#include <functional>
#include <string>
#include <vector>

namespace silith {

/// A text with every place in braces replaced: fill("a={x} b", [](auto place) { return "1"; }) = "a=1 b".
/// @throws InputError for a brace without its other half
std::string fill(const std::string& text, const std::function<std::string(const std::string&)>& place);

/// What stands in the braces of a text, in order.
std::vector<std::string> places(const std::string& text);

/// A parameter's value where its places are: {p} becomes "0.8", {1 - p} "0.2". Where the whole value is "{p}", the
/// unit follows the number, "0.8 A/m^2" (not for the unit "1").
/// @throws InputError if a place holds no formula of p
std::string fill_parameter(const std::string& assignment, double value, const std::string& unit);

}  // namespace silith
