#pragma once
#include "input/view.hpp"
#include "protocol/protocol.hpp"

namespace silith {

/// Sampling of a step or of [output]; what is not given is taken from `otherwise`, which counts only if nothing is
/// given.
Sampling read_sampling(const View& view, const Sampling& otherwise);

}  // namespace silith
