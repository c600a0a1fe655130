#pragma once
#include "instrument/table.hpp"

namespace silith {

/// Findings about rows as written: frequencies that are not positive, |Z| and phase against Z' and Z''.
void check_impedance_table(const Table& table, std::vector<Finding>& findings);

/// Findings about spectra: an imaginary part that looks turned round, spectra of few points.
void check_spectra(Record& record);

}  // namespace silith
