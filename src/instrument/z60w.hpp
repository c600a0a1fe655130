#pragma once
#include "instrument/dialect.hpp"

namespace silith {

/// Rows as ZPlot, ZView and Autolab write them below a line: frequency, amplitude, bias, time, Z', Z'', ...
Record read_z60w_rows(const Input& input, int line);

}  // namespace silith
