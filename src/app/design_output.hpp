#pragma once
#include <string>
#include <vector>

#include "cell/audit.hpp"
#include "record/record.hpp"

namespace silith::app {

/// The balance for the terminal: table of layers, phases, sums.
std::string design_text(const Design& design);

/// Findings for the terminal, one paragraph each; empty without findings.
std::string findings_text(const std::vector<DesignFinding>& findings);

/// Both as JSON, SI units (docs/formats/design-json.md).
std::string design_json(const std::string& title, const Design& design, const std::vector<DesignFinding>& findings);

/// As kept in a record.
std::vector<Finding> as_record_findings(const std::vector<DesignFinding>& findings);

/// "note", "warning", "error".
std::string severity_name(Severity severity);

bool has(const std::vector<DesignFinding>& findings, Severity severity);

}  // namespace silith::app
