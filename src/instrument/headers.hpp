#pragma once
#include <string>
#include <string_view>

namespace silith {

/// A column heading taken apart: "Current(mA)", "Voltage/V", "Cap. [Ah]", "current_A", "Test Time / s".
struct HeaderWords {
  std::string label;  ///< lower case, only letters, digits and characters beyond ASCII: "current", "电压"
  std::string text;   ///< the label as written: "Current"
  std::string unit;   ///< as written, "mA"; empty if none is given
};
HeaderWords header_words(std::string_view header);

/// How a unit of a measured file turns into SI: value in SI = factor * value + offset.
struct FileUnit {
  std::string si;  ///< "A"; the unit itself if it is not known
  double factor = 1.0, offset = 0.0;
  bool clock = false;  ///< "hh:mm:ss"
};
FileUnit file_unit(std::string_view unit);

/// "Step Name" -> "step_name"; "column" if nothing is left.
std::string snake_case(std::string_view label);

/// What a column of cycling data is. Names are those of a Record (record/bdf_columns.hpp), besides
/// capacity, charge_capacity, discharge_capacity, net_capacity and the like for energy (counters whose start is not
/// known yet), date, mode (what the instrument did), step_index (of its schedule).
struct ColumnRole {
  std::string_view name;
  std::string_view si;       ///< unit it has to have in the end; empty: any
  std::string_view assumed;  ///< unit if none is written
  int rank = 0;              ///< of two columns with one name the lower rank has it
};

/// The role of a column by its label; nullptr if it has none that silith knows.
const ColumnRole* cycling_role(std::string_view label);

}  // namespace silith
