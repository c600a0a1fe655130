#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace silith {

/// What becomes of a BPX file: a cell and the materials it names, files that stand in one directory.
struct BpxImport {
  struct File {
    std::string name;
    std::string text;
  };
  std::vector<File> files;  ///< the cell first, then NAME-negative.toml and the like
  std::vector<Diagnostic> warnings;

  const std::string& cell_text() const { return files.front().text; }
};

/// Reads a lithium-ion cell of the Battery Parameter eXchange, versions 0.1 to 1.x (docs/formats/bpx.md).
/// @param text of the file;  @param name of it, for messages and comments
/// @param stem name of the cell file without ".toml"; starts those of the materials
/// @throws InputError with everything missing or wrong, keys as JSON paths ("Parameterisation.Cell.Electrode area
/// [m2]"); for texts that are no JSON, line and column
BpxImport import_bpx_text(std::string_view text, const std::string& name, const std::string& stem);
BpxImport import_bpx(const std::filesystem::path& file, const std::string& stem);

/// import_bpx and write: `cell_file`, and the materials beside it.
/// @throws InputError if one of the files exists
BpxImport import_bpx_to(const std::filesystem::path& file, const std::filesystem::path& cell_file);

}  // namespace silith
