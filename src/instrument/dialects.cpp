#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "base/diagnostic.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

constexpr std::array table{
    Dialect{"CH Instruments text (CHI600 series)", recognise_chi, read_chi},
    Dialect{"BioLogic EC-Lab text (.mpt)", recognise_biologic, read_biologic},
    Dialect{"Gamry (.DTA)", recognise_gamry, read_gamry},
    Dialect{"ZPlot (.z)", recognise_zplot, read_zplot},
    Dialect{"Z60W data file (Autolab, ZView)", recognise_autolab, read_autolab},
    Dialect{"Parstat text (VersaStudio)", recognise_parstat, read_parstat},
    Dialect{"RelaxIS spectrum export", recognise_relaxis, read_relaxis},
    Dialect{"LANDT csv", recognise_landt_csv, read_landt_csv},
    Dialect{"LAND sheet (LANDdt)", recognise_land_sheet, read_land_sheet},
    Dialect{"LANDT record sheet", recognise_landt_record, read_landt_record},
    Dialect{"LAND sheet, Chinese", recognise_land_chinese, read_land_chinese},
    Dialect{"LAND text (Rec#, Test(..))", recognise_land_text, read_land_text},
    Dialect{"Neware, layered", recognise_neware_layered, read_neware_layered},
    Dialect{"Neware, flat", recognise_neware_flat, read_neware_flat},
    Dialect{"Arbin channel table", recognise_arbin, read_arbin},
    Dialect{"Maccor text", recognise_maccor, read_maccor},
    Dialect{"Battery Data Format", recognise_bdf, read_bdf_table},
    Dialect{"generic csv, impedance", recognise_generic_impedance, read_generic_impedance},
    Dialect{"generic csv, cycling", recognise_generic_cycling, read_generic_cycling},
};

/// A line of the text without its end, cut to what fits on a terminal.
std::string line_of(std::string_view text, int line) {
  constexpr std::size_t most = 160;
  std::size_t start = 0;
  for (int i = 1; i < line; ++i) {
    start = text.find_first_of("\r\n", start);
    if (start == text.npos) return {};
    start += text.substr(start, 2) == "\r\n" ? 2 : 1;
  }
  std::string_view found = text.substr(start, text.find_first_of("\r\n", start) - start);
  if (found.size() > most) {
    found = found.substr(0, most);
    while (!found.empty() && (static_cast<unsigned char>(found.back()) & 0xC0) == 0x80) found.remove_suffix(1);
    if (!found.empty() && static_cast<unsigned char>(found.back()) >= 0xC0) found.remove_suffix(1);
  }
  std::string shown(found);
  for (char& c : shown)
    if (c == '\t') c = ' ';
  return shown;
}

}  // namespace

std::span<const Dialect> dialects() {
  return table;
}

void stop(const Input& input, int line, const std::string& message, const std::string& hint) {
  const std::string& sheet = input.source.sheets[input.sheet].name;
  Diagnostic diagnostic;
  diagnostic.where = {input.source.file, line, line > 0 ? 1 : 0};
  diagnostic.message = fmt::format("recognised as {}{}, but {}", input.dialect,
                                   sheet.empty() ? "" : ", sheet \"" + sheet + "\"", message);
  diagnostic.hint = hint;
  if (line > 0) diagnostic.source_line = line_of(input.text(), line);
  throw InputError({diagnostic});
}

Record new_record(const Input& input) {
  Record record;
  const std::string& sheet = input.source.sheets[input.sheet].name;
  record.title = std::filesystem::path(input.source.file).filename().string();
  record.metadata["file"] = input.source.file;
  record.metadata["file_format"] = input.dialect;
  if (!sheet.empty()) record.metadata["sheet"] = sheet;
  return record;
}

}  // namespace silith
