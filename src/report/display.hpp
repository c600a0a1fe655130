#pragma once
#include <string>
#include <string_view>

namespace silith::report {

/// How an SI quantity is shown: factor to the customary unit of the field, and that unit's name.
struct DisplayUnit {
  double factor = 1.0;
  std::string label;  ///< "mAh/cm²"; empty for plain numbers
};

/// @param unit SI, "C/m^2";  @param name tells a share from a ratio: an "..._efficiency" in 1 is shown in percent
DisplayUnit display_unit(std::string_view unit, std::string_view name = {});

/// s, min, h or d, whichever keeps the longest time readable. @param longest s
DisplayUnit display_time(double longest);

/// Text of an input as HTML text or attribute value.
std::string escape_html(std::string_view text);

/// Four significant digits; very large and small ones as 1.23 × 10<sup>−9</sup>; "–" if not finite.
std::string number_html(double value);

/// With its standard uncertainty, to two digits of it: "12.90 ± 0.31"; as above if there is none.
std::string number_html(double value, double uncertainty);

/// Number and unit.
std::string quantity_html(double value, const DisplayUnit& unit);

}  // namespace silith::report
