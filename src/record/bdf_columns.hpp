#pragma once
#include <string>
#include <string_view>

namespace silith {

/// A column of the Battery Data Format (BDF 1.x) and the column of a TimeSeries it stands for.
struct BdfColumn {
  std::string name;       ///< ours, "voltage"
  std::string unit;       ///< ours, SI
  std::string label;      ///< theirs without unit, "Voltage"
  std::string file_unit;  ///< theirs, "V"
  std::string machine;    ///< their name for programs, "voltage_volt"
};

/// The BDF column of one of our names; nullptr if BDF has none.
const BdfColumn* bdf_by_name(std::string_view name);

/// The BDF column a header names, by label ("Voltage / V", any unit, any case) or machine name; nullptr if unknown.
const BdfColumn* bdf_by_header(std::string_view header);

/// "Label / unit" taken apart at the last " / "; the unit is empty if there is none.
struct HeaderParts {
  std::string_view label, unit;
};
HeaderParts split_header(std::string_view header);

/// value in SI = factor * value in the unit + offset.
struct ToSi {
  std::string unit;  ///< SI
  double factor = 1.0, offset = 0.0;
};
/// How the units of battery files turn into SI; a unit not in the table is left as it is (factor 1).
ToSi file_unit_to_si(std::string_view unit);

}  // namespace silith
