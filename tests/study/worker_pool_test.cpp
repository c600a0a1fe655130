#include "study/worker_pool.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>
#include <stdexcept>

using namespace silith;

TEST(WorkerPool, ResultsAreInTheOrderOfTheJobs) {
  const auto job = [](std::size_t i) {
    std::vector<double> values(i * 100);  // beyond what a pipe holds at once
    std::iota(values.begin(), values.end(), static_cast<double>(i));
    return values;
  };
  for (const int workers : {1, 3}) {
    const auto results = run_in_processes(40, job, workers);
    ASSERT_EQ(results.size(), 40u);
    for (std::size_t i = 0; i < results.size(); ++i) {
      EXPECT_EQ(results[i].failure, "");
      EXPECT_EQ(results[i].values, job(i));
    }
  }
}

TEST(WorkerPool, AThrowIsThatJobsFailure) {
  const auto results = run_in_processes(
      3,
      [](std::size_t i) -> std::vector<double> {
        if (i == 1) throw std::runtime_error("no convergence at 12 s");
        return {1.0};
      },
      2);
  EXPECT_EQ(results[0].failure, "");
  EXPECT_EQ(results[1].failure, "no convergence at 12 s");
  EXPECT_EQ(results[2].values, std::vector<double>{1.0});
}

TEST(WorkerPool, ACrashTakesNoOtherJobWithIt) {
  const auto results = run_in_processes(
      6,
      [](std::size_t i) -> std::vector<double> {
        if (i == 0) std::_Exit(3);
        return {static_cast<double>(i)};
      },
      2);
  EXPECT_EQ(results[0].failure, "its worker process ended without a result");
  for (std::size_t i = 1; i < results.size(); ++i) EXPECT_EQ(results[i].failure, "") << i;
}

TEST(WorkerPool, StopLeavesTheRestUndone) {
  const std::atomic<bool> stop = true;
  std::size_t done = 0;
  const auto results = run_in_processes(
      200000, [](std::size_t) { return std::vector<double>{1.0}; }, 1, &stop);
  for (const JobResult& result : results) done += result.failure.empty();
  EXPECT_LT(done, results.size());
}
