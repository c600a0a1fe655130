#pragma once
#include "cell/design.hpp"
#include "input/view.hpp"
#include "protocol/protocol.hpp"

// Inside of case.cpp.
namespace silith {

/// What [design] states.
DesignFacts read_design_facts(const View& root);

/// Adds the currents and voltages of a protocol, each once, in their order. Currents in units the cell lacks a scale
/// for are left out.
void add_protocol(DesignFacts& facts, const Protocol& protocol, const Cell& cell);

}  // namespace silith
