#include "input/bpx.hpp"

#include <fmt/format.h>

#include "base/atomic_file.hpp"
#include "input/bpx_json.hpp"
#include "input/bpx_reader.hpp"
#include "input/bpx_writer.hpp"

namespace silith {

BpxImport import_bpx_text(std::string_view text, const std::string& name, const std::string& stem) {
  const Node root = parse_json(text, name);
  BpxFindings findings{name, {}, {}};
  const BpxCell cell = read_bpx(root, findings);
  if (!findings.problems.empty()) throw InputError(findings.problems);
  BpxImport import{write_bpx(cell, std::filesystem::path(name).filename().string(), stem, findings), {}};
  if (!findings.problems.empty()) throw InputError(findings.problems);
  import.warnings = findings.warnings;
  return import;
}

BpxImport import_bpx(const std::filesystem::path& file, const std::string& stem) {
  return import_bpx_text(read_file(file), file.string(), stem);
}

std::vector<Diagnostic> import_bpx_to(const std::filesystem::path& file, const std::filesystem::path& cell_file) {
  const BpxImport import = import_bpx(file, cell_file.stem().string());
  // The cell last: it names the others.
  for (std::size_t i = 1; i < import.files.size(); ++i)
    write_file(cell_file.parent_path() / import.files[i].name, import.files[i].text);
  write_file(cell_file, import.cell_text());
  return import.warnings;
}

}  // namespace silith
