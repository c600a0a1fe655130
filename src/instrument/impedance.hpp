#pragma once
#include <optional>
#include <vector>

#include "instrument/dialect.hpp"
#include "instrument/table.hpp"

namespace silith {

/// Columns of impedance data from a heading: the dialect's rules first, then the common names (frequency; Z', Z'' with
/// either sign; |Z| and phase). Names are frequency, z_real, z_imag, z_abs, z_phase, time, voltage, current, spectrum;
/// other columns are left out. Signs and units end up in the factors.
std::vector<TableColumn> impedance_columns(const Heading& heading, const std::vector<ColumnRule>& rules = {});

/// Whether a heading names an impedance: Z', Z'', |Z| or a phase.
bool names_impedance(const std::vector<std::string_view>& fields);

/// Ends the reading if the heading has no frequency, or neither Z' and Z'' nor |Z| and phase.
void require_impedance_columns(const TableSource& source, const Heading& heading,
                               const std::vector<TableColumn>& columns);

/// Spectra of a table: a new one where column spectrum changes or the frequency jumps back. Rows without a positive
/// frequency are left out with a finding; so are contradictions between Z', Z'' and |Z|, phase.
Record impedance_record(const Input& input, Table table);

/// Heading, columns and rows of a plain table of impedance data, then impedance_record.
Record read_impedance_table(const TableSource& source, const Heading& heading,
                            const std::vector<ColumnRule>& rules = {});

}  // namespace silith
