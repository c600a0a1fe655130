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

BpxImport import_bpx_to(const std::filesystem::path& file, const std::filesystem::path& cell_file) {
  BpxImport import = import_bpx(file, cell_file.stem().string());
  import.files.front().name = cell_file.filename().string();
  std::vector<Diagnostic> taken;
  for (const BpxImport::File& one : import.files) {
    const std::filesystem::path target = cell_file.parent_path() / one.name;
    if (!std::filesystem::exists(target)) continue;
    Diagnostic& found = taken.emplace_back();
    found.message = fmt::format("{} exists and is not overwritten", target.string());
    found.hint = "choose another name with -o, or remove it";
  }
  if (!taken.empty()) throw InputError(taken);
  // The cell last: it names the others.
  for (auto one = import.files.rbegin(); one != import.files.rend(); ++one)
    write_file(cell_file.parent_path() / one->name, one->text);
  return import;
}

}  // namespace silith
