#pragma once
#include "input/view.hpp"
#include "protocol/protocol.hpp"

namespace silith {

/// Steps of [protocol]: sentences, tables and loops, unrolled. Problems are noted in the view.
/// @param root view of the whole file;  @param sampling of steps that don't state their own
Protocol read_protocol(const View& root, const Sampling& sampling);

}  // namespace silith
