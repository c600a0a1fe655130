#pragma once
#include <string>
#include <vector>

namespace silith::bench {

struct ProcessCost {
  double wall = 0.0;         ///< s
  double cpu = 0.0;          ///< user and system, s
  double peak_memory = 0.0;  ///< bytes; not below that of the process that starts it
};

/// Runs a program from start to end, output thrown away. @throws std::runtime_error if it cannot be run or fails
ProcessCost run_process(const std::vector<std::string>& words);

}  // namespace silith::bench
