#pragma once

namespace silith::bench {

/// Solves and processes: ours, plain IDAS + KLU in the same run, the recorded figure of another code, target, error.
void print_tables();

}  // namespace silith::bench
