#pragma once
#include <vector>

#include "cell1d/simulation.hpp"
#include "input/case.hpp"
#include "input/document.hpp"

namespace silith {

/// Reads a merged tree as a case. @throws InputError with every problem found
Case check_case(const Node& tree);

/// Only its protocol. @throws InputError with every problem found in it
Protocol check_protocol(const Node& tree);

/// Runs protocols on a case's cell for their numbers alone: no profiles, no files. What they begin with in common is
/// computed once. @throws NumericsError if one ends early
std::vector<Record> run_protocols(const Case& first, const std::vector<Protocol>& protocols);

}  // namespace silith
