#pragma once

namespace silith::bench {

/// Registers what a step is made of (residual, Jacobian, factorisation, ...) with Google Benchmark.
void register_parts();

}  // namespace silith::bench
