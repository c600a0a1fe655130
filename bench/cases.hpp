#pragma once
#include <string>
#include <vector>

#include "input/case.hpp"

namespace silith::bench {

/// One simulation to be timed, and what it is held against.
struct BenchCase {
  std::string name;
  std::string file;                    ///< below the source directory
  std::vector<std::string> overrides;  ///< as for --set
  int repetitions = 0;                 ///< of the timed solve
  double peer = 0.0;                   ///< recorded time of a solve by another code, s; 0: none
  double target = 0.0;                 ///< s; 0: none
  double miss = 0.0;                   ///< s above which the target is missed; 0: the target itself
};

/// The cases of the table, in its order.
std::vector<BenchCase> bench_cases();

Case read(const BenchCase& bench_case);

}  // namespace silith::bench
