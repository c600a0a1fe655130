#pragma once
#include "cell/cell.hpp"

// The verification cell of Marquis 2019 built in code, so that the model is tested without the input room.
namespace silith::testing {

struct MarquisMesh {
  int anode = 20, separator = 20, cathode = 20, shells = 20;
};
Cell marquis_cell(const MarquisMesh& mesh = {});

inline constexpr double marquis_current = 0.680616 / (0.137 * 0.207);  // A/m^2 at 1C

}  // namespace silith::testing
