#include "input/case.hpp"

#include "input/cell_reader.hpp"
#include "input/checked_tree.hpp"
#include "input/design_reader.hpp"
#include "input/keys.hpp"
#include "input/protocol_reader.hpp"
#include "input/sampling.hpp"

namespace silith {
namespace {

SolverOptions read_solver(const View& solver) {
  SolverOptions options;
  options.model = solver.word("model") == "full" ? ModelChoice::full : ModelChoice::single_particle;
  options.relative_tolerance = solver.number("relative_tolerance");
  options.absolute_tolerance = solver.number("absolute_tolerance");
  options.max_step = solver.optional_quantity("max_step").value_or(0.0);
  return options;
}

OutputOptions read_output(const View& output) {
  return {output.optional_text("directory").value_or(""), output.integer("profiles"),
          output.quantities("profile_times")};
}

/// A case in two or three dimensions has no cell: said once, instead of everything a cell would need.
void refuse_field_case(const View& root) {
  if (!root.has("geometry")) return;
  if (root.has("cell"))
    root.problem("geometry", "the case has a cell as well: it is either one-dimensional or a field case",
                 "leave out [cell] or [geometry]");
  else
    root.problem("geometry", "this is a case in two or three dimensions, a cell is expected",
                 "`silith run` and `silith check` take both; other commands take cells");
  root.finish();
}

std::vector<ReferenceCurve> read_references(const View& root) {
  std::vector<ReferenceCurve> references;
  for (const auto& item : root.items("references"))
    references.push_back({item.text("label"), item.file("file"), item.text("source"), item.optional_integer("step")});
  return references;
}

}  // namespace

Case read_case(const View& root) {
  refuse_field_case(root);
  Case result;
  result.title = root.text("title");
  result.solver = read_solver(root.at("solver"));
  result.output = read_output(root.at("output"));
  result.references = read_references(root);
  if (root.has("protocol"))
    result.protocol = read_protocol(root, read_sampling(root.at("output"), {}));
  else
    root.problem("protocol", "is missing: a case says what is done with the cell",
                 "write for example\n    [protocol]\n    steps = [\"Charge at 0.25 mA/cm^2 until 4.2 V\"]");
  result.design = read_design_facts(root);
  result.cell = read_cell(root, MaterialLibrary::shipped());
  root.finish();
  add_protocol(result.design, result.protocol, result.cell);
  result.warnings = root.warnings();
  for (auto& warning : root.without_effect()) result.warnings.push_back(std::move(warning));
  result.resolved = to_toml(root.resolved());
  return result;
}

Case read_case(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  const CheckedTree tree = checked_tree(file, overrides);
  Case result = read_case(View(case_registry(), tree.root));
  result.file = file;
  drop_warnings_of_bases(result.warnings, tree);
  return result;
}

DesignInput read_design(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  const Node tree = checked_tree(file, overrides).root;
  const View root(case_registry(), tree);
  refuse_field_case(root);
  DesignInput input;
  input.facts = read_design_facts(root);
  Protocol protocol;
  if (root.has("protocol")) protocol = read_protocol(root, read_sampling(root.at("output"), {}));
  input.cell = read_cell(root, MaterialLibrary::shipped(), Unconnected::keep);
  root.finish();
  add_protocol(input.facts, protocol, input.cell);
  input.title = root.has("title") ? root.text("title") : input.cell.name;
  input.warnings = root.warnings();
  return input;
}

Cell read_cell_of(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  const CheckedTree tree = checked_tree(file, overrides);
  return read_cell(View(case_registry(), tree.root), MaterialLibrary::shipped());
}

}  // namespace silith
