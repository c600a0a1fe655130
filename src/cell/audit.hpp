#pragma once
#include <array>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "cell/design.hpp"

// Findings about a cell as designed: statements that cannot hold together (docs/audit.md).
namespace silith {

struct DesignFinding {
  std::string code;  ///< "density-above-theoretical"; docs/audit.md lists them
  Severity severity = Severity::warning;
  std::string layer;                 ///< empty: the whole cell
  std::array<std::string, 2> facts;  ///< the two that disagree
  std::string reconcile;             ///< what would make them agree

  std::string message() const;  ///< "composite: FACT, but FACT"
};

/// Every finding, in the order of the page docs/audit.md; of one kind from the anode to the cathode. Empty: none.
std::vector<DesignFinding> audit(const Cell& cell, const DesignFacts& facts);

}  // namespace silith
