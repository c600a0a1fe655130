#pragma once
#include "cell1d/simulation.hpp"
#include "input/case.hpp"
#include "input/document.hpp"

namespace silith {

/// Reads a merged tree as a case. @throws InputError with every problem found
Case check_case(const Node& tree);

/// Runs a case for its numbers alone: no profiles, no files. @throws NumericsError if it ends early
Record run_case(const Case& run);

}  // namespace silith
