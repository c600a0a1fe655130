#include <benchmark/benchmark.h>

#include <exception>
#include <iostream>

#include "parts.hpp"
#include "table.hpp"

/// Tables of solves and processes, then the parts of a step. Arguments go to Google Benchmark.
int main(int count, char** words) {
  try {
    silith::bench::register_parts();
    benchmark::Initialize(&count, words);
    if (benchmark::ReportUnrecognizedArguments(count, words)) return 1;
    silith::bench::print_tables();
    std::cout << "\nParts of a step\n" << std::flush;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
