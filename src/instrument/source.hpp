#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace silith {

/// One table of a file as UTF-8 text: a text file has one; of a workbook every sheet is one, tab-separated, a line a
/// row.
struct Sheet {
  std::string name;  ///< empty for a text file
  std::string text;
};

/// A measured file before anything is known about its format.
struct MeasuredFile {
  std::string file;
  std::string encoding;  ///< "UTF-8", "UTF-16", "GBK", "Latin-1"; what the text was converted from
  std::vector<Sheet> sheets;
};

/// @throws InputError if the file cannot be read, is a kind of binary file silith cannot read (says which), or a
/// damaged or too large workbook
MeasuredFile load_source(const std::filesystem::path& file);

/// As load_source, from bytes. `file` is only used in messages.
MeasuredFile source_of_bytes(const std::string& file, std::string bytes);

}  // namespace silith
