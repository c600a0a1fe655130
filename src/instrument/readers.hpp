#pragma once
#include "instrument/dialect.hpp"

// The readers, one file each; their table is dialects.cpp, what they handle docs/formats/instruments.md.
namespace silith {

double recognise_chi(std::string_view head);
Record read_chi(const Input& input);

double recognise_biologic(std::string_view head);
Record read_biologic(const Input& input);

double recognise_gamry(std::string_view head);
Record read_gamry(const Input& input);

double recognise_zplot(std::string_view head);
Record read_zplot(const Input& input);

double recognise_autolab(std::string_view head);
Record read_autolab(const Input& input);

double recognise_parstat(std::string_view head);
Record read_parstat(const Input& input);

double recognise_relaxis(std::string_view head);
Record read_relaxis(const Input& input);

double recognise_landt_csv(std::string_view head);
Record read_landt_csv(const Input& input);

double recognise_land_sheet(std::string_view head);
Record read_land_sheet(const Input& input);

double recognise_landt_record(std::string_view head);
Record read_landt_record(const Input& input);

double recognise_land_chinese(std::string_view head);
Record read_land_chinese(const Input& input);

double recognise_land_text(std::string_view head);
Record read_land_text(const Input& input);

double recognise_neware_layered(std::string_view head);
Record read_neware_layered(const Input& input);

double recognise_neware_flat(std::string_view head);
Record read_neware_flat(const Input& input);

double recognise_arbin(std::string_view head);
Record read_arbin(const Input& input);

double recognise_maccor(std::string_view head);
Record read_maccor(const Input& input);

double recognise_bdf(std::string_view head);
Record read_bdf_table(const Input& input);

double recognise_generic_impedance(std::string_view head);
Record read_generic_impedance(const Input& input);

double recognise_generic_cycling(std::string_view head);
Record read_generic_cycling(const Input& input);

}  // namespace silith
