#pragma once
#include "analysis/eis_fit.hpp"
#include "analysis/eis_problem.hpp"

namespace silith {

/// Fills parameters, their uncertainties and correlations from the first of the minima, and says what the data do not
/// determine and which combinations they do (Eq. Z21, Z23).
void add_uncertainties(EisFit& fit, EisProblem& problem);

}  // namespace silith
