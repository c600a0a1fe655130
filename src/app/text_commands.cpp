#include <fmt/format.h>

#include <filesystem>

#include "app/commands.hpp"
#include "app/comparisons.hpp"
#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "input/bpx.hpp"
#include "input/case.hpp"
#include "input/field_reader.hpp"
#include "input/keys.hpp"
#include "input/material_reader.hpp"
#include "input/reference.hpp"
#include "input/templates.hpp"

// Commands that read and print.
namespace silith::app {

namespace {

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

int fine(const std::string& file, const std::string& parts, const std::vector<Diagnostic>& warnings) {
  for (const auto& warning : warnings) fmt::print(stderr, "{}\n", format(warning));
  fmt::print("{}: fine, {}{}\n", file, parts,
             warnings.empty() ? "" : ", " + counted(warnings.size(), "warning", "warnings"));
  return ok;
}

}  // namespace

int check(const CaseArguments& arguments) {
  if (is_field_case(arguments.file, arguments.overrides)) {
    const FieldCase found = read_field_case(arguments.file, arguments.overrides);
    const std::string parts =
        fmt::format("{} dimensions, {}", dimension(found), counted(found.bodies.size(), "body", "bodies"));
    return fine(arguments.file, parts, found.warnings);
  }
  const Case found = read_case(arguments.file, arguments.overrides);
  read_measured(found);
  const std::string parts = counted(found.cell.layers.size(), "layer", "layers") + ", " +
                            counted(found.protocol.steps.size(), "step", "steps");
  return fine(arguments.file, parts, found.warnings);
}

int explain(const std::string& key) {
  fmt::print("{}", case_registry().explain(key));
  return ok;
}

int schema() {
  fmt::print("{}", case_schema());
  return ok;
}

int reference() {
  fmt::print("{}", case_reference());
  return ok;
}

int new_file(const std::string& name, const std::string& file, bool list) {
  if (list || name.empty()) {
    for (const auto& found : templates()) fmt::print("{:<24} {}\n", found.name, found.description);
    return ok;
  }
  const std::filesystem::path target = file.empty() ? name + ".toml" : file;
  const std::string text = template_text(name);
  if (std::filesystem::exists(target)) {
    throw InputError(fmt::format("{} exists and is not overwritten", target.string()), "choose another name with -o");
  }
  write_file(target, text);
  fmt::print("{}\nrun it with: silith run {}\n", target.string(), target.string());
  return ok;
}

int import_bpx(const std::string& file, const std::string& out) {
  const std::filesystem::path target =
      out.empty() ? std::filesystem::path(file).stem().replace_extension(".toml") : std::filesystem::path(out);
  if (std::filesystem::exists(target)) {
    throw InputError(fmt::format("{} exists and is not overwritten", target.string()), "choose another name with -o");
  }
  const BpxImport import = import_bpx_to(file, target);
  for (const auto& warning : import.warnings) fmt::print(stderr, "{}\n", format(warning));
  for (const auto& one : import.files) fmt::print("{}\n", (target.parent_path() / one.name).string());
  fmt::print("build a case on it with: base = \"{}\"\n", target.filename().string());
  return ok;
}

int material_list() {
  fmt::print("{}", material_list_text(MaterialLibrary::shipped()));
  return ok;
}

int material_show(const std::string& name) {
  const auto library = MaterialLibrary::shipped();
  const auto file = library.find(name);
  fmt::print("{}", material_text(library.load(name), library.references(file)));
  return ok;
}

}  // namespace silith::app
