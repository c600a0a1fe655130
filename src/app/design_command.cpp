#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/design_output.hpp"
#include "base/diagnostic.hpp"
#include "input/case.hpp"

namespace silith::app {

int design(const DesignArguments& arguments) {
  DesignInput input = read_design(arguments.input.file, arguments.input.overrides);
  for (const Diagnostic& warning : input.warnings) fmt::print(stderr, "{}\n", format(warning));
  if (arguments.end_composition) input.facts.anode_end_composition = arguments.end_composition;
  const Design found = design_of(input.cell, input.facts);
  const auto findings = audit(input.cell, input.facts);
  if (arguments.json) {
    fmt::print("{}", design_json(input.title, found, findings));
  } else {
    fmt::print("{}\n{}", design_text(found), findings.empty() ? "no findings\n" : findings_text(findings));
  }
  const bool fails = has(findings, Severity::error) || has(findings, Severity::warning);
  return arguments.strict && fails ? wrong_input : ok;
}

}  // namespace silith::app
