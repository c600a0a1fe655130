#pragma once
#include <string>

#include "continuum/field_case.hpp"
#include "input/phase_reader.hpp"
#include "input/view.hpp"

// Inside of field_reader.cpp.
namespace silith {

/// What the models of a case need of its bodies.
struct BodyNeeds {
  bool conduction = false, mechanics = false, diffusion = false, plasticity = false;
  double temperature = 298.15;  ///< K, at which laws of bodies without lithium become constants
};

/// One table [bodies.NAME], its material loaded and its own properties put over the file's; what it lacks is noted.
Body read_body(const View& view, const std::string& name, const BodyNeeds& needs, MaterialCache& materials);

}  // namespace silith
